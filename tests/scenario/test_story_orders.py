"""Orders by mail: carried out all or none, told line by line, undone by one word; never from the wrong person."""

import re

import pytest

from guichet_bot.core.model import Cause, Coordinator, QuestionState
from guichet_bot.store import inbound, people
from tests.fixtures.world import ANNE, BUYER, CANTINE, COORDINATOR, MARC, MakeWorld, Sent, World, only_letter


def flat(sent: Sent) -> str:
    """The text without its line breaks."""
    return " ".join(sent.text.split())


def coordination(world: World, *, topic: str = CANTINE) -> Sent:
    """A question that the coordinators hold: nobody else is left."""
    world.writes(BUYER, "Cantine en régie", topic, name="Paul Martin")
    sent = world.run()
    while offers := [one for one in sent if one.kind == "offer"]:
        world.answers(offers[0], "je passe")
        sent = world.run()
    return only_letter(sent, "coordination", COORDINATOR)


def told(world: World, to: str = COORDINATOR) -> Sent:
    return only_letter(world.run(), "transcript", to)


def test_a_coordinator_gives_a_question_to_somebody_and_takes_it_back(world: World) -> None:
    world.answers(coordination(world), "Réattribuer à Anne Vidal")
    sent = world.run()
    assert only_letter(sent, "offer", ANNE)
    transcript = only_letter(sent, "transcript")
    assert "proposée à Anne Vidal" in flat(transcript)
    assert world.question().expert == ANNE
    undo = re.search(r"guichet\+u[a-z0-9-]+@resocc\.example", transcript.text)
    assert undo
    world.writes(COORDINATOR, "Annuler", "annuler", to=undo[0])
    transcript = told(world)
    assert "est annulé" in transcript.text
    assert ANNE in transcript.text, "her letter has gone, which must be said"
    assert world.question().state is QuestionState.COORDINATION
    assert world.question().expert == ""


def test_an_undone_order_calls_back_the_letter_that_has_not_left(world: World) -> None:
    held = coordination(world)
    world.answers(held, "pause")
    world.run()
    world.answers(held, "réattribuer Anne Vidal")
    sent = world.run()
    assert [one.kind for one in sent] == ["transcript"]
    undo = re.search(r"guichet\+u[a-z0-9-]+@resocc\.example", sent[0].text)
    assert undo
    world.writes(COORDINATOR, "Annuler", "", to=undo[0])
    world.run()
    world.answers(held, "reprendre")
    assert [one.kind for one in world.run()] == ["transcript"]


def test_one_line_that_is_not_understood_and_nothing_is_done(world: World) -> None:
    held = coordination(world)
    world.answers(held, "clore\nfaites au mieux avec le reste du dossier")
    transcript = told(world)
    assert "rien n’a été fait" in transcript.subject
    assert "réattribuer" in transcript.text, "the help comes along"
    assert world.question().state is QuestionState.COORDINATION


def test_one_order_that_is_not_possible_and_nothing_is_done(world: World) -> None:
    world.answers(coordination(world), "prolonger 2j\nréattribuer Zoé Inconnue")
    before = world.question().promised_at
    transcript = told(world)
    assert "Zoé Inconnue" in transcript.text
    assert world.question().promised_at == before


def test_a_simulation_tells_everything_and_changes_nothing(world: World) -> None:
    held = coordination(world)
    world.answers(held, "simuler\nréattribuer Anne Vidal\nprolonger 2j")
    before = world.question()
    sent = world.run()
    assert [one.kind for one in sent] == ["transcript"]
    assert "proposée à Anne Vidal" in flat(sent[0])
    assert "Simulation" in sent[0].subject
    assert world.question() == before


def test_more_time_moves_the_promise_and_the_buyer_hears_the_new_date(world: World) -> None:
    held = coordination(world)
    before = world.question().promised_at
    world.answers(held, "prolonger de deux jours")
    sent = world.run()
    assert only_letter(sent, "new_date", BUYER)
    after = world.question().promised_at
    assert before and after and after > before


