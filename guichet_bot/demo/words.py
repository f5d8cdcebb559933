"""The page's words for what the store names in one word; the second of a pair is the colour it gets."""

from datetime import date

from guichet_bot.core.model import QuestionState

ROLES = {"buyer": "acheteur", "expert": "expert", "coordinator": "coordination", "other": ""}
HOLIDAYS = {date(2026, 11, 11): "jour férié"}
STATES = {
    QuestionState.OFFERED: ("proposée à un expert", "wait"),
    QuestionState.COORDINATION: ("à la coordination", "wait"),
    QuestionState.WAITING: ("attend une précision", "wait"),
    QuestionState.ANSWERED: ("répondue", "good"),
    QuestionState.CLOSED: ("close", "good"),
}
SHORT_STATES = {  # for the narrow column of the live view
    **STATES,
    QuestionState.OFFERED: ("proposée", "wait"),
    QuestionState.COORDINATION: ("coordination", "wait"),
    QuestionState.WAITING: ("à préciser", "wait"),
}
OFFERS = {  # one, several
    "open": ("en cours", "en cours"),
    "answered": ("répondue", "répondues"),
    "declined": ("passée", "passées"),
    "lapsed": ("restée sans réponse", "restées sans réponse"),
    "withdrawn": ("retirée", "retirées"),
}
CAUSES = {
    "question": ("question", "plain"),
    "answer": ("réponse", "good"),
    "follow_up": ("suite de l'acheteur", "plain"),
    "thanks": ("remerciement ou avis", "good"),
    "decline": ("« je passe »", "wait"),
    "details": ("demande de précision", "wait"),
    "note": ("note", "plain"),
    "orders": ("consignes", "plain"),
    "absence": ("annonce d'absence", "wait"),
    "automatic": ("courrier automatique", "none"),
    "bounce": ("avis de non-remise", "stop"),
    "delayed": ("avis de distribution", "none"),
    "own": ("copie de nos courriers", "none"),
    "duplicate": ("doublon", "none"),
    "by_hand": ("réponse écrite à la main", "good"),
    "out_of_scope": ("hors sujet, redirigé", "none"),
    "rights": ("demande sur des données", "stop"),
    "held": ("mis de côté", "stop"),
    "too_large": ("trop lourd", "stop"),
    "too_many": ("envoi en nombre", "stop"),
    "empty": ("courrier vide", "stop"),
    "released": ("mis de côté, puis libéré", "good"),
    "discarded": ("mis de côté, puis écarté", "stop"),
    "parked": ("illisible", "stop"),
}
LETTERS = {
    "ack": ("accusé de réception", "plain"),
    "out_of_scope": ("redirection", "none"),
    "too_large": ("trop lourd", "stop"),
    "offer": ("proposition", "plain"),
    "reminder": ("rappel", "wait"),
    "passed_on": ("rien à faire", "none"),
    "answer": ("réponse", "good"),
    "details": ("demande de précision", "wait"),
    "wait_buyer": ("relance de l'acheteur", "wait"),
    "follow_up": ("suite de l'acheteur", "plain"),
    "thanks": ("merci transmis", "good"),
    "late_answer": ("réponse tardive à relire", "stop"),
    "late_notice": ("avis de relecture", "none"),
    "aside": ("pour l'acheteur ?", "stop"),
    "new_date": ("nouvelle date promise", "wait"),
    "closed": ("question close", "none"),
    "coordination": ("à la coordination", "wait"),
    "escalation": ("rappel à la coordination", "wait"),
    "held": ("courrier mis de côté", "stop"),
    "held_list": ("courriers mis de côté", "stop"),
    "rights": ("demande sur des données", "stop"),
    "rights_ack": ("accusé de réception", "plain"),
    "hold_sender": ("avis de lecture", "none"),
    "note": ("note", "plain"),
    "absence": ("absence notée", "wait"),
    "absence_ends": ("fin d'absence ?", "wait"),
    "back": ("retour noté", "good"),
    "transcript": ("compte rendu", "plain"),
    "digest": ("point du matin", "good"),
    "weekly": ("liste de la semaine", "plain"),
    "sign_of_life": ("signe de vie", "plain"),
    "alarm": ("alarme", "stop"),
}
CARRIERS = {
    "token": "adresse de réponse signée",
    "letter": "réponse à un courrier écrit pour lui",
    "undo": "adresse d'annulation signée",
    "tag": "numéro signé dans l'objet",
    "reference": "suite d'un courrier connu",
}
