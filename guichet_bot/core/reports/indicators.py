"""The indicators of a report for funders: what the desk really knows, and what it does not."""

from guichet_bot.core.reports.counted import Counted
from guichet_bot.core.reports.report import Report
from guichet_bot.core.reports.section_time import delays, months
from guichet_bot.core.reports.section_who import demands, who
from guichet_bot.core.reports.section_work import activity, experts, returning, satisfaction
from guichet_bot.core.triage.rules import Rules

UNMEASURED = (
    ("Suites données six mois après", "Le guichet n’interroge pas encore les acheteurs six mois après la réponse."),
    ("Type de réponse (ressource, clause, retour d’expérience…)", "Les réponses ne sont pas classées."),
    (
        "Considérations environnementales et sociales (DECP)",
        "Le guichet ne voit pas les marchés qui suivent les questions.",
    ),
    ("Segment d’achat et famille CPV", "Seul le thème est reconnu."),
    ("Fiches de bibliothèque et groupes de travail ouverts", "Ils se tiennent hors du guichet."),
    ("Échanges par téléphone", "Le guichet ne voit que le courrier."),
)


def indicators(counted: Counted, desk: str, rules: Rules) -> Report:
    """The report of a desk, by its title. Names of topics come from its rules."""
    counting = counted.counting
    return Report(
        desk=desk,
        period=counting.period,
        made_at=counting.now,
        sections=(
            activity(counted),
            months(counted),
            delays(counted),
            demands(counted, rules),
            who(counted),
            experts(counted),
            returning(counted, rules),
            satisfaction(counted),
        ),
        unmeasured=UNMEASURED,
        months=counting.months,
        unfinished=counting.now < counting.period.end,
    )
