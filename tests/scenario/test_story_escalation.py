"""A promise lapses: the backup, then a coordinator, then all of them, each when present and at work; and a coordinator
who goes away and comes back, by mail."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from guichet_bot.cli.questions import plain
from guichet_bot.core.model import Cause, Coordinator, Duration, Sla
from tests.fixtures.world import (
    ANNE,
    BUYER,
    CANTINE,
    COORDINATOR,
    MARC,
    MakeWorld,
    Sent,
    World,
    an_expert,
    only_letter,
)

PARIS = ZoneInfo("Europe/Paris")
CAMILLE, DENIS = COORDINATOR, "denis.faure@reseau.example"
TWO = (Coordinator(CAMILLE, "Camille Roux"), Coordinator(DENIS, "Denis Faure"))
BACKED = (an_expert(ANNE, "Anne Vidal", backup=MARC), an_expert(MARC, "Marc Petit"))
SILENT = Sla(answer=Duration(days=1), offer=Duration(days=20), remind=())
MORNING = ("digest", "sign_of_life", "held_list", "weekly")
EIGHT = datetime(2026, 11, 23, 7, 0, tzinfo=UTC)  # a Monday, 8:00 in Paris: the morning's letters leave
AUTO = {"Auto-Submitted": "auto-replied"}


def story(world: World, *kinds: str) -> list[tuple[str, str, str]]:
    """When (local day and hour), what, to whom."""
    return [
        (f"{at.astimezone(PARIS):%a %d %H:%M}", letter.kind, letter.to)
        for at, letter in world.left
        if (letter.kind in kinds if kinds else letter.kind not in MORNING)
    ]


def asks(world: World) -> None:
    world.writes(BUYER, "Cantine en régie", CANTINE)
    world.run()


def flat(sent: Sent) -> str:
    return " ".join(sent.text.replace("\u00a0", " ").replace("’", "'").split())


def letter(world: World, kind: str, to: str) -> Sent:
    """The latest letter of this kind to this person."""
    return [one for _, one in world.left if (one.kind, one.to) == (kind, to)][-1]


def says(world: World, who: str, answers: Sent, words: str) -> str:
    """Somebody answers a letter with an order; the transcript's text."""
    world.answers(answers, words, who)
    transcript = only_letter(world.run(), "transcript")
    assert transcript.to == who
    return flat(transcript)


def test_a_lapsed_promise_goes_to_the_backup_then_to_a_coordinator_then_to_all(make_world: MakeWorld) -> None:
    world = make_world(experts=BACKED, coordinators=TWO, sla=SILENT)
    asks(world)
    seen = []
    for _ in range(5):
        world.lets_pass(60, days=1)
        one = world.question()
        seen.append((one.expert, one.level, one.lapses, one.new_dates))
    assert story(world) == [
        ("Mon 23 10:00", "ack", BUYER),
        ("Mon 23 10:00", "offer", ANNE),
        ("Mon 23 14:00", "new_date", BUYER),  # four working hours before Tuesday 10:00
        ("Tue 24 14:00", "new_date", BUYER),
        ("Tue 24 16:00", "passed_on", ANNE),  # four working hours after the lapse (looked at every hour)
        ("Tue 24 16:00", "escalation", MARC),
        ("Wed 25 10:00", "escalation", CAMILLE),  # lapsed again: the next level at once
        ("Thu 26 10:00", "escalation", CAMILLE),  # and again
        ("Thu 26 10:00", "escalation", DENIS),
    ]
    assert seen[:3] == [(ANNE, 0, 1, 1), (MARC, 2, 2, 2), (MARC, 3, 3, 2)]
    assert seen[3:] == [(MARC, 3, 3, 2)] * 2, "three promises were made and lapsed; nothing more follows"


