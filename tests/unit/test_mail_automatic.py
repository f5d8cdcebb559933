"""Who wrote this mail: the rules that ship with the desk, and how rules are read."""

import re
import tomllib
from pathlib import Path

import pytest

from guichet_bot.core.mail.automatic import Facts, Verdict, compile_rules, fold, verdict
from guichet_bot.core.mail.parse import parse

RULES = compile_rules(tomllib.loads((Path(__file__).parents[2] / "rules/automatic.toml").read_text(encoding="utf-8")))


def judge(headers: str, text: str = "Bonjour, une question.", facts: Facts | None = None) -> Verdict:
    fields = dict(line.split(": ", 1) for line in headers.splitlines() if line)
    fields = {
        "From": "Zoe <zoe@ville.example>",
        "Subject": "Question",
        "Content-Type": "text/plain; charset=utf-8",
        **fields,
    }
    raw = "".join(f"{name}: {value}\n" for name, value in fields.items()) + "\n" + text
    return verdict(parse(raw.encode()), RULES, facts or Facts(recent=1))


@pytest.mark.parametrize(
    "headers",
    [
        "",
        "Auto-Submitted: no",
        "Auto-Submitted: No ",
        "Auto-Submitted: no; owner-email=zoe@ville.example",
        "Auto-Submitted: auto-forwarded",
        "X-Autoreply: no",
        "X-Auto-Response-Suppress: DR, OOF, AutoReply",  # Exchange puts it on people's mail too
        "Precedence: first-class",
        "From: ne-pas-repondre@plateforme.example\nReply-To: zoe@ville.example",
        "Subject: Absence de clause sociale dans un marché : que faire ?",
        "Subject: Absences de réponse à un marché",
        "Subject: Re: Réponse automatique : je suis de retour",
        "Subject: Échec d'une procédure : faut-il relancer ?",
        "Subject: Retard de livraison",
        "Subject: Newsletter et marchés publics",
        "Subject: Absence du bureau d'études dans le groupement",
        "Subject: Absent au bureau de vote : quorum ?",
        "Subject: Avis d'absence d'offres sur le lot 2",
        "Subject: Message automatique de la plateforme : faut-il y répondre ?",
        "Subject: Réponse automatique du profil d'acheteur, est-elle opposable ?",
        "Subject: Réponse automatique : comment la configurer ?",
        "Subject: Authentification de la signature électronique",
        "Subject: Demande d'authentification des offres signées",
        "Subject: Votre courrier du 3 mars est en attente de réponse",
        "Subject: Merci de confirmer votre adresse de livraison",
        "Return-Path: <zoe@ville.example>",
        "Subject: Returned mail\nIn-Reply-To: <a@b>",
    ],
)
def test_a_person_is_kept(headers: str) -> None:
    text = "Bonjour, quelle est la règle ?" if headers.endswith("configurer ?") else "Bonjour, une question."
    assert judge(headers, text).kind == "human"


@pytest.mark.parametrize(
    "text",
    [
        "Je suis absente jusqu'au 15, transférez la question à un collègue.",
        "Nous sommes en congés en août : le délai de trois jours ouvrés court-il ?",
        "Je suis en congés la semaine prochaine. En cas d'urgence, pouvez-vous répondre avant ?",
        "Votre message m'a été transféré. Je réponds demain.",
        "La place nous écrit : « Ceci est un message automatique ». Nous n'y répondons pas.",
        "Le profil d'acheteur envoie un message automatique. Gardez-le comme preuve.",
        "Je suis absent jusqu'à lundi. À mon retour je compléterai, mais oui, allotissez en trois lots.",
        "Je suis en congés, mais voici : il faut publier un avis. En cas d'urgence, appelez le service.",
        "Je répondrai mieux à mon retour, mais le seuil est dépassé.",
        "La plateforme envoie une réponse automatique aux candidats, est-ce suffisant ?",
        "Je passe, je suis en congés. À mon retour je pourrai prendre d'autres questions.",
        "Je suis en vacances, je ne peux pas prendre cette question. À mon retour peut-être.",
        "Je serai absente : merci de transmettre à un autre expert. En cas d'urgence, Paul connaît le sujet.",
        "Je prends. Je suis absente demain, je répondrai à mon retour.",
        "Je suis en congés jusqu'à lundi, je traiterai la question à mon retour.",
        "Je suis absente du bureau, mais oui, c'est possible. Je précise à mon retour.",
        "Merci pour la réponse. Je suis en congés, ma collègue reviendra vers vous pendant mon absence.",
        "Ce message est envoyé automatiquement par la plateforme : est-il opposable ?",
        "J'accuse réception de votre question, elle sera traitée lundi.",
        "Faut-il cliquer sur le lien de validation pour confirmer votre envoi dans PLACE ?",
    ],
)
def test_people_may_speak_of_holidays_and_machines(text: str) -> None:
    assert judge("In-Reply-To: <q@x>", text).kind == "human"


