"""Forty volunteers, their coordinators and three hundred buyers, with habits of their own; a seed decides the rest."""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from email.message import EmailMessage
from email.utils import format_datetime
from random import Random
from zoneinfo import ZoneInfo

from benchmarks.questions import questions
from guichet_bot.core.model import OFFICE_HOURS, Coordinator, Expert, Hours
from tests.fixtures.world import an_expert
from tests.scenario.month_desk import MonthDesk, Post

DESK = "guichet@resocc.example"
COORDINATORS = (Coordinator("camille.roux@reseau.example", "Camille Roux"), Coordinator("denis.lau@reseau.example"))
PARIS = "Europe/Paris"
PLACES = {  # zone of the holidays, and of the clock
    "": PARIS,
    "FR-57": PARIS,
    "FR-RE": "Indian/Reunion",
    "FR-MQ": "America/Martinique",
    "FR-GP": "America/Guadeloupe",
}
METROPOLE = {date(2026, 5, 1), date(2026, 5, 8), date(2026, 5, 14), date(2026, 5, 25), date(2026, 7, 14)}
HOLIDAYS = {
    "": METROPOLE,
    "FR-57": METROPOLE,
    "FR-RE": METROPOLE,
    "FR-MQ": METROPOLE | {date(2026, 5, 22)},
    "FR-GP": METROPOLE | {date(2026, 5, 27)},
}
BRIDGE = date(2026, 5, 15)  # closed by a coordinator's mail on 4 May
TOPICS = (
    ("restauration-egalim", "gaspillage-alimentaire"),
    ("nettoyage-entretien", "textile-habillement"),
    ("numerique-responsable", "dechets-deee-fin-de-vie"),
    ("vehicules-mobilite", "energie-chaleur"),
    ("clauses-sociales-insertion", "criteres-analyse-offres"),
    ("batiment-travaux-biosource", "espaces-verts-biodiversite"),
    ("obligations-climat-resilience", "cout-cycle-vie-carbone"),
    ("mobilier-fournitures-papier", "plastiques-emballages"),
)
NONE: tuple[tuple[int, int], ...] = ()
HALF = Hours((NONE, ((540, 720),), NONE, ((540, 720), (840, 960)), NONE, NONE, NONE))  # Tuesdays and Thursdays
LATE = Hours((*(((780, 1140),),) * 5, NONE, NONE))


def address(number: int) -> str:
    return f"expert{number:02}@collectivite{number % 7}.example"


def experts() -> tuple[Expert, ...]:
    """Five for each pair of topics: the fourth works by the calendar of his own zone, the fifth keeps own hours."""
    made = []
    for number in range(40):
        group, place = divmod(number, 5)
        zone = list(PLACES)[1 + group % 4] if place == 3 else ""
        one = an_expert(
            address(number),
            f"Expert {number}",
            topics=TOPICS[group],
            territory=(),
            ceiling_open=3,
            ceiling_month=14 if place < 4 else 5,
            zone=zone,
            timezone=PLACES[zone] if zone else "",
            hours=(HALF if group % 2 else LATE) if place == 4 else None,
            exclusions=("castelnaudolmes-7.example", "aiguevive-20.example") if place == 1 else (),
            backup=address(group * 5 + 2) if place == 0 else "",
            weekly_list=number == 12,
        )
        made.append(one)
    return tuple(made)


def works_at(expert: Expert | None, at: datetime, closed: tuple[date, ...] = (BRIDGE,)) -> bool:
    """Is it a working minute where he is (None: at the desk)? Written apart from the program's calendars."""
    zone = expert.zone if expert else ""
    local = at.astimezone(ZoneInfo(PLACES[zone]))
    day, minute = local.date(), local.hour * 60 + local.minute
    own = expert is not None and (expert.zone or expert.hours)
    if day in HOLIDAYS[zone] or (day in closed and not own):
        return False
    hours = (expert.hours if expert else None) or OFFICE_HOURS
    return any(start <= minute < end for start, end in hours.week[day.weekday()])


@dataclass(frozen=True)
class Away:
    """An absence of the story, both days included; `how` the desk learns of it."""

    first: date
    until: date
    how: str


ABSENCES = {
    address(1): Away(date(2026, 5, 11), date(2026, 5, 15), "mail"),
    address(7): Away(date(2026, 5, 18), date(2026, 5, 29), "mail"),
    address(10): Away(date(2026, 5, 4), date(2026, 5, 7), "mail"),
    address(18): Away(date(2026, 5, 12), date(2026, 5, 22), "mail"),  # Martinique
    address(0): Away(date(2026, 5, 19), date(2026, 5, 26), "Je suis absent jusqu'au {until:%d/%m/%Y} inclus."),
    address(6): Away(date(2026, 5, 6), date(2026, 5, 13), "Absente, je serai de retour le {back:%d/%m/%Y}."),
    address(13): Away(date(2026, 5, 20), date(2026, 6, 2), "I am out of the office until {until:%d %B %Y}."),
    address(21): Away(date(2026, 5, 11), date(2026, 5, 20), "Ich bin bis zum {until:%d.%m.%Y} nicht im Büro."),
    address(32): Away(date(2026, 5, 26), date(2026, 5, 29), "Je suis en congés et répondrai à mon retour."),
}


