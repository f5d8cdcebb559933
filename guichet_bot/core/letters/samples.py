"""Sample facts for every kind of letter: `preview` shows them, `check` renders every template with them."""

from collections.abc import Mapping
from datetime import UTC, date, datetime
from typing import Any

from guichet_bot.core.effects import LetterKind, Send
from guichet_bot.core.known import Case, Office
from guichet_bot.core.letters.facts import facts
from guichet_bot.core.letters.samples_sheets import digest, held_rows, weekly_rows
from guichet_bot.core.letters.sheet import Sheet, Similar
from guichet_bot.core.mail.token import make_undo_token
from guichet_bot.core.model import (
    Candidate,
    Coordinator,
    Desk,
    Entry,
    EntryKind,
    Expert,
    Question,
    QuestionState,
    Role,
)
from guichet_bot.core.time.worktime import Calendar
from guichet_bot.core.triage.rules import Resource, Rules
from guichet_bot.core.triage.scope import Redirect, Redirects
from guichet_bot.core.triage.text import Index
from guichet_bot.core.triage.topics import Topic, Topics

RETENTION_DAYS = 730
_TO = {
    Role.BUYER: ("achats@mairie.example", "Jeanne Martin"),
    Role.EXPERT: ("anne@agglo.example", "Anne Vidal"),
    Role.COORDINATOR: ("coordination@resocc.example", "Camille Roux"),
    Role.STRANGER: ("j.martin@gmail.example", ""),
    Role.OPERATOR: ("exploitation@resocc.example", ""),
}
_OPENED = datetime(2026, 11, 23, 8, 12, tzinfo=UTC)
_PROMISED = datetime(2026, 11, 26, 16, 0, tzinfo=UTC)
_QUESTION = (
    "Bonjour,\n\nNous relançons notre marché de restauration scolaire (400 repas par jour). Quelle part de produits "
    "durables et bio devons-nous demander, et avez-vous un exemple de clause pour le contrôle des livraisons ?\n\n"
    "Peut-on aussi demander des produits locaux sans risque ?\n\nMerci d’avance"
)
_ANSWER = (
    "Bonjour,\n\nDeux points.\n\n1. La loi EGalim demande 50 % de produits durables ou de qualité, dont 20 % de bio, "
    "en valeur d’achat sur l’année : demandez au titulaire un état par trimestre.\n"
    "2. « Local » ne peut pas être un critère. En revanche, vous pouvez noter la fraîcheur, la saisonnalité et le "
    "nombre d’intermédiaires.\n\nUn exemple de clause : https://guide.example/restauration/clauses#livraisons\n\n"
    "Bon courage pour votre marché !"
)
_DETAIL = "Votre cuisine est-elle en régie, ou confiée à un prestataire ? Et le marché est-il alloti ?"

Samples = tuple[Role, Mapping[str, Any]]


def sample(kind: LetterKind, desk: Desk | None = None) -> dict[str, Any]:
    """The facts of an imagined letter of this kind, from the given desk or from an example one."""
    office = _office(desk)
    role, extra = _letters(office.desk)[kind]
    address, name = _TO[role]
    about = None if kind in _NO_QUESTION else _case(office.desk, kind)
    send = Send(kind, address, role, about.question.id if about else None, extra, to_name=name)
    return facts(send, about, office, retention_days=RETENTION_DAYS)


_NO_QUESTION = frozenset(
    (
        LetterKind.TOO_LARGE,
        LetterKind.HELD_LIST,
        LetterKind.RIGHTS,
        LetterKind.RIGHTS_ACK,
        LetterKind.ABSENCE,
        LetterKind.ABSENCE_ENDS,
        LetterKind.BACK,
        LetterKind.TRANSCRIPT,
        LetterKind.DIGEST,
        LetterKind.WEEKLY,
        LetterKind.SIGN_OF_LIFE,
        LetterKind.ALARM,
    )
)
_ANSWERED = frozenset(
    (LetterKind.ANSWER, LetterKind.THANKS, LetterKind.LATE_ANSWER, LetterKind.LATE_NOTICE, LetterKind.CLOSED)
)


