"""An answer that lost the signed address, the references and the tag on its way is not taken for a question."""

from guichet_bot.core.model import QuestionState
from tests.fixtures.world import ANNE, BUYER, CANTINE, COORDINATOR, MakeWorld, World

ANSWER = "Le bio compte, avec les labels rouges et les AOP."
SUBJECT = "Re: Proposition : Cantine en régie"


def offered(world: World) -> None:
    world.writes(BUYER, "Cantine en régie", CANTINE)
    assert ("offer", ANNE) in [(letter.kind, letter.to) for letter in world.letters()]


def test_it_waits_for_a_coordinator_whose_word_sends_it_to_the_buyer(world: World) -> None:
    offered(world)
    world.writes(ANNE, SUBJECT, ANSWER)
    held, told = world.letters()
    assert [(one.kind, one.to) for one in (held, told)] == [("held", COORDINATOR), ("hold_sender", ANNE)]
    assert world.question().number in held.text, "the coordinator reads which question it may be about"
    world.answers(held, "libérer 2")
    world.run()
    (answer,) = (letter for letter in world.all_sent if letter.kind == "answer")
    assert answer.to == BUYER and ANSWER in " ".join(answer.text.split())
    assert world.question().state is QuestionState.ANSWERED


def test_with_a_server_that_vouches_for_its_author_it_goes_its_way(make_world: MakeWorld) -> None:
    world = make_world(authserv_id="mx.resocc.example")
    offered(world)
    proof = {"Authentication-Results": f"mx.resocc.example; dmarc=pass header.from={ANNE.partition('@')[2]}"}
    world.writes(ANNE, SUBJECT, ANSWER, headers=proof)
    assert [(letter.kind, letter.to) for letter in world.letters()] == [("answer", BUYER)]


def test_a_question_of_an_expert_is_a_question(world: World) -> None:
    world.writes(ANNE, "Cantine en régie", CANTINE)
    assert "ack" in {letter.kind for letter in world.letters()}


def test_a_buyers_re_is_a_question_like_any_other(world: World) -> None:
    world.writes(BUYER, "Re: cantine", CANTINE)
    assert "ack" in {letter.kind for letter in world.letters()}
