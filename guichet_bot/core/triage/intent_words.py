"""Patterns for what people mean, on folded text (no accents, lower case). Bounded, tried on short texts."""

import re


def _any(*patterns: str) -> re.Pattern[str]:
    return re.compile("|".join(f"(?:{pattern})" for pattern in patterns))


# ---- experts: "je passe" and its many wordings
_THIS = r"(?:la question|cette question|celle-ci|celle-la|ca|cela|ce coup-ci)"
_OTHERS = r"(?:quelqu'un|d'autres|une? autre|un collegue|une collegue|mon collegue|ma collegue|mes collegues)"
_SUBJECT = r"(?:domaine|sujet|rayon|theme|perimetre|champ|truc)"
_ADVERB = r"(?:malheureusement|helas|vraiment|assez|suffisamment|tres|bien|du tout|toujours|absolument|simplement)"
_CANNOT = r"(?:peux|pourrai|pourrais|suis|serai|sais|saurai|saurais|souhaite|veux|vais|me sens|pense|crois)"
_ABLE = r"(?:etre|pouvoir|en mesure d(?:e |')|en capacite d(?:e |')|capable d(?:e |'))"
_DO = (
    r"(?:prendre|prends|repondre|traiter|charger|occuper|donner suite|aider|assurer|accepter|assumer|suivre|"
    r"competente?|"
    r"disponible|dispo|(?:la )?bonne personne|specialiste|qualifiee?|experte?|legitime|apte|a l'aise|"
    r"bien placee?|concernee?)"
)
_MUST = rf"(?:(?:dois|vais|devoir|prefere|prefererais|voudrais|{_ADVERB}) ){{0,4}}"
_PASSED = (
    rf"(?: mon tour| la main| sur (?:ce|celle)[\w-]*| {_THIS}| cette fois\w*| cette fois-ci| pour (?:cette fois|"
    rf"celle)[\w-]*)"
)
_THEN = r"(?=\s*(?:$|[.,;!:(-])| (?:car|parce|desolee?|merci|faute|trop|et|aussi|pour cette question|en ce moment)\b)"
_UNABLE = r"(?:competences?|experience|reponse|idee|elements?|connaissances?|expertise|avis)"
_ON_THIS = (
    r"(?: (?:sur|dans|en|a) (?:ce|cette|la|le|ces|l')\s?[\w-]+| necessaires?| suffisantes?| requises?| particuliere?s?|"
    r" pour (?:vous |y |lui |en )?(?:repondre|juger)| la-dessus| en la matiere| (?:malheureusement|"
    r"desolee?))*\s*(?=$|[.,;!])"
)
# Nothing is meant but to leave the question.
PASS = _any(
    rf"\bje {_MUST}pass?e(?:r|rai)?{_PASSED}{{0,3}}{_THEN}",
    r"\bnon merci\b",
    r"\bmon tour\b",
    r"\bje (?:decline|me desiste)\b",
)
DECLINE = _any(
    r"\bimpossible pour moi\b|\bne comptez pas sur moi\b|\bnope\b|\bje seche\b|"
    r"\bje (?:vous )?(?:la )?rends?(?: la question)?(?=$|[.,;!])",
    r"\bpassez (?:mon tour|moi|sans moi)\b|\btrop juste pour moi\b|"
    r"\bje cede (?:ma place|mon tour|la main)\b|\bje (?:suis|me vois) (?:\w+ )?(?:contrainte?|obligee?|"
    r"forcee?) d\w* (?:decliner|refuser|passer)",
    rf"\bje ne (?:peux|pourrai|pourrais|vais) (?:{_ADVERB} )*pas(?: (?:malheureusement|desolee?|cette (?:fois|"
    rf"semaine)[\w-]*|en ce moment))*"
    r"\s*(?=$|[.,;!])",
    rf"\bje ne (?:m'en |m'y |la |le |l')?\s?(?:occupe|charge|prends|prendrai|traite|traiterai|suis) (?:pas|"
    rf"plus)(?: {_THIS})?\s*(?=$|[.,;!])",
    rf"\b(?:la |le |l')?\s?(?:confier|proposer|transmettre|adresser|donner|passer|envoyer)(?: {_THIS})? a {_OTHERS}",
    rf"\bje n(?:'ai|e dispose|e possede) (?:malheureusement )?(?:pas|plus|aucune?)(?: (?:la|de|d'|les|le|des|l'|"
    rf"assez|du tout|aucune?))*"
    rf"\s?{_UNABLE}{_ON_THIS}",
    rf"(?:^|[.,;!] ?)aucune (?:idee|experience|competence){_ON_THIS}",
    r"(?:^|[.,;!] ?)je ne sais (?:vraiment )?pas(?: (?:du tout|quoi (?:repondre|dire)))?(?:,? desolee?)?\s*(?=$|"
    r"[.,;!])|\bje l'ignore\W*$",
    r"\bje ne suis plus (?:sur|en charge|a) (?:ces?|ce|cette|des?)\b|\bje prefere ne pas (?:repondre|la prendre|m'en)",
    r"\b(?:i(?:'ll| will)? pass|(?:can't|cannot|can not) (?:take|answer|help)|no,? thanks|not my (?:field|area|"
    r"topic))\b",
    rf"\bje {_MUST}pass?e(?:r|rai)?{_PASSED}{{0,3}}{_THEN}",
    rf"\bje (?:prefere |vais |dois |vous |te |la |le )*laisser? (?:la main|(?:ma|la) place|{_THIS}|passer|"
    rf"tomber|a {_OTHERS}|"
    rf"{_OTHERS})",
    r"\bje (?:vous |te )?(?:la |le )?laisse(?=\s*(?:$|[.,;!]))|\bje (?:vous |te )?la laisse\b",
    rf"\bje n(?:e |')?(?:l'|y |en )?{_CANNOT} (?:{_ADVERB} )*(?:pas|plus|guere)(?: {_ADVERB}| {_ABLE})*"
    rf"\s?(?:l'|y |la |le |m'en |m'y |m'|me |vous |lui |te |en )*{_DO}",
    rf"\bje (?:peux|suis|sais|pourrai) (?:{_ADVERB} )*pas (?:la |le |m'en |m'|y )*{_DO}",
    rf"(?:^|[.,;!] ?)(?:pas|peu|non) (?:{_ADVERB} )*(?:competente?|qualifiee?|specialiste|disponible|dispo\b|"
    rf"concernee?|"
    rf"pour moi|cette fois|mon {_SUBJECT}|ma (?:specialite|partie|competence)|dans mes cordes|possible pour moi)",
    rf"\b(?:n'est|c'est (?:pas|plus|hors|loin)|hors|pas) (?:pas |plus |de |dans |{_ADVERB} )*(?:mon {_SUBJECT}|"
    rf"ma (?:specialite|partie)|"
    r"mes (?:competences|cordes)|pour moi\b)",
    rf"\b(?:depasse|sort d[eu]|(?:ne )?releve pas d[eu]|hors d[eu]) (?:mon|mes|ma) (?:competences?|{_SUBJECT})",
    r"\bje (?:me desiste|m'abstiens|me recuse|me deporte|me retire|decline)\b",
    rf"\bje (?:refuse|renonce)(?:\s*(?=$|[.,;!])| (?:{_THIS}|cette fois|pour|car|faute|malheureusement|donc|"
    rf"de repondre|a repondre))",
    r"\bje (?:dois|vais|prefere) (?:me |m')?(?:decliner|refuser|desister|deporter|abstenir|recuser|renoncer)\b",
    rf"\b(?:proposez|confiez|transmettez|adressez|donnez|passez|envoyez|voyez)(?:-la|-le| {_THIS})? (?:a|"
    rf"avec) {_OTHERS}",
    rf"\bje n'y connais rien|\bje ne (?:connais|maitrise) pas (?:{_ADVERB} )*(?:ce|le) {_SUBJECT}",
    rf"\bje {_MUST}pass?e(?:r|rai)? la main a\b",
    r"^(?:stop|(?:se )?desinscrire|desinscription|desabonnement)\W*$|"
    r"\b(?:m(?:e |')(?:retirer|enlever|supprimer|desinscrire|rayer|sortir) d|"
    r"je ne (?:suis|travaille|fais) plus (?:en poste|en fonctions?|partie|membre|a la (?:mairie|region|commune|"
    r"collectivite)|dans (?:ce|le|cette|la)))",
    r"\b(?:aucune competence|au suivant|passez (?:au|a la) suivante?|joker|sans moi)\b",
    r"^pass?e\W*$|^(?:desolee?,? )?non(?: merci)?(?:,? desolee?)?\W*$|^non merci\b|\bnon merci\W*$",
)
# A reason that stands alone is a decline too ("Trop chargée ce mois-ci").
REASON = _any(
    r"\btrop (?:chargee?|occupee?|prise?|debordee?|de (?:travail|boulot|dossiers|choses))\b",
    r"\b(?:debordee?s?|surchargee?|sous l'eau|charge de travail|manque de temps)\b",
    r"(?:^|[.,;!:(] ?|\b(?:j'ai|suis|en|par|pour|cause|car|a|de) (?:un |en )?(?:potentiel |possible |"
    r"risque de )?)conflits? d'interets?"
    r"(?! (?:se|est|sont|doit|doivent)\b| ?:)",
    r"\bpas (?:le |assez de |du tout le )?temps\b|(?:n'ai (?:plus|pas)|(?:^|[.,;!] ?)(?:plus|"
    r"pas)) de (?:disponibilites?|place)\b",
)
# Often said before an answer all the same.
OUT_OF_FIELD = _any(
    r"\b(?:specialiste|competente?|experte?|juriste|legitime|qualifiee?)\b|\b(?:mon|ce|mes|ma) (?:domaine|sujet|"
    r"rayon|theme|"
    r"perimetre|champ|specialite|competences?)\b|\bje ne (?:sais|connais|maitrise)\b|\bje n'ai (?:pas|aucune)|"
    r"\bsans moi\b|"
    r"\blaisse\b|\baucune (?:idee|experience|competence)"
)
PERSONAL = re.compile(
    r"\b(?:je|j'\w+|moi|me|mon|ma|mes|nous|notre|desolee?|merci|fois|quelqu'un|d'autres?|une? autre|collegues?|"
    r"bonne?|courage|"
    r"volontiers|elle|il|proposez|confiez|transmettez|adressez|passez|donnez|envoyez|voyez|voir|demandez)\b|\bm'"
)
# Words to the buyer: "votre cahier des charges", "publiez".
TO_BUYER = re.compile(
    r"\bvo(?:tre|s) (?!message|question|demande|mail|courriel|courrier|comprehension|confiance|aide|retour|"
    r"sollicitation|"
    r"proposition|patience|guichet|liste|envoi|relance|equipe|reseau|service)\w+|"
    r"\b(?:publiez|prevoyez|prenez|utilisez|consultez|verifiez|demandez-leur|precisez|limitez|ajoutez|inserez|"
    r"allotissez|"
    r"relancez|adaptez|appliquez|retenez|choisissez|vous (?:devez|pouvez (?!la |le |proposer|confier|transmettre|"
    r"voir|l'|demander)))"
)
SENTENCES = re.compile(r"[^.!?]+[.!?]*")
# A request for details, without "question :" before it.
REQUEST = re.compile(
    r"\s*(?:(?:bonjour|et|merci|avant de (?:vous )?repondre)[\s,]+)*(?:(?:pouvez|pourriez)[- ]vous (?:me |nous |m'|"
    r"nous en |m'en )?\s?"
    r"(?:preciser|indiquer|dire|confirmer|communiquer|detailler|en dire)\b.*\?|merci de (?:me |nous |m'|"
    r"bien vouloir )?\s?"
    r"(?:preciser|indiquer|confirmer|communiquer)\b|(?:quel|quelle|quels|quelles) (?:est|sont|montant|duree|volume|"
    r"budget|"
    r"quantite|type)\b.*\?|(?:j'ai besoin|j'aurais besoin|il me (?:faut|faudrait|manque))\b.*(?:repondre|precision|"
    r"montant|savoir|"
    r"connaitre|preciser))"
)
NOT_DECLINE = re.compile(
    r"\b(?:mais|toutefois|cependant|en revanche|par contre|neanmoins|voici|je vous (?:conseille|invite))\b"
)
# "Désolé, mais..." turns to nothing: no decline stands before it.
SORRY_BUT = re.compile(
    r"(?:\W*(?:bonjour|bonsoir|hello|merci|pour|votre|vos|la|cette|question|message|confiance|proposition|je|suis|en|"
    r"vraiment|sincerement|desolee?s?|navree?|regrette|toutes|mes|excuses|a|tous|vous)\b){0,12}\W{1,3}mais\b"
)
OTHER_TIME = re.compile(r"\b(?:prochaine|autre fois|volontiers|collegue|quelqu'un|plus tard|desolee?|une autre)\b")

