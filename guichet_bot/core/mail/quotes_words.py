"""The words that mail programs put around the mail being answered, in the languages that reach a French desk.

Tables and compiled patterns only; `core.mail.quotes_text` scans with them. Every pattern is anchored or bounded, and is
tried on single lines cut to a fixed length, so that no mail can make the scan slower than its size.
"""

import re

# Header names of a copied mail ("De : ... Envoyé : ... Objet : ..."), lower case without stars, by what they tell.
HEADER_FAMILY: dict[str, str] = {
    name: family
    for family, names in {
        "from": "de from von da van fra från od от від 发件人 差出人 expéditeur "
        "expediteur lähettäjä mittente remitente",
        "date": "date envoyé envoye envoyée sent gesendet datum fecha enviado data inviato dato skickat sendt wysłano "
        "verzonden дата отправлено 发送时间 日期 送信日時 lähetetty päivämäärä reçu recu",
        "to": "à a to an para al aan til till do кому 收件人 宛先 destinataire pour vastaanottaja ti",
        "subject": "objet sujet subject betreff asunto oggetto assunto onderwerp emne ämne temat тема 主题 件名 aihe",
        "other": "cc cci bcc copie importance priorité pièces reply-to risposta cco kopi kopia kopie 抄送",
    }.items()
    for name in names.split()
}
HEADER_FAMILY |= {
    "copie à": "other",
    "de la part de": "from",
    "copie a": "other",
    "répondre à": "other",
    "message du": "date",
    "date d'envoi": "date",
    "envoyé le": "date",
    "pièces jointes": "other",
    "reply to": "other",
    "responder a": "other",
}

# Verbs of an introduction ("Le ... a écrit :").
VERB = re.compile(
    r"\b(?:a[ ]{1,3}(?:écrit|ecrit|écris|répondu|wrote)|wrote|writes|schrieb|geschrieben|escribi[óo]|ha\ scritto|"
    r"scrisse|escreveu|schreef|geschreven|skrev|kirjoitti|napisał(?:\(a\))?|написал(?:\(а\))?|написав|пише|пишет|写道)"
    r"|写道|のメール|のメッセージ",
    re.IGNORECASE,
)
# The end of an introduction that the mail program wrapped after "<address".
WRAPPED_END = re.compile(r">\s?(?:a écrit|écrit|wrote|schrieb|ha scritto|escribió)?\s?:$")
GROUPWISE = re.compile(r">>> .{3,200} \d{1,2}[./]\d{1,2}[./]\d{2,4}.{0,20}>>>$")
# "La préfecture nous a écrit :", "Dans son courriel, Anne a écrit :", "la personne qui a écrit" are prose: no mail
# program says to whom, nor opens with such words, nor puts an article before a name.
REPORTED = re.compile(
    r"\b(?:nous|vous|lui|leur|m['’]|t['’])\s?a[ ]{1,3}(?:\w{0,2}crit|répondu)\b|"
    r"\bqu[ei]\b.{0,80}\ba\ (?:écrit|répondu)\b|"
    r"^(?:dans(?!\sun\s(?:e-?mail|courrier|message)\sdaté\sdu\s\d)|par|suite|comme|voici|voilà|pour|selon|j['’]|je|nous|"
    r"il(?!\s(?:giorno|\d))|elle|vous|"
    r"après|mais|or|et|ainsi|concernant|"
    r"d['’]après)\b|(?:,|\d)\s(?-i:le|la|les|l['’]|une?|notre|nos|mon|ma|mes|votre|vos|ce|cet|cette)"
    r"(?!\s\d|\s?(?:lun|mar|mer|jeu|ven|sam|dim))\b[^,]{1,80}\ba\ (?:écrit|répondu)\b",
    re.IGNORECASE,
)
# "La préfecture a écrit :", without an address, and "Le guide indique ... Anne <a@b.example> :" are prose too.
ARTICLE = re.compile(
    r"l['’]|(?:la|les|une?|notre|nos|votre|vos|mon|ma|mes|ce|cette|le(?!\s(?:\d|(?:lun|mar|mer|jeu|ven|sam|dim))))\s",
    re.IGNORECASE,
)
SOMEBODY = re.compile(r"[^,]{1,90}\ba (?:écrit|répondu)\b", re.IGNORECASE)
# One of these stands in every introduction.
INTRODUCTION_STEMS = (
    "@",
    "gmt",
    "écrit",
    "ecrit",
    "répondu",
    "wr",
    "schr",
    "escrib",
    "scri",
    "escrev",
    "skrev",
    "kirjoitti",
    "napisa",
    "написа",
    "пиш",
    "写道",
    "メ",
)
# "Selon Anne <a@b.example>:" above quoted lines (Horde): no verb and no date, but nothing else either.
SAYS = re.compile(
    r"(?:selon|en\ réponse\ à|citation\ de|quoting|zitat\ von|citando\ a)\ "
    r"[^:<>@]{0,80}<?[^\s<>@]{1,64}@[^\s<>@]{2,200}>?\s?:$",
    re.IGNORECASE,
)
# An introduction without its colon ends with its verb.
VERB_ENDS = ("crit", "wrote", "schrieb", "escribió", "scritto", "escreveu", "schreef", "skrev", "写道", "メール")
# What an introduction may begin with.
OPENING = re.compile(
    r"[\W_]{0,5}(?:(?:le|el|il|on|am|em|op|den|på|в|у|at|w\ dniu|dnia|pe|ke|ti|ma|to|la|su|在|datum)\b|"
    r"\d{1,4}[-./年\s]|"
    r"(?:lun|mar|mer|jeu|ven|sam|dim|mon|tue|wed|thu|fri|sat|sun|lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche)"
    r"[a-zé]{0,6}[.,]?\ )",
    re.IGNORECASE,
)
# A moment: what tells an introduction from prose that happens to say "a écrit".
MOMENT = re.compile(r"\d{1,4}\s?[-./年]\s?\d{1,2}|\d{1,2}\s?[:h]\s?\d{2}|\b(?:19|20)\d\d\b|\d\s+[^\W\d]{3}")
TIME = re.compile(r"\d{1,2}\s?[:h]\s?\d{2}")
ADDRESS = re.compile(r"[^\s<>@]{1,64}@[^\s<>@]{2,200}")
# "2016-10-24 15:36 GMT+02:00 Name <a@b.example>:" has no verb at all.
DATED_NAME = re.compile(
    r"[\W_]{0,3}\d{4}[-/]\d{1,2}[-/]\d{1,2}\s(?:[^<]{0,80}<[^<>]{0,200}@[^<>]{1,200}>\s?:?|"
    r"\d{1,2}:\d{2}\ GMT[^<>]{0,80})\s*$"
)
# '"Anne" a@b.example – 3 mars 2026 14:02' above quoted lines (Nextcloud).
NAME_THEN_DATE = re.compile(
    r"[\"“]?[^\"“”<>@:]{1,80}[\"”]?\s<?[^\s<>@]{1,64}@[^\s<>@]{2,200}>?\s[–—-]\s.{0,40}\b\d{4}\b.{0,20}$"
)

