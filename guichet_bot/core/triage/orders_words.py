"""The words of orders: French verbs as people write them, folded (no accents, lower case), and the help texts."""

import re

from guichet_bot.core.model import Role
from guichet_bot.core.model.orders import Verb

# Every form that opens an order; several words are joined by a space. The longest wins.
KEYWORDS: dict[str, Verb] = {
    form: verb
    for verb, forms in {
        Verb.ASSIGN: "reattribuer reattribue reattribuez reattribution attribuer attribue attribuez assigner assigne "
        "assignez reassigner reassigne reassignez affecter affecte affectez reaffecter reaffecte reaffectez confier "
        "confie confiez",
        Verb.TRANSFER: "transferer transfere transferez transfert transmettre transmets transmettez je_transfere "
        "a_transferer je_transmets je_passe_a je_passe_la_question_a je_la_passe_a passer_a proposer_a a_proposer_a "
        "donner_a a_donner_a",
        Verb.TOPIC: "theme thematique changer_le_theme changer_de_theme nouveau_theme corriger_le_theme "
        "theme_corrige modifier_le_theme",
        Verb.EXTEND: "prolonger prolonge prolongez prolongation repousser repousse repoussez rallonger rallonge "
        "rallongez delai_supplementaire",
        Verb.CLOSE: "clore clos close cloturer cloture cloturez cloturee fermer fermez classer_sans_suite",
        Verb.REOPEN: "rouvrir rouvre rouvrez reouvrir reouvre reouvrez reouverture",
        Verb.WHY: "pourquoi expliquer explique expliquez explication",
        Verb.SEND: "envoyer envoie envoyez envoyer_aussi envoyer_quand_meme envoyez_aussi envoyer_la_reponse "
        "envoyer_cette_reponse envoyer_aussi_cette_reponse oui_envoyer oui_envoyez",
        Verb.RELEASE: "liberer libere liberez laisser_passer laisse_passer laissez_passer debloquer debloque "
        "debloquez traiter traitez",
        Verb.DISCARD: "ecarter ecarte ecartez jeter jette jetez l'ecarter a_jeter poubelle spam ignorer ignorez",
        Verb.PAUSE: "pause mettre_en_pause mettez_en_pause mets_en_pause suspendre suspends suspendez",
        Verb.RESUME: "reprendre reprends reprenez reprise fin_de_pause fin_de_la_pause",
        Verb.STATS: "stats stat statistiques statistique chiffres indicateurs",
        Verb.HELP: "aide help commandes ordres aide-moi aidez-moi",
        Verb.UNDO: "annuler annule annulez annulation defaire",
        Verb.BACK: "de_retour je_suis_de_retour suis_de_retour retour me_voila_de_retour me_revoila "
        "je_suis_rentre je_suis_rentree je_suis_revenu je_suis_revenue fin_d'absence fin_de_mon_absence "
        "je_suis_a_nouveau_disponible a_nouveau_disponible je_suis_disponible_a_nouveau "
        "de_nouveau_disponible je_suis_de_nouveau_disponible",
        Verb.TIME: "temps temps_passe duree_passee temps_consacre",
        Verb.DECLINE: "je_passe je_passe_mon_tour je_passe_la_main je_decline non_merci je_laisse_la_main "
        "je_laisse_ma_place je_passe_celle-ci je_passe_cette_fois je_passe_pour_cette_fois je_passe_sur_celle-ci",
    }.items()
    for form in (f.replace("_", " ") for f in forms.split())
}
LONGEST_KEYWORD = max(len(form.split()) for form in KEYWORDS)

