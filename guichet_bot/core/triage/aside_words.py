"""Words by which `aside` tells what a short text of an expert is for, on folded text without accents."""

import re

from guichet_bot.core.triage.patterns import any_of, word_set

# "Bien reçu, je regarde réponse lundi" has three; "ma réponse" begins none.
CLAUSE = re.compile(
    r"[.!?;\n]+|,? mais (?!je\b|j')|(?<=\w)(?<!\b[lm]a)(?<!\bune)(?<!\b[lu][en])(?<!\bmon),? (?:(?:mais|puis|et) )?"
    r"(?=(?:je|j'|reponse|retour)\b)"
)
ANNOUNCES = re.compile(r":\s?\w")  # "je vous réponds : deux lots suffisent"
WORD = re.compile(r"\w+")
STOP = re.compile(r"(?<=[.!?]) ")

# ---- he speaks of the matter itself, or of what he does as a rule
OPINES = any_of(
    r"""\b(?:oui|non|possible|impossible|interdit\w*|autorise\w*|obligatoire\w*|faut|toujours|jamais|souvent|chaque|
    systematiquement|habituellement|generalement|d'habitude|en general|selon|depuis|exige|impose)\b"""
)
NEGATES = any_of(r"\b(?:ne|n'\w+) .{0,40}\b(?:pas|plus|jamais|guere|rien)\b|\bpas\b")
NOT_NEGATED = any_of(r"\b(?:pas (?:oublie|encore|de (?:souci|probleme))|ne tarde\w* pas|manquerai pas)\b")

# ---- he speaks of how he deals with the question: "je vais vous la creuser", "j'y reviens" ...
DEALS = any_of(
    r"""\b(?:je |j'(?:y |en )?)
    (?:(?:la|le|l'|y|en|m'en|m'y|me|vous|te|lui|leur|vais|dois|peux|pourrai|compte|prefere|viens de|essaie de|pense|
    bien|deja|tout de suite|d'abord) ?){0,5}
    (?:regard|repond|prend|pris|charg|occup|creus|verifi|revien|revenir|reviendr|renseign|cherch|recherch|etudi|
    examin|analys|prepar|redig|finalis|attend|fouill|jett|retrouver|travaill|attel|attaqu|penche|colle|mets|mettre|parl|demand|vois|voir|dis|dire|redis|
    redire|fais|ferai|envoi|enverr|envoy|ecri|tien|traite|lance|finis|termine|relis|lis|recontact|contact|interrog|
    consult)\w*"""
)
# Without a day ahead, how he deals with purchases as a rule: "je le demande dans le dossier" answers.
PRACTICE = any_of(
    r"""\bje (?:l[ea]s? )?(?:demande|mets|fais|travaille)\b(?! (?:
    a |au |aux |mon |ma |mes |un (?:retour|point)|le (?:point|necessaire)|la reponse|une reponse|ca\b|cela\b|signe|
    suivre|vite|dessus|tout))"""
)
AHEAD = any_of(
    r"""\b(?:demain|ce soir|cet apres-midi|ce week-end|d'ici|cette semaine|semaine prochaine|reviens|reviendrai|redis|
    reponds|repondrai|le \d{1,2}|lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche)\b"""
)
FIGURES = any_of(r"\d ?(?:%|€|euros?\b|points?\b)|\b[lrd]\.? ?\d{4}")
NUMBER = re.compile(r"\d{3,}")
# "Réponse d'ici lundi", "Ma réponse demain"
REPLY_LATER = any_of(
    r"""^\W*(?:(?:ma|la|une) )?(?:reponse|retour) (?:
    d'ici|demain|ce |cet|lundi|mardi|mercredi|jeudi|vendredi|la semaine|en |dans |avant|sous|a suivre|des )"""
)
# ---- ... or of where he stands: it counts only beside such words
STANDS = any_of(
    r"""\b(?:je (?:suis|serai|rentre|reviens|pars|sors|n'ai pas|l'ai)|j'(?:ai|aurai|arrive|etais)|
    (?:bien )?(?:recu|note|vu)|desolee?|pardon|excusez|interessant\w*|bonne question|merci|bonjour|ok)\b"""
)
KNOWN = word_set(
    """
    je j y en l m n s c d t qu la le les lui leur vous te me moi un une des de du au aux a ce cet cette ces ca cela
    mon ma mes notre votre vos et ou puis mais donc pour avec dans sur par d ici avant apres des que si c est sera
    vais dois peux pourrai veux compte prefere viens essaie pense bien deja tout toute toutes suite abord quand meme
    plus tard vite rapidement bientot peu demain aujourd hui hier matin midi soir apres semaine semaines mois jour
    jours journee heure heures debut fin milieu courant prochain prochaine prochains lundi mardi mercredi jeudi
    vendredi samedi dimanche week end weekend janvier fevrier mars avril mai juin juillet aout septembre octobre
    novembre decembre question questions demande message mail courrier courriel sujet dossier point points element
    elements reponse reponses retour collegue collegues service equipe reseau chef responsable direction ici
    reunion conges vacances deplacement formation deborde debordee charge chargee pris prise occupe occupee retard
    delai temps besoin petit petite encore pas oublie souci probleme ok accord parfait super volontiers plaisir
    interessant interessante bonne bon merci bonjour desole desolee excusez pardon recu recue note vu lu ai suis
    serai rentre fait faire repondre reponds repondrai regarde regarder regarderai prends prendre occuper charger
    creuse creuser verifie verifier verifierai reviens revenir reviendrai renseigne cherche etudie examine analyse
    prepare redige travaille attelle penche colle mets mettre parler parle demande demander vois voir verrai dis
    dire redis fais ferai envoie enverrai envoyer ecris ecrirai tiens courant traite relis lis recontacte contacte
    interroge consulte finalise finaliser attends fouille jette oeil retrouve retrouver elle il on proposer propose
    quelque chose quelques deux trois sans faute promis tranquillement calme tete repose documents notes archives
    aupres signe partant partante teletravail urgent
    """
)