def test_a_corrected_topic_brings_the_question_to_who_follows_it(make_world: MakeWorld) -> None:
    world = make_world()
    world.writes(BUYER, "Une question", "Bonjour, pouvez-vous nous aider pour notre projet ? Merci.")
    sent = world.run()
    world.answers(only_letter(sent, "coordination"), "thème restauration-egalim")
    sent = world.run()
    assert [one.to for one in sent if one.kind == "offer"] == [ANNE]
    assert world.question().topic == "restauration-egalim"


def test_a_corrected_topic_leaves_a_live_tender_with_the_coordinators_and_says_why(make_world: MakeWorld) -> None:
    world = make_world()
    world.writes(BUYER, "Mobilier", "Nous avons ouvert les plis : comment comparer trois offres de chaises de bureau ?")
    held = only_letter(world.run(), "coordination")
    world.answers(held, "thème restauration-egalim")
    sent = world.run()
    assert not [one for one in sent if one.kind == "offer"]
    said = flat(only_letter(sent, "transcript"))
    assert "une consultation semble en cours, elle reste où elle est" in said and "aucun expert" not in said


@pytest.mark.parametrize("order", ["clore", "Clore la question, merci", "CLORE"])
def test_closing_tells_a_buyer_who_got_no_answer(world: World, order: str) -> None:
    world.answers(coordination(world), order)
    assert only_letter(world.run(), "closed", BUYER)
    assert world.question().state is QuestionState.CLOSED


def test_a_closed_question_can_be_opened_again(world: World) -> None:
    held = coordination(world)
    world.answers(held, "clore")
    world.run()
    world.answers(held, "rouvrir")
    world.run()
    assert world.question().state is QuestionState.COORDINATION
    assert world.question().closed_at is None


def test_a_paused_desk_keeps_everything_but_what_the_coordination_needs(world: World) -> None:
    world.answers(coordination(world), "pause")
    assert only_letter(world.run(), "transcript")
    world.writes("julie@cc-vallee.example", "Textiles", "Quels critères pour des vêtements de travail recyclés ?")
    assert all(one.to == COORDINATOR for one in world.run())
    world.answers(world.all_sent[-1], "reprendre")
    kinds = {(one.kind, one.to) for one in world.run()}
    assert ("ack", "julie@cc-vallee.example") in kinds


@pytest.mark.parametrize("text", ["clore", "prolonger 2j", "pause", "question :", "absent jusqu’au", "transférer à"])
def test_what_an_expert_may_not_order_or_left_unfinished_never_reaches_the_buyer(world: World, text: str) -> None:
    world.writes(BUYER, "Cantine", CANTINE)
    world.answers(only_letter(world.run(), "offer", ANNE), text)
    sent = world.run()
    assert [(one.kind, one.to) for one in sent] == [("transcript", ANNE)]
    assert world.question().state is QuestionState.OFFERED
    assert world.question().expert == ANNE


def test_an_expert_passes_the_question_on_by_name(world: World) -> None:
    world.writes(BUYER, "Cantine", CANTINE)
    world.answers(only_letter(world.run(), "offer", ANNE), "transférer à Marc Petit")
    sent = world.run()
    assert sorted((one.kind, one.to) for one in sent) == [("offer", MARC), ("transcript", ANNE)]


@pytest.mark.parametrize("buyer", [MARC, "achats@epci.example"])
def test_a_transfer_that_cannot_be_does_not_tell_who_asks(world: World, buyer: str) -> None:
    world.writes(buyer, "Cantine", CANTINE)
    world.answers(only_letter(world.run(), "offer", ANNE), "transférer à Marc Petit")
    (told,) = world.run()
    said = " ".join(told.text.split())
    assert (
        "ne peut pas être confiée à Marc Petit" in said and "posé la question" not in said and "structure" not in said
    )


