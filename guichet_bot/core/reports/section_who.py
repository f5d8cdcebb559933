"""The report's questions and askers: what is asked, by what kind of structure, where. Nobody is named."""

from collections.abc import Mapping

from guichet_bot.core.people.departements import NAMES
from guichet_bot.core.reports.counted import Counted
from guichet_bot.core.reports.counting import Kept
from guichet_bot.core.reports.figures import NO_TOPIC
from guichet_bot.core.reports.report import FEW, FEW_ASKERS, Figure, Section, Table, grouped, ranked
from guichet_bot.core.reports.words import count
from guichet_bot.core.triage.rules import Rules

_HEAD = (("Questions", "questions"),)
_DEPARTEMENTS = {code: f"{name} ({code})" for code, name in NAMES.items()}
_SCOPE = "Questions dans le périmètre."
_GROUPED = (
    f" Pour que personne ne soit reconnu, ce qui concerne moins de {FEW} questions ou moins de {FEW_ASKERS} structures "
    "est regroupé sur une ligne sans nom."
)


def demands(counted: Counted, rules: Rules) -> Section:
    """What people ask about."""
    counting = counted.counting
    labels = {topic: rules.label(topic) for topic in counting.topics if topic}
    return Section(
        "Ce que demandent les acheteurs",
        (
            Figure(
                "live",
                "Questions sur une consultation en cours",
                counting.live,
                "questions",
                "Une procédure était publiée, ou des offres à l’étude : seule la coordination lit la question.",
            ),
        ),
        (
            Table(
                "topics",
                "Thèmes",
                "Thème",
                _HEAD,
                ranked(counting.topics, labels, NO_TOPIC),
                f"{_SCOPE} Thème principal, proposé par le guichet et corrigé par la coordination s’il y a lieu.",
                chart="bars",
            ),
            Table(
                "stages",
                "Stade du projet d’achat",
                "Stade",
                _HEAD,
                ranked(counting.stages, _capital(counting.stages), "Non précisé"),
                f"{_SCOPE} Stade reconnu dans le texte de la question.",
            ),
            Table(
                "requests",
                "Type de demande",
                "Type",
                _HEAD,
                ranked(counting.requests, _capital(counting.requests), "Non précisé"),
                f"{_SCOPE} Type de demande reconnu dans le texte de la question.",
            ),
        ),
    )


def who(counted: Counted) -> Section:
    """Who asks, and from where."""
    counting = counted.counting
    lost = counting.nameless
    base = f"{count(lost, 'question', 'questions')} dont l’auteur n’est plus connu" if lost else ""
    return Section(
        "Qui pose les questions",
        (
            Figure(
                "structures",
                "Structures différentes",
                len(counting.structures),
                "structures",
                "Domaines d’adresse différents des auteurs de questions dans le périmètre (chez un fournisseur public "
                "d’adresses, chaque adresse compte).",
                base,
            ),
            Figure(
                "newcomers",
                "Structures nouvelles",
                counted.newcomers,
                "structures",
                "Structures de la période dont le guichet ne connaît aucune question antérieure. Une question rendue "
                "anonyme ne se reconnaît plus.",
                base,
            ),
        ),
        (
            Table(
                "kinds",
                "Types de structure",
                "Type de structure",
                _HEAD,
                _shown(counting.kinds, _capital(counting.kinds.questions), "Type non reconnu"),
                f"{_SCOPE} Type deviné par l’adresse ou le texte, jamais demandé.{_GROUPED}",
                chart="bars",
            ),
            Table(
                "departements",
                "Départements",
                "Département",
                _HEAD,
                _shown(counting.departements, _DEPARTEMENTS, "Département non reconnu"),
                f"{_SCOPE} Département deviné par le texte ou l’adresse, jamais demandé.{_GROUPED}",
                chart="bars",
            ),
        ),
    )


def _shown(kept: Kept, names: Mapping[str, str], unknown: str) -> tuple[tuple[str, tuple[int]], ...]:
    return grouped(kept.questions, kept.rare(FEW, FEW_ASKERS), names, unknown)


def _capital(counts: dict[str, int]) -> dict[str, str]:
    return {one: one[:1].upper() + one[1:] for one in counts}
