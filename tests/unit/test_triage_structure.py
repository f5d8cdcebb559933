"""Who asks, and from where: plain signs only, and numbers are not départements."""

import pytest

from guichet_bot.core.people.structure import guess_structure


@pytest.mark.parametrize(
    ("address", "structure"),
    [
        ("achats@mairie-nant.example", "commune"),
        ("achats@ville-nant.example", "commune"),
        ("achats@cc-larzac.example", "intercommunalité"),
        ("achats@agglo-nant.example", "intercommunalité"),
        ("achats@metropole-nant.example", "métropole"),
        ("achats@cd81.example", "département"),
        ("achats@region-sud.example", "région"),
        ("achats@chu-nant.example", "hôpital"),
        ("achats@ehpad-nant.example", "EHPAD"),
        ("achats@ac-nant.example", "lycée ou collège"),
        ("achats@univ-nant.example", "université"),
        ("achats@sdis31.example", "SDIS"),
        ("achats@habitat-nant.example", "office HLM"),
        ("achats@drome.gouv.example", "service de l'État"),
        ("achats@poste.example", ""),
        ("", ""),
    ],
)
def test_the_senders_domain(address: str, structure: str) -> None:
    assert guess_structure(address, "")[0] == structure


@pytest.mark.parametrize(
    ("text", "structure"),
    [
        ("Notre commune prépare un marché.", "commune"),
        ("Je travaille à la mairie de Nant.", "commune"),
        ("Acheteuse au CHU de Nant, je cherche un label.", "hôpital"),
        ("Nous sommes un lycée de 900 élèves.", "lycée ou collège"),
        ("Notre petite communauté de communes débute.", "intercommunalité"),
        ("Responsable des achats de l'université de Nant", "université"),
        ("Merci.\n\nCordialement,\nCamille\nOffice public de l'habitat", "office HLM"),
        ("Les producteurs de notre département", ""),
        ("Le collège voisin a changé de cantine.", ""),
        ("Bonjour", ""),
    ],
)
def test_what_people_say_of_themselves(text: str, structure: str) -> None:
    assert guess_structure("a@poste.example", text)[0] == structure


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Nous sommes dans le Tarn.", "81"),
        ("dans l'Aude", "11"),
        ("en Haute-Garonne", "31"),
        ("En Seine Saint Denis", "93"),
        ("Val d'Oise, Côtes d'Armor non", ""),
        ("le Val d’Oise", "95"),
        ("COTES D'ARMOR", "22"),
        ("dans le 31", "31"),
        ("département 2A", "2A"),
        ("le département du Lot", "46"),
        ("Mairie de Nant\n12230 Nant", "12"),
        ("31 000 Toulouse", "31"),
        ("20000 Ajaccio", "2A"),
        ("20200 Bastia", "2B"),
        ("97410 Saint-Pierre", "974"),
        ("à La Réunion", "974"),
        ("la mairie d'Albi (81)", "81"),
        ("12230 Nant, dans l'Aveyron (Mairie de Nant (12))", "12"),
        ("12230 Nant et 31000 Toulouse", ""),
        ("un marché de 35 000 Euros, soit 12 500 HT", ""),
        ("20000 Euros et 75000 TTC", ""),
        ("le lot 31, le 31 mars, 31 agents, 81 %", ""),
        ("dans le Lot 3 du marché", ""),
        ("dans le 12e arrondissement ou dans le 93 % des cas", ""),
        ("dans le nord de la France", ""),
        ("dans le Nord de la France", ""),
        ("la réunion de jeudi", ""),
        ("le critère de prix (60)", ""),
        ("département 99", ""),
        ("99999 Ville", ""),
    ],
)
def test_the_departement_in_the_text(text: str, code: str) -> None:
    assert guess_structure("a@poste.example", text)[1] == code


@pytest.mark.parametrize(
    ("address", "code"),
    [
        ("a@cd81.example", "81"),
        ("a@cd2a.example", "2A"),
        ("a@sdis974.example", "974"),
        ("a@haute-garonne.example", "31"),
        ("a@cd-tarn.example", "81"),
        ("a@gers.mairies.example", "32"),
        ("a@cd99.example", ""),
        ("a@agence2031.example", ""),
    ],
)
def test_the_departement_in_the_domain(address: str, code: str) -> None:
    assert guess_structure(address, "Bonjour")[1] == code


def test_the_text_goes_before_the_domain() -> None:
    assert guess_structure("a@cd81.example", "Nous sommes dans le Gers") == ("département", "32")


def test_only_the_start_and_the_end_of_a_long_mail_are_read() -> None:
    assert guess_structure("a@poste.example", "x " * 5_000 + "\n12230 Nant")[1] == "12"
    assert guess_structure("a@poste.example", "x " * 5_000 + "\n12230 Nant" + " x" * 5_000)[1] == ""
