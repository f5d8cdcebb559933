"""The demo's people at their mail programs: they read the letters they get and write back as people do."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from email.message import EmailMessage
from email.utils import format_datetime, formataddr
from itertools import count
from zoneinfo import ZoneInfo

from guichet_bot.core.mail.parse import parse
from guichet_bot.core.model import Mail
from guichet_bot.core.time.french import say_moment
from guichet_bot.demo import cast
from guichet_bot.demo.cast import Person
from guichet_bot.demo.servers import Letter
from guichet_bot.demo.story import Arrival, Reaction, read_story

ZONE = ZoneInfo(cast.TIMEZONE)


@dataclass(frozen=True, slots=True)
class Written:
    """A mail that somebody will put into the desk's mailbox at that instant (UTC)."""

    at: datetime
    who: Person
    subject: str
    raw: bytes


@dataclass(frozen=True, slots=True)
class Got:
    """A letter as its reader's program shows it."""

    letter: Letter
    mail: Mail

    @property
    def to(self) -> str:
        return self.letter.rcpts[0]

    @property
    def kind(self) -> str:
        """The letter's kind, which its Message-ID names."""
        return self.mail.message_id.partition("@")[0].rpartition(".")[2]


class Troupe:
    """Everybody of the story: `opening` is what they write of themselves, `reads` what a letter makes them write."""

    def __init__(self) -> None:
        self._arrivals, reactions = read_story()
        self._waiting = list(reactions)
        self._ids = count(1)

    def opening(self) -> list[Written]:
        return [self._arrival(one) for one in self._arrivals]

    def reads(self, letter: Letter, now: datetime) -> Iterator[Written]:
        """What comes of one letter; each reaction of the story is used once."""
        got = Got(letter, parse(letter.raw))
        for reaction in self._waiting:
            if self._meets(reaction, got):
                self._waiting.remove(reaction)
                yield self._written(reaction, got, now)
                return

    @property
    def unused(self) -> list[Reaction]:
        """Reactions whose letter never came: the story went another way than it is told."""
        return list(self._waiting)

    def _meets(self, reaction: Reaction, got: Got) -> bool:
        if reaction.who.email != got.to or reaction.kind != got.kind:
            return False
        return reaction.about in got.mail.subject or reaction.about in got.mail.text

    def _written(self, reaction: Reaction, got: Got, now: datetime) -> Written:
        at, about = _when(reaction, now), got.mail.subject
        match reaction.how:
            case "vacation":
                return Written(at, reaction.who, f"Réponse automatique : {about}", self._vacation(reaction, got, at))
            case "bounce":
                return Written(at, cast.DAEMON, "Courrier non remis", self._bounce(got, at))
            case _:
                return Written(at, reaction.sender or reaction.who, f"Re: {about}", self._reply(reaction, got, at))

    def _arrival(self, arrival: Arrival) -> Written:
        day, _, hour = arrival.at.partition(" ")
        local = datetime.fromisoformat(f"{cast.FIRST:%Y-%m}-{day}T{hour}").replace(tzinfo=ZONE)
        message = self._message(arrival.who, arrival.subject, local)
        for name, value in arrival.headers.items():
            message[name] = value
        message.set_content(_signed(arrival.text, arrival.who))
        return Written(local, arrival.who, arrival.subject, message.as_bytes())

    def _message(self, who: Person, subject: str, at: datetime, to: str = cast.DESK_ADDRESS) -> EmailMessage:
        message = EmailMessage()
        message["From"] = formataddr((who.name, who.email))
        message["To"] = to
        message["Subject"] = subject
        message["Date"] = format_datetime(at.astimezone(ZONE))
        message["Message-ID"] = f"<demo.{next(self._ids)}.{who.email}>"
        return message

    def _reply(self, reaction: Reaction, got: Got, at: datetime) -> bytes:
        writer = reaction.sender or reaction.who
        to = got.mail.header("reply-to") or cast.DESK_ADDRESS
        message = self._message(writer, f"Re: {got.mail.subject}", at, to)
        message["In-Reply-To"] = f"<{got.mail.message_id}>"
        message["References"] = f"<{got.mail.message_id}>"
        text = reaction.text.replace("{line}", _line_about(got.mail.text, reaction.about))
        message.set_content(f"{_signed(text, writer)}\n\n{_quoted(got.mail, writer)}")
        if reaction.attach:
            message.add_attachment(_pdf(), maintype="application", subtype="pdf", filename=reaction.attach)
        return message.as_bytes()

    def _vacation(self, reaction: Reaction, got: Got, at: datetime) -> bytes:
        message = self._message(
            reaction.who, f"Réponse automatique : {got.mail.subject}", at, got.mail.header("reply-to")
        )
        message["In-Reply-To"] = f"<{got.mail.message_id}>"
        message["Auto-Submitted"] = "auto-replied"
        message.set_content(reaction.text)
        return message.as_bytes()

    def _bounce(self, got: Got, at: datetime) -> bytes:
        """A delivery report as RFC 3464 wants it, to the letter's envelope sender."""
        boundary = "=-rapport-"
        head = self._message(cast.DAEMON, "Undelivered Mail Returned to Sender", at)
        head["Auto-Submitted"] = "auto-replied"
        head["Return-Path"] = "<>"
        headers = got.letter.raw.partition(b"\r\n\r\n")[0].decode("ascii", "replace").replace("\r\n", "\n")
        parts = (
            f"Content-Type: text/plain; charset=utf-8\n\n<{got.to}>: 550 5.1.1 adresse inconnue",
            "Content-Type: message/delivery-status\n\nReporting-MTA: dns; relais.example\n\n"
            f"Final-Recipient: rfc822; {got.to}\nAction: failed\nStatus: 5.1.1\n"
            "Diagnostic-Code: smtp; 550 5.1.1 adresse inconnue",
            f"Content-Type: text/rfc822-headers\n\n{headers}",
        )
        body = "".join(f"--{boundary}\n{part}\n\n" for part in parts) + f"--{boundary}--\n"
        top = head.as_bytes().rstrip(b"\n").decode("ascii")
        kind = f'MIME-Version: 1.0\nContent-Type: multipart/report; report-type=delivery-status; boundary="{boundary}"'
        return f"{top}\n{kind}\n\n{body}".encode()


