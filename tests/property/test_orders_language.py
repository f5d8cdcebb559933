"""Whatever people write, orders are read without raising, and every line ends as an order or a French problem."""

from datetime import date

from hypothesis import given, settings
from hypothesis import strategies as st

from guichet_bot.core.model import Role
from guichet_bot.core.triage.intent_buyer import read_buyer
from guichet_bot.core.triage.intent_expert import ExpertKind, read_expert
from guichet_bot.core.triage.orders_language import read_orders

TODAY = date(2026, 7, 1)
WORDS = st.sampled_from(
    ["3", "RO-2026-0042", "réattribuer", "thème", "prolonger", "2j", "clore", "pause", "temps", ":", "note", "question",
     "je passe", "absent", "du 3 au 17 août", "Dupont", "à", ";", "\n", "merci", "Bonjour,", "simuler", "annuler",
     "k3f9",
     "fermé", "le", "réponse", "est", "de retour", "0", "99999999999", "œ", "\u0130", "ﬁ", "’", "\u202f", "?", "."]
)  # fmt: skip
MAILS = st.one_of(st.lists(WORDS, max_size=14).map(" ".join), st.text(max_size=120))
ROLES = st.sampled_from([Role.EXPERT, Role.COORDINATOR])


@settings(max_examples=500, deadline=None)
@given(MAILS, ROLES)
def test_every_line_is_an_order_or_a_problem(text: str, role: Role) -> None:
    for line in read_orders(text, role, TODAY).lines:
        assert (line.order is None) == bool(line.problem)
        assert line.text.strip()


@settings(max_examples=300, deadline=None)
@given(MAILS, ROLES)
def test_meanings_are_whole(text: str, role: Role) -> None:
    read_buyer(text, text[:20])
    intent = read_expert(text, role, TODAY)
    match intent.kind:
        case ExpertKind.ANSWER:
            assert intent.text.strip() and not intent.orders.lines and not intent.also.lines
        case ExpertKind.MIXED:
            assert intent.text.strip() and intent.also.clear and not intent.orders.lines
        case ExpertKind.ORDERS:
            assert not intent.text and (intent.orders.lines or intent.orders.simulate)
        case ExpertKind.ACKNOWLEDGED:
            assert not intent.text and not intent.orders.lines
