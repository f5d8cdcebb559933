"""How people and machines say "I am away", folded (`dates_words.fold`): French, English, German, Spanish, Italian."""

import re

_FEW = r"(?:[\w.,'/()-]+\s+){0,4}?"  # a few words in between
_MORE = r"(?:[\w.,'/()-]+\s+){0,12}?"  # German keeps the telling word for the end


def _any(*phrases: str, before: str = r"\b") -> re.Pattern[str]:
    return re.compile(f"{before}(?:{'|'.join(phrases)})")


_FR_AWAY = (
    r"(?:absent(?:e|\(e\)|s)?\b|en conges?\b|en (?:vacances|deplacement|arret|repos|rtt|formation|mission)\b|"
    r"hors du bureau|injoignable|indisponible)"
)

# A subject that only vacation replies have, at its start.
AWAY_SUBJECT = _any(
    r"(?:message|notification|avis) d'absence",
    r"absence du bureau",
    r"absent(?:e|\(e\))?(?: du bureau|\s?:| jusqu| du \d)",
    r"hors du bureau",
    r"en conges?\b",
    r"je suis (?:absent|en conge)",
    r"out[- ]of[- ](?:the[- ])?office",
    r"oo[of]\b",
    r"away from (?:my|the) (?:office|desk|mail)",
    r"on (?:annual |parental |maternity )?leave",
    r"on (?:vacation|holidays?)",
    r"vacation (?:reply|notice|message)",
    r"i am away",
    r"abwesen(?:d|heit)",
    r"nicht im (?:buro|haus)",
    r"im urlaub",
    r"urlaubsnotiz",
    r"fuera de (?:la )?oficina",
    r"(?:mensaje|notificacion|aviso) de ausencia",
    r"ausencia de la oficina",
    r"de vacaciones",
    r"fuori (?:sede|ufficio)",
    r"(?:messaggio|avviso|notifica) di assenza",
    r"assenza dall'ufficio",
    r"assente\b",
    r"in ferie",
    before=r"^(?:(?:re|aw|rv|r|sv|tr|reponse automatique|automatic reply|autoreply|auto-reply|automatische antwort|"
    r"respuesta automatica|risposta automatica)\s?:\s*|\[[^\]]{0,40}\]\s*){0,4}",
)

# A subject that any automatic reply has.
AUTOMATIC_SUBJECT = _any(
    r"(?:reponse|message) automatique\b",
    r"auto[- ]?(?:reply|response)\b",
    r"automatic (?:reply|response)\b",
    r"automatische (?:antwort|ruckantwort)\b",
    r"(?:respuesta|contestacion) automatica\b",
    r"risposta automatica\b",
    r"auto\s?:",
)

# A body that says itself that a machine sent it, or that nobody reads the mail meanwhile.
AUTOMATIC_BODY = _any(
    r"(?:reponse|message|courriel|mail) (?:est |a ete )?(?:envoyee? |genere |emis )?automatique(?:ment)?\b",
    r"prendrai connaissance (?:de (?:votre|vos)|du) (?:message|mail|courriel|e-mail)",
    r"(?:message|mail|courriel|e-mail)s? ne (?:sera|seront|est|sont) (?:pas|ni) (?:lus?|transferes?|consultes?)\b",
    r"an? auto(?:matic|mated) (?:reply|response|message)\b",
    r"auto[- ]?responder\b",
    r"(?:e-?mails?|messages?) (?:will|is|are) not (?:be(?:ing)? )?(?:read|forwarded|monitored)\b",
    r"automatically generated\b",
    r"(?:nachricht(?:en)?|e-?mails?|mails?) (?:wird|werden) (?:in dieser zeit )?nicht (?:weitergeleitet|gelesen)\b",
    r"automatische (?:antwort|nachricht)\b",
    r"automatisch (?:generiert|erstellt)",
    r"(?:respuesta|mensaje) automatic[oa]\b",
    r"(?:risposta|messaggio) automatic[oa]\b",
)

