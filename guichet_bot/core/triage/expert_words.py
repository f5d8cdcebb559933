"""Words by which an expert leaves a question, says that he is on it, or asks for details. On folded text."""

import re

from guichet_bot.core.triage.patterns import any_of

# ---- "je passe" and its many wordings
_THIS = r"(?:la question|cette question|celle-ci|celle-la|ca|cela|ce coup-ci)"
_OTHERS = r"(?:quelqu'un|d'autres|une? autre|un collegue|une collegue|mon collegue|ma collegue|mes collegues)"
_FIELD = r"(?:domaine|sujet|rayon|theme|perimetre|champ|truc)"
_ADVERB = r"(?:malheureusement|helas|vraiment|assez|suffisamment|tres|bien|du tout|toujours|absolument|simplement)"
_STARTS = r"(?:^|[.,;!] ?)"  # a clause begins here
_ENDS = r"\s*(?=$|[.,;!])"  # and ends here
_I_PASS = rf"\bje (?:(?:dois|vais|devoir|prefere|prefererais|voudrais|{_ADVERB}) ){{0,4}}pass?e(?:r|rai)?"
# "je passe mon tour, désolée", never "je passe par le CDG"
_I_PASS_IT = rf"""{_I_PASS}
    (?: (?:mon tour|la main|sur (?:ce|celle)[\w-]*|{_THIS}|cette fois\w*|cette fois-ci|
    pour (?:cette fois|celle)[\w-]*)){{0,3}}
    (?=\s*(?:$|[.,;!:(-])| (?:car|parce|desolee?|merci|faute|trop|et|aussi|pour cette question|en ce moment)\b)"""
_CANNOT = r"(?:peux|pourrai|pourrais|suis|serai|sais|saurai|saurais|souhaite|veux|vais|me sens|pense|crois)"
_ABLE = r"(?:etre|pouvoir|en mesure d(?:e |')|en capacite d(?:e |')|capable d(?:e |'))"
_TAKE_IT = r"""(?:
    prendre|prends|repondre|traiter|charger|occuper|donner suite|aider|assurer|accepter|assumer|suivre|
    competente?|disponible|dispo|(?:la )?bonne personne|specialiste|qualifiee?|experte?|legitime|apte|a l'aise|
    bien placee?|concernee?)"""
_KNOWLEDGE = r"(?:competences?|experience|reponse|idee|elements?|connaissances?|expertise|avis)"
_ON_THIS = rf"""(?: (?:
    (?:sur|dans|en|a) (?:ce|cette|la|le|ces|l')\s?[\w-]+|necessaires?|suffisantes?|requises?|particuliere?s?|
    pour (?:vous |y |lui |en )?(?:repondre|juger)|la-dessus|en la matiere|malheureusement|desolee?
    ))*{_ENDS}"""
