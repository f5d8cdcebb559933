"""Reading the newest text loses nothing but quotes; taking out private details touches nothing else."""

from hypothesis import example, given, settings
from hypothesis import strategies as st

from guichet_bot.core.mail.private import scrub, scrubbed
from guichet_bot.core.mail.quotes import newest, newest_of_html

LINES = st.one_of(
    st.sampled_from(
        ["> ancien", "Le 3 mars 2026 à 10:12, P <p@x.example> a écrit :", "De : P <p@x.example>",
         "Envoyé : 3 mars 2026",
         "Objet : Q", "-----Message original-----", "-- ", "Envoyé de mon iPhone", "Cordialement,", "Anne Vidal", "",
         "06 11 22 33 44", "anne@mairie.example", "```", "____", "Répondez au-dessus de cette ligne", "| a", ">:"]
    ),
    st.text(max_size=30),
)  # fmt: skip
MAILS = st.lists(LINES, max_size=12).map("\n".join)
PRIVATE = ("anne@mairie.example", "Anne Vidal")


@settings(max_examples=300, deadline=None)
@given(MAILS)
@example("> a")
def test_newest_never_empties_a_mail(text: str) -> None:
    assert bool(newest(text).strip()) == bool(text.strip())


@settings(max_examples=200, deadline=None)
@given(MAILS)
def test_newest_only_leaves_lines_out(text: str) -> None:
    lines = iter(text.replace("\r\n", "\n").replace("\r", "\n").split("\n"))
    for kept in filter(str.strip, newest(text).split("\n")):
        assert any(kept.strip() == line.strip() for line in lines)


@settings(max_examples=200, deadline=None)
@given(MAILS)
@example("-- \n> ancien")
def test_scrub_removes_and_never_invents(text: str) -> None:
    done = scrubbed(text, PRIVATE)
    assert scrub(text, PRIVATE) == done.text
    assert bool(done.text.strip()) or not text.strip()
    if not done.removed:
        assert done.text == text
    assert "anne@mairie.example" not in done.text.lower().split()


@settings(max_examples=150, deadline=None)
@given(st.text(alphabet="abcdefghij \n.,;é", max_size=300))
def test_scrub_leaves_plain_prose_alone(text: str) -> None:
    assert scrub(text, ("zoe@zzz.example", "Zoé Zylberstein")) == text


@settings(max_examples=150, deadline=None)
@given(st.lists(st.sampled_from(["<div class='gmail_quote'>", "</div>", "<blockquote type=cite>", "</blockquote>",
"oui",
                                 "<div id=appendonsend>", "<hr id=zwchr>", "<p>", "non", "<!--"]),
                                 max_size=14).map("".join))  # fmt: skip
def test_html_never_gives_an_empty_text(html: str) -> None:
    found = newest_of_html(html)
    assert found is None or found.strip()