# The writer's own absence.
AWAY = _any(
    rf"(?<!si )(?<!quand )(?<!lorsque )(?:je|nous) (?:suis|serai|sommes|serons|me trouve)\s+{_FEW}{_FR_AWAY}",
    rf"(?:actuellement|presentement|etant)\s+{_FEW}{_FR_AWAY}",
    r"absent(?:e|\(e\))? (?:du bureau|jusqu|pour (?:conge|cause))",
    r"absent(?:e|\(e\))? du (?:lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche|\d)",
    r"en conges? (?:annuels? |maternite |parental |maladie )?(?:du \w*\s?\d|jusqu|a partir|et (?:serai|de retour))",
    r"ne (?:suis|serai) (?:actuellement )?(?:pas|plus) (?:au bureau|joignable|disponible|present|en mesure de)",
    r"(?:pendant|durant|en|de) mon absence\b",
    r"(?:pendant|durant) mes (?:conges|vacances)\b",
    r"(?:des|a) mon retour\b",
    r"mon retour de (?:conges?|vacances)\b",
    r"absence (?:du bureau )?du (?:lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche|\d)",
    r"n'(?:ai|aurai) pas acces a (?:ma|mes)\b",
    r"je (?:serai|suis) (?:de|a) (?:retour|nouveau (?:present|joignable|disponible|au bureau))",
    rf"(?:i am|i'm|i will be|i'll be|we are|currently|i have been)\s+{_FEW}(?:"
    r"out of (?:the |my )?office|out (?:until|on|from|today|sick)|on (?:\w+ )?(?:leave|vacation|holidays?)\b|"
    r"away\b|absent\b|travell?ing|off (?:work|sick)|not in the office|unavailable|not available)",
    r"out of (?:the )?office (?:until|from|with|and|on|till|through)\b",
    r"(?:up)?on my return\b",
    r"(?:i will|i'll) be back\b",
    r"(?:in|during) my absence\b",
    rf"(?:ich bin|bin ich|ich werde|ich befinde mich|wir sind|derzeit|zurzeit|momentan|aktuell)\s+{_MORE}(?:"
    r"nicht (?:im (?:buro|hause?)|erreichbar|am (?:arbeits)?platz|an meinem)|im urlaub|abwesend|ausser haus|"
    r"auf dienstreise|in elternzeit|erkrankt)",
    r"meine[rs]? abwesenheit\b",
    r"nach meiner ruckkehr\b",
    rf"ich bin\s+{_FEW}wieder (?:im buro|da|erreichbar)\b",
    rf"(?:estoy|estare|me encuentro|me encontrare|actualmente)\s+{_FEW}(?:"
    r"fuera de (?:la |mi )?oficina|de vacaciones|ausente|de baja|de permiso|de viaje|fuera del despacho)",
    r"durante mi ausencia\b",
    r"(?:regreso|regresare|volvere|me reincorporo|me reincorporare) el\b",
    r"a mi (?:regreso|vuelta)\b",
    r"no (?:estoy|estare) (?:disponible|en la oficina)",
    rf"(?:sono|saro|mi trovo|attualmente)\s+{_FEW}(?:"
    r"in ferie|fuori (?:sede|ufficio|stanza)|assente|in vacanza|in (?:congedo|malattia|maternita|trasferta))",
    r"durante la mia assenza\b",
    r"non sono (?:in ufficio|in sede|disponibile)",
    r"(?:rientrero|tornero|saro di ritorno)\b",
    r"al mio (?:rientro|ritorno)\b",
    r"non saro (?:in ufficio|disponibile|raggiungibile|reperibile)",
)

# The absence of a named person or of an office, as a machine words it: only believed where headers say "reply".
AWAY_THIRD = _any(
    rf"(?:est|sera) (?:actuellement )?{_FR_AWAY}",
    r"(?:service|bureaux?|mairie|secretariat|etablissement|structure|association|equipe|accueil)\s+"
    r"(?:[\w']+\s+){0,4}?(?:(?:est|sont|sera|seront)\s+)?(?:\w+\s+){0,2}?fermee?s?\s+(?:\w+\s+){0,3}?(?:du|jusqu)\b",
    r"(?:is|will be) (?:currently )?(?:out of (?:the )?office|on (?:\w+ )?leave|away until)",
    r"ist (?:derzeit |zurzeit )?(?:nicht im buro|im urlaub|abwesend)",
)

# A help desk or a shared mailbox that says it has received a request ...
RECEIPT = _any(
    r"nous avons bien recu",
    r"(?:ticket|demande|dossier|incident|case|reference) ?(?:n[o°]|num\w*|number|id\b|#)",
    r"#\d{3,}",
    r"we have received your",
    r"thank you for contacting",
    r"wir haben ihre",
    r"ihre anfrage (?:ist|wurde)",
    r"hemos recibido su",
    r"abbiamo ricevuto",
    before=r"(?<!\w)",
)
# ... and the first person, which such a receipt does not use.
FIRST_PERSON = _any(
    rf"je (?:suis|serai|me trouve|reviens|reviendrai)\s+{_FEW}{_FR_AWAY}",
    r"i (?:am|will be)\b",
    r"i'(?:m|ll)\b",
    r"ich (?:bin|werde)\b",
    r"(?:estoy|estare)\b",
    r"(?:sono|saro)\b",
    r"mon absence\b",
)