def test_each_lapse_is_counted_and_says_how_often_and_what_the_buyer_knows(make_world: MakeWorld) -> None:
    world = make_world(experts=BACKED, coordinators=TWO, sla=SILENT)
    asks(world)
    world.lets_pass(60, days=4)
    first = flat(letter(world, "escalation", MARC))
    assert "Le délai promis à l'acheteur est dépassé. Une nouvelle date lui a été annoncée." in first
    assert "Marc" not in first.partition("Bonjour Marc Petit")[2] and BUYER not in first, "the buyer stays unknown"
    told = [flat(one) for _, one in world.left if one.kind == "escalation" and one.to == CAMILLE]
    assert "dépassé pour la deuxième fois. Une nouvelle date lui a été annoncée." in told[0]
    assert "dépassé pour la troisième fois. De" in told[1]
    assert "Confiée à : Marc Petit" in told[0]

    shown = plain(world.question())
    assert (shown["lapses"], shown["level"], shown["new_dates"]) == (3, 3, 2)
    assert "délai promis dépassé 3 fois, depuis hier" in flat(letter(world, "digest", DENIS))


def test_levels_end_when_the_question_is_answered(make_world: MakeWorld) -> None:
    world = make_world(experts=BACKED, coordinators=TWO, sla=SILENT)
    asks(world)
    world.lets_pass(60, hours=31)  # Tuesday 17:00
    world.answers(letter(world, "escalation", MARC), "La loi compte les produits bio et sous signe de qualité.", MARC)
    world.run()
    world.lets_pass(120, days=3)
    assert story(world, "escalation") == [("Tue 24 16:00", "escalation", MARC)]
    assert story(world, "answer") == [("Tue 24 17:00", "answer", BUYER)]


def test_an_absent_backup_and_an_absent_coordinator_are_passed_over(make_world: MakeWorld) -> None:
    world = make_world(experts=BACKED, coordinators=TWO, sla=SILENT, now=EIGHT)
    asks(world)
    orders = "absent Marc Petit jusqu'au 31 décembre\nabsente jusqu'au 4 décembre"
    says(world, CAMILLE, letter(world, "digest", CAMILLE), orders)
    world.lets_pass(60, days=4)
    assert story(world, "escalation", "offer") == [
        ("Mon 23 08:00", "offer", ANNE),
        ("Tue 24 15:00", "escalation", DENIS),  # nobody replaces Anne: the first coordinator who is there
        ("Wed 25 09:00", "escalation", DENIS),  # all who are there
    ]
    assert world.question().expert == ANNE


def test_nothing_is_sent_at_night_or_on_the_eleventh_of_november(make_world: MakeWorld) -> None:
    tuesday = datetime(2026, 11, 10, 13, 0, tzinfo=UTC)  # 14:00 in Paris; the 11th is a holiday
    sla = Sla(answer=Duration(minutes=240), offer=Duration(days=20), remind=())
    world = make_world(experts=BACKED, coordinators=TWO, sla=sla, now=tuesday)
    asks(world)
    world.lets_pass(120, days=6)
    assert [entry for entry in story(world, "escalation") if " 11 " in entry[0]] == []
    for at, one in world.left:
        local = at.astimezone(PARIS)
        told = f"{one.kind} to {one.to} on {local:%A %d %B %H:%M}"
        assert local.date() != date(2026, 11, 11), told
        assert local.weekday() < 5 and 8 <= local.hour < 17, told
    assert {to for _, _, to in story(world, "escalation")} == {MARC, CAMILLE, DENIS}
    assert len(story(world, "new_date")) == 2


def test_a_coordinator_goes_away_by_mail_and_reads_everything_on_return(make_world: MakeWorld) -> None:
    world = make_world(coordinators=TWO, now=EIGHT)
    world.run()
    said = says(world, CAMILLE, letter(world, "sign_of_life", CAMILLE), "absente du 23 au 27 novembre")
    assert "votre absence est notée du lundi 23 novembre 2026 au vendredi 27 novembre 2026" in said
    assert "la coordination continue avec Denis Faure" in said
    asks(world)
    world.answers(letter(world, "offer", ANNE), "je passe")
    world.run()
    world.writes("inconnu@ailleurs.example", "Re: Cantine", "Bonjour", to=letter(world, "offer", ANNE).reply_to)
    world.run()
    world.lets_pass(120, days=6)
    to_camille = [
        entry for entry in story(world, *MORNING, "held", "coordination", "escalation") if entry[2] == CAMILLE
    ]
    assert [(day, kind) for day, kind, _ in to_camille] == [("Mon 23 08:00", "sign_of_life")]
    assert story(world, "held") == [("Mon 23 08:00", "held", DENIS)]
    assert "Camille Roux, coordination : du lundi 23 novembre au vendredi 27 novembre" in flat(
        letter(world, "digest", DENIS)
    )
    world.lets_pass(120, days=1)
    back = letter(world, "digest", CAMILLE)
    assert world.left[-1][0].astimezone(PARIS).date() == date(2026, 11, 30)
    assert "4 courriers" in flat(back), "her own word, the question, the decline, the stranger"
    assert "inconnu@ailleurs.example" in flat(back) and "Cantine en régie" in flat(back)