@dataclass
class People:
    """Reads the desk's letters as people do, each in his own time; `knew` is when the desk could know an absence."""

    desk: MonthDesk
    random: Random
    experts: dict[str, Expert] = field(default_factory=dict)
    knew: dict[str, datetime] = field(default_factory=dict)
    count: int = 0

    def __post_init__(self) -> None:
        self.experts = {one.email: one for one in self.desk.experts}

    def ask(self, first: datetime, last: datetime, number: int) -> None:
        """Questions come at any hour of the month, and with them what also reaches a public address."""
        seconds = (last - first).total_seconds()
        for order, (_, raw) in enumerate(questions(number)):
            at = first + timedelta(seconds=self.random.random() * seconds)
            self.desk.at(at, raw)
            if order % 25 == 0:  # a mail host that delivers once more under another name
                self.desk.at(at + timedelta(hours=1), b"X-Again: 1\r\n" + raw)
            if order % 30 == 0:
                news = self.write("lettre@annonces.example", "Nos offres", "Bonjour.", {"List-Id": "<n.example>"})
                self.desk.at(at, news)

    def announce(self) -> None:
        """Absences told by a mail a few days ahead."""
        for who, away in ABSENCES.items():
            if away.how == "mail" and away.first > self.desk.now.date():
                at = datetime.combine(away.first - timedelta(days=3), time(8), tzinfo=UTC)
                self.knew[who] = at + timedelta(minutes=30)
                self.desk.at(at, self.write(who, "absence", f"absent du {away.first:%d/%m} au {away.until:%d/%m/%Y}"))

    def write(self, sender: str, subject: str, text: str, more: dict[str, str] | None = None, to: str = DESK) -> bytes:
        message = EmailMessage()
        self.count += 1
        message["From"], message["To"], message["Subject"] = sender, to, subject
        message["Date"] = format_datetime(self.desk.now)
        message["Message-ID"] = f"<{self.count}.{sender}>"
        for name, value in (more or {}).items():
            message[name] = value
        message.set_content(text)
        return message.as_bytes()

    def replies(self, post: Post, text: str, hours: float, more: dict[str, str] | None = None) -> None:
        thread = {"In-Reply-To": f"<{post.mail.message_id}>", "References": f"<{post.mail.message_id}>"}
        quoted = f"{text}\n\nLe 4 mai 2026 à 10:00, Guichet vert <{DESK}> a écrit :\n\n> Bonjour,\n"
        raw = self.write(post.to, f"Re: {post.mail.subject}", quoted, {**thread, **(more or {})}, post.reply_to or DESK)
        self.desk.at(post.at + timedelta(hours=hours), raw)

    def reads(self, post: Post) -> None:
        if post.to in self.experts:
            self.expert(post)
        elif post.to in {one.email for one in COORDINATORS}:
            self.coordinator(post)
        else:
            self.buyer(post)

    def expert(self, post: Post) -> None:
        away = self.away(post.to, post.at)
        if away:
            if away.how != "mail" and post.to not in self.knew and post.kind != "absence":
                self.knew[post.to] = post.at + timedelta(minutes=30)
                back = away.until + timedelta(days=1)
                text = away.how.format(until=away.until, back=back)
                self.replies(post, text, 0.05, {"Auto-Submitted": "auto-replied"})
            return
        if post.kind in ("offer", "follow_up"):
            self.offered(post)
        elif post.kind == "reminder" and self.random.random() < 0.4:
            self.replies(post, "Voici : oui, en l'écrivant dans le cahier des charges.", self.random.uniform(0.3, 4))

    def offered(self, post: Post) -> None:
        habit, hours = self.random.random(), self.random.expovariate(1 / 7)
        if habit < 0.58:
            self.replies(post, "Oui, c'est possible : demandez une preuve équivalente au label.", hours)
        elif habit < 0.70:
            self.replies(post, "je passe", hours / 3)
        elif habit < 0.76:
            self.replies(post, "question : quel est le montant estimé du marché ?", hours / 2)
        elif habit < 0.80:
            self.replies(post, "Je regarde.", hours / 3)
            self.replies(post, "Le guide de votre réseau répond à ce point, page 12.", 30)
        # the others say nothing

    def coordinator(self, post: Post) -> None:
        if post.kind == "digest" and post.at.date() == date(2026, 5, 4) and post.to == COORDINATORS[0].email:
            self.replies(post, "fermé le 15 mai : pont", 0.6)
        elif post.kind in ("coordination", "escalation") and self.random.random() < 0.25:
            self.replies(post, "Bonjour, la réponse est oui : voyez la fiche du ministère.", self.random.uniform(1, 20))

    def buyer(self, post: Post) -> None:
        chance = self.random.random()
        if post.kind == "details" and chance < 0.75:
            self.replies(post, "Le marché est estimé à 40 000 euros par an.", self.random.uniform(1, 60))
        elif post.kind == "answer" and chance < 0.3:
            self.replies(post, "Merci beaucoup, c'est très clair !", self.random.uniform(0.2, 30))
        elif post.kind == "answer" and chance < 0.38:
            self.replies(
                post,
                "Merci. Faut-il aussi le prévoir pour les lots de moins de 10 000 euros ?",
                self.random.uniform(1, 30),
            )

    def away(self, who: str, at: datetime) -> Away | None:
        found, expert = ABSENCES.get(who), self.experts[who]
        today = at.astimezone(ZoneInfo(PLACES[expert.zone])).date()
        return found if found and found.first <= today <= found.until else None
