"""The newest text of plain-text mail: the corpus of replies, and what must never happen."""

import time
import tomllib
from pathlib import Path

import pytest

from guichet_bot.core.mail.quotes import newest

CORPUS = Path(__file__).parents[1] / "corpus" / "replies"
CASES = [case for file in sorted(CORPUS.glob("*.toml")) for case in tomllib.loads(file.read_text("utf-8"))["case"]]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_corpus(case: dict[str, str]) -> None:
    text = case["text"].strip("\n")
    assert newest(text).strip() == case.get("newest", text).strip()


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_line_ends_of_the_network_change_nothing(case: dict[str, str]) -> None:
    text = case["text"].strip("\n")
    assert newest(text.replace("\n", "\r\n")) == newest(text)


def test_a_short_quote_above_an_answer_stays_with_it() -> None:
    assert newest("> Le vrac ?\n\nOui.") == "> Le vrac ?\n\nOui."


def test_of_a_long_quote_between_answers_only_the_end_stays() -> None:
    quoted = "\n".join(f"> ligne {n}" for n in range(40))
    assert (
        newest(f"Oui.\n\n{quoted}\n\nNon.")
        == "Oui.\n\n" + "\n".join(f"> ligne {n}" for n in range(32, 40)) + "\n\nNon."
    )


def test_answers_written_inside_the_copied_mail_keep_it() -> None:
    text = (
        "Mes réponses en rouge dans votre texte.\n\nDe : P <p@x.example>\nEnvoyé : 3 mars 2026 10:12\nObjet : Q\n\nOui."
    )
    assert newest(text) == text


def test_a_long_text_under_two_dashes_is_no_signature() -> None:
    text = "Le plan :\n\n--\n" + "\n".join(f"point {n}" for n in range(30))
    assert newest(text) == text


@pytest.mark.parametrize("above", ["", "Le producteur est à 12 km, sa viande est abattue sur place. " * 6])
def test_a_mail_that_the_author_announces_and_goes_on_below_keeps_both(above: str) -> None:
    cited = "De : ddpp@prefecture.example\nDate : 3 novembre 2026\nObjet : agrément\n\n« Pas sous 250 kg. »"
    text = f"Bonjour,\n\n{above}La DDPP m'a répondu ceci :\n\n{cited}\n\nDonc pas d'agrément.\n\nPaul"
    assert newest(text) == text


def test_the_mail_answered_goes_below_an_introduction_whatever_ends_the_answer() -> None:
    old = "Le 16/11/2026 à 09:12, Guichet <guichet@desk.example> a écrit :\nPeut-on allotir ?"
    assert newest(f"Allotissez.\nMon bureau est au :\n\n{old}") == "Allotissez.\nMon bureau est au :"


def test_thanks_above_a_forward_are_an_answer() -> None:
    text = "Merci !\n\n---------- Forwarded message ---------\nDe : P <p@x.example>\nDate : 3 mars 2026\n\nancien"
    assert newest(text) == "Merci !"


def test_a_quote_marked_with_bars_goes_after_its_introduction() -> None:
    assert newest("Oui.\n\nLe 03/03/2026 à 10:12, P <p@x.example> a écrit :\n\n| ancien\n| encore") == "Oui."


def test_the_introduction_at_the_top_goes_when_the_answer_follows() -> None:
    assert newest("Le 03/03/2026 à 10:12, P <p@x.example> a écrit :\n\nOui, deux lots.") == "Oui, deux lots."


def test_a_marker_at_the_top_does_not_hide_the_text() -> None:
    assert newest("Répondez au-dessus de cette ligne\n\nOui, deux lots.") == "Oui, deux lots."


@pytest.mark.parametrize("text", ["> seulement cité\n> encore", "-- \nAnne", "___\n---", "Envoyé de mon iPhone", ">"])
def test_what_would_leave_nothing_is_kept_whole(text: str) -> None:
    assert newest(text) == text.strip()


def test_blank_text_stays_blank() -> None:
    assert newest(" \n\n ") == ""


@pytest.mark.parametrize(
    "piece",
    ["Le ", "Le 3 mars 2026 10:00\n", "> ", "> a\nb\n", "On 3 mars 2026 wrote:\n", "abc:\n", "a@b:\n", "De :\n", "\n",
     "De : a@b.example\n", "____________\n", "-- \nx\n", "Envoyé de mon iPhone\n", "a écrit : ", "<", "```\n", "|x\n"],
)  # fmt: skip
def test_hostile_repetition_costs_no_more_than_its_size(piece: str) -> None:
    small, large = piece * 2_000, piece * 16_000
    newest(small)
    costs = []
    for text in (small, large):
        start = time.process_time()
        newest(text)
        costs.append(time.process_time() - start)
    assert costs[1] < 40 * costs[0] + 0.05  # eight times the size; a quadratic scan takes 64 times as long