# Nothing is meant but to leave the question.
PASS = any_of(_I_PASS_IT, r"\bnon merci\b", r"\bmon tour\b", r"\bje (?:decline|me desiste)\b")
DECLINE = any_of(
    # "Je passe", "Je dois passer la main à Marc", "Passez mon tour", "Au suivant"
    _I_PASS_IT,
    rf"{_I_PASS} la main a\b",
    r"\bpassez (?:mon tour|moi|sans moi)\b|\bje cede (?:ma place|mon tour|la main)\b",
    r"\b(?:aucune competence|au suivant|passez (?:au|a la) suivante?|joker|sans moi)\b",
    # "Non", "Non merci", "Passe"
    r"^pass?e\W*$|^(?:desolee?,? )?non(?: merci)?(?:,? desolee?)?\W*$|^non merci\b|\bnon merci\W*$",
    # "Je décline", "Je suis contrainte de refuser", "Je renonce à répondre"
    r"\bje (?:me desiste|m'abstiens|me recuse|me deporte|me retire|decline)\b",
    r"\bje (?:dois|vais|prefere) (?:me |m')?(?:decliner|refuser|desister|deporter|abstenir|recuser|renoncer)\b",
    r"\bje (?:suis|me vois) (?:\w+ )?(?:contrainte?|obligee?|forcee?) d\w* (?:decliner|refuser|passer)",
    rf"""\bje (?:refuse|renonce)
    (?:{_ENDS}| (?:{_THIS}|cette fois|pour|car|faute|malheureusement|donc|de repondre|a repondre))""",
    # "Impossible pour moi", "Impossible cette semaine", "Je sèche", "Je vous rends la question"
    r"\b(?:impossible|trop juste) pour moi\b|\bne comptez pas sur moi\b|\bnope\b|\bje seche\b",
    rf"""{_STARTS}impossible (?:ce mois-ci|cette (?:semaine|fois)|en ce moment|pour (?:le moment|l'instant))
    (?!,? (?:l[ea]s? |l'|un|il |vous ))""",
    rf"{_STARTS}impossible de (?:vous )?repondre (?:avant|cette|ce mois-ci|a cette question(?! sans))\b",
    r"^impossible (?:de repondre|dans (?:les|ces|ce) delais?)\W*$",
    # "Je n'ai jamais traité ce sujet", "Jamais fait"
    r"""\b(?:je n'ai|nous n'avons|on n'a) jamais (?:traite|fait|vu|eu|rencontre)
    (?: (?:ca|cela|le cas|ce (?:sujet|cas)|cette question))?(?:,? desolee?)?\s*(?=$|[.;!])""",
    r"^jamais (?:fait|vu|traite|eu le cas)\W*$",
    r"\bje (?:vous )?(?:la )?rends?(?: la question)?(?=$|[.,;!])",
    # "Je ne peux pas", "Je ne m'en occupe plus", "Je ne m'occupe plus des achats"
    r"\bje ne m'occupe plus d",
    rf"""\bje ne (?:peux|pourrai|pourrais|vais) (?:{_ADVERB} )*pas
    (?: (?:malheureusement|desolee?|cette (?:fois|semaine)[\w-]*|en ce moment))*{_ENDS}""",
    rf"\bje ne (?:m'en |m'y |la |le |l')?\s?(?:occupe|charge|prends|prendrai|traite|traiterai|suis) (?:pas|plus)"
    rf"(?: {_THIS})?{_ENDS}",
    # "Je ne suis malheureusement pas en mesure de répondre", "Je peux pas m'en occuper", "Pas disponible"
    rf"""\bje n(?:e |')?(?:l'|y |en )?{_CANNOT} (?:{_ADVERB} )*(?:pas|plus|guere)(?: {_ADVERB}| {_ABLE})*
    \s?(?:l'|y |la |le |m'en |m'y |m'|me |vous |lui |te |en )*{_TAKE_IT}""",
    rf"\bje (?:peux|suis|sais|pourrai) (?:{_ADVERB} )*pas (?:la |le |m'en |m'|y )*{_TAKE_IT}",
    rf"""{_STARTS}(?:pas|peu|non) (?:{_ADVERB} )*(?:
    competente?|qualifiee?|specialiste|disponible|dispo\b|concernee?|pour moi|cette fois|mon {_FIELD}|
    ma (?:specialite|partie|competence)|dans mes cordes|possible pour moi)""",
    # "Je n'ai pas les compétences pour répondre", "Aucune idée", "Je ne sais pas"
    rf"""\bje n(?:'ai|e dispose|e possede) (?:malheureusement )?(?:pas|plus|aucune?)
    (?: (?:la|de|d'|les|le|des|l'|assez|du tout|aucune?))*\s?{_KNOWLEDGE}{_ON_THIS}""",
    rf"{_STARTS}aucune (?:idee|experience|competence){_ON_THIS}",
    rf"{_STARTS}je ne sais (?:vraiment )?pas(?: (?:du tout|quoi (?:repondre|dire)))?(?:,? desolee?)?{_ENDS}",
    r"\bje l'ignore\W*$",
    rf"\bje n'y connais rien|\bje ne (?:connais|maitrise) pas (?:{_ADVERB} )*(?:ce|le) {_FIELD}",
    # "Ce n'est pas mon domaine", "Cela dépasse mes compétences"
    rf"""\b(?:n'est|c'est (?:pas|plus|hors|loin)|hors|pas) (?:pas |plus |de |dans |{_ADVERB} )*
    (?:mon {_FIELD}|ma (?:specialite|partie)|mes (?:competences|cordes)|pour moi\b)""",
    rf"\b(?:depasse|sort d[eu]|(?:ne )?releve pas d[eu]|hors d[eu]) (?:mon|mes|ma) (?:competences?|{_FIELD})",
    # "Je laisse la main", "Je vous la laisse", "Proposez-la à quelqu'un d'autre"
    rf"""\bje (?:prefere |vais |dois |vous |te |la |le )*laisser? (?:
    la main|(?:ma|la) place|{_THIS}|passer|tomber|a {_OTHERS}|{_OTHERS})""",
    r"\bje (?:vous |te )?(?:la |le )?laisse(?=\s*(?:$|[.,;!]))|\bje (?:vous |te )?la laisse\b",
    rf"""\b(?:proposez|confiez|transmettez|adressez|donnez|passez|envoyez|voyez)
    (?:-la|-le| {_THIS})? (?:a|avec) {_OTHERS}""",
    rf"\b(?:confier|proposer|transmettre|adresser|donner|passer|envoyer)(?: {_THIS})? a {_OTHERS}",
    r"\bje prefere ne pas (?:repondre|la prendre|m'en)",
    # "Je ne travaille plus à la mairie", "Merci de me retirer de la liste", "STOP"
    r"\bje ne suis plus (?:sur|en charge|a) (?:ces?|ce|cette|des?)\b",
    r"""\bje ne (?:suis|travaille|fais) plus (?:
    en poste|en fonctions?|partie|membre|a la (?:mairie|region|commune|collectivite)|dans (?:ce|le|cette|la))""",
    r"\bm(?:e |')(?:retirer|enlever|supprimer|desinscrire|rayer|sortir) d",
    r"^(?:stop|(?:se )?desinscrire|desinscription|desabonnement)\W*$",
    r"\b(?:i(?:'ll| will)? pass|(?:can't|cannot|can not) (?:take|answer|help))\b",
    r"\b(?:no,? thanks|not my (?:field|area|topic))\b",
)
# A reason that stands alone is a decline too ("Trop chargée ce mois-ci", "Plus de place en juin").
REASON = any_of(
    r"\btrop (?:chargee?|occupee?|prise?|debordee?|de (?:travail|boulot|dossiers|choses))\b",
    r"\b(?:debordee?s?|surchargee?|sous l'eau|charge de travail|manque de temps)\b",
    r"^(?:(?:le )?delai (?:est )?trop court|trop court comme delai)(?: pour moi)?\W*$",
    r"\bpas (?:le |assez de |du tout le )?temps\b",
    r"(?:n'ai (?:plus|pas)|(?:^|[.,;!] ?)(?:plus|pas)) de (?:disponibilites?|place)\b",
    # "Conflit d'intérêts", but not "les conflits d'intérêts se préviennent ainsi"
    r"""(?:^|[.,;!:(] ?|\b(?:j'ai|suis|en|par|pour|cause|car|a|de) (?:un |en )?(?:potentiel |possible |risque de )?)
    conflits? d'interets?(?! (?:se|est|sont|doit|doivent)\b| ?:)""",
)
# Often said before an answer all the same: "Je ne suis pas juriste, mais..."
OUT_OF_FIELD = any_of(
    r"\b(?:specialiste|competente?|experte?|juriste|legitime|qualifiee?)\b",
    r"\b(?:mon|ce|mes|ma) (?:domaine|sujet|rayon|theme|perimetre|champ|specialite|competences?)\b",
    r"\bje ne (?:sais|connais|maitrise)\b|\bje n'ai (?:pas|aucune)|\baucune (?:idee|experience|competence)",
    r"\bsans moi\b|\blaisse\b|\bjamais (?:traite|fait|vu|eu|rencontre)\b|\bm'occupe plus\b|\bimpossible\b",
)
# He speaks of himself, or of whom to ask: nothing that a buyer could use.
PERSONAL = any_of(
    r"""\b(?:je|j'\w+|moi|me|mon|ma|mes|nous|notre|desolee?|merci|fois|quelqu'un|d'autres?|une? autre|collegues?|
    bonne?|courage|volontiers|elle|il|proposez|confiez|transmettez|adressez|passez|donnez|envoyez|voyez|voir|
    demandez)\b|\bm'"""
)
# Words to the buyer: "votre cahier des charges", "publiez".
TO_BUYER = any_of(
    r"""\bvo(?:tre|s) (?!
    message|question|demande|mail|courriel|courrier|comprehension|confiance|aide|retour|sollicitation|proposition|
    patience|guichet|liste|envoi|relance|equipe|reseau|service)\w+""",
    r"""\b(?:publiez|prevoyez|prenez|utilisez|consultez|verifiez|demandez-leur|precisez|limitez|ajoutez|inserez|
    allotissez|relancez|adaptez|appliquez|retenez|choisissez)""",
    r"\bvous (?:devez|pouvez (?!la |le |proposer|confier|transmettre|voir|l'|demander))",
)
NOT_DECLINE = any_of(
    r"\b(?:mais|toutefois|cependant|en revanche|par contre|neanmoins|voici|je vous (?:conseille|invite))\b"
)
# "Désolé, mais..." turns to nothing: no decline stands before it.
SORRY_BUT = any_of(
    r"""(?:\W*(?:bonjour|bonsoir|hello|merci|pour|votre|vos|la|cette|question|message|confiance|proposition|je|suis|en|
    vraiment|sincerement|desolee?s?|navree?|regrette|toutes|mes|excuses|a|tous|vous)\b){0,12}\W{1,3}mais\b"""
)
OTHER_TIME = any_of(r"\b(?:prochaine|autre fois|volontiers|collegue|quelqu'un|plus tard|desolee?|une autre|courage)\b")

