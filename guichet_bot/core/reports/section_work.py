"""The report's activity, the experts' share in it, what comes back, and what buyers thought of it."""

from guichet_bot.core.model import OfferState
from guichet_bot.core.reports.counted import Counted
from guichet_bot.core.reports.outcome import ANSWERED, ELSEWHERE, OPEN, UNANSWERED
from guichet_bot.core.reports.report import FEW, Figure, Section, Table
from guichet_bot.core.reports.words import count
from guichet_bot.core.triage.recurring import ENOUGH_BUYERS, ENOUGH_QUESTIONS, PERIOD
from guichet_bot.core.triage.rules import Rules

MOST_GROUPS = 10
QUESTIONS, OFFERS = "questions", "propositions"
_FEW = f"non publié : moins de {FEW} experts"


def activity(counted: Counted) -> Section:
    """How many, and what became of them."""
    counting = counted.counting
    total = counting.total()
    of_all = f"sur {count(total, 'question reçue', 'questions reçues')}"
    return Section(
        "Activité",
        (
            Figure(
                "received",
                "Questions reçues",
                total,
                QUESTIONS,
                "Questions arrivées dans la période, toutes comprises.",
            ),
            Figure(
                "answered",
                "Questions répondues",
                counting.total(ANSWERED),
                QUESTIONS,
                "Une personne a répondu à l’acheteur, avant ou après la fin de la période.",
                of_all,
            ),
            Figure(
                "open",
                "Questions en cours",
                counting.total(OPEN),
                QUESTIONS,
                "Sans réponse à ce jour et non closes, y compris celles qui attendent des précisions de l’acheteur.",
                of_all,
            ),
            Figure(
                "unanswered",
                "Questions closes sans réponse",
                counting.total(UNANSWERED),
                QUESTIONS,
                "Closes par la coordination, ou faute de précisions de l’acheteur.",
                of_all,
            ),
            Figure(
                "out_of_scope",
                "Hors périmètre",
                counting.total(ELSEWHERE),
                QUESTIONS,
                "Démarchages et demandes qui ne relèvent pas du guichet : redirigés sans solliciter d’expert. Ils ne "
                "comptent dans aucun des tableaux qui suivent, hors celui des mois.",
                of_all,
            ),
            Figure(
                "escalated",
                "Questions escaladées",
                counting.escalated,
                QUESTIONS,
                "La date promise était passée : un suppléant ou la coordination a été alerté au moins une fois.",
            ),
            Figure(
                "never_offered",
                "Questions gardées par la coordination",
                counting.never_offered,
                QUESTIONS,
                "Questions dans le périmètre qui n’ont été proposées à aucun expert.",
            ),
        ),
    )


def experts(counted: Counted) -> Section:
    """The volunteers' share; what would point to one of a few is not published."""
    load, counting, spent = counted.load, counted.counting, counted.spent
    active = len(load.answers)
    told = active >= FEW
    gone = (
        f"{count(load.nameless, 'proposition', 'propositions')} dont l’expert n’est plus connu" if load.nameless else ""
    )
    most, given = max(load.answers, default=0), sum(load.answers)
    lost = f", {count(spent.lost, 'note effacée', 'notes effacées')} avec la question" if spent.lost else ""

    def offers(key: str, label: str, definition: str, *states: OfferState) -> Figure:
        made = sum(load.offers.get(one, 0) for one in states or OfferState)
        return Figure(key, label, made if told else None, OFFERS, definition, why=_FEW)

    return Section(
        "Experts et temps donné",
        (
            Figure(
                "experts",
                "Experts sollicités",
                active,
                "experts",
                "Personnes à qui le guichet a proposé au moins une question dans la période.",
                gone,
            ),
            Figure(
                "by_expert",
                "Questions répondues par un expert",
                counting.by_expert,
                QUESTIONS,
                "Les autres réponses viennent de la coordination.",
                f"sur {count(counting.total(ANSWERED), 'question répondue', 'questions répondues')}",
            ),
            offers(
                "offers",
                "Propositions faites",
                "Une question peut être proposée à plusieurs experts l’un après l’autre.",
            ),
            offers("declined", "Propositions déclinées", "L’expert a passé son tour.", OfferState.DECLINED),
            offers(
                "lapsed", "Propositions restées sans réponse", "L’expert n’a pas répondu à temps.", OfferState.LAPSED
            ),
            Figure(
                "most",
                "Part de l’expert qui répond le plus",
                100 * most / given if told and given else None,
                "%",
                "Parmi les propositions de la période suivies d’une réponse : dit si l’effort est partagé.",
                why=_FEW if not told else "aucune réponse d’expert",
            ),
            Figure(
                "hours",
                "Temps noté",
                sum(spent.minutes.values()) / 60 if spent.minutes else None,
                "heures",
                "Somme des « temps : 45 » que les personnes du guichet ont écrits dans la période. Ne compte que ce "
                "qui a été noté : le temps donné est plus grand.",
                f"{count(spent.questions, 'question', 'questions')}{lost}",
                "les notes ont été effacées avec les questions" if spent.lost else "personne n’a noté de temps",
            ),
        ),
    )


def returning(counted: Counted, rules: Rules) -> Section:
    """What keeps coming back, by topic: the evidence for a working group, without a word of what was written."""
    rows = tuple(
        (f"{rank}. {rules.label(one.topic)}", (one.questions, one.structures))
        for rank, one in enumerate(counted.returning[:MOST_GROUPS], 1)
    )
    left = f", {counted.uncompared} laissées de côté (texte effacé ou thème inconnu)" if counted.uncompared else ""
    return Section(
        "Questions qui reviennent",
        (
            Figure(
                "groups",
                "Groupes de questions semblables",
                len(counted.returning) if counted.compared else None,
                "groupes",
                f"Un groupe réunit au moins {ENOUGH_QUESTIONS} questions du même thème aux mots voisins, venues d’au "
                f"moins {ENOUGH_BUYERS} structures, dans une même tranche de {PERIOD.days} jours de la période.",
                f"{count(counted.compared, 'question comparée', 'questions comparées')}{left}",
                "aucune question à comparer",
            ),
        ),
        (
            Table(
                "returning",
                "Les plus grands groupes",
                "Thème du groupe",
                (("Questions", QUESTIONS), ("Structures", "structures")),
                rows,
                f"Les {MOST_GROUPS} plus grands au plus. Un même thème peut en avoir plusieurs.",
                empty="Aucun groupe de questions semblables.",
            ),
        ),
    )


def satisfaction(counted: Counted) -> Section:
    """The digits that buyers sent after their answer."""
    ratings = counted.counting.ratings
    number = ratings.total()
    lost = counted.counting.lost_ratings
    return Section(
        "Avis des acheteurs",
        (
            Figure(
                "rating",
                "Note moyenne",
                sum(value * times for value, times in ratings.items()) / number if number else None,
                "sur 5",
                "Chiffre de 1 à 5 que l’acheteur a renvoyé après sa réponse.",
                count(number, "note", "notes") + (f", {lost} effacées" if lost else ""),
                "aucune note reçue",
            ),
        ),
    )
