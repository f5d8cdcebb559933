"""The marks before a subject: replies, mails passed on, and what only looks like one."""

import pytest

from guichet_bot.core.decide import decide_mail
from guichet_bot.core.decide.strayed import STRAYED
from guichet_bot.core.mail.subject import says_answer, says_passed_on, unmarked
from tests.fixtures.builders import ANNE, NOW, case, known, mail, office, settle

ANSWERS = ["Re: Cantine", "RE : Cantine", "Ré: Cantine", "Rép : Cantine", "Réf : Cantine", "Ref: Cantine",
           "re[2]: Cantine", "AW: Cantine", "Antw: Cantine", "SV: Cantine", "Re: TR : Cantine"]  # fmt: skip
PASSED_ON = ["TR : Cantine", "Fwd: Cantine", "FW: Cantine", "WG: Cantine", "Tr[2]: Cantine", "TR: RE: Cantine"]
NEITHER = ["Cantine", "Relance : cantine", "Référence : cantine", "Trame : cantine", "", "re"]


@pytest.mark.parametrize("subject", ANSWERS)
def test_a_reply_is_known_by_its_subject(subject: str) -> None:
    assert says_answer(subject) and not says_passed_on(subject)
    assert unmarked(subject) == "Cantine"


@pytest.mark.parametrize("subject", PASSED_ON)
def test_a_mail_passed_on_is_known_by_its_subject(subject: str) -> None:
    assert says_passed_on(subject) and not says_answer(subject)
    assert unmarked(subject) == "Cantine"


@pytest.mark.parametrize("subject", NEITHER)
def test_other_words_before_a_colon_are_the_subject(subject: str) -> None:
    assert not says_answer(subject) and not says_passed_on(subject)
    assert unmarked(subject) == subject


@pytest.mark.parametrize("subject", ANSWERS)
def test_an_expert_who_answers_without_a_thread_asks_no_question_of_his_own(subject: str) -> None:
    reply = mail("Les fromages AOP comptent dans les 50 %.", ANNE, subject=subject)
    decision = decide_mail(reply, known(office(), case(), holding=(case(),)), NOW)
    assert settle(decision).reason == STRAYED
