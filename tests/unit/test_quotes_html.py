"""The newest text of HTML mail, where the markup of the mail program is clear."""

import pytest

from guichet_bot.core.mail.quotes import newest_of_html

GMAIL = (
    '<div dir="ltr">Bonjour,<div>Deux lots suffisent.</div></div><br>{quote}'
    '<div class="gmail_quote gmail_quote_container"><div dir="ltr" class="gmail_attr">Le mar. 3 mars 2026 à 10:12, '
    'Guichet &lt;<a href="mailto:g@resocc.example">g@resocc.example</a>&gt; a écrit :<br></div>'
    '<blockquote class="gmail_quote">Combien de lots ?{inside}</blockquote>{after}</div>'
)


@pytest.mark.parametrize(
    ("html", "text"),
    [
        (GMAIL.format(quote="", inside="<blockquote class='gmail_quote'>avant</blockquote>", after=""),
         "Bonjour,\nDeux lots suffisent."),
        ("<div>Oui.</div><div id='appendonsend'></div><hr><div id='divRplyFwdMsg'><b>De :</b> G</div>"
         "texte nu<div>ancien</div>", "Oui."),
        ("<div class='moz-cite-prefix'>Le 03/03/2026 à 10:12, G a écrit :</div><blockquote type='cite'>Le vrac ?"
         "</blockquote><p>Oui, en bacs.</p>", "Oui, en bacs."),
        ("<p>Un label suffit.</p><blockquote type='cite'><div>Le 3 mars 2026 à 10:12, G a écrit :</div>Lequel ?"
         "</blockquote>", "Un label suffit."),
        ("<p>D'accord.</p><hr id='zwchr' data-marker='__DIVIDER__'><div data-marker='__HEADERS__'><b>De: </b>G</div>"
         "<div data-marker='__QUOTED_TEXT__'>ancien</div>", "D'accord."),
        ("<p>L'article dispose :</p><blockquote>Les clauses suffisent.</blockquote><div class='moz-cite-prefix'>Le "
         "03/03/2026 à 10:12, G a écrit :</div><blockquote type='cite'>ancien</blockquote>",
         "L'article dispose :\n\n> Les clauses suffisent."),
        ("<p>Oui :</p><p>la règle</p><blockquote style='margin:0 0 0 40px;border:none'>Les clauses suffisent."
         "</blockquote><div class='gmail_quote'>ancien</div>", "Oui :\n\nla règle\n\nLes clauses suffisent."),
        ("<p>Oui.<br>Envoyé de mon iPhone</p><div class='yahoo_quoted'>ancien</div>", "Oui."),
        ("<p>Oui.</p><div class='protonmail_quote'>ancien</div>", "Oui."),
        ("<p>Oui.</p><div class='OutlookMessageHeader'>De : G</div><p>ancien</p>", "Oui."),
    ],
)  # fmt: skip
def test_the_quoted_mail_goes(html: str, text: str) -> None:
    assert newest_of_html(html) == text


@pytest.mark.parametrize(
    "html",
    [
        "<p>Bonjour, une question simple.</p>",
        "<p>Oui</p><blockquote type='cite'>un</blockquote><p>Non</p><blockquote type='cite'>deux</blockquote>",
        "<p>Pour information,</p><div class='gmail_quote'>---------- Forwarded message<br>Où trouver du pain ?</div>",
        "<div class='gmail_quote'>Tout est cité</div>",
        "<p>Oui</p>" + "<div class='gmail_quote'>x</div>" * 300,
        "<div class='gmail_quote'>" * 5_000,
    ],
    ids=["no quote", "between the quotes", "a forward", "nothing left", "too many", "too deep"],
)
def test_in_doubt_the_text_form_is_read(html: str) -> None:
    assert newest_of_html(html) is None