# Orders followed by free text, to the end or to the next unmistakable order. A colon makes them.
FREE_TEXT: dict[str, Verb] = {
    "question": Verb.ASK,
    "questions": Verb.ASK,
    "precision": Verb.ASK,
    "precisions": Verb.ASK,
    "demande de precision": Verb.ASK,
    "note": Verb.NOTE,
    "note interne": Verb.NOTE,
    "reponse": Verb.ANSWER,
    "repondre": Verb.ANSWER,
}
_OF_QUESTION = r"[A-Za-z][A-Za-z0-9]{0,7}-20\d\d-\d{1,8}"  # a prefix may hold digits: "GV31-2026-0042"
FREE = re.compile(
    r"\s{0,9}(?:(?:(?:la|ligne|question|n[°º]|#)\s{0,2}){0,2}(?P<target>\d{1,4}|"
    rf"{_OF_QUESTION})[\s.):,-]{{1,4}})?"
    r"(?P<word>[^\W\d]{4,10}(?: [^\W\d]{2,9}){0,2})"
    r"[\s\xa0\u202f]{0,3}:(?P<text>.*)",
    re.DOTALL,
)
_BEFORE_NUMBER = r"(?:(?:la|le|les|l'|lignes?|questions?|points?|numeros?|n°s?|nº|nos?|courriers?|#|\()\s{0,2}){0,4}"
_NUMBER = rf"(?:{_OF_QUESTION}|\d{{1,4}})(?![\w/]|:\d|[.,]\d|\s?(?:h|j|jours?|heures?|min|minutes?|d|ans?|mois)\b)"
# "3", "la 3 :", "3, 5 et 7", "n°3 et n°5".
TARGET = re.compile(
    rf"{_BEFORE_NUMBER}(?P<targets>{_NUMBER}(?:(?:\s{{0,2}}[,&+]|\s(?:et|"
    rf"puis))\s{{0,2}}(?:et\s)?{_BEFORE_NUMBER}{_NUMBER})"
    r"{0,19})\s{0,2}[.):,\-–=>]{0,3}\s{0,2}(?:(?:(?:est|sont)\s)?a\s(?=[a-z]+re?\b))?",
    re.IGNORECASE,
)
ONE_TARGET = re.compile(rf"{_OF_QUESTION}|\d{{1,4}}", re.IGNORECASE)
POLITE_START = re.compile(
    r"(?:(?:bonjour|bonsoir|hello|salut|merci|ok|oui|d'accord|entendu|alors|donc|puis|et|stp|svp|"
    r"s'il (?:te|vous) plait)"
    r"(?:[\s,.!:;-]+|$)(?:de\s+)?|merci de |merci d'|(?:peux|peut|pourrais|voudrais)[- ]?tu |(?:pouvez|pourriez|voulez|"
    r"voudriez)[- ]vous |je (?:voudrais|souhaite|souhaiterais|veux|prefere) |il (?:faut|faudrait) |on peut |veuillez |"
    r"priere de |[-–•*→>]+\s*)"
)
POLITE_END = re.compile(
    r"[\s,.;!-]*(?:\b(?:merci(?: (?:beaucoup|d'avance|par avance|bien|a (?:vous|toi)|et bonne journee))?|stp|svp|"
    r"s'il (?:te|vous) plait|bonne journee|cordialement|bien a vous|par avance|d'avance|aussi)\b[\s,.;!-]*)*$"
)
# Words between a verb and the person, topic or duration it is about.
PARTICLES = frozenset(
    re.findall(r"\S+", "a au aux vers pour chez en dans de d du le la les : = - – est plutot question cette celle-ci")
)
ABSENT = re.compile(
    r"(?:(?:(?:je\s+)?(?:serai|suis|vais etre|m'absente(?:rai)?|pars|partirai|ne (?:serai|suis) pas)|"
    r"j'(?:etais|ai ete))\s+)?"
    r"(?P<word>absente?|absence|en (?:conges?|vacances|arret(?: maladie)?|rtt|formation|deplacement)|indisponible|"
    r"conges?|vacances|disponible|joignable|la|au bureau|m'absente(?:rai)?)\b"
)
# Words that make an absence only right before a date: "absence d'offre le 3 août" is none.
WEAK_ABSENCE = frozenset(("absence", "conge", "conges", "vacances"))
BEFORE_DATE = re.compile(
    r"[\s:,(–-]*(?:(?:du|de|des|d'|le|la|les|l'|au|aux|a|en|jusqu'?|jusqu'au|jusqu'a|depuis|partir|compter|pour|"
    r"pendant|"
    r"prevue?s?|toute?|tous|cette|ce|cet|encore|environ|prochaine?|et|soir|matin|midi|debut|fin|mi|une?|duree)\s+|d'|"
    r"l')*"
    r"(?:$|\d|lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche|demain|aujourd'hui|semaines?\b|mois\b|janv|fevr|"
    r"mars\b|"
    r"avril|mai\b|juin|juil|aout|sept|octo|nove|dece|nouvel ordre|indeterminee|deux|trois|quelques)"
)
# A date that stops before its end: "absent jusqu'au", "absente du 3 au".
UNFINISHED_DATE = re.compile(
    r"(?:\s*(?:du|de|des|le|la|pour|au|a|jusqu'?\s?(?:aux?|a|en)?|a partir(?: du| de)?)|"
    r"\s*du \S{1,9}(?: \S{3,9})? (?:au|jusqu'?\s?(?:au|a)))[\s.:…?!]*"
)
# The first word of a date, after a person's name.
DATE_START = re.compile(
    r"(?:du|le|des|jusqu\S*|a|au|depuis|des|demain|aujourd'hui|cette|la|toute?|tous|pour|en|ce|cet|pendant|\d\S*|"
    r"lundi|mardi|"
    r"mercredi|jeudi|vendredi|samedi|dimanche|encore|prochain\w*|semaine|et)$"
)
CLOSURE = re.compile(
    r"(?:(?:le )?(?:guichet|desk|service|reseau) (?:est |sera )?)?(?P<name>fermee?s?|fermeture(?: [a-z']+){0,3}?|"
    r"pont(?: de(?: l'| la | )?[a-z]+)?|conges? (?:annuels?|collectifs?)|feries?|jours? feries?)\s+"
    r"(?=du|le|de|jusqu|la|les|demain|\d|au)"
)
RETURNED = re.compile(
    r"(?P<who>(?!je\b|suis\b|me\b|retour\b)\S[^\d:?]{0,60}?) (?:est )?(?:de retour|rentree?|revenue?)"
)
# What may follow "je passe" for it to be an order: "je passe par le CDG" is an answer.
DECLINED = re.compile(
    r"\s*(?:$|[.,;!:(–-]|(?:car|parce|desolee?|merci|faute|trop|pour (?:cette|celle)|cette|la question\s*$|"
    r"celle-ci|sur ce|et|aussi)\b)"
)
WEEKLY_ON = re.compile(
    r"(?:(?:une|la|en|ma|passer en|par) )?(?:liste (?:hebdo\w*|(?:par|chaque|de la) semaine|une fois par semaine)|"
    r"hebdo(?:madaire)?|recap\w* hebdo\w*|un (?:seul )?(?:mail|courrier|recapitulatif) par semaine)"
)
WEEKLY_OFF = re.compile(
    r"(?:(?:les|des|mes|retour aux|passer aux|reprendre les) )?rappels?(?: (?:un par un|normaux|individuels?|simples?|"
    r"a l'unite|quotidiens?|separes?))?|plus de liste(?: hebdo\w*)?|pas de liste(?: hebdo\w*)?"
)
NUMBER_WORDS = {
    "un": "1", "une": "1", "deux": "2", "trois": "3", "quatre": "4", "cinq": "5", "six": "6", "sept": "7", "huit": "8",
    "neuf": "9", "dix": "10", "quinze": "15", "vingt": "20", "trente": "30", "quarante": "40", "quarante-cinq": "45",
    "soixante": "60", "demi-heure": "30 min", "demi-journee": "4h",
}  # fmt: skip

