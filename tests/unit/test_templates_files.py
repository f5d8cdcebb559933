"""Templates as a coordinator edits them: where they are found, and what is said when one is wrong."""

from pathlib import Path

import pytest

from guichet_bot.adapters.templates import Rendered, TemplateMistake, Templates
from guichet_bot.core.effects import LetterKind
from guichet_bot.core.letters.samples import sample

FACTS = {"desk": "Guichet", "subject": "Cantine", "text": "Bonjour", "rows": ("a", "b")}


def rendered(folder: Path, source: str, **facts: object) -> Rendered:
    target = folder / "fr" / "back.txt.j2"
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text(source, encoding="utf-8")
    return Templates(folder).render(LetterKind.BACK, "resocc", "fr", {**FACTS, **facts})


def write(folder: Path, place: str, text: str) -> None:
    target = folder / place / "back.txt.j2"
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text(f"Subject: {text}\n\n{text}\n", encoding="utf-8")


def test_the_nearest_file_wins(tmp_path: Path) -> None:
    def subject(language: str = "oc", desk: str = "resocc") -> str:
        return Templates(tmp_path).render(LetterKind.BACK, desk, language, sample(LetterKind.BACK)).subject

    assert subject() == "Bon retour parmi nous"
    for place in ("fr", "oc", "resocc/oc"):
        write(tmp_path, place, place)
        assert subject() == place
    assert subject(desk="autre") == "oc"
    assert subject("fr") == "fr"


def test_one_edited_file_may_use_the_parts_of_the_package(tmp_path: Path) -> None:
    letter = rendered(tmp_path, 'Subject: x\n\n{% include "_legal.txt.j2" %}\n\nSuite')
    assert "consultation juridique" in letter.text and letter.text.endswith("\n\nSuite\n")


def test_a_tag_alone_on_its_line_leaves_no_gap(tmp_path: Path) -> None:
    source = (
        "Subject: x\n\n{% for row in rows %}\n  {% if row %}\n- {{ row }}\n{% endif %}{# fin #}\n{% endfor %}\nSuite\n"
    )
    assert rendered(tmp_path, source).text == "- a\n- b\n\nSuite\n"


def test_a_line_with_text_between_tags_keeps_its_end(tmp_path: Path) -> None:
    source = "Subject: x\n\n{% if subject %}Un{% endif %}\n\nDeux {% if subject %}trois{% endif %}\n\nQuatre"
    assert rendered(tmp_path, source).text == "Un\n\nDeux trois\n\nQuatre\n"


def test_french_blanks_are_set_in_the_template_but_not_in_peoples_words(tmp_path: Path) -> None:
    letter = rendered(
        tmp_path, "Subject: Oui : {{ subject }} ?\n\nÇa va ? « oui » :\n\n{{ text | words }}", text="Ça va ?"
    )
    assert letter.subject == "Oui : Cantine ?"
    assert letter.text == "Ça va\u00a0? «\u00a0oui\u00a0»\u00a0:\n\nÇa va ?\n"


def test_values_are_never_markup(tmp_path: Path) -> None:
    trap = "# Titre\n- [clic](https://mal.example) **gras**"
    letter = rendered(
        tmp_path, "Subject: {{ subject }}\n\n{{ subject }}\n\n{{ text | quote }}", subject=trap, text=trap
    )
    assert "\n" not in letter.subject
    assert "# Titre - [clic](https://mal.example) **gras**" in letter.text
    assert ">clic<" not in letter.html and "<strong>" not in letter.html and "<h1" not in letter.html


def test_code_in_values_is_text(tmp_path: Path) -> None:
    assert "{{ desk }}" in rendered(tmp_path, "Subject: x\n\n{{ text | words }}", text="{{ desk }}").text


def test_an_html_file_replaces_the_html_alone(tmp_path: Path) -> None:
    (tmp_path / "fr").mkdir()
    (tmp_path / "fr" / "back.html.j2").write_text(
        "<html><title>{{ title }}</title>{{ body }}<p>{{ subject }}</p>{{ text | words }}{{ text | quote }}</html>",
        encoding="utf-8",
    )
    letter = rendered(tmp_path, "Subject: Oui\n\nTexte & suite", subject="<b>", text="a < b")
    assert letter.text == "Texte & suite\n"
    assert "<title>Oui</title>" in letter.html and "Texte &amp; suite</p>" in letter.html
    assert "<p>&lt;b&gt;</p>" in letter.html and letter.html.count("a &lt; b") == 2 and "<blockquote" in letter.html


@pytest.mark.parametrize(
    ("source", "said"),
    [
        ("Bonjour\n", ("fr/back.txt.j2", "ligne 1", "Subject:")),
        ("Subject: \n\nx", ("pas d’objet",)),
        ("Subject: x\n\n", ("pas de texte",)),
        ("Subject: x\n\nUn\n{{ subjet }}", ("fr/back.txt.j2, ligne 4", "« subjet »", "« subject »")),
        ("Subject: x\n\n{% if subject %}\n{{ zzzz }}\n{% endif %}", ("ligne 4", "« zzzz »", "docs/templates.md")),
        ("Subject: x\n\n{{ rows.date }}", ("ligne 3", "« date »")),
        ("Subject: x\n\n{% if subject %}\noubli", ("fr/back.txt.j2, ligne", "syntaxe")),
        ("Subject: x\n\n{{ subject", ("ligne 3", "syntaxe")),
        ('Subject: x\n\n{% include "_absent.txt.j2" %}', ("« _absent.txt.j2 » est introuvable",)),
        ('Subject: x\n\n{% include "_part.txt.j2" %}', ("fr/_part.txt.j2, ligne 1", "syntaxe")),
        ("Subject: x\n\n{{ subject.__class__.__mro__ }}", ("ligne 3", "interdite")),
        ("Subject: x\n\n{{ rows | length / 0 }}", ("ligne 3", "calculé")),
        ("Subject: x\n\n{{ rows + 1 }}", ("ligne 3", "calculé")),
    ],
)
def test_a_mistake_names_the_file_the_line_and_what_to_do(tmp_path: Path, source: str, said: tuple[str, ...]) -> None:
    (tmp_path / "fr").mkdir()
    (tmp_path / "fr" / "_part.txt.j2").write_text("{% fi %}", encoding="utf-8")
    with pytest.raises(TemplateMistake) as caught:
        rendered(tmp_path, source)
    for words in said:
        assert words in str(caught.value)


def test_a_file_in_another_encoding_is_named(tmp_path: Path) -> None:
    (tmp_path / "fr").mkdir()
    (tmp_path / "fr" / "back.txt.j2").write_bytes("Subject: été\n\né".encode("latin-1"))
    with pytest.raises(TemplateMistake, match=r"back\.txt\.j2.*UTF-8"):
        Templates(tmp_path).render(LetterKind.BACK, "resocc", "fr", FACTS)


def test_check_finds_every_mistake_at_once(tmp_path: Path) -> None:
    (tmp_path / "fr").mkdir()
    (tmp_path / "fr" / "ack.txt.j2").write_text("Subject: {{ sujet }}\n\nx", encoding="utf-8")
    (tmp_path / "fr" / "offer.txt.j2").write_text("Bonjour", encoding="utf-8")
    found = Templates(tmp_path).mistakes("resocc", ["fr", "oc"], sample)
    assert len(found) == 2 and "ack.txt.j2" in found[0] and "offer.txt.j2" in found[1]
    assert Templates().mistakes("resocc", ["fr"], sample) == ()