# ---- what only an answer, or a question about the purchase, says
MATTER = any_of(
    r"\b(?:du|le|un|ce|votre|au|les|des|vos|chaque|mon|notre|nos) marches?\b",
    r"""\b(?:lots?\b|allot|criter|clause|prix\b|label|ecolabel|normes?\b|guide|accords?-cadres?|bons? de commande|bio\b|
    fournisseu|titulaire|candidat|offres?\b|seuils?\b|lois?\b|decrets?\b|arretes?\b|articles?\b|codes?\b|
    cctp|ccap|ccp\b|rc\b|dce\b|bpu\b|sourcing|ugap|groupement|variante|ponder|memoires? techn|certificat|attestation|
    esat\b|insertion|reemplo|recycl|durable|environnement|sociale?s?\b|consultation|avenant|reglement|budget|montant|
    volume|durees?\b|penalit|execution|livr(?:er|aison)|prestat|produits?\b|cahiers? des charges|commission|
    deliberation|tresorier|prefecture|acte d'engagement|mise en concurrence|concurrence|textes?\b|droit\b|juge|
    tribunal|annexe|modele|pouvoir adjudicateur|assemblee|conseil municipal|taux\b|repas\b|convives?\b|entreprise|
    artisan|producteur|filiere|transport|emballage|achet(?:er|ons|ez|e|ait)\b|louer\b|location)""",
    # "30 %", "L. 2113-10", "2026"
    r"\d ?(?:%|€|euros?\b|ht\b|ttc\b|ans?\b|mois\b|points?\b|kg\b|tonnes?\b|km\b)|\b(?:[lrd]\.? ?)?\d{3,}",
)
ADVISES = any_of(
    r"""\b(?:vous (?:pouvez|devez|pourriez|avez (?:le droit|interet|raison))|
    je (?:vous )?(?:conseille|deconseille|recommande|suggere|dirais|pense que|mettrais)|
    chez nous|pas (?:a ma connaissance|que je sache)|a mon avis|selon moi|aucune?)\b""",
    # "Publiez un avis", but not "dites-moi"
    r"""(?:^|[.,;:!] ?)(?!
    dites|rappelez|tenez|laissez|appelez|excusez|confirmez|prevenez|contactez-moi|passez|assez|chez)
    \w{3,}ez\b(?!-(?:vous|moi|lui)| (?:moi|lui)\b)""",
    r"(?:^|[.,;:!] ?)voir ",
)
# "Quel est votre budget ?", "Avez-vous un cahier des charges ?"
ASKS_BUYER = any_of(
    r"\bvo(?:tre|s)\b(?! (?:avis|message|courrier|mail|aide|reseau|guichet|liste))",
    r"\b(?!pouvez|pourriez|savez|connaissez|voulez|auriez)\w+ez-vous\b",
)
FIRST_PERSON = any_of(r"\b(?:j'|m')|\b(?:je|me|moi)\b")
SUGGESTS = ("pourquoi ne", "et si", "et pourquoi ne", "pourquoi pas")