# Why a question is closed: "3 clore (doublon)", "clore la 3 car l'acheteur a trouvé".
BECAUSE = re.compile(r"\s*(?:\([^()]{1,120}\)|\b(?:car|parce qu|puisqu).{1,120})\W{0,3}$")

# Offered when a word is nearly one of these.
SUGGESTED = {
    "reattribuer": "réattribuer",
    "theme": "thème",
    "prolonger": "prolonger",
    "cloturer": "clôturer",
    "clore": "clore",
    "rouvrir": "rouvrir",
    "pourquoi": "pourquoi",
    "envoyer": "envoyer",
    "liberer": "libérer",
    "ecarter": "écarter",
    "pause": "pause",
    "reprendre": "reprendre",
    "stats": "stats",
    "aide": "aide",
    "annuler": "annuler",
    "transferer": "transférer",
    "absent": "absent",
    "ferme": "fermé",
    "temps": "temps",
}

_HELP: dict[Role, tuple[str, ...]] = {
    Role.COORDINATOR: (
        "réattribuer : confier la question à quelqu'un d'autre. Exemple : 3 réattribuer Dupont",
        "thème : corriger le thème. Exemple : 5 thème textile-habillement",
        "prolonger : donner plus de temps. Exemple : 3 prolonger 2j",
        "clore, rouvrir : fermer ou rouvrir la question. Exemple : clore 4",
        "réponse : répondre vous-même à l'acheteur. Exemple : 3 réponse : Bonjour, ...",
        "question : demander une précision à l'acheteur. Exemple : 3 question : Quel est le montant ?",
        "note : écrire aux personnes du guichet, jamais à l'acheteur. Exemple : 3 note : déjà vu en mars",
        "envoyer : laisser partir le texte retenu d'un expert. Exemple : 3 envoyer",
        "libérer, écarter : traiter ou écarter un courrier retenu. Exemple : libérer 12",
        "pourquoi : le calcul de la date promise. Exemple : pourquoi 3",
        "absent, de retour : noter l'absence d'un expert. Exemple : absente Dupont du 3 au 17 août",
        "fermé : annoncer une fermeture du guichet. Exemple : fermé du 24 au 31 décembre",
        "pause, reprendre : plus rien ne part, puis tout repart. Exemple : pause",
        "stats : les chiffres du moment. Exemple : stats",
        "annuler : défaire un ordre, avec le code de son compte rendu. Exemple : annuler k3f9",
        "simuler : dire ce qui se passerait, sans rien changer. Exemple : simuler : clore 4",
    ),
    Role.EXPERT: (
        "votre réponse : écrivez-la simplement, elle part vers l'acheteur sans vos coordonnées",
        "je passe : la question va à quelqu'un d'autre. Exemple : je passe",
        "question : demander une précision à l'acheteur. Exemple : question : Quel est le montant ?",
        "transférer : proposer la question à un collègue. Exemple : transférer à Dupont",
        "envoyer : laisser partir votre texte retenu. Exemple : envoyer",
        "note : écrire aux coordinateurs, jamais à l'acheteur. Exemple : note : déjà vu en mars",
        "absent : ne rien recevoir pendant ce temps. Exemple : absent du 3 au 17 août",
        "de retour : la fin de votre absence. Exemple : je suis de retour",
        "temps : le temps passé, en minutes. Exemple : temps : 45",
        "liste hebdo : une liste par semaine au lieu des rappels. Exemple : liste hebdo",
        "rappels : de nouveau un rappel par question. Exemple : rappels",
        "annuler : défaire un ordre, avec le code de son compte rendu. Exemple : annuler k3f9",
    ),
}


def help_lines(role: Role) -> tuple[str, ...]:
    """The orders this role can give by mail, one line each with an example, in French."""
    return _HELP[Role.EXPERT if role is Role.EXPERT else Role.COORDINATOR]
