"""What a button writes is what the desk reads."""

from datetime import date
from urllib.parse import parse_qs, urlsplit

import pytest

from guichet_bot.core.effects import LetterKind
from guichet_bot.core.letters.samples import sample
from guichet_bot.core.model import Role
from guichet_bot.core.model.orders import Verb
from guichet_bot.core.triage.intent_buyer import read_buyer
from guichet_bot.core.triage.intent_expert import ExpertKind, read_expert

TODAY = date(2026, 11, 24)
BUTTONS = {
    (kind, button.label): parse_qs(urlsplit(button.url).query, keep_blank_values=True)["body"][0]
    for kind in LetterKind
    for button in sample(kind)["buttons"]
}
VERBS = {
    "Je passe": Verb.DECLINE,
    "Demander une précision": Verb.ASK,
    "Je suis absent(e)": Verb.ABSENT,
    "Je suis encore absent(e)": Verb.ABSENT,
    "Je suis de retour": Verb.BACK,
    "Répondre à l’acheteur": Verb.ANSWER,
    "Confier à un expert": Verb.ASSIGN,
    "Clore": Verb.CLOSE,
    "Envoyer aussi cette réponse": Verb.RELEASE,
    "C’était pour l’acheteur": Verb.SEND,
    "Traiter ce courrier": Verb.RELEASE,
    "L’écarter": Verb.DISCARD,
}


@pytest.mark.parametrize(("kind", "label"), [key for key in BUTTONS if key[0] is not LetterKind.ANSWER])
def test_each_button_gives_its_order(kind: LetterKind, label: str) -> None:
    body = BUTTONS[kind, label]
    role = Role(sample(kind)["reader"])
    intent = read_expert(f"{body}Anne Vidal" if body.endswith(" ") else body, role, TODAY)
    (line,) = intent.orders.lines
    assert intent.kind is ExpertKind.ORDERS and line.order is not None
    assert line.order.verb is VERBS[label]


def test_the_buyers_button_says_thanks() -> None:
    assert read_buyer(BUTTONS[LetterKind.ANSWER, "Merci, cela répond à ma question"]) == "thanks"


def test_rows_write_what_they_show() -> None:
    (row,) = sample(LetterKind.WEEKLY)["rows"]
    assert "body" not in parse_qs(urlsplit(row.buttons[0].url).query), "an answer is written by its author"
    (line,) = read_expert(parse_qs(urlsplit(row.buttons[1].url).query)["body"][0], Role.EXPERT, TODAY).orders.lines
    assert line.order is not None and line.order.verb is Verb.DECLINE
