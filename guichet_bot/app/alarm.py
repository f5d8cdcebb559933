"""Letters to the operator, and parking what our own bug keeps from being handled."""

import hashlib
from collections.abc import Mapping
from datetime import datetime

import structlog

from guichet_bot.adapters.mailbox import MailboxTrouble
from guichet_bot.adapters.relay import NetworkTrouble
from guichet_bot.app import letters
from guichet_bot.app.setup import Setup
from guichet_bot.core.effects import LetterKind, Send
from guichet_bot.core.model import Role, Timer
from guichet_bot.store import inbound, outbox
from guichet_bot.store.engine import Tx
from guichet_bot.store.inbound import InboundRow
from guichet_bot.store.outbox import NewLetter, OutboxRow

log = structlog.get_logger()
_STUCK = {
    "held": (
        "à envoyer, retenu(s) depuis une avalanche, une restauration ou un refus de messagerie",
        "outbox list --state retenu",
    ),
    "unsure": ("à l'envoi incertain", "outbox list --unsure"),
    "parked": ("reçu(s) et mis de côté", "parked list"),
}

_MOST_SAID = 5  # mistakes in one letter; `check` tells them all


def park(setup: Setup, row: InboundRow, why: str, now: datetime) -> None:
    """Put a mail that cannot be handled aside, whole, and tell the operator; nothing is lost."""
    log.error("mail parked", inbound=row.id, why=why)
    with setup.store.begin() as tx:
        inbound.park(tx, row.id, why, now)
        raise_alarm(
            tx,
            setup,
            row.desk,
            f"parked:{row.id}",
            what="Un courrier reçu n'a pas pu être traité",
            detail=f"Courrier nº {row.id}, reçu par le guichet {row.desk} : {why}. Il est gardé entier.",
            do=f"guichet-bot parked show {row.id}, puis parked retry {row.id} ou parked discard {row.id}",
            now=now,
        )


def storm(tx: Tx, setup: Setup, desk: str, first: NewLetter, now: datetime) -> None:
    """Letters were kept back by the gate, `first` before the others; said once an hour."""
    raise_alarm(
        tx,
        setup,
        desk,
        f"storm:{now:%Y-%m-%d-%H}",
        what="Des courriers sont retenus pour éviter une avalanche",
        detail=f"Le guichet {desk} a voulu envoyer {first.response}. Ces courriers attendent, aucun n'est perdu ; "
        "un expert dont la proposition attend aussi n'est ni relancé ni remplacé.",
        do="guichet-bot outbox list --state retenu ; outbox retry --held si c'est un afflux normal, "
        "sinon outbox cancel et cherchez la boucle",
        now=now,
    )


def sender_refused(tx: Tx, setup: Setup, desk: str, said: str, now: datetime) -> None:
    """The relay refuses us, not a recipient; said once a day."""
    raise_alarm(
        tx,
        setup,
        desk,
        f"sender:{now:%Y-%m-%d}",
        what="Le serveur d'envoi refuse les courriers du guichet",
        detail=f"Réponse du serveur : {said}. Les courriers attendent et seront essayés de nouveau.",
        do="vérifiez que le compte SMTP a le droit d'écrire au nom de l'adresse du guichet, et combien de courriers "
        "l'hébergeur permet par heure ou par jour",
        now=now,
    )


def timer_broken(tx: Tx, setup: Setup, timer: Timer, now: datetime) -> None:
    """Said once a day: what waits behind this timer (a reminder, an escalation) does not happen."""
    raise_alarm(
        tx,
        setup,
        timer.desk,
        f"timer:{timer.subject}:{timer.kind}:{now:%Y-%m-%d}",
        what="Une échéance ne peut pas être traitée",
        detail=f"Échéance « {timer.kind} » de {timer.subject} : une erreur du programme, réessayée chaque heure.",
        do="lisez le journal du service ; jusque-là, suivez cette question à la main",
        now=now,
    )


def letter_unsure(tx: Tx, setup: Setup, row: OutboxRow, now: datetime, *, never_twice: bool) -> None:
    """Nothing more happens by itself. Of letters that leave once only, the first in a day is told: the list has the
    others. About an alarm no other is raised: where one is in doubt the next would be too, without end."""
    if row.kind == LetterKind.ALARM:
        return
    why = "deux envois sont restés sans réponse du serveur"
    if never_twice:
        why = "l'envoi est resté sans réponse du serveur, et un courrier de cette sorte ne repart jamais seul"
    raise_alarm(
        tx,
        setup,
        row.desk,
        f"unsure:{now:%Y-%m-%d}" if never_twice else f"unsure:{row.id}",
        what="Un courrier est peut-être parti, peut-être pas",
        detail=f"Courrier nº {row.id} à {row.rcpt} ({row.subject}) : {why}.",
        do=f"guichet-bot outbox confirm {row.id} s'il est arrivé, outbox retry {row.id} s'il faut le renvoyer ; "
        "outbox list --unsure montre tous ceux qui attendent",
        now=now,
    )


