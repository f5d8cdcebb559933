"""What gateways write into a mail: told from what its author wrote."""

import pytest

from guichet_bot.core.mail.notices import without_notices
from guichet_bot.core.mail.parse import parse

BANNERS = (
    "ATTENTION : Ce courriel provient de l'extérieur de l'organisation. Ne cliquez pas sur les liens et n'ouvrez pas "
    "les pièces jointes à moins de reconnaître l'expéditeur.\n\n",
    "ATTENTION: Ce mail provient de l’extérieur.\nNe cliquez sur aucun lien et n'ouvrez aucune pièce jointe\n"
    "à moins de reconnaître l'expéditeur.\n",
    "[EXTERNE] Ce message provient de l'extérieur de la Région. Soyez prudents.\n\n",
    "[EXTERNE] Soyez vigilant : ce message provient d'un expéditeur externe.\n________________\n",
    "EXPEDITEUR EXTERNE - Soyez vigilant\n\n",
    "Vous n’obtenez pas souvent d’e-mail à partir de paul@mairie.example. Découvrez pourquoi cela est important\n\n",
    "You don't often get email from paul@mairie.example. Learn why this is important\n\n",
    "CAUTION: This email originated from outside of the organization. Do not click links or open attachments unless\n"
    "you recognize the sender and know the content is safe.\n\n",
)
NOTICES = (
    "Ce message et ses pièces jointes sont confidentiels et établis à l'intention exclusive de ses destinataires. Si "
    "vous le recevez par erreur, merci de le détruire.",
    "Ce courriel est confidentiel et destiné exclusivement à son destinataire. S'il vous parvient par erreur, merci de "
    "le supprimer.\n\nThis e-mail is confidential and intended solely for the recipient. If received in error, "
    "delete it.",
    "Pensez à l'environnement avant d'imprimer ce message",
    "---\nL'absence de virus dans ce courrier électronique a été vérifiée par le logiciel antivirus Avast.",
    "Cet e-mail a été vérifié par le logiciel antivirus d'Avast.\nwww.avast.com",
)
OWN = (
    "Ce message vient d'un agent extérieur à notre service : peut-on lui répondre ?\n\nMerci",
    "Attention, le mail externe est hors marché.\nQue faire ?",
    "Nous cherchons un destructeur de documents confidentiels.\n\nCe message est confidentiel.",
    "Les offres sont-elles confidentielles ? Un destinataire qui les reçoit par erreur doit-il les détruire ?",
    "Ce message pour vous demander si une AMO externe est possible.\n\nMerci",
    "Ce courriel reçu d'un prestataire externe demande un acompte. Que répondre ?\n\nMerci",
    "Ce message vient d'un prestataire externe : puis-je le payer ?\n\nMerci",
    "Ce message est destiné au guichet.\n\nComment exiger que nos papiers soient détruits par erreur ou non ?",
)
# What an author writes below a banner, and at the end of his mail.
BELOW_BANNER = (
    "En cas de doute sur le seuil, allotissez.",
    "Soyez vigilants sur la pondération du prix.",
    "Ne répondez pas au candidat avant la commission.",
    "N'ouvrez pas les plis avant midi.",
)
AT_THE_END = (
    "Une offre est partie par erreur à un autre destinataire. Elle est confidentielle : doit-il la supprimer ?",
    "L'offre partie par erreur reste confidentielle ; son destinataire doit la supprimer.",
    "Si vous avez reçu une offre par erreur, elle reste confidentielle et il faut la supprimer.",
    "Confidentialité : le destinataire des plans ne les diffuse pas, toute copie est interdite.",
    "Ce courrier au candidat est confidentiel ; envoyé par erreur, son destinataire doit le détruire.",
    "Pensez à l'environnement dans la pondération : 20 % au moins.",
    "Adoptez l'écolabel comme exigence minimale.",
    "N'imprimez pas le DCE : le profil d'acheteur suffit.",
)


@pytest.mark.parametrize("notice", ["", *NOTICES])
@pytest.mark.parametrize("banner", ["", *BANNERS])
def test_only_what_its_author_wrote_is_left(banner: str, notice: str) -> None:
    assert without_notices(f"{banner}Bonjour,\n\nJe passe.\n\n{notice}").strip("_\n") == "Bonjour,\n\nJe passe."


@pytest.mark.parametrize("text", [*OWN, *NOTICES, BANNERS[0]])
def test_what_a_person_may_have_written_stays_and_something_always_does(text: str) -> None:
    assert without_notices(text) == text


@pytest.mark.parametrize("text", BELOW_BANNER)
def test_advice_of_the_author_below_a_banner_stays(text: str) -> None:
    assert without_notices(f"{BANNERS[2]}{text}\n\nPaul") == f"{text}\n\nPaul"


def test_the_line_below_a_banner_without_a_full_stop_stays() -> None:
    banner = "[EXTERNE] Ce message provient d'un expéditeur extérieur à la Métropole"
    assert without_notices(f"{banner}\nOui, vous pouvez allotir.\n\nPaul") == "Oui, vous pouvez allotir.\n\nPaul"


@pytest.mark.parametrize("text", AT_THE_END)
def test_a_last_paragraph_with_words_of_notices_stays(text: str) -> None:
    assert without_notices(f"Bonjour,\n\n{text}") == f"Bonjour,\n\n{text}"


@pytest.mark.parametrize("notice", NOTICES)
@pytest.mark.parametrize("blank", ["\n", "\n\n"])
def test_a_notice_without_a_blank_line_above_takes_nothing_with_it(notice: str, blank: str) -> None:
    said = f"Bonjour,{blank}Oui, allotissez.\nCordialement\nPaul"
    assert without_notices(f"{said}\n{notice}").rstrip("\n-") == said


def test_the_newest_text_has_none_and_the_whole_text_all() -> None:
    mail = parse(f"From: anne@mairie.example\n\n{BANNERS[0]}Je passe\n\n{NOTICES[0]}\n".encode())
    assert mail.newest == "Je passe" and "extérieur" in mail.text and "confidentiels" in mail.text


@pytest.mark.parametrize("notice", NOTICES)
def test_a_notice_below_the_copied_mail_does_not_keep_it(notice: str) -> None:
    head = "From: b@x.example\nTo: d@x.example\nContent-Type: text/plain; charset=utf-8\n\n"
    copied = "Le 03/03/2026 à 10:12, Guichet a écrit :\n> Deux lots ou trois ?"
    assert parse(f"{head}Deux lots.\n\n{copied}\n\n{notice}\n".encode()).newest == "Deux lots."
