"""Whatever is written, triage answers with values that its callers can rely on."""

from hypothesis import given, settings
from hypothesis import strategies as st

from guichet_bot.adapters.rulesdir import load_rules
from guichet_bot.core.folding import fold
from guichet_bot.core.people.departements import KNOWN
from guichet_bot.core.people.structure import guess_structure
from guichet_bot.core.triage.stage import REQUESTS, STAGES
from guichet_bot.core.triage.text import stem
from guichet_bot.core.triage.triage import triage

RULES = load_rules(None, "resocc")
PIECES = st.sampled_from(
    [
        "Cordialement\n",
        "bio ",
        "cantine. ",
        "marché ",
        "L. 2112-2 ",
        "EA ",
        "\n\n",
        "- ",
        "candidat évincé ",
        "12230 Nant ",
        "œ’ ",
    ]
)
TEXTS = st.one_of(st.text(max_size=300), st.lists(st.one_of(PIECES, st.text(max_size=12)), max_size=40).map("".join))


@settings(max_examples=150, deadline=None)
@given(TEXTS, TEXTS)
def test_triage_keeps_its_word(subject: str, text: str) -> None:
    found = triage(subject, text, RULES)
    assert found.confident == bool(found.topic)
    assert found.topic == "" or found.topic in RULES.topics.by_id
    assert found.topic not in found.also
    assert len(found.also) <= 2
    assert len(found.topics) <= 3
    assert [scored.score for scored in found.topics] == sorted((scored.score for scored in found.topics), reverse=True)
    assert found.stage in ("", *STAGES)
    assert found.request in ("", *REQUESTS)
    assert found.live_tender == bool(found.live_why)
    assert not (found.live_tender and found.out_of_scope)
    assert found.why
    assert found == triage(subject, text, RULES)


@settings(max_examples=150, deadline=None)
@given(st.text(alphabet=st.characters(categories=("L", "N")), min_size=1, max_size=20))
def test_a_stem_never_vanishes(word: str) -> None:
    assert stem(word) or not fold(word)


@settings(max_examples=100, deadline=None)
@given(st.text(max_size=40), TEXTS)
def test_a_guess_is_a_real_departement_or_nothing(address: str, text: str) -> None:
    structure, code = guess_structure(address, text)
    assert code in ("", *KNOWN)
    assert isinstance(structure, str)