# ---- experts: a sign of life that answers nothing
_SIGNS = (
    r"bonjour|bonsoir|merci|cordialement|bien a vous|bonne journee|ok|oki|okay|d'accord|entendu|(?:bien )?recu|"
    r"bien note|note",
    r"c'est (?:note|bien note|bien recu|compris|bon)|parfait|pas de (?:souci|probleme)|tres bien|super|avec plaisir",
    r"c'est (?:pour moi|mon (?:domaine|sujet|rayon))|(?:desolee?|excusez[- ]moi|pardon|toutes mes excuses) ?(?:du|"
    r"pour (?:le|ce|mon)) "
    r"(?:retard|delai|silence)|j'ai (?:bien )?(?:recu|vu|lu|pris connaissance de|note)(?: la| le| votre| cette| ce|"
    r" du| de la)? ?"
    r"(?:question|message|courrier|courriel|mail|demande)?|j'y (?:reponds|repondrai|travaille|reflechis|regarde)|"
    r"je (?:l'|la |le |y )?\s?(?:etudie|examine|analyse|creuse|verifie|cherche|lis)|j'(?:etudie|examine|analyse)|"
    r"je (?:me renseigne|prepare|redige|fais|ferai|vous fais|vous ferai|vous prepare)(?! un retour)(?: (?:une|ma|"
    r"la) (?:petite )?reponse)?|"
    r"je (?:peux|pourrai|vais pouvoir|veux bien) (?:la |le |y |vous |m'en |lui )*\s?(?:prendre|repondre|traiter|"
    r"charger|occuper)",
    r"de rien|je vous en prie|tant mieux|(?:ravie?|contente?|heureu(?:x|se)) (?:d'avoir|que|de) (?:pu |ca |cela )?"
    r"(?:vous )?(?:aide[rz]?|serve|serviable|soit utile|convienne)|n'hesitez pas|"
    r"bonne continuation|a votre service|a bientot",
    r"volontiers|oui|j'accepte|vu|ca marche|je suis dessus|(?:message|courrier) recu",
    r"je (?:la |le )?(?:prends|regarde|traite|m'en occupe|m'en charge|m'y (?:mets|attelle|colle))",
    r"je prends (?:la question|en charge|le relais|note)",
    r"je vais (?:la |le |y |m'en )?(?:regarder|voir|etudier|creuser|occuper|repondre|traiter)",
    r"je (?:vous |lui |leur |te |y )*(?:reponds|repondrai|reviens vers (?:vous|toi|lui|elle|l'acheteur|la personne)|"
    r"reviens|recontacte|tiens au courant|fais un retour|"
    r"ferai un retour)",
    r"reponse (?:a suivre|en preparation|demain|dans la (?:journee|semaine)|la semaine prochaine|cette semaine|"
    r"sous peu|bientot|des que possible)|(?:c'est )?prise? en (?:compte|charge)",
)
_WHEN = (
    r"ca|cela|la question|cette question|celle-ci|y|rapidement|vite|bientot|demain|ce matin|ce soir|cet apres-midi",
    r"aujourd'hui|lundi|mardi|mercredi|jeudi|vendredi|des que possible|au plus vite|cette semaine|la semaine prochaine",
    r"dans la (?:journee|semaine)|d'ici (?:demain|vendredi|la fin de (?:la )?semaine|peu)|avant (?:demain|vendredi)",
    r"(?:en|en debut de|en fin de|d'ici la fin de|avant la fin de|d'ici|courant|dans le courant de|"
    r"au cours de) (?:la |cette )?"
    r"(?:semaine|journee|matinee)(?: prochaine)?|ce week-end|(?:lundi|mardi|mercredi|jeudi|vendredi) prochain|matin|"
    r"soir|apres-midi|"
    r"d'ici (?:lundi|mardi|mercredi|jeudi)|avant (?:lundi|mardi|mercredi|jeudi|midi|ce soir)|"
    r"dans les (?:prochains )?(?:jours|heures)|"
    r"(?:d'ici|dans|sous) (?:deux|trois|quelques|\d{1,2}) (?:jours|heures)|le \d{1,2}(?:/\d{1,2}| \w{3,9})?|"
    r"plus tard|des (?:demain|lundi)",
    r"et|vous|tout de suite|asap|bien(?! a vous| recu| note)|pour moi|par|la|le|en debut de semaine|sous peu|"
    r"prochainement|a l'acheteur",
)
# Atomic: tried once, whatever is repeated. Not a possessive group, which Python reads wrongly before 3.11.5.
ACKNOWLEDGED = re.compile(
    rf"(?>(?:(?>(?:{'|'.join(_SIGNS)})(?:[\s,]{{1,3}}(?:{'|'.join(_WHEN)})(?![\w'-]))*)(?:(?:[\s.,;!)-]|:(?! ?(?:oui|"
    rf"ok|d'accord|parfait|tres bien|c'est)))+|$))+)"
)