def test_a_vacation_reply_is_believed_and_named_and_her_word_ends_it(make_world: MakeWorld) -> None:
    world = make_world(coordinators=TWO, experts=())
    asks(world)
    theirs = letter(world, "coordination", CAMILLE)
    world.answers(theirs, "Je suis absente jusqu'au 4 décembre 2026 inclus.", headers=AUTO)
    (told,) = world.run()
    assert (told.kind, told.to) == ("absence", CAMILLE)
    assert "aucun courrier du guichet à partir du lundi 23 novembre 2026, jusqu'au vendredi 4 décembre" in flat(told)
    assert "La coordination continue avec Denis Faure" in flat(told)
    world.answers(theirs, "Je suis absente jusqu'au 4 décembre 2026 inclus.", headers=AUTO)
    world.passes(minutes=1)
    assert world.run() == [], "known already"
    assert world.causes()[Cause.ABSENCE] == 2
    world.writes("lea.roy@mairie-lavaur.example", "Goûters", "Quels goûters bio pour notre cantine scolaire ?")
    assert [(one.kind, one.to) for one in world.run() if one.kind == "coordination"] == [("coordination", DENIS)]
    assert "vous êtes de nouveau disponible" in says(world, CAMILLE, told, "De retour")
    world.writes("max.noir@mairie-gaillac.example", "Vaisselle", "Quelle vaisselle pour notre cantine scolaire ?")
    assert {one.to for one in world.run() if one.kind == "coordination"} == {CAMILLE, DENIS}


def test_when_all_are_away_the_desk_still_writes_to_them(make_world: MakeWorld) -> None:
    world = make_world(coordinators=TWO, experts=())
    asks(world)
    says(world, CAMILLE, letter(world, "coordination", CAMILLE), "absente jusqu'au 4 décembre")
    said = says(world, DENIS, letter(world, "coordination", DENIS), "absent")
    assert "les jours où toute la coordination est absente, ses courriers lui sont envoyés quand même" in said
    world.writes("lea.roy@mairie-lavaur.example", "Goûters", "Quels goûters bio pour notre cantine scolaire ?")
    assert {one.to for one in world.run() if one.kind == "coordination"} == {CAMILLE, DENIS}
    world.lets_pass(60, days=1)
    assert {to for day, _, to in story(world, "digest") if day.startswith("Tue")} == {CAMILLE, DENIS}


def test_an_absence_without_an_end_expires_and_asks(make_world: MakeWorld) -> None:
    world = make_world(coordinators=TWO, experts=(), now=EIGHT)
    world.run()
    says(world, CAMILLE, letter(world, "sign_of_life", CAMILLE), "absente")
    world.lets_pass(240, days=13)
    assert {to for _, _, to in story(world, "absence_ends")} == set()
    world.lets_pass(60, days=2)
    asked = letter(world, "absence_ends", CAMILLE)
    assert "le guichet vous écrit de nouveau dès maintenant" in flat(asked)
    asks(world)
    assert letter(world, "coordination", CAMILLE)


def test_her_word_that_no_letter_signs_is_held(make_world: MakeWorld) -> None:
    world = make_world(coordinators=TWO)
    world.writes(CAMILLE, "Absence", "absente du 23 au 27 novembre")
    assert {(one.kind, one.to) for one in world.run()} >= {("held", CAMILLE), ("held", DENIS)}
    assert world.causes() == {Cause.HELD: 1}
