"""One source becomes a text that reads well and HTML that says the same."""

from time import process_time

import pytest

from guichet_bot.core.mail import prose
from guichet_bot.core.mail.prose_html import fragment, to_html


def text(source: str) -> str:
    return prose.to_text(prose.parse(source))


def html(source: str) -> str:
    return fragment(prose.parse(source))


def test_paragraphs_are_wrapped_and_long_addresses_are_not_broken() -> None:
    address = "https://exemple.example/" + "a" * 90
    shown = text(f"{'mot ' * 30}\n{address} fin")
    assert address in shown.split("\n")
    assert all(len(line) <= prose.WIDTH for line in shown.split("\n") if line != address)


def test_a_sign_that_french_sets_apart_never_starts_a_line() -> None:
    line = "a" * 74 + " x % et"
    assert text(line) == "a" * 74 + "\nx % et\n"
    assert text("b" * 90 + " ! et").split("\n")[0].endswith(" !")
    assert text("a" * 75 + " — suite").split("\n")[1] == "— suite"


def test_lists_hang_and_take_their_continuations() -> None:
    source = "- un\n  deux\n\n- trois\n\nquatre"
    assert text(source) == "- un deux\n- trois\n\nquatre\n"
    assert html(source).count("<li") == 2 and html(source).count("<ul") == 1
    assert text("- " + "mot " * 30).split("\n")[1].startswith("  mot")


def test_headings_are_headings() -> None:
    assert text("# Un\n## Deux\n### Trois") == "Un\n==\n\nDeux\n----\n\nTrois\n"
    for level in (1, 2, 3):
        assert f"<h{level} " in html(f"{'#' * level} Titre")


def test_rows_are_a_table_with_headed_rows() -> None:
    shown = html("| De : une commune : la nôtre\n| sans deux-points")
    assert '<th scope="row"' in shown and ">une commune : la nôtre</td>" in shown and 'colspan="2"' in shown
    assert text("| De : x\n| Objet : y") == "De : x\nObjet : y\n"


def test_links_have_words_in_html_and_an_address_in_text() -> None:
    source = (
        "Voir [le guide](https://a.example/g?p=1&q=2) ou [nous écrire](mailto:g@a.example?subject=x), "
        "[a@b.example](mailto:a@b.example)."
    )
    assert text(source).replace("\n", " ").strip() == (
        "Voir le guide (https://a.example/g?p=1&q=2) ou nous écrire (g@a.example), a@b.example."
    )
    assert '<a href="https://a.example/g?p=1&amp;q=2"' in html(source) and ">le guide</a>" in html(source)
    assert text("Appelez [le guichet](tel:0500000000)").strip() == "Appelez le guichet (0500000000)"


@pytest.mark.parametrize("address", ["javascript:alert(1)", "data:text/html,x", "//a.example", "file:///etc/passwd"])
def test_only_web_mail_and_telephone_links_are_links(address: str) -> None:
    assert "<a " not in html(f"Un [lien]({address}) ici") and "<a " not in html(f"[Bouton]({address})")


@pytest.mark.parametrize(
    ("written", "linked"),
    [
        ("voir https://a.example/x.", "https://a.example/x"),
        ("(https://a.example/x)", "https://a.example/x"),
        ("https://fr.wiki.example/Achat_(droit)", "https://fr.wiki.example/Achat_(droit)"),
        ("<https://a.example/?a=1&b=2>", "https://a.example/?a=1&amp;b=2"),
    ],
)
def test_bare_addresses_are_linked_without_the_signs_around_them(written: str, linked: str) -> None:
    assert f'<a href="{linked}"' in html(written)


def test_buttons_say_what_to_reply_in_text() -> None:
    source = '[Je passe](mailto:a@b.example?body=x "répondez oui")\n[Autre](mailto:a@b.example)'
    assert text(source).replace("\u00a0", " ") == "- Je passe : répondez oui\n- Autre : a@b.example\n"
    assert html(source).count("<a href=") == 2


def test_strong_words_quotations_columns_and_pictures() -> None:
    source = "Avant le **jeudi**\n\n> cité\n> deux\n\n    a   b\n    c   d\n\n![Six questions](cid:chart)"
    assert text(source) == "Avant le jeudi\n\n> cité\n> deux\n\na   b\nc   d\n\n(Six questions)\n"
    shown = html(source)
    assert "<strong>jeudi</strong>" in shown and "<blockquote" in shown and "a   b\nc   d</pre>" in shown
    assert '<img src="cid:chart" alt="Six questions"' in shown


def test_what_follows_the_rule_is_small_print() -> None:
    shown = html("Un\n\n---\n\nDeux\n\n---\n\nTrois")
    assert shown.count("<hr") == 2 and shown.index("font-size:14px") < shown.index("Deux")
    assert shown.endswith("</div>")


def test_a_line_that_only_looks_like_markup_is_a_paragraph() -> None:
    for line in ("#sans blanc", "-sans blanc", "[entre crochets] et suite", "! attention", "--- suite", " retrait"):
        assert [block.kind for block in prose.parse(line)] == ["p"]


def test_nothing_written_is_said() -> None:
    assert "(message sans texte)" in text(str(prose.words("  \n")))


def test_indentation_of_a_persons_lines_survives_html() -> None:
    assert "&nbsp; &nbsp; deux" in html(str(prose.words("un\n    deux")))


def test_the_document_escapes_its_title_and_desk() -> None:
    shown = to_html(prose.parse("x"), '<b>"titre"', "Guichet <vert>", "fr")
    assert "<b>" not in shown and "Guichet &lt;vert&gt;" in shown and "&quot;titre&quot;" in shown


def test_hostile_text_is_read_in_no_time() -> None:
    pieces = (
        "[",
        "[a](",
        "**",
        "http://",
        "http://a ",
        "\n",
        " \n",
        "> ",
        "- a\n",
        "\x02w\n",
        "\n\x03",
        "**a",
        "[a](b ",
    )
    started = process_time()
    for piece in pieces:
        evil = piece * 20_000
        blocks = prose.parse(f"{prose.inline(evil)}\n\n{prose.words(evil)}\n\n{prose.quote(evil)}")
        assert prose.to_text(blocks) and fragment(blocks)
    assert process_time() - started < 10  # milliseconds each; a quadratic reading takes minutes