# ---- a request for details, without "question :" before it
SENTENCES = re.compile(r"[^.!?]+[.!?]*")
REQUEST = any_of(
    r"""\s*(?:(?:bonjour|et|merci|avant de (?:vous )?repondre)[\s,]+)*(?:
    (?:pouvez|pourriez)[- ]vous (?:me |nous |m'|nous en |m'en )?\s?(?:
    preciser|indiquer|dire|confirmer|communiquer|detailler|en dire)\b.*\?|
    merci de (?:me |nous |m'|bien vouloir )?\s?(?:preciser|indiquer|confirmer|communiquer)\b|
    (?:quel|quelle|quels|quelles) (?:est|sont|montant|duree|volume|budget|quantite|type)\b.*\?|
    (?:j'ai besoin|j'aurais besoin|il me (?:faut|faudrait|manque))\b.*(?:
    repondre|precision|montant|savoir|connaitre|preciser))"""
)

# ---- a sign of life that answers nothing: "Bien reçu, je regarde demain"
_SIGNS = (
    r"bonjour|bonsoir|merci|cordialement|bien a vous|bonne journee|ok|oki|okay|d'accord|entendu|(?:bien )?recu|"
    r"bien note|note",
    r"c'est (?:note|bien note|bien recu|compris|bon)|parfait|pas de (?:souci|probleme)|tres bien|super|avec plaisir",
    r"c'est (?:pour moi|mon (?:domaine|sujet|rayon))",
    r"(?:desolee?|excusez[- ]moi|pardon|toutes mes excuses) ?(?:du|pour (?:le|ce|mon)) (?:retard|delai|silence)",
    r"j'ai (?:bien )?(?:recu|vu|lu|pris connaissance de|note)(?: la| le| votre| cette| ce| du| de la)? ?"
    r"(?:question|message|courrier|courriel|mail|demande)?",
    r"j'y (?:reponds|repondrai|travaille|reflechis|regarde)",
    r"je (?:l'|la |le |y )?\s?(?:etudie|examine|analyse|creuse|verifie|cherche|lis)|j'(?:etudie|examine|analyse)",
    r"je (?:me renseigne|prepare|redige|fais|ferai|vous fais|vous ferai|vous prepare)(?! un retour)"
    r"(?: (?:une|ma|la) (?:petite )?reponse)?",
    r"je (?:peux|pourrai|vais pouvoir|veux bien) (?:la |le |y |vous |m'en |lui )*\s?"
    r"(?:prendre|repondre|traiter|charger|occuper)",
    r"de rien|je vous en prie|tant mieux|n'hesitez pas|bonne continuation|a votre service|a bientot",
    r"(?:ravie?|contente?|heureu(?:x|se)) (?:d'avoir|que|de) (?:pu |ca |cela )?(?:vous )?"
    r"(?:aide[rz]?|serve|serviable|soit utile|convienne)",
    r"volontiers|oui|j'accepte|vu|ca marche|je suis dessus|(?:message|courrier) recu",
    r"je (?:la |le )?(?:prends|regarde|traite|m'en occupe|m'en charge|m'y (?:mets|attelle|colle))",
    r"je prends (?:la question|en charge|le relais|note)",
    r"je vais (?:la |le |y |m'en )?(?:regarder|voir|etudier|creuser|occuper|repondre|traiter)",
    r"je (?:vous |lui |leur |te |y )*(?:reponds|repondrai|reviens vers (?:vous|toi|lui|elle|l'acheteur|la personne)|"
    r"reviens|recontacte|tiens au courant|fais un retour|ferai un retour)",
    r"reponse (?:a suivre|en preparation|demain|dans la (?:journee|semaine)|la semaine prochaine|cette semaine|"
    r"sous peu|bientot|des que possible)|(?:c'est )?prise? en (?:compte|charge)",
)
_WHEN = (
    r"ca|cela|la question|cette question|celle-ci|y|rapidement|vite|bientot|demain|ce matin|ce soir|cet apres-midi",
    r"aujourd'hui|lundi|mardi|mercredi|jeudi|vendredi|des que possible|au plus vite|cette semaine|la semaine prochaine",
    r"dans la (?:journee|semaine)|d'ici (?:demain|vendredi|la fin de (?:la )?semaine|peu)|avant (?:demain|vendredi)",
    r"(?:en|en debut de|en fin de|d'ici la fin de|avant la fin de|d'ici|courant|dans le courant de|au cours de) "
    r"(?:la |cette )?(?:semaine|journee|matinee)(?: prochaine)?",
    r"ce week-end|(?:lundi|mardi|mercredi|jeudi|vendredi) prochain|matin|soir|apres-midi",
    r"d'ici (?:lundi|mardi|mercredi|jeudi)|avant (?:lundi|mardi|mercredi|jeudi|midi|ce soir)",
    r"dans les (?:prochains )?(?:jours|heures)|(?:d'ici|dans|sous) (?:deux|trois|quelques|\d{1,2}) (?:jours|heures)",
    r"le \d{1,2}(?:/\d{1,2}| \w{3,9})?|plus tard|des (?:demain|lundi)",
    r"et|vous|tout de suite|asap|bien(?! a vous| recu| note)|pour moi|par|la|le|en debut de semaine|sous peu|"
    r"prochainement|a l'acheteur",
)
# Atomic: tried once, whatever is repeated. Not a possessive group, which Python reads wrongly before 3.11.5.
ACKNOWLEDGED = re.compile(
    rf"(?>(?:(?>(?:{'|'.join(_SIGNS)})(?:[\s,]{{1,3}}(?:{'|'.join(_WHEN)})(?![\w'-]))*)"
    r"(?:(?:[\s.,;!)-]|:(?! ?(?:oui|ok|d'accord|parfait|tres bien|c'est)))+|$))+)"
)
