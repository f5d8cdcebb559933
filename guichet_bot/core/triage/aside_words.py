"""Words by which `aside` tells what a short text of an expert is for, on folded text without accents."""

import re

CLAUSE = re.compile(r"[.!?;\n]+|(?<=\w),? (?:(?:mais|puis|et) )?(?=(?:je|j'|reponse|retour)\b)")
WORD = re.compile(r"\w+")
# He speaks of the matter itself, or of what he does as a rule.
OPINES = re.compile(
    r"\b(?:oui|non|possible|impossible|interdit\w*|autorise\w*|obligatoire\w*|faut|toujours|jamais|souvent|chaque|"
    r"systematiquement|habituellement|generalement|d'habitude|en general|selon|depuis|exige|impose)\b"
)
NEGATES = re.compile(r"\b(?:ne|n'\w+) .{0,40}\b(?:pas|plus|jamais|guere|rien)\b|\bpas\b")
NOT_NEGATED = re.compile(r"\b(?:pas (?:oublie|encore|de (?:souci|probleme))|ne tarde\w* pas|manquerai pas)\b")
# He speaks of how he deals with the question ...
DEALS = re.compile(
    r"\b(?:je |j'(?:y |en )?)(?:(?:la|le|l'|y|en|m'en|m'y|me|vous|te|lui|leur|vais|dois|peux|pourrai|compte|"
    r"prefere|viens de|essaie de|pense|bien|deja|tout de suite|d'abord) ?){0,5}"
    r"(?:regard|repond|prend|pris|charg|occup|creus|verifi|revien|revenir|reviendr|renseign|cherch|recherch|etudi|"
    r"examin|analys|prepar|redig|travaill|attel|attaqu|penche|colle|mets|mettre|parl|demand|vois|voir|dis|dire|redis|"
    r"redire|fais|ferai|envoi|enverr|envoy|ecri|tien|traite|lance|finis|termine|relis|lis|recontact|contact|interrog|"
    r"consult)"
    r"\w*"
)
# Without a day ahead, how he deals with purchases as a rule: "je le demande dans le dossier" answers.
PRACTICE = re.compile(
    r"\bje (?:l[ea]s? )?(?:demande|mets|fais|travaille)\b(?! (?:a |au |aux |mon |ma |mes |un (?:retour|point)|le "
    r"(?:point|necessaire)|la reponse|une reponse|ca\b|cela\b|signe|suivre|vite|dessus|tout))"
)
AHEAD = re.compile(
    r"\b(?:demain|ce soir|cet apres-midi|ce week-end|d'ici|cette semaine|semaine prochaine|reviens|reviendrai|redis|"
    r"reponds|repondrai|le \d{1,2}|lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche)\b"
)
FIGURES = re.compile(r"\d ?(?:%|€|euros?\b|points?\b)|\b[lrd]\.? ?\d{4}")
NUMBER = re.compile(r"\d{3,}")
STOP = re.compile(r"(?<=[.!?]) ")
REPLY_LATER = re.compile(
    r"^\W*(?:(?:ma|la|une) )?(?:reponse|retour) (?:d'ici|demain|ce |cet|lundi|mardi|mercredi|jeudi|vendredi|la semaine|"
    r"en |dans |avant|sous|a suivre|des )"
)
# ... or of where he stands: it counts only beside such words.
STANDS = re.compile(
    r"\b(?:je (?:suis|serai|rentre|reviens|pars|sors|n'ai pas)|j'(?:ai|aurai|arrive|etais)|(?:bien )?(?:recu|note|vu)|"
    r"desolee?|pardon|excusez|interessant\w*|bonne question|merci|bonjour|ok)\b"
)
KNOWN = frozenset(
    re.findall(
        r"\w+",
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
        interroge consulte elle il on lundi-la proposer propose quelque chose quelques deux trois sans faute promis
        tranquillement calme tete repose documents notes archives aupres signe partant partante teletravail urgent
        """,
    )
)

# What only an answer, or a question about the purchase, says.
MATTER = re.compile(
    r"\b(?:(?:du|le|un|ce|votre|au|les|des|vos|chaque|mon|notre|nos) marches?\b|lots?\b|allot|criter|clause|prix\b|"
    r"label|ecolabel|"
    r"normes?\b|guide|accords?-cadres?|bons? de commande|bio\b|fournisseu|titulaire|candidat|offres?\b|seuils?\b|"
    r"lois?\b|"
    r"decrets?\b|arretes?\b|articles?\b|codes?\b|cctp|ccap|ccp\b|rc\b|dce\b|bpu\b|sourcing|ugap|groupement|variante|"
    r"ponder|"
    r"memoires? techn|certificat|attestation|esat\b|insertion|reemplo|recycl|durable|environnement|sociale?s?\b|"
    r"consultation|"
    r"avenant|reglement|budget|montant|volume|durees?\b|penalit|execution|livr(?:er|aison)|prestat|produits?\b|"
    r"cahiers? des charges|commission|deliberation|tresorier|prefecture|acte d'engagement|mise en concurrence|"
    r"concurrence|textes?\b|droit\b|juge|tribunal|annexe|modele|pouvoir adjudicateur|assemblee|conseil municipal|"
    r"taux\b|"
    r"repas\b|convives?\b|entreprise|artisan|producteur|filiere|transport|emballage|achet(?:er|ons|ez|e|ait)\b|"
    r"louer\b|location)"
    r"|\d ?(?:%|€|euros?\b|ht\b|ttc\b|ans?\b|mois\b|points?\b|kg\b|tonnes?\b|km\b)|\b(?:[lrd]\.? ?)?\d{3,}"
)
ADVISES = re.compile(
    r"\b(?:vous (?:pouvez|devez|pourriez|avez (?:le droit|interet|raison))|je (?:vous )?(?:conseille|deconseille|"
    r"recommande|"
    r"suggere|dirais|pense que|mettrais)|chez nous|pas (?:a ma connaissance|que je sache)|a mon avis|selon moi|"
    r"aucune?)\b|"
    r"(?:^|[.,;:!] ?)(?!dites|rappelez|tenez|laissez|appelez|excusez|confirmez|prevenez|contactez-moi|passez|assez|"
    r"chez)"
    r"\w{3,}ez\b(?!-(?:vous|moi|lui)| (?:moi|lui)\b)|(?:^|[.,;:!] ?)voir "
)
ASKS_BUYER = re.compile(
    r"\bvo(?:tre|s)\b(?! (?:avis|message|courrier|mail|aide|reseau|guichet|liste))|"
    r"\b(?!pouvez|pourriez|savez|connaissez|voulez|auriez)\w+ez-vous\b"
)

FIRST_PERSON = re.compile(r"\b(?:j'|m')|\b(?:je|me|moi)\b")
SUGGESTS = ("pourquoi ne", "et si", "et pourquoi ne", "pourquoi pas")

# The buyer as a third person: nobody writes so to him, unless it is somebody else of whom is spoken.
THIRD = re.compile(
    "|".join(
        (
            r"\b(?:l'|le |la |lui )(?:appeler|contacter|joindre|rappeler|telephoner|demander|ecrire|recontacter)\b"
            r"[^.!]{0,60}\?",
            r"\b(?:dites|demandez|repondez|ecrivez|transmettez|envoyez|proposez|indiquez|precisez|expliquez)[- ]lui\b|"
            r"\b(?:ne )?lui (?:envoyez|dites|repondez|transmettez|ecrivez|demandez|avez)\b|"
            r"\b(?:on|vous) (?:peut|peux|pouvez|pourrait|pourriez|devrait|devriez)?(?:[- ]on|[- ]vous)? ?lui (?:a\b|"
            r"demande|repond|dire|envoyer|proposer)",
            r"\b(?:peut|pourrait|faut|doit|devrait)(?:-on|-il)? lui\b(?! (?:imposer|appliquer|exiger|reclamer|infliger|"
            r"refuser|notifier|interdire|facturer|reserver|attribuer)\b)",
            r"\bsa (?:question|demande)\b|\bson (?:message|mail|courrier|numero|telephone|adresse|nom|identite)\b|"
            r"\bses coordonnees\b",
        )
    )
)
ANOTHER = re.compile(r"\b(?:fournisseur|titulaire|candidat|prestataire|entreprise|esat\b|producteur)")
# What is asked of, or told to, the people of the desk.
TO_DESK = re.compile(
    "|".join(
        (
            r"\b(?:cet|cette|l') ?acheteu(?:r|se)\b[^.!]{0,60}\?|\b(?:qui|quel|quelle)(?: est)? cet(?:te)? "
            r"(?:acheteu\w+|personne|collectivite|commune|structure)\b",
            r"\bqui (?:a pose|pose|demande|est-ce|est ce|est derriere|peut m'|pourrait m'|sait|"
            r"s'y connait)\b[^.!]{0,60}\?",
            r"\b(?:d'ou|de qui|de quelle? (?:commune|structure|collectivite|hopital|departement))\b[^.!]{0,30}"
            r"(?:vient|provient|parle|s'agit)\b",
            r"\bc'est (?:pour )?(?:quel|quelle|qui|ou)\b[^.!]{0,40}\?",
            r"\bquelqu'un\b[^.!]{0,50}\b(?:peut|pourrait|sait|saurait|connait|a deja|m'aider|aurait|dans le reseau|"
            r"chez vous)"
            r"\b|\bquelqu'un (?:d'autre )?(?:du|dans le|au) (?:reseau|guichet)\b",
            # the question as a thing of the desk
            r"\bcette (?:question|demande) (?:a |est |etait |aurait |n'est |ne )?(?:\w+ )?(?:deja|pour|me|plutot|"
            r"doublon)\b",
            r"\b(?:deja|a) (?:ete )?(?:traitee?|repondu|posee)\b[^.]{0,40}(?:\?|an dernier|non\b|reseau|guichet)",
            r"\bquestion\b[^.!]{0,20}\bmal (?:classee|adressee|orientee)\b|\b(?:mauvais|pas le bon) theme\b|"
            r"\berreur d(?:e (?:theme|destinataire)|'aiguillage)\b",
            r"\brepondu (?:deja |directement )?(?:a l'acheteu|au demandeur|a la (?:mairie|collectivite|demandeuse)\b)",
            r"\bquestion pour (?:le|la|un|une|les|mon|ma|quelqu'un|l')\b",
            r"\bma reponse\b[^.!]{0,40}\?|\bmon (?:message|mail|courrier)\b[^.!]{0,40}\?",
            r"\b(?:ce|cet|du|votre|le) (?:guichet|courrier automatique|robot)\b",
            # the writer about his own part
            r"\b(?:est-ce que je|dois-je|puis-je|faut-il que je|je (?:peux|dois|suis cense)|comment (?:je|dois-je|"
            r"puis-je|"
            r"faire pour|(?:on )?repond\w*)|pourquoi (?:moi|m'))\b[^.!]{0,80}\?",
            r"\bje (?:n'ai pas (?:bien )?compris|ne comprends pas|comprends mal|ne vois pas (?:la question|le rapport|"
            r"ce que|"
            r"bien ce))\b",
            r"\bil me (?:faudrait|faut|manque)\b|\bj'(?:aurais|ai) (?:besoin|une question|un doute)\b",
            r"\b(?:m'|me )(?:aider|laisser|accorder|rappeler|appeler|retirer|envoyer|solliciter|ecrire|expliquer|"
            r"contacter|"
            r"donner|redonner|renvoyer|remplacer|confirmer que|dire (?:qui|si (?:je|on|c'est|quelqu'un)))\b",
            r"\bm'(?:envoyez|ecrivez|appelez|appeler|avez|aviez)\b|\bme (?:sollicitez|envoyez|proposez|rappelez)\b",
            r"\b(?:dites|tenez|rappelez|appelez|prevenez|confirmez)[- ]moi\b|\bon (?:s'appelle|se (?:voit|rappelle|"
            r"parle)|en "
            r"(?:parle|reparle|discute))\b",
            r"\bje n(?:e |')(?:l')?(?:arrive|parviens|trouve|retrouve|recois|ai (?:pas|rien) (?:recu|trouve|vu)|vois|"
            r"peux pas "
            r"(?:ouvrir|lire|acceder))\b[^.!]{0,30}\b(?:pieces?|fichiers?|liens?|documents?|messages?|questions?|"
            r"boutons?|a repondre|"
            r"a ouvrir)\b|\bpieces? jointes?\b[^.!]{0,30}\b(?:manque|absente|illisible|s'ouvre pas)",
            r"\bje pass?e(?: sinon| mon tour| la main| donc)?\W*$",
            r"^.{0,50}\bcelle-(?:la|ci)\b.{0,20}$",
            r"\bla personne\b[^.!]{0,60}\?",
            r"\b(?:tu|toi|peux-tu|stp|t'en|t'as|t'es)\b",
            r"\b(?:can|could) (?:someone|anyone|somebody|you help)\b|\bwho is (?:this|the) buyer\b|"
            r"\bi(?:'ll| will) (?:look|answer|reply|get back|check)\b",
        )
    )
)