# A whole header that lost its line breaks.
ONE_LINE = re.compile(
    r"[\s*>]{0,4}(?:de|from)\W{0,4}:.{3,120}\b(?:envoyé|date|sent)\W{0,4}:.{5,120}\b(?:objet|sujet|subject)\W{0,4}:",
    re.IGNORECASE,
)
# What Notes writes between the author and the date of a copied mail.
NOTES = re.compile(r"(?:sent by|envoyé par|please respond to|veuillez répondre à|gesendet von)\b", re.IGNORECASE)

_FORWARDED = (
    r"(?:forwarded\ (?:message|by)|begin\ forwarded\ message|(?:début\ du\ )?(?:e-?mail|message|courriel)\ "
    r"(?:transféré|réexpédié|transmis|transf[ée]r[ée]e?)|weitergeleitete\ nachricht|mensaje\ reenviado|"
    r"messaggio\ inoltrato|inizio\ messaggio\ inoltrato|anfang\ der\ weitergeleiteten\ (?:nachricht|e-?mail))"
)
FORWARDED = re.compile(r"[\W_]{0,40}" + _FORWARDED, re.IGNORECASE)
_ORIGINAL = (
    r"(?:original(?:\ (?:e-?mail|message|appointment|meeting\ request))|reply\ message|message\ d['’]origine|"
    r"(?:message|mail|e-?mail|courriel)\ (?:original|initial|d['’]origine)|ursprüngliche\ (?:nachricht|mail|e-?mail)|"
    r"originalnachricht|mensaje\ original|messaggio\ originale|mensagem\ original|oprindelig\ (?:besked|meddelelse)|"
    r"oorspronkelijk\ bericht|ursprungligt\ meddelande|opprinnelig\ melding|wiadomość\ oryginalna|"
    r"исходное\ сообщение)"
)
# With its dashes an "original message" line is unmistakable; without, only as the whole line.
SEPARATOR = re.compile(
    rf"[\s*>_]{{0,4}}[-_=]{{2,40}}\s*(?:{_ORIGINAL}|{_FORWARDED})|[\s*>]{{0,4}}{_FORWARDED}\s?:?\s*$", re.IGNORECASE
)
# "---- Origineel bericht ----", whatever it is called, or "Message original" without dashes: when a mail's header
# stands below.
TITLE = re.compile(rf"[-_=*~]{{3,40}}\s?[^\W\d_].{{2,60}}[^\s]\s?[-_=*~]{{3}}$|{_ORIGINAL}\s?:?$", re.IGNORECASE)
MARKER = re.compile(
    r"[\W_]{0,20}(?:répon(?:dez|dre)|repon(?:dez|dre)|veuillez\ répondre|merci\ de\ répondre|écri(?:vez|re)|"
    r"(?:please\ )?(?:reply|type|write)|bitte\ antworten|antworten\ sie|por\ favor,?\ respond|responda|rispond)"
    r"[^.!?]{0,40}\b(?:au[- ]dessus|above|oberhalb|über\ dieser|por\ encima|encima\ de|sopra|al\ di\ sopra)\b"
    r"[^.!?]{0,25}\b(?:lignes?|lines?|zeile|linie|línea|linea|riga)\b",
    re.IGNORECASE,
)
# "Envoyé de mon iPhone": only as a whole line.
PHONE_SIGNATURE = re.compile(
    r"[\W_]{0,4}(?:"
    r"(?:provenance\ ?:\ |(?:envoy[ée]e?|sent|gesendet|enviado|inviato|verzonden|sendt|skickat|enviada)\ (?:"
    r"(?:de|depuis|à\ partir\ de|avec|par|from|via|using|with|by|mit|von|desde|da|dal|vanaf|fra|från|met|a)\ |"
    r"(?:à\ partir\ )?d['’]))"
    r"(?:(?:mon|ma|my|meinem|meiner|mi|il|mio|mijn|min|un|une|a|the|la|le|der)\ |l['’])?\W?"
    r"(?:iphone|ipad|ipod|android|smartphone|samsung|galaxy|outlook|yahoo|mobile|téléphone|tablette|blackberry|windows|"
    r"courrier|mail|gmail|orange|sfr|free|la\ poste|huawei|xiaomi|proton|appareil|phone|nokia|handy|handheld|typeapp|"
    r"application|webmail|wireless|bouygues|portable|móvil|telefono|app\b|messagerie|telefon|cell|htc|alcatel|airmail|"
    r"ti-)"
    r"|(?:get|télécharge[rz]|obten(?:ir|ez)|hol dir|obtener|scarica)\ \W?(?:outlook|yahoo|bluemail)\b"
    r"|garanti\ sans\ virus"
    r"|von\ meinem\ \S{1,30}\ gesendet|diese\ nachricht\ wurde\ von\ mein)"
    r"[^.!?<(\[]{0,60}(?:[.,]?\ ?(?:please\ excuse|(?:veuillez\ )?excuse[rz]|désolé|merci\ d['’]excuser)[^.!?]{0,60})?"
    r"(?:\W{0,3}(?:https?:|www\.)\S{0,300}(?:\ (?:secure\ email|messagerie\ sécurisée))?)?[^\w?]{0,4}$",
    re.IGNORECASE,
)
# Words of somebody who passes a mail on.
BELOW = re.compile(
    r"\b(?:ci[- ]dessous|ci[- ]après|plus\ bas|transf(?:ère|ere|érer|erer|erons|érons)|fais\ suivre|faire\ suivre|"
    r"voici\ (?:la|les|sa|ses|le|son)\ (?:réponse|retour|élément|précision)s?\ (?:de|d['’]|du)|see\ below|below)\b",
    re.IGNORECASE,
)
# Words of somebody whose answers stand inside the copied mail.
INSIDE = re.compile(
    r"\b(?:en\ (?:rouge|bleu|vert|gras|couleur)\b|(?:dans|dessous)\ (?:le|votre|ton)\ (?:corps|texte|mail|message|"
    r"courriel)|dans\ le\ fil|entre\ les\ lignes|in\ ?line\b|"
    r"au\ fil\ d[eu]\ (?:votre|vos|ton|tes|texte|message|mail|courriel)|"
    r"(?:sous|après)\ (?:chacune?|chaque)\ (?:de\ (?:vos|tes)|question|point|remarque)|"
    r"(?:réponse|remarque|commentaire)s?\b[^.!?]{0,30}\b(?:précédé|préfixé|signalé|surligné|marqué)e?s?\ "
    r"(?:de|d['’]|par|en)\b)",
    re.IGNORECASE,
)
# Somebody who says nothing but "see this".
FOR_INFORMATION = re.compile(
    r"\W*(?:(?:bonjour|bonsoir|madame|monsieur|mesdames|messieurs|pour|votre|info(?:rmation)?|fyi|tr|fwd?|cordialement|"
    r"bien|à|vous|toutes|tous|et|suite|donner|attribution|avis|hello|hi|merci|bonne|journée|réception)\b\W*)*",
    re.IGNORECASE,
)