# ---- the buyer as a third person: nobody writes so to him, unless it is somebody else of whom is spoken
THIRD = any_of(
    # "Puis-je l'appeler ?"
    r"""\b(?:l'|le |la |lui )(?:appeler|contacter|joindre|rappeler|telephoner|demander|ecrire|recontacter)\b
    [^.!]{0,60}\?""",
    # "Dites-lui que...", "Ne lui envoyez rien", "On peut lui proposer..."
    r"\b(?:dites|demandez|repondez|ecrivez|transmettez|envoyez|proposez|indiquez|precisez|expliquez)[- ]lui\b",
    r"\b(?:ne )?lui (?:envoyez|dites|repondez|transmettez|ecrivez|demandez|avez)\b",
    r"""\b(?:on|vous) (?:peut|peux|pouvez|pourrait|pourriez|devrait|devriez)?(?:[- ]on|[- ]vous)? ?
    lui (?:a\b|demande|repond|dire|envoyer|proposer)""",
    # "Il faut lui dire...", but not "il faut lui appliquer les pénalités"
    r"""\b(?:peut|pourrait|faut|doit|devrait)(?:-on|-il)? lui\b(?! (?:
    imposer|appliquer|exiger|reclamer|infliger|refuser|notifier|interdire|facturer|reserver|attribuer)\b)""",
    # "Sa question est mal classée", "Vous avez son numéro ?"
    r"\bsa (?:question|demande)\b|\bson (?:message|mail|courrier|numero|telephone|adresse|nom|identite)\b",
    r"\bses coordonnees\b",
)
ANOTHER = any_of(r"\b(?:fournisseur|titulaire|candidat|prestataire|entreprise|esat\b|producteur)")

