"""A reply may hold nothing but our own letter, as each mail program quotes it, and an answer may name our address."""

import pytest

from guichet_bot.core.model import QuestionState
from tests.fixtures.world import ANNE, BUYER, COORDINATOR, Sent, World

DESK = "guichet@resocc.example"
HEADERS = f"De : Guichet vert <{DESK}>\nEnvoyé : lundi 23 novembre 2026 10:00\nÀ : Anne Vidal\nObjet : Proposition"
PROGRAMS = {
    "gmail": f"Le lun. 23 nov. 2026 à 10:00, Guichet vert <{DESK}> a écrit :\n\n",
    "gmail, wrapped": f"Le lun. 23 nov. 2026 à 10:00, Guichet vert\n<{DESK}> a écrit :\n\n",
    "gmail, wrapped in the name": f"Le lundi 23 novembre 2026 à 10:00, Guichet\nvert <{DESK}> a écrit :\n\n",
    "gmail, english": f"On Mon, Nov 23, 2026 at 10:00 AM Guichet vert <{DESK}> wrote:\n\n",
    "apple": f"Le 23 nov. 2026 à 10:00, Guichet vert <{DESK}> a écrit :\n\n",
    "apple, english": f"On 23 Nov 2026, at 10:00, Guichet vert <{DESK}> wrote:\n\n",
    "thunderbird": f"Le 23/11/2026 à 10:00, Guichet vert <{DESK}> a écrit :\n",
    "thunderbird, short": f"Le 23/11/26 à 10:00, {DESK} a écrit :\n",
    "italian": f"Il giorno lun 23 nov 2026 alle ore 10:00 Guichet vert <{DESK}> ha scritto:\n\n",
    "german": f"Am Mo., 23. Nov. 2026 um 10:00 Uhr schrieb Guichet vert <{DESK}>:\n\n",
    "spanish": f"El lun, 23 nov 2026 a las 10:00, Guichet vert <{DESK}> escribió:\n\n",
    "outlook": f"________________________________\n{HEADERS}\n\n",
    "outlook, bold": f"-----Message d'origine-----\n{HEADERS.replace('De :', '*De :*')}\n\n",
    "outlook, english": f"From: Guichet vert <{DESK}>\nSent: Monday, November 23, 2026 10:00 AM\nTo: Anne\n\n",
}


@pytest.fixture
def offer(world: World) -> Sent:
    return world.offered("Cantine", name="Paul Martin")


def replies(world: World, letter: Sent, body: str) -> list[tuple[str, str]]:
    world.writes(letter.to, f"Re: {letter.subject}", body, to=letter.reply_to, answers=letter)
    return [(one.kind, one.to) for one in world.run()]


@pytest.mark.parametrize("above", ["", "Envoyé de mon iPhone\n\n"])
@pytest.mark.parametrize("program", PROGRAMS)
def test_our_own_letter_alone_never_reaches_the_buyer(world: World, offer: Sent, program: str, above: str) -> None:
    mark = "" if "outlook" in program else "> "
    quoted = "\n".join(f"{mark}{line}" for line in offer.text.splitlines())
    assert BUYER not in [to for _, to in replies(world, offer, above + PROGRAMS[program] + quoted)]
    assert world.question().state is QuestionState.OFFERED


@pytest.mark.parametrize(
    "text",
    [
        f"Le seuil de publicité est de 40 000 € HT.\n\nÀ bientôt\n{DESK}",
        f"On peut exiger le label.\nLe guide est à demander à {DESK}.\nEnsuite, prévoyez une clause.",
        f"Le décret de 2019 suffit : le modèle est à demander à {DESK}.",
        f"Le marché de 40 000 € HT, en 2024, a été suivi par {DESK}.",
        f"De l'avis du réseau, le label suffit.\nDate limite : le 12 mars 2027.\nTo be sure : {DESK}",
    ],
)
def test_an_answer_that_names_our_address_is_relayed(world: World, offer: Sent, text: str) -> None:
    assert replies(world, offer, text) == [("answer", BUYER)]
    (answer,) = (one for one in world.all_sent if one.kind == "answer")
    assert text.partition("\n")[0].partition(DESK)[0] in " ".join(answer.text.split())


def test_what_a_coordinator_let_through_is_looked_at_no_more(world: World, offer: Sent) -> None:
    quoted = "\n".join(f"> {line}" for line in offer.text.splitlines())
    assert ("held", COORDINATOR) in replies(world, offer, f"{PROGRAMS['thunderbird']}{quoted}\n> Oui, le bio compte.")
    (held,) = (one for one in world.all_sent if one.kind == "held")
    world.answers(held, "libérer 2")
    world.run()
    (answer,) = (one for one in world.all_sent if (one.kind, one.to) == ("answer", BUYER))
    assert "Oui, le bio compte." in answer.text and world.question().expert == ANNE
