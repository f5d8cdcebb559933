"""The report's months and delays."""

from itertools import pairwise

from guichet_bot.core.reports.counted import Counted
from guichet_bot.core.reports.counting import STEPS, centile, median, steps
from guichet_bot.core.reports.outcome import ANSWERED, ELSEWHERE, OPEN, UNANSWERED
from guichet_bot.core.reports.period import say_month
from guichet_bot.core.reports.report import Figure, Section, Table
from guichet_bot.core.reports.words import count

QUESTIONS, DAYS = "questions", "jours ouvrés"
_WORKING = (
    "Un jour ouvré est une journée d’ouverture du guichet ; ni les nuits, ni les jours fériés, ni les fermetures, "
    "ni l’attente de précisions demandées à l’acheteur ne comptent."
)


def months(counted: Counted) -> Section:
    """Month by month: what came in, what became of it, what left."""
    counting = counted.counting
    rows = []
    for month in counting.months:
        ends, delay = counting.ends[month], median(counting.days[month])
        hours = counted.spent.minutes.get(month, 0) / 60 if counted.spent.minutes else None
        rows.append(
            (
                say_month(month),
                (
                    ends.total(),
                    ends[ANSWERED],
                    ends[OPEN],
                    ends[UNANSWERED],
                    ends[ELSEWHERE],
                    counting.lapses[month],
                    delay,
                    counted.answers.get(month, 0),
                    hours,
                ),
            )
        )
    table = Table(
        key="months",
        title="Questions par mois d’arrivée",
        first="Mois",
        columns=(
            ("Reçues", QUESTIONS),
            ("Répondues", QUESTIONS),
            ("En cours", QUESTIONS),
            ("Closes sans réponse", QUESTIONS),
            ("Hors périmètre", QUESTIONS),
            ("Promesses dépassées", "dépassements"),
            ("Délai médian", DAYS),
            ("Réponses parties", QUESTIONS),
            ("Heures notées", "heures"),
        ),
        rows=tuple(rows),
        definition=(
            "Chaque question compte au mois où elle est arrivée, dans l’état où elle est aujourd’hui : reçues = "
            "répondues + en cours + closes sans réponse + hors périmètre. Seules les réponses parties et les heures "
            "notées comptent au mois où elles l’ont été, quel que soit le mois d’arrivée de la question."
        ),
        chart="columns",
    )
    return Section("Mois par mois", tables=(table,))


def delays(counted: Counted) -> Section:
    """How long buyers waited, and whether the promise was kept."""
    counting = counted.counting
    every = counting.every_delay
    lost = counting.unknown_delays
    base = f"{count(len(every), 'question répondue', 'questions répondues')}"
    if lost:
        base += f", {count(lost, 'autre dont le délai ne se retrouve pas', 'autres dont le délai ne se retrouve pas')}"
    none = "aucune question répondue"
    kept, broken = counting.promises[True], counting.promises[False]
    share = 100 * kept / (kept + broken) if kept + broken else None
    return Section(
        "Délais",
        (
            Figure(
                "median",
                "Délai médian de réponse",
                median(every),
                DAYS,
                "Temps de travail entre l’arrivée de la question et la première réponse d’une personne (l’accusé de "
                f"réception ne compte pas) : une question sur deux a attendu moins. {_WORKING}",
                base,
                none,
            ),
            Figure(
                "centile",
                "Délai pour neuf questions sur dix",
                centile(every, 90),
                DAYS,
                "90e centile : neuf questions répondues sur dix l’ont été dans ce délai ou plus vite.",
                base,
                none,
            ),
            Figure(
                "kept",
                "Réponses dans le délai promis",
                share,
                "%",
                "Part des questions dont la réponse est partie au plus tard à la date promise à l’acheteur, parmi "
                "celles qui sont répondues ou que la date a trouvées sans réponse. Une date que la coordination "
                "prolonge avant son terme est remplacée ; une date que le guichet repousse faute de réponse ne "
                "l’est pas.",
                f"{kept} sur {kept + broken}",
                "aucune promesse échue",
            ),
            Figure(
                "lapses",
                "Dépassements du délai promis",
                counting.lapses.total(),
                "dépassements",
                "Nombre de fois où une date promise est passée sans réponse ; une question peut en compter plusieurs.",
                count(counting.lapsed, "question concernée", "questions concernées"),
            ),
            Figure(
                "postponed",
                "Questions dont l’acheteur a reçu une nouvelle date",
                counting.postponed,
                QUESTIONS,
                "L’acheteur a été prévenu que la date promise était repoussée.",
            ),
        ),
        (
            Table(
                "steps",
                "Questions répondues selon leur délai",
                "Délai",
                (("Questions", QUESTIONS),),
                tuple(zip(_labels(), ((one,) for one in steps(every)), strict=True)) if every else (),
                "Temps de travail jusqu’à la première réponse, en jours ouvrés.",
                chart="bars",
            ),
        ),
    )


def _labels() -> tuple[str, ...]:
    between = (f"plus de {a}, jusqu’à {b} jours" for a, b in pairwise(STEPS))
    return ("1 jour ou moins", *between, f"plus de {STEPS[-1]} jours")
