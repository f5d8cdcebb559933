"""Words by which somebody asks about their own data (RGPD articles 15 to 22), on folded text, typos allowed."""

from functools import lru_cache

from guichet_bot.core.folding import one_line
from guichet_bot.core.triage.patterns import any_of, word_set

_MOST_READ = 20_000  # characters of a mail in which such words are looked for
# One of these stands in every such text; most mails have none, and are done with sooner.
_STEMS = word_set(
    "don rgpd gdpr cnil oubli desinscri oppos coordon fichier contact compte adresse recevoir consentement "
    "portabilit liste concernant nom mail courriel profil historique traces droits sollicit ecrivez"
)
_DATUM = r"don+e+e?s?"
# "mes données de consommation" are a buyer's trade, not his person.
_TRADE = r"(?! d(?:e (?:consomm|march|factur|vent|mesur|compta|achat|fournis)|'(?:achat|energ)))"
_MY_DATA = rf"""(?:mes|ma|mon) (?:
    {_DATUM}{_TRADE}|informations?(?: personnelles)?|coordon+e+e?s|adresse(?: (?:e-?)?mail| electronique)?|
    compte|traces|historique|nom|numero|mail|e-mail|courriel|profil
    )\b"""
_YOU_KEEP = r"vous (?:avez|detenez|possedez|conservez|traitez)"
_DATA_ABOUT_ME = rf"""(?:{_DATUM}|informations?|fichiers?|elements?|renseignements)\b.{{0,60}}
    (?:me concernant|a mon sujet|sur moi\b|sur ma personne|{_YOU_KEEP})"""
_ERASE = r"(?:sup+ri?m\w*|suppression|ef+a[cs]+\w*|retir\w*|enlev\w*|ray\w*|oubli\w*|detrui\w*)"
_DO = rf"""(?:
    {_ERASE}|acc+e[sd]\w*|consulter|copie|communiqu\w*|transmett\w*|rec?tifi\w*|corrig\w*|modifi\w*|mettre a jour|
    portabilite|limit\w*|connaitre|savoir quelles
    )"""
_RIGHT = rf"(?:acc+es|rgpd|rec?tification|ef+acement|opposition|{_DATUM}|oubli|portabilite|limitation|personnel)"
_RIGHTS = any_of(
    # "Je souhaite accéder à mes données", "Supprimez les informations me concernant"
    rf"\b{_DO}\b.{{0,60}}\b{_MY_DATA}",
    rf"\b{_DO}\b.{{0,60}}\b{_DATA_ABOUT_ME}",
    # "que mes données soient supprimées"
    rf"\b{_MY_DATA}\b.{{0,40}}\b(?:soit|soient|etre|seront) {_ERASE}",
    # "J'exerce mon droit d'accès", "faire valoir mes droits RGPD"
    rf"\b(?:exerc\w*|valoir|application d\w*|usage d\w*) (?:de )?(?:mes|mon|du|au|le) droits?\b.{{0,60}}{_RIGHT}",
    # "Je m'oppose au traitement de mes données"
    rf"""\bje m'? ?opp?ose\b.{{0,60}}
    (?:traitement|utilisation|conservation|usage|{_DATUM}|informations|coordon|adresse|prospection|transmission)""",
    # "droit à l'oubli, me concernant"
    r"""\bdroit (?:d'acc+es|a l'(?:oubli|ef+acement)|de rec?tification|d'opposition|a la portabilite)\b.{0,80}
    (?:rgpd|mes|me concernant|cnil|personnel)""",
    # "Retirez-moi de votre liste", "Supprimez mon adresse de vos contacts"
    rf"""{_ERASE}[- ](?:moi|mon (?:adresse|nom|mail|e-mail|courriel|contact))\b.{{0,40}}\b
    (?:fichiers?|bases?|listes?|systemes?|bdd|registres?|contacts?)""",
    # "Désinscrivez-moi", "Je ne souhaite plus être contactée", "Je retire mon consentement"
    r"\bdesinscri\w*[- ]moi\b|\bme desinscrire\b|\boubliez[- ]moi\b|\bexercice de mes droits\b",
    r"\bje ne (?:souhaite|veux|desire) (?:plus|pas) (?:recevoir|etre (?:contact\w*|sollicit\w*|dans))",
    r"\bne me (?:contactez|sollicitez|ecrivez) plus\b|\bretir\w* mon consentement\b",
    # "Quelles données avez-vous sur moi ?"
    rf"\bquelles? (?:sont (?:les )?)?(?:{_DATUM}|informations) (?:personnelles )?(?:que )?{_YOU_KEEP}\b",
    rf"\bquelles? (?:{_DATUM}|informations)\b.{{0,30}}\b(?:sur moi|me concernant)",
    # "En vertu de l'article 15 du RGPD, je..."
    r"\barticles? (?:1[5-9]|2[0-2])(?:\.\d)?\b.{0,40}\b(?:rgpd|reglement general).{0,120}\b(?:je|me concernant|mes)\b",
    rf"\b(?:rgpd|gdpr)\b.{{0,40}}\b(?:exercice d\w* (?:mes )?droits?|demande d'acc+es|mes {_DATUM})",
    r"\bdemande d(?:e |')(?:droit d')?acc+es (?:au titre du )?(?:rgpd|a mes)",
)


@lru_cache(maxsize=16)  # asked of every mail, and again of a buyer's
def rights_words(text: str) -> str:
    """The words by which somebody asks about their own data, or "": "Effacez mes données" -> "effacez mes donnees"."""
    folded = one_line(text[:_MOST_READ])
    if not any(stem in folded for stem in _STEMS):
        return ""
    match = _RIGHTS.search(folded)
    return match[0] if match else ""