def _office(desk: Desk | None) -> Office:
    desk = desk or Desk(
        "exemple",
        "RO",
        "Guichet vert Rés’Occ",
        "guichet@resocc.example",
        secrets=(b"only for samples",),
        coordinators=(Coordinator(*_TO[Role.COORDINATOR]),),
        phone="05 00 00 00 00",
        privacy_url="https://resocc.example/donnees",
    )
    topic = Topic(
        "restauration-egalim",
        "Restauration collective et EGalim",
        "segment",
        "careful",
        "Ces pages donnent la règle générale ; la réponse à venir tiendra compte de votre situation.",
    )
    resources = (
        Resource("ma cantine, la plateforme de la restauration collective", "https://macantine.example/"),
        Resource("Guide des clauses pour une restauration durable", "https://guide.example/restauration.pdf"),
    )
    redirect = Redirect(
        "fournisseur",
        "démarchage",
        "Le guichet ne reçoit pas les offres commerciales : il ne recommande aucun fournisseur aux acheteurs.",
        "la plateforme des achats de l’État",
        "https://achats.example/",
    )
    rules = Rules(
        topics=Topics({topic.id: topic}, Index.of({}, {})),
        resources={topic.id: resources},
        redirects=Redirects({redirect.name: redirect}, Index.of({}, {})),
    )
    expert = Expert(*_TO[Role.EXPERT], topics=(topic.id,))
    calendar = Calendar(timezone=desk.timezone)
    return Office(desk, rules, calendar, "", (Candidate(expert),), calendar_of=lambda _email: calendar)


def _case(desk: Desk, kind: LetterKind) -> Case:
    answered = kind in _ANSWERED
    question = Question(
        id=42,
        desk=desk.name,
        number=f"{desk.prefix}-2026-0042",
        state=QuestionState.ANSWERED if answered else QuestionState.OFFERED,
        subject="Produits durables à la cantine",
        buyer=_TO[Role.BUYER][0],
        buyer_name=_TO[Role.BUYER][1],
        opened_at=_OPENED,
        structure="commune",
        departement="31",
        topic="restauration-egalim",
        expert=_TO[Role.EXPERT][0],
        promised_at=_PROMISED,
        answered_at=datetime(2026, 11, 25, 10, 0, tzinfo=UTC) if answered else None,
    )
    first = Entry(42, _OPENED, EntryKind.QUESTION, Role.BUYER, question.buyer, _QUESTION)
    if kind is not LetterKind.WAIT_BUYER:
        return Case(question, entries=(first,))
    asked = Entry(
        42, datetime(2026, 11, 24, 9, 0, tzinfo=UTC), EntryKind.DETAILS, Role.EXPERT, question.expert, _DETAIL
    )
    return Case(question, entries=(first, asked))