@pytest.mark.parametrize(
    ("headers", "kind"),
    [
        ("Auto-Submitted: auto-replied", "auto-reply"),
        ("Auto-Submitted: auto-replied (vacation)\nReturn-Path: <>", "auto-reply"),
        ("Auto-Submitted: auto-generated", "automatic"),
        ("Auto-Submitted: auto-notified; x=y", "automatic"),
        ("Auto-Submitted: non", "automatic"),  # any other value than "no"
        ("X-Autoreply: yes", "auto-reply"),
        ("X-Autorespond:  ", "auto-reply"),
        ("Precedence: auto_reply", "auto-reply"),
        ("Subject: Réponse automatique : Votre question", "auto-reply"),
        ("Subject: Re\u0301ponse automatique: vacances", "auto-reply"),  # accents apart
        ("Subject: Automatic reply: Question", "auto-reply"),
        ("Subject: Automatische Antwort: Frage", "auto-reply"),
        ("Subject: Respuesta automática: pregunta", "auto-reply"),
        ("Subject: Risposta automatica: domanda", "auto-reply"),
        ("Subject: Out of office: Question", "auto-reply"),
        ("Subject: Absent du bureau : Question", "auto-reply"),
        ("Subject: Absence du bureau Re: Question", "auto-reply"),
        ("List-Id: <liste.example>", "list"),
        ("Precedence: list", "list"),
        ("List-Unsubscribe: <mailto:x@y.example>", "list"),
        ("From: La lettre <newsletter@media.example>", "list"),
        ("Precedence: bulk", "automatic"),
        ("Return-Path: <>", "automatic"),
        ("From: noreply@boutique.example", "automatic"),
        ("From: ne-pas-repondre@place.example", "automatic"),
        ("From: MAILER-DAEMON@mx.example", "automatic"),
        ("From: postmaster@mx.example\nSubject: Undeliverable: Question", "bounce"),
        ("Return-Path: <>\nSubject: Échec de la remise", "bounce"),
        ("From: postmaster@mx.example\nSubject: Delivery delayed: Question", "delayed"),
        ("X-Failed-Recipients: x@y.example", "bounce"),
        ("Content-Type: multipart/report; report-type=feedback-report; boundary=b", "automatic"),
        ("Content-Type: multipart/report; report-type=delivery-status; boundary=b\nSubject: Échec de remise", "bounce"),
        ("Content-Type: multipart/report; report-type=delivery-status; boundary=b\nSubject: Message remis", "delayed"),
        ("From: MailInBlack <contact@mailinblack.example>", "challenge"),
        ("Subject: Votre e-mail à c.leroy@ville.example est en attente", "challenge"),
        ("Subject: Demande d'authentification", "challenge"),
        ("Subject: Réponse automatique Question de la mairie\nIn-Reply-To: <q@x>", "auto-reply"),
        ("Subject: Message d'absence du 3 au 12 mars", "auto-reply"),
    ],
)
def test_a_machine_is_named(headers: str, kind: str) -> None:
    assert judge(headers).kind == kind


@pytest.mark.parametrize(
    "text",
    [
        "Ceci est une réponse automatique.\nVotre demande est enregistrée.",
        "Bonjour,\nActuellement en congés, je prendrai connaissance de votre message le 12.",
        "Bonjour,\nJe suis en vacances du 3 au 17 août.\nPendant mon absence, écrivez à accueil@ville.example.",
        "Bonjour,\nAbsente jusqu'au 12 mars, je lirai votre message à mon retour.",
        "Bonjour,\nJe suis en formation les 16 et 17 mars.\nPour toute urgence, appelez l'accueil.",
        "Bonjour,\nJe suis en congés du 16 au 27 mars.\nMerci de vous adresser à accueil@ville.example.",
        "Bonjour,\nNous accusons réception de votre courriel. Votre demande sera transmise au service compétent.",
        "La mairie est fermée jusqu'au 2 janvier.\n\nMessage automatique",
        "Votre courriel est enregistré.\nCe courriel est généré automatiquement, merci de ne pas y répondre.",
        "Merci de ne pas répondre à ce courriel automatique. Votre demande est enregistrée.",
        "Je suis absente du 3 au 10.\nPour toute autre question, merci de contacter accueil@ville.example.",
        "Ceci est un message automatique. Besoin d'aide ?",
        "I am out of the office until Monday. I will reply on my return.",
        "Ich bin bis zum 17. August nicht im Büro.",
        "Estoy fuera de la oficina hasta el lunes.",
        "Sono in ferie fino al 17 agosto.",
    ],
)
def test_vacation_replies_without_a_header_are_known_by_their_words(text: str) -> None:
    assert judge("In-Reply-To: <q@x>\nSubject: Re: Question", text).kind == "auto-reply"