# ---- what is asked of, or told to, the people of the desk
TO_DESK = any_of(
    # "Qui est cet acheteur ?", "C'est quelle commune ?"
    r"\b(?:cet|cette|l') ?acheteu(?:r|se)\b[^.!]{0,60}\?",
    r"\b(?:qui|quel|quelle)(?: est)? cet(?:te)? (?:acheteu\w+|personne|collectivite|commune|structure)\b",
    r"""\bqui (?:a pose|pose|demande|est-ce|est ce|est derriere|peut m'|pourrait m'|sait|s'y connait)\b
    [^.!]{0,60}\?""",
    r"""\b(?:d'ou|de qui|de quelle? (?:commune|structure|collectivite|hopital|departement))\b
    [^.!]{0,30}(?:vient|provient|parle|s'agit)\b""",
    r"\bc'est (?:pour )?(?:quel|quelle|qui|ou)\b[^.!]{0,40}\?",
    r"\bla personne\b[^.!]{0,60}\?",
    # "Quelqu'un du réseau saurait ?"
    r"""\bquelqu'un\b[^.!]{0,50}\b
    (?:peut|pourrait|sait|saurait|connait|a deja|m'aider|aurait|dans le reseau|chez vous)\b""",
    r"\bquelqu'un (?:d'autre )?(?:du|dans le|au) (?:reseau|guichet)\b",
    # "Cette question est un doublon", "Voir ma réponse du 3 mars", "Mauvais thème", "J'ai répondu à l'acheteur"
    r"\bquestion deja (?:traitee|posee)\b|\bmeme question que\b|\bma reponse (?:du \d|a la question \w+-20)",
    r"""\bcette (?:question|demande) (?:a |est |etait |aurait |n'est |ne )?(?:\w+ )?
    (?:deja|pour|me|plutot|doublon)\b""",
    r"\b(?:deja|a) (?:ete )?(?:traitee?|repondu|posee)\b[^.]{0,40}(?:\?|an dernier|non\b|reseau|guichet)",
    r"\bquestion\b[^.!]{0,20}\bmal (?:classee|adressee|orientee)\b|\b(?:mauvais|pas le bon) theme\b",
    r"\berreur d(?:e (?:theme|destinataire)|'aiguillage)\b",
    r"\brepondu (?:deja |directement )?(?:a l'acheteu|au demandeur|a la (?:mairie|collectivite|demandeuse)\b)",
    r"\bquestion pour (?:le|la|un|une|les|mon|ma|quelqu'un|l')\b",
    r"^.{0,50}\bcelle-(?:la|ci)\b.{0,20}$",
    # "Avez-vous reçu ma réponse ?", "Votre robot..."
    r"\bma reponse\b[^.!]{0,40}\?|\bmon (?:message|mail|courrier)\b[^.!]{0,40}\?",
    r"\b(?:ce|cet|du|votre|le) (?:guichet|courrier automatique|robot)\b",
    # "Ce mail ne m'est pas destiné", "Ce n'est pas moi qu'il faut interroger"
    r"\bm'est pas (?:destine|adresse)e?\b|\bce n'est (?:pas|plus) (?:a )?moi qu|\bma nouvelle adresse\b",
    # "Dois-je répondre ?", "Pourquoi moi ?", "Je ne vois pas la question"
    r"""\b(?:est-ce que je|dois-je|puis-je|faut-il que je|je (?:peux|dois|suis cense)|
    comment (?:je|dois-je|puis-je|faire pour|(?:on )?repond\w*)|pourquoi (?:moi|m'))\b[^.!]{0,80}\?""",
    r"""\bje (?:n'ai pas (?:bien )?compris|ne comprends pas|comprends mal|
    ne vois pas (?:la question|le rapport|ce que|bien ce))\b""",
    r"\bil me (?:faudrait|faut|manque)\b|\bj'(?:aurais|ai) (?:besoin|une question|un doute)\b",
    r"\bje pass?e(?: sinon| mon tour| la main| donc)?\W*$",
    # "Pouvez-vous m'aider ?", "Rappelez-moi", "On en parle ?"
    r"""\b(?:m'|me )(?:aider|laisser|accorder|rappeler|appeler|retirer|envoyer|solliciter|ecrire|expliquer|contacter|
    donner|redonner|renvoyer|remplacer|confirmer que|dire (?:qui|si (?:je|on|c'est|quelqu'un)))\b""",
    r"\bm'(?:envoyez|ecrivez|appelez|appeler|avez|aviez)\b|\bme (?:sollicitez|envoyez|proposez|rappelez)\b",
    r"\b(?:dites|tenez|rappelez|appelez|prevenez|confirmez)[- ]moi\b",
    r"\bon (?:s'appelle|se (?:voit|rappelle|parle)|en (?:parle|reparle|discute))\b",
    r"\b(?:tu|toi|peux-tu|stp|t'en|t'as|t'es)\b",
    # "Je n'arrive pas à ouvrir la pièce jointe"
    r"""\bje n(?:e |')(?:l')?
    (?:arrive|parviens|trouve|retrouve|recois|ai (?:pas|rien) (?:recu|trouve|vu)|vois|
    peux pas (?:ouvrir|lire|acceder))\b[^.!]{0,30}\b
    (?:pieces?|fichiers?|liens?|documents?|messages?|questions?|boutons?|a repondre|a ouvrir|a me connecter)\b""",
    r"\bpieces? jointes?\b[^.!]{0,30}\b(?:manque|absente|illisible|s'ouvre pas)",
    r"\b(?:can|could) (?:someone|anyone|somebody|you help)\b|\bwho is (?:this|the) buyer\b",
    r"\bi(?:'ll| will) (?:look|answer|reply|get back|check)\b",
)