def _letters(desk: Desk) -> Mapping[LetterKind, Samples]:
    noon = datetime(2026, 11, 24, 11, 0, tzinfo=UTC)
    why = ("thème suivi", "département 31 connu", "aucune question en cours, 1 ce mois-ci")
    similar = Similar(
        f"{desk.prefix}-2026-0017",
        "Contrôler la part de bio",
        "mardi 8 septembre 2026",
        "Demandez un état trimestriel des achats, en valeur, avec les factures des denrées labellisées.",
    )
    lapse = "Le délai promis à l’acheteur est dépassé."
    return {
        LetterKind.ACK: (Role.BUYER, {}),
        LetterKind.OUT_OF_SCOPE: (Role.BUYER, {"redirect": "fournisseur"}),
        LetterKind.TOO_LARGE: (Role.BUYER, {"size_mb": 31, "limit_mb": 25}),
        LetterKind.OFFER: (Role.EXPERT, {"why": why, "again": False, "similar": (similar,)}),
        LetterKind.REMINDER: (Role.EXPERT, {"offered_at": _OPENED, "lapses_at": noon}),
        LetterKind.PASSED_ON: (Role.EXPERT, {"reason": "Nous n’avions pas de nouvelles de vous depuis hier."}),
        LetterKind.ANSWER: (Role.BUYER, {"text": _ANSWER, "attach": None, "dropped": ("plan.dwg",), "second": False}),
        LetterKind.DETAILS: (Role.BUYER, {"text": _DETAIL}),
        LetterKind.WAIT_BUYER: (Role.BUYER, {}),
        LetterKind.FOLLOW_UP: (Role.EXPERT, {"text": "Merci. Et pour le goûter, est-ce la même part ?"}),
        LetterKind.THANKS: (Role.EXPERT, {"text": "Merci beaucoup, c’est exactement ce qu’il nous fallait !"}),
        LetterKind.LATE_ANSWER: (Role.COORDINATOR, {"text": _ANSWER, "author": "Paul Ferrand", "inbound": 117}),
        LetterKind.LATE_NOTICE: (Role.EXPERT, {}),
        LetterKind.ASIDE: (
            Role.EXPERT,
            {"text": "Est-ce que quelqu’un du réseau a déjà acheté ces fruits ?", "inbound": 119},
        ),
        LetterKind.NEW_DATE: (Role.BUYER, {"old": _PROMISED, "new": datetime(2026, 12, 1, 16, 0, tzinfo=UTC)}),
        LetterKind.CLOSED: (Role.BUYER, {"silent": True, "asked": False, "answered": True}),
        LetterKind.COORDINATION: (
            Role.COORDINATOR,
            {
                "reason": "Aucun expert disponible ne peut prendre cette question.",
                "why": (
                    "Anne Vidal : absence du lundi 23 novembre 2026 au lundi 30 novembre 2026",
                    "Paul Ferrand : plafond de 2 questions en cours atteint",
                ),
            },
        ),
        LetterKind.ESCALATION: (Role.COORDINATOR, {"level": 1, "reason": lapse, "due": _PROMISED}),
        LetterKind.HELD: (
            Role.COORDINATOR,
            {
                "reason": "l’adresse de l’expéditeur n’est pas celle à qui nous avions écrit.",
                "sender": "j.martin@gmail.example",
                "subject": "Re: Produits durables à la cantine",
                "text": "Bonjour, j’écris depuis mon adresse personnelle.\nLa cuisine est en régie.",
                "inbound": 118,
            },
        ),
        LetterKind.HELD_LIST: (Role.COORDINATOR, {"rows": held_rows(desk)}),
        LetterKind.RIGHTS: (
            Role.COORDINATOR,
            {
                "sender": "j.martin@mairie.example",
                "text": "Bonjour, merci d’effacer mes données de votre guichet.",
                "due": date(2026, 12, 23),
            },
        ),
        LetterKind.RIGHTS_ACK: (Role.BUYER, {"due": date(2026, 12, 23)}),
        LetterKind.HOLD_SENDER: (Role.STRANGER, {}),
        LetterKind.NOTE: (Role.EXPERT, {"text": "Le même sujet revient : une fiche ?", "author": "Camille Roux"}),
        LetterKind.ABSENCE: (
            Role.EXPERT,
            {
                "first": date(2026, 12, 21),
                "until": date(2027, 1, 3),
                "substitutes": {f"{desk.prefix}-2026-0042": "Paul Ferrand"},
                "learned": True,
            },
        ),
        LetterKind.ABSENCE_ENDS: (Role.EXPERT, {"until": date(2026, 12, 4)}),
        LetterKind.BACK: (Role.EXPERT, {}),
        LetterKind.TRANSCRIPT: (Role.COORDINATOR, _transcript(desk)),
        LetterKind.DIGEST: (Role.COORDINATOR, {"digest": digest(desk)}),
        LetterKind.WEEKLY: (Role.EXPERT, {"rows": weekly_rows(desk)}),
        LetterKind.SIGN_OF_LIFE: (
            Role.COORDINATOR,
            {"digest": Sheet("lundi 23 novembre 2026", "Aucun courrier reçu depuis lundi dernier.")},
        ),
        LetterKind.ALARM: (
            Role.OPERATOR,
            {
                "what": "Un courrier reçu n’a pas pu être traité",
                "detail": "Courrier nº 118 : une erreur du programme empêche de le lire. Il est gardé entier.",
                "do": "guichet-bot parked show 118, puis parked retry 118 ou parked discard 118",
            },
        ),
    }


def _transcript(desk: Desk) -> dict[str, Any]:
    undo = make_undo_token(desk, "k7f3", _TO[Role.COORDINATOR][0])
    return {
        "lines": (
            ("3 réattribuer Anne", "la question RO-2026-0042 est proposée à Anne Vidal.", undo),
            ("5 clore", "la question RO-2026-0038 est close.", ""),
        ),
        "simulated": False,
        "refused": False,
        "help": "",
    }