# ---- buyers: thanks
THANKS = re.compile(r"\b(?:merci|mercis|remerci\w*|super|parfait\w*|genial\w*|top|impeccable|nickel|excellent|bravo)\b")
THANKS_WORDS = frozenset(
    re.findall(
        r"\w+",
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
        """,
    )
)
NOT_THANKS = _any(
    r"\?",
    r"\b(?:mais|cependant|toutefois|en revanche|par contre|neanmoins|autrement|sinon|par ailleurs|d'autre part)\b",
    r"\b(?:en complement|(?<!d')autre question|autre point|encore une (?:question|precision)|une question|est-ce|"
    r"qu'en est)\b",
    r"\b(?:pourriez|pouvez|pourrais|pourrait|auriez|avez[- ]vous|comment|quelle?s? (?:est|sont))\b",
    r"\b(?:voici|ci-joint\w*|pj|piece jointe|montant|\d{2,})\b",
    r"\b(?:en attente|attends|attendons|j'aimerais|je voudrais|je souhaite\w*|nous souhait\w*|egalement besoin)\b",
    r"\b(?:manque|erreur|incomplet|pas repondu|ne repond pas|ne correspond|reste|toujours pas|relance|probleme)\b",
    r"\b(?:ne (?:marche|fonctionne|s'ouvre)\w* (?:pas|plus)|(?:est|sont) morte?s?\b|introuvable|faudrait|quid\b)",
    r"\b(?:sauf|hormis|excepte)\b|\b(?:pourrai|aurai|puis|peut)-? ?(?:je|on)\b|"
    r"\b(?:me|m'|nous) ?(?:aiderai|servirai|serai|interesserai)(?:t|ent)\b|"
    r"\binteress\w+ par (?!votre|vos|ces|cette|ce\b)",
    r"\bet (?:quand|comment|si(?! besoin))\b",
    r"\bet pour (?!votre|vos|ton|ta\b|tes|tout|l'aide|le temps|ces|cette|la (?:r|q))",
    r"\b(?:rappeler|rappelez|contacter|contactez|preciser|precisez|urgent)\b",
    r"\b(?:merci|remerci\w*)(?: (?:bien|beaucoup|a vous))? de (?!votre|ton|vos|tes|la|cette|ce\b|ces|l'|m'avoir|"
    r"nous avoir|tout|vous)\w+",
    r"\b(?:merci|remerci\w*) d(?:'|e (?:la |l'|nous |vous |tout ))(?!avoir|etre)\w+[ei]r\b",
)

# ---- buyers: their rights over their data (RGPD articles 15 to 22), typos allowed
RIGHTS_STEMS = tuple(
    re.findall(
        r"\w+",
        "don rgpd gdpr cnil oubli desinscri oppos coordon fichier contact compte adresse recevoir consentement "
        "portabilit liste concernant nom mail courriel profil historique traces droits sollicit ecrivez",
    )
)
_DATUM = r"don+e+e?s?"
# "mes données de consommation" are a buyer's trade, not his person.
_TRADE = r"(?! d(?:e (?:consomm|march|factur|vent|mesur|compta|achat|fournis)|'(?:achat|energ)))"
_DATA = (
    rf"(?:mes|ma|mon) (?:{_DATUM}{_TRADE}|informations?(?: personnelles)?|coordon+e+e?s|"
    r"adresse(?: (?:e-?)?mail| electronique)?|compte|traces|historique|nom|numero|mail|e-mail|courriel|profil)\b"
)
_KEPT = r"vous (?:avez|detenez|possedez|conservez|traitez)"
_ABOUT_ME = (
    rf"(?:{_DATUM}|informations?|fichiers?|elements?|renseignements)\b.{{0,60}}"
    rf"(?:me concernant|a mon sujet|sur moi\b|sur ma personne|{_KEPT})"
)
_ERASE = r"(?:sup+ri?m\w*|suppression|ef+a[cs]+\w*|retir\w*|enlev\w*|ray\w*|oubli\w*|detrui\w*)"
_VERB = (
    rf"(?:{_ERASE}|acc+e[sd]\w*|consulter|copie|communiqu\w*|transmett\w*|rec?tifi\w*|corrig\w*|modifi\w*|"
    rf"mettre a jour|"
    r"portabilite|limit\w*|connaitre|savoir quelles)"
)
_RIGHT = rf"(?:acc+es|rgpd|rec?tification|ef+acement|opposition|{_DATUM}|oubli|portabilite|limitation|personnel)"
RIGHTS = _any(
    rf"\b{_VERB}\b.{{0,60}}\b{_DATA}",
    rf"\b{_VERB}\b.{{0,60}}\b{_ABOUT_ME}",
    rf"\b{_DATA}\b.{{0,40}}\b(?:soit|soient|etre|seront) {_ERASE}",
    rf"\b(?:exerc\w*|valoir|application d\w*|usage d\w*) (?:de )?(?:mes|mon|du|au|le) droits?\b.{{0,60}}{_RIGHT}",
    rf"\bje m'? ?opp?ose\b.{{0,60}}(?:traitement|utilisation|conservation|usage|{_DATUM}|informations|coordon|adresse|"
    r"prospection|transmission)",
    r"\bdroit (?:d'acc+es|a l'(?:oubli|ef+acement)|de rec?tification|d'opposition|a la portabilite)\b"
    r".{0,80}(?:rgpd|mes|me concernant|cnil|personnel)",
    rf"{_ERASE}[- ](?:moi|mon (?:adresse|nom|mail|e-mail|courriel|contact))\b"
    r".{0,40}\b(?:fichiers?|bases?|listes?|systemes?|bdd|registres?|contacts?)",
    r"\bdesinscri\w*[- ]moi\b|\bme desinscrire\b|\boubliez[- ]moi\b|\bexercice de mes droits\b",
    r"\bje ne (?:souhaite|veux|desire) (?:plus|pas) (?:recevoir|etre (?:contact\w*|sollicit\w*|dans))",
    r"\bne me (?:contactez|sollicitez|ecrivez) plus\b|\bretir\w* mon consentement\b",
    rf"\bquelles? (?:sont (?:les )?)?(?:{_DATUM}|informations) (?:personnelles )?(?:que )?{_KEPT}\b",
    rf"\bquelles? (?:{_DATUM}|informations)\b.{{0,30}}\b(?:sur moi|me concernant)",
    r"\barticles? (?:1[5-9]|2[0-2])(?:\.\d)?\b.{0,40}\b(?:rgpd|reglement general).{0,120}\b(?:je|me concernant|mes)\b",
    rf"\b(?:rgpd|gdpr)\b.{{0,40}}\b(?:exercice d\w* (?:mes )?droits?|demande d'acc+es|mes {_DATUM})",
    r"\bdemande d(?:e |')(?:droit d')?acc+es (?:au titre du )?(?:rgpd|a mes)",
)
