"""Words of buyers who have their answer, or need none any more. On folded text."""

import re

from guichet_bot.core.triage.patterns import any_of, word_set

# ---- thanks
THANKS = any_of(r"\b(?:merci|mercis|remerci\w*|super|parfait\w*|genial\w*|top|impeccable|nickel|excellent|bravo)\b")
THANKS_AHEAD = any_of(r"\bavance\b|vous remerciant")  # for what is still to come: he asks
THANKS_WORDS = word_set(
    """
    merci mercis beaucoup bien mille fois grand un une le la les l de du des d a au aux et en pour par ce cette ces
    cet c cela ca est etait sera sont tres trop vraiment super parfait parfaite parfaits parfaitement genial top
    impeccable nickel excellent excellente bravo je j nous vous te tu ai avons avez remercie remercions remerciant
    infiniment vivement sincerement chaleureusement encore toute toutes tous tout votre vos ton ta tes notre nos mon
    ma mes reponse reponses retour aide precieuse precieux rapide rapides rapidite reactivite complete complet
    completes precise precis precision precisions clair claire clairs claires utile utiles pertinent pertinente
    elements informations information renseignements eclairage eclairages conseil conseils explications detail
    detaillee details liens documents ressources guide temps disponibilite efficacite qualite exactement exact qu
    qui que il me m fallait faut cherchais cherchions voulais attendais attendions convient repond repondu question
    questions demande besoin interrogation note notee recu recue ok accord entendu bonne bon belle excellente
    journee soiree fin semaine week end weekend annee continuation cordialement cdt cdlt salutations bonjour
    bonsoir madame monsieur mesdames messieurs cher chere chers collegue collegues equipe guichet service reseau
    expert experte personne travail sujet dossier avec plaisir aussi si vite y va aider servira beau bel
    formidable appreciee apprecie s plus suis sommes ravi ravie satisfait satisfaite contente content rien ajouter
    vais allons pouvoir avancer lancer utiliser inspirer lire prendre connaissance
    """
)
_RECEIPT_WORDS = word_set(
    "accuse reception prise compte charge delai delais suivi patience confirmation lecture attente dans"
)
# Before an answer one of these may reply to what was asked: "ok, merci", "rien de plus".
_MAY_REPLY = word_set("ok accord entendu plus rien exactement exact convient aussi bon")
BARE_THANKS_WORDS = (THANKS_WORDS | _RECEIPT_WORDS) - _MAY_REPLY
# He asks or tells something besides.
NOT_THANKS = any_of(
    r"\?",
    r"\b(?:mais|cependant|toutefois|en revanche|par contre|neanmoins|autrement|sinon|par ailleurs|d'autre part)\b",
    # "J'ai une autre question"
    r"\b(?:en complement|(?<!d')autre question|autre point|encore une (?:question|precision)|une question)\b",
    r"\b(?:est-ce|qu'en est)\b",
    r"\b(?:pourriez|pouvez|pourrais|pourrait|auriez|avez[- ]vous|comment|quel(?:le)?s? (?:est|sont))\b",
    # "Merci ! Une dernière chose : le seuil est-il HT"
    r"(?<!rendez)(?<!portez)-(?:je|il|elle|on|ils|elles|vous|nous)\b|\b(?:derniere|autre) chose\b",
    # "Merci, voici le CCTP", "Merci. Nous sommes 12 communes."
    r"\b(?:voici|ci-joint\w*|pj|piece jointe|montant|\d{2,})\b",
    r"\b(?:en attente|attends|attendons|j'aimerais|je voudrais|je souhaite\w*|nous souhait\w*|egalement besoin)\b",
    # "Merci, le lien ne marche pas"
    r"\b(?:manque|erreur|incomplete?|illisible|ne correspond|reste|relance|probleme)\b",
    # "Merci, je n'ai pas tout compris", but not "je n'hésiterai pas à revenir vers vous", "je n'en attendais pas tant"
    r"""(?<!hesiterai )(?<!hesiterons )(?<!hesitez )(?<!hesite )(?<!hesitons )(?<!manquerai )(?<!manquerons )
    (?<!attendais )(?<!attendions )\bpas\b
    (?! (?:de (?:souci|probleme|question)|d'autres? (?:question|remarque)|(?:esperer|rever|faire) mieux|
    mieux (?:esperer|rever|faire)|a quel point|mal du tout|besoin de plus\b|plus longtemps))""",
    # "Merci. Il me faut aussi un modèle", but not "c'est ce qu'il me faut"
    r"(?<!qu')\bil (?:me|nous) faut\b|(?<!que )\b(?:je cherche|nous cherchons)\b",
    r"\b(?:ne (?:marche|fonctionne|s'ouvre)\w* plus|(?:est|sont) morte?s?\b|introuvable|quid\b)",
    r"\bfaudrait|\bserait bienvenu",
    # "Merci, sauf le point 3", "Un modèle m'aiderait"
    r"\b(?:sauf|hormis|excepte)\b|\b(?:pourrai|aurai|puis|peut)-? ?(?:je|on)\b",
    r"\b(?:me|m'|nous) ?(?:aiderai|servirai|serai|interesserai)(?:t|ent)\b",
    r"\binteress\w+ par (?!votre|vos|ces|cette|ce\b)",
    # "Merci, et pour les textiles"
    r"\bet (?:quand|comment|si(?! besoin))\b",
    r"\bet pour (?!votre|vos|ton|ta\b|tes|tout|l'aide|le temps|ces|cette|la (?:r|q))",
    r"\b(?:rappeler|rappelez|contacter|contactez|preciser|precisez|urgent)\b",
    # "Merci de me rappeler", "Merci d'indiquer le taux"
    r"""\b(?:merci|remerci\w*)(?: (?:bien|beaucoup|a vous))? de (?!
    votre|ton|vos|tes|la|cette|ce\b|ces|l'|m'avoir|nous avoir|tout|vous)\w+""",
    r"\b(?:merci|remerci\w*) d(?:'|e (?:la |l'|nous |vous |tout ))(?!avoir|etre)\w+[ei]r\b",
)