def test_a_challenge_is_known_by_its_words_when_a_machine_sent_it() -> None:
    text = "Pour que votre courrier arrive, merci de cliquer ici et de vous authentifier, une seule fois suffit."
    assert judge("From: Antispam <antispam@filtre.example>\nSubject: Message", text).kind == "challenge"


def test_our_own_mail_comes_first() -> None:
    assert judge("Return-Path: <>\nAuto-Submitted: auto-replied", facts=Facts(own=True)).kind == "own"


def test_a_flood_is_stopped_beyond_the_limit() -> None:
    assert judge("", facts=Facts(recent=20, limit=20)).kind == "human"
    assert judge("", facts=Facts(recent=21, limit=20)) == Verdict(
        "too_many", "too many from one address", "21 courriers en une heure"
    )


def test_a_mailbox_fed_by_its_own_list_still_receives_people() -> None:
    headers = "List-Id: Guichet <guichet.reseau.example>\nPrecedence: list"
    assert judge(headers, facts=Facts(desk="guichet@reseau.example")).kind == "human"
    assert judge(headers + "\nReturn-Path: <>", facts=Facts(desk="guichet@reseau.example")).kind == "list"
    assert judge(headers, facts=Facts(desk="autre@reseau.example")).kind == "list"


def test_a_verdict_names_its_rule_and_what_it_saw() -> None:
    assert judge("Auto-Submitted: auto-replied") == Verdict(
        "auto-reply", "declared auto-reply", "Auto-Submitted : auto-replied"
    )
    assert judge("").rule == "a person"


def test_words_compare_without_accents_or_case() -> None:
    assert fold("Réponse À l’été") == "reponse a l'ete"


def one(when: object, name: str = "r", kind: str = "automatic") -> dict[str, object]:
    return {"rule": [{"name": name, "verdict": kind, "when": when}]}


def test_conditions_combine() -> None:
    rules = compile_rules(one({"thread": True, "not": {"subject": r"Éché\S"}, "any": [{"own": True}, {"from": "ZOE"}]}))
    mail = parse(b"From: zoe@ville.example\nSubject: Question\n\nx")
    assert verdict(mail, rules, Facts(thread=True)).kind == "automatic"
    assert verdict(mail, rules, Facts()) == Verdict("human", "no rule")
    echec = parse("From: zoe@ville.example\nSubject: un échec\n\nx".encode())
    assert verdict(echec, rules, Facts(thread=True)).kind == "human"


def test_every_header_of_a_table_must_match() -> None:
    rules = compile_rules(one({"header": {"X-A": "1", "X-B": ["2", "3"]}}))
    assert verdict(parse(b"X-A: 1\nX-B: 9\nX-B: 3\n\nx"), rules, Facts()).kind == "automatic"
    assert verdict(parse(b"X-A: 1\n\nx"), rules, Facts()).kind == "human"


@pytest.mark.parametrize(
    ("document", "said"),
    [
        ({"rule": [{"verdict": "human"}]}, "règle n° 1 : il manque « name »"),
        (one({}, kind="peut-être"), "« verdict » doit être l'un de"),
        ({"rule": [{"name": "r", "verdict": "human", "quand": {}}]}, "clé inconnue « quand »"),
        ({"regle": []}, "clé inconnue « regle »"),
        ({"rule": {}}, "suite de blocs"),
        (one({"sujet": "x"}), "condition inconnue « sujet »"),
        (one({"subject": "("}), "motif illisible « ( »"),
        (one({"subject": []}), "un motif est un texte"),
        (one({"own": "oui"}), "« own » vaut true ou false"),
        (one({"any": {}}), "« any » est une liste"),
        (one({"header": "x"}), "« header » s'écrit"),
        (one(["x"]), "une condition s'écrit"),
        ({"rule": [{"name": "r", "verdict": "human"}] * 2}, "deux règles s'appellent « r »"),
    ],
)
def test_mistakes_in_the_file_are_told(document: dict[str, object], said: str) -> None:
    with pytest.raises(ValueError, match=re.escape(said)):
        compile_rules(document)


def test_every_mistake_is_told_at_once() -> None:
    with pytest.raises(ValueError, match=r"(?s)« ooo ».*« trop »"):
        compile_rules({"rule": [one({"ooo": True}, "a")["rule"][0], one({"trop": True}, "b")["rule"][0]]})  # type: ignore[index]


@pytest.mark.parametrize("subject", ["Votre message est en attente", "Vérification de l'expéditeur"])
def test_a_filter_that_asks_for_a_click_is_one_whatever_its_address(subject: str) -> None:
    assert judge(f"Subject: {subject}", "Cliquez sur ce lien pour que votre message soit remis.").kind == "challenge"