def test_an_absence_by_mail_moves_the_question_and_names_the_substitute(world: World) -> None:
    world.writes(BUYER, "Cantine", CANTINE)
    world.answers(only_letter(world.run(), "offer", ANNE), "absente du 23 novembre au 4 décembre")
    sent = world.run()
    assert only_letter(sent, "offer", MARC)
    assert "Marc Petit" in only_letter(sent, "transcript", ANNE).text
    with world.setup.store.read() as tx:
        (away,) = people.absences(tx, "resocc", world.now.date(), ANNE)
    assert (str(away.absence.first), str(away.absence.until)) == ("2026-11-23", "2026-12-04")


def test_an_absence_told_when_it_is_over_changes_nothing_and_is_confirmed(world: World) -> None:
    world.writes(ANNE, "Absence", "Bonjour,\nj'étais absente du 4 au 7 novembre.\n\nAnne")
    (letter,) = (one for one in world.run() if one.to == ANNE)
    assert (letter.kind, letter.to) == ("transcript", ANNE)
    assert "votre absence du mercredi 4 novembre 2026 au samedi 7 novembre 2026 est passée" in " ".join(
        letter.text.split()
    )
    assert world.questions() == [] and world.causes() == {Cause.ABSENCE: 1}


def test_details_pause_the_clock_and_the_reply_resumes_it(world: World) -> None:
    world.writes(BUYER, "Cantine", CANTINE)
    before = world.now
    world.answers(only_letter(world.run(), "offer", ANNE), "question : combien de repas par jour ?")
    details = only_letter(world.run(), "details", BUYER)
    assert "combien de repas par jour" in details.text
    assert world.question().promised_at is None
    world.passes(days=2)
    world.answers(details, "Nous servons 300 repas.")
    sent = world.run()
    assert "300 repas" in only_letter(sent, "follow_up", ANNE).text
    promised = world.question().promised_at
    assert promised and (promised - before).days >= 4, "two days of waiting do not count"


def test_orders_of_a_stranger_on_a_borrowed_address_are_held(world: World) -> None:
    held = coordination(world)
    world.answers(held, "clore", sender="intrus@ailleurs.example")
    world.run()
    assert world.question().state is QuestionState.COORDINATION
    assert world.causes()[Cause.HELD] == 1


def test_an_undo_address_serves_its_owner_only(make_world: MakeWorld) -> None:
    other = Coordinator("lea@reseau.example", "Léa")
    world = make_world(coordinators=(Coordinator(COORDINATOR, "Camille Roux"), other))
    world.writes(BUYER, "Une question", "Bonjour, pouvez-vous nous aider pour notre projet ? Merci.")
    held = only_letter(world.run(), "coordination", COORDINATOR)
    world.answers(held, "clore")
    undo = re.search(r"guichet\+u[a-z0-9-]+@resocc\.example", told(world).text)
    assert undo
    world.writes("lea@reseau.example", "Annuler", "annuler", to=undo[0])
    world.run()
    assert world.question().state is QuestionState.CLOSED
    assert world.causes()[Cause.HELD] == 1


def test_a_held_mail_is_let_through_by_one_word(world: World) -> None:
    world.writes(BUYER, "Cantine", CANTINE)
    offer = only_letter(world.run(), "offer", ANNE)
    world.answers(offer, "Les produits bio comptent.", sender="anne.perso@courriel.example")
    held = only_letter(world.run(), "held", COORDINATOR)
    with world.setup.store.read() as tx:
        (row,) = inbound.held(tx, "resocc")
    world.answers(held, f"libérer {row.id}")
    sent = world.run()
    assert "bio" in only_letter(sent, "answer", BUYER).text
    assert world.question().state is QuestionState.ANSWERED


def test_figures_and_help_and_why(world: World) -> None:
    held = coordination(world)
    world.answers(held, "stats")
    assert "questions reçues en tout : 1," in told(world).text.replace("\u00a0", " ")
    world.answers(held, "aide")
    assert "réattribuer" in told(world).text
    world.answers(held, "pourquoi")
    assert "jours ouvrés" in told(world).text