# ---- no answer is needed any more
_ASKED = r"(?:question|demande|sollicitation|message)"
_BOUGHT = r"(?:projet|marche|achat|consultation)"
_ENDS = r"\s*(?=$|[.,;!]|merci\b|et merci\b)"  # nothing follows that would say of which part only
# What is bought may be given up, and the question asked for what comes instead: only courtesy follows.
_GIVEN_UP = r"\W*(?=$|(?:et |donc )?(?:merci|je vous remercie|desole|pardon|excuse|inutile|laisse|plus besoin|bonne))"
_OFF = r" (?:est |etait |a ete |finalement )*(?:annule|abandonne)e?"
_THESE = r"ces (?:pages|ressources|liens|elements|documents|guides|informations)"
_IT = rf"(?:cela|ca|elles|ils|{_THESE})"  # behind other words these may be lots, or a share of organic food
TAKES_BACK = any_of(
    # "Je n'ai plus besoin d'aide"
    rf"""(?:\b(?:je n'ai|nous n'avons|on n'a|n'en (?:ai|avons)|n'y a)(?: donc| finalement)? |(?:^|[.,;!] ?))
    plus besoin(?: de (?:reponse|votre (?:aide|reponse))| d'(?:aide|une reponse))?{_ENDS}""",
    # "Cela me suffit", "Ces pages nous suffisent amplement"
    rf"""(?:(?:^|[.;!] ?|\b(?:merci|ok|parfait)\W{{0,3}}){_IT}|\b{_THESE}) (?:
    me |nous )?suffi(?:t|sent)(?: (?:largement|amplement|bien|tout a fait))?{_ENDS}""",
    # "J'annule ma demande", "Nous abandonnons le projet"
    rf"""\b(?:annul(?:er|ez|ons|e)|abandonn(?:e|ons|er)|retirez?|retirons) (?:\w+ )?
    (?:ma|notre|la|cette|mon|le|ce) (?:{_ASKED}{_ENDS}|{_BOUGHT}{_GIVEN_UP})""",
    # "Projet abandonné", "Ma question est annulée"
    rf"(?:^|[.,;!] ?|\b(?:ma|notre|mon|le|la|ce|cette) )(?:{_ASKED}{_OFF}{_ENDS}|{_BOUGHT}{_OFF}{_GIVEN_UP})",
    # "Laissez tomber", "Inutile de répondre", "Ne donnez pas suite"
    rf"\blaiss(?:ez|er) tomber(?: (?:ma|notre|la|cette) (?:{_ASKED}|{_BOUGHT}))?{_ENDS}",
    rf"\binutile de (?:me |nous )?(?:repondre|donner suite|poursuivre){_ENDS}",
    r"\bne (?:pas )?donn(?:er|ez) (?:pas )?(?:de )?suite\b",
    # "Nous avons trouvé la réponse entre temps", "C'est bon, j'ai trouvé"
    rf"""\b(?:ai|avons) (?:enfin |finalement |deja )?trouve
    (?: (?:la |une |notre |ma )?(?:reponse|solution)(?: ailleurs| entre temps)?){_ENDS}""",
    rf"(?:^|[.,;!] ?)(?:j'ai|nous avons|on a) (?:enfin |finalement |deja )?trouve{_GIVEN_UP}",
    # "Ma question n'a plus lieu d'être", "Vous pouvez clore"
    rf"\b(?:ma|notre|cette) {_ASKED} n'a plus (?:lieu d'etre|d'objet){_ENDS}",
    rf"\bvous pouvez (?:clore|cloturer|fermer|classer)(?: (?:ma|notre|la|cette) {_ASKED})?{_ENDS}",
)
# He asks or corrects something besides: the question lives.
GOES_ON = any_of(
    r"\?|\bn'(?:annul|abandonn)|\bne (?:me |nous )?suffi",
    r"""\b(?:mais|toutefois|cependant|en revanche|par contre|sinon|plutot|a la place|desormais|maintenant|encore|
    toujours|voici|nouvelle question|autre question|si|seulement|uniquement|sauf|reste|
    re(?:lanc|publi|commenc)\w*)\b""",
)

# ---- the answer is there
# "Ces pages répondent à ma question"
SERVED = re.compile(
    r"(?<!\bne )(?<!\bqui )(?<!\bqui me )(?<!\bqui nous )\brepond(?:ent)? "
    r"(?!en partie|partiellement|presque|peu\b|mal\b|pas\b|plus\b|guere\b)(?:(?!pas\b)\w+ ){0,2}"
    r"a (?:ma|notre|mes|nos) (?:questions?|demandes?|besoins?|attentes?)\b(?! (?:sur|pour|concernant|quant)\b)"
)
# What the letter with the answer asks for in a word. "Oui" alone may answer something that was asked in it.
AGREED = re.compile(
    r"(?!oui\W*$)(?:(?:oui|ok(?:ay)?|d'accord|entendu|(?:bien |c'est |c'est bien )?(?:recu|note|compris)|"
    r"pour (?:moi|nous)|(?:(?:c'est|tout est|tout|cela est) )?(?:tres |bien |plus )?clair|c'est (?:bon|ok|tout bon)|"
    r"ca marche|(?:cela|ca|votre reponse|elle) repond (?:bien |parfaitement )?"
    r"a (?:ma|notre|mes|nos) (?:question|demande|attente)s?)[\s.,;!-]*){1,5}"
)