def still_waiting(tx: Tx, setup: Setup, desk: str, counts: Mapping[str, int], now: datetime) -> None:
    """What was told when it happened and still waits for a person; said again once a week."""
    year, week, _ = now.isocalendar()
    said = [f"{count} {_STUCK[state][0]}" for state, count in sorted(counts.items())]
    raise_alarm(
        tx,
        setup,
        desk,
        f"waiting:{year}-{week}",
        what="Des courriers attendent toujours une décision",
        detail=f"Guichet {desk} : {', '.join(said)}. Rien de cela ne bougera tout seul.",
        do=" ; ".join(f"guichet-bot {_STUCK[state][1]}" for state in sorted(counts)),
        now=now,
    )


def letter_refused(tx: Tx, setup: Setup, row: OutboxRow, said: str, now: datetime) -> None:
    """Nobody else would hear of it: the letter was for the desk's own people, or about no question.

    Said once a day for an address. A refused alarm raises no other: it would be refused too, without end.
    """
    if row.kind == LetterKind.ALARM or row.rcpt == setup.service.operator:
        return
    raise_alarm(
        tx,
        setup,
        row.desk,
        f"refused:{row.rcpt}:{now:%Y-%m-%d}",
        what="Un courrier a été refusé",
        detail=f"Courrier nº {row.id} à {row.rcpt} ({row.subject}). Réponse du serveur : {said}.",
        do=f"corrigez l'adresse, puis guichet-bot outbox retry {row.id} ou outbox cancel {row.id}",
        now=now,
    )


def relay_trouble(setup: Setup, desk: str, trouble: NetworkTrouble, now: datetime) -> None:
    """A relay that refuses our login will not mend itself; it is said once a day, and leaves when it works again."""
    if not trouble.permanent:
        return
    with setup.store.begin() as tx:
        raise_alarm(
            tx,
            setup,
            desk,
            f"relay:{now:%Y-%m-%d}",
            what="Le serveur d'envoi ne nous laisse pas entrer",
            detail=str(trouble),
            do="corrigez [desk.smtp] dans config.toml, puis relancez le service ; rien n'est perdu entre-temps",
            now=now,
        )


def mailbox_trouble(setup: Setup, desk: str, trouble: MailboxTrouble, now: datetime) -> None:
    """A mailbox that a person must mend, or that stayed out of reach for hours: said once a day."""
    with setup.store.begin() as tx:
        raise_alarm(
            tx,
            setup,
            desk,
            f"mailbox:{now:%Y-%m-%d}",
            what="La boîte du guichet ne se lit plus",
            detail=f"{trouble} Le courrier attend dans la boîte ; aucun expert n'est relancé ni remplacé entre-temps.",
            do="corrigez [desk.imap] dans config.toml et relancez le service, ou demandez à l'hébergeur de la boîte",
            now=now,
        )


def unreadable(setup: Setup, desk: str, folder: str, refused: list[str], now: datetime) -> None:
    """Mails that the mailbox announces and does not give: said once a day, as long as it lasts."""
    which = ", ".join(refused)
    with setup.store.begin() as tx:
        raise_alarm(
            tx,
            setup,
            desk,
            f"unreadable:{folder}:{which}:{now:%Y-%m-%d}",
            what="Un courrier de la boîte ne peut pas être lu",
            detail=f"Dossier « {folder} » : {which} est annoncé, mais reste illisible. Les autres courriers sont lus.",
            do="ouvrez-le dans la boîte, ou demandez à l'hébergeur ce qui l'empêche (les droits du fichier ?)",
            now=now,
        )


def files_refused(setup: Setup, problems: list[str], now: datetime) -> None:
    """Changed rules or templates hold mistakes; told each time that somebody asks to read them."""
    shown = problems if len(problems) <= _MOST_SAID else [*problems[:_MOST_SAID], "d'autres encore."]
    with setup.store.begin() as tx:
        raise_alarm(
            tx,
            setup,
            setup.names[0],
            f"files:{now.isoformat()}",
            what="Les règles et les modèles changés ne sont pas pris",
            detail=f"Le guichet continue avec ceux d'avant. {' '.join(shown)}",
            do="corrigez ces fichiers, vérifiez-les avec guichet-bot check, puis rechargez le service",
            now=now,
        )


def raise_alarm(
    tx: Tx, setup: Setup, desk: str, subject: str, *, what: str, detail: str, do: str, now: datetime
) -> None:
    """One letter to the operator (to the coordinators where none is configured), past the gate: it must get out."""
    room = setup.desks[desk].settings.desk
    to = [setup.service.operator] if setup.service.operator else [one.email for one in room.coordinators]
    cause = hashlib.sha256(f"alarm:{desk}:{subject}".encode()).hexdigest()
    sends = [
        Send(LetterKind.ALARM, one, Role.OPERATOR, None, {"what": what, "detail": detail, "do": do}, cause)
        for one in to
    ]
    outbox.add(tx, [letters.write_alone(tx, setup, desk, send, now) for send in sends])
