"""Nobody answers: reminder, next expert, coordinators, an honest mail, escalation; never at night, never twice."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from guichet_bot.core.model import Absence, Coordinator, Duration, QuestionState, Sla
from guichet_bot.store import people
from tests.fixtures.world import (
    ANNE,
    BUYER,
    CANTINE,
    COORDINATOR,
    EXPERTS,
    MARC,
    MakeWorld,
    World,
    an_expert,
)

PARIS = ZoneInfo("Europe/Paris")
SECOND = "denis.faure@reseau.example"
BOTH = (Coordinator(COORDINATOR, "Camille Roux"), Coordinator(SECOND, "Denis Faure"))
MORNING = ("digest", "sign_of_life", "held_list", "weekly")


def story(world: World) -> list[tuple[str, str, str]]:
    """When (local day and hour), what, to whom; without the morning's letters."""
    return [
        (f"{at.astimezone(PARIS):%a %H:%M}", letter.kind, letter.to)
        for at, letter in world.left
        if letter.kind not in MORNING
    ]


def asks(world: World) -> None:
    world.writes(BUYER, "Cantine en régie", CANTINE)
    world.run()


def test_silence_goes_from_expert_to_expert_to_the_coordinators(world: World) -> None:
    asks(world)
    world.lets_pass(30, hours=50)
    assert story(world) == [
        ("Mon 10:00", "ack", BUYER),
        ("Mon 10:00", "offer", ANNE),
        ("Mon 15:30", "reminder", ANNE),
        ("Tue 10:00", "passed_on", ANNE),
        ("Tue 10:00", "offer", MARC),
        ("Tue 15:30", "reminder", MARC),
        ("Wed 10:00", "passed_on", MARC),
        ("Wed 10:00", "coordination", COORDINATOR),
    ]
    assert world.question().state is QuestionState.COORDINATION


def test_a_buyer_hears_a_new_date_before_the_promise_lapses_and_twice_at_most(world: World) -> None:
    asks(world)
    promised = world.question().promised_at
    assert promised is not None
    world.lets_pass(240, days=30)
    dates = [(at, letter) for at, letter in world.left if letter.kind == "new_date"]
    assert len(dates) == 2
    assert dates[0][0] < promised
    assert all(letter.to == BUYER for _, letter in dates)
    question = world.question()
    assert question.new_dates == 2 and question.lapses >= 2
    assert question.state is QuestionState.COORDINATION, "an unanswered question never disappears by itself"


def test_levels_of_escalation_reach_the_backup_then_a_coordinator_then_all(make_world: MakeWorld) -> None:
    experts = (an_expert(ANNE, "Anne Vidal", backup=MARC), an_expert(MARC, "Marc Petit"))
    sla = Sla(answer=Duration(days=1), offer=Duration(days=20), remind=())
    world = make_world(experts=experts, coordinators=BOTH, sla=sla)
    asks(world)
    holder = world.question().expert
    world.lets_pass(120, days=4)
    told = [(kind, to) for _, kind, to in story(world) if kind == "escalation"]
    assert told[:2] == [("escalation", MARC if holder == ANNE else COORDINATOR), ("escalation", COORDINATOR)]
    assert set(told[2:]) >= {("escalation", COORDINATOR), ("escalation", SECOND)}
    assert ("escalation", SECOND) not in told[:2], "the second coordinator only hears it on the last level"
    assert world.question().expert == MARC


def test_two_coordinators_without_experts_hear_it_in_turn_then_together(make_world: MakeWorld) -> None:
    world = make_world(experts=(), coordinators=BOTH, sla=Sla(answer=Duration(days=1)))
    asks(world)
    world.lets_pass(120, days=6)
    first = [to for _, kind, to in story(world) if kind == "coordination"]
    assert set(first) == {COORDINATOR, SECOND}
    assert {to for _, kind, to in story(world) if kind == "escalation"} == {COORDINATOR, SECOND}


def test_nothing_falls_on_a_night_a_holiday_or_somebody_absent(make_world: MakeWorld) -> None:
    third = an_expert("sara.benali@metropole.example", "Sara Benali")
    eve = datetime(2026, 12, 24, 14, 0, tzinfo=UTC)  # a Thursday, 15:00 in Paris; then Christmas and a weekend
    world = make_world(experts=(*EXPERTS, third), now=eve)
    with world.setup.store.begin() as tx:
        people.set_absence(tx, "resocc", MARC, Absence(date(2026, 12, 20), date(2027, 1, 31)))
    asks(world)
    world.lets_pass(120, days=9)
    for at, letter in world.left:
        if letter.kind in ("ack",) or at == eve:
            continue
        local = at.astimezone(PARIS)
        where = f"{letter.kind} to {letter.to} on {local:%A %d %B %H:%M}"
        assert local.weekday() < 5, where
        assert (local.month, local.day) not in {(12, 25), (1, 1)}, where
        assert 8 <= local.hour <= 17, where
    assert [letter.kind for _, letter in world.left if letter.to == MARC] == []
    assert ("Mon", "reminder") in {(day[:3], kind) for day, kind, _ in story(world)}


def test_an_outage_of_three_days_skips_nothing_and_doubles_nothing(world: World) -> None:
    asks(world)
    world.lets_pass(60, hours=2)
    world.passes(days=3)
    world.again()
    world.run()
    world.lets_pass(60, hours=8)
    ids = [letter.mail.message_id for _, letter in world.left]
    assert len(ids) == len(set(ids))
    kinds = [kind for _, kind, _ in story(world)]
    assert kinds.count("offer") == 2, "the lapse was caught up: the next expert is asked"
    assert kinds.count("new_date") <= 1


def test_an_experts_vacation_reply_moves_the_offer_at_once(world: World) -> None:
    asks(world)
    offer = next(letter for _, letter in world.left if letter.kind == "offer")
    away = "Bonjour, je suis absente jusqu'au 4 décembre 2026 inclus. Pour toute urgence, contactez le standard."
    auto = {"Auto-Submitted": "auto-replied"}
    world.writes(ANNE, "Absence du bureau", away, to=offer.reply_to, answers=offer, headers=auto)
    world.passes(minutes=10)
    sent = [(letter.kind, letter.to) for letter in world.run()]
    assert ("offer", MARC) in sent and ("absence", ANNE) in sent and len(sent) == 2
    world.writes(ANNE, "Absence du bureau", away, to="guichet@resocc.example", headers=auto)
    world.passes(minutes=1)
    assert world.run() == [], "known already: not confirmed again"
    world.writes("lea.roy@mairie-lavaur.example", "Goûters", "Quels goûters bio pour notre cantine scolaire ?")
    assert ANNE not in {letter.to for letter in world.run()}