def _when(reaction: Reaction, now: datetime) -> datetime:
    """The instant of a reaction to a letter that came now (UTC in, UTC out)."""
    if not reaction.at:
        return now + timedelta(minutes=reaction.minutes)
    local = now.astimezone(ZONE)
    hour, minute = map(int, reaction.at.split(":"))
    at = (local + timedelta(days=reaction.days)).replace(hour=hour, minute=minute, second=0, microsecond=0)
    if at <= local:
        at += timedelta(days=1)
    return at


def _signed(text: str, who: Person) -> str:
    if who.style == "phone":
        return f"{text}\n\nEnvoyé de mon téléphone"
    return f"{text}\n\n-- \n{who.signature}" if who.signature else text


def _quoted(mail: Mail, writer: Person) -> str:
    """The letter below the reply, in the way of the writer's program."""
    when = mail.date and say_moment(mail.date, cast.TIMEZONE)
    if writer.style == "outlook":
        return (
            f"De : {cast.DESK_TITLE} <{cast.DESK_ADDRESS}>\nEnvoyé : {when}\nÀ : {writer.name} <{writer.email}>\n"
            f"Objet : {mail.subject}\n\n{mail.text}\n"
        )
    lines = "\n".join(f"> {line}".rstrip() for line in mail.text.splitlines())
    return f"Le {when}, {cast.DESK_TITLE} <{cast.DESK_ADDRESS}> a écrit :\n\n{lines}\n"


def _line_about(text: str, about: str) -> str:
    """The number of the digest's line that names the question."""
    number = ""
    for line in text.splitlines():
        words = line.split()
        if words and words[0].rstrip(".)").isdigit():
            number = words[0].rstrip(".)")
        if about and about in line and number:
            return number
    return number


def _pdf() -> bytes:
    """A one-page PDF, small and valid."""
    words = b"BT /F1 16 Tf 60 760 Td (Clause : denrees durables et de qualite) Tj ET"
    objects = (
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Resources<</Font<</F1 5 0 R>>>>/Contents 4 0 R>>",
        b"<</Length %d>>stream\n%s\nendstream" % (len(words), words),
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
    )
    out, places = b"%PDF-1.4\n", []
    for number, one in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj%s endobj\n" % (number, one)
    start = len(out)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    return out + b"xref\n0 6\n0000000000 65535 f \n%strailer<</Size 6/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n" % (
        table,
        start,
    )
