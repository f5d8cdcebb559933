"""What leaves for the other side holds no signature, number, address or name of its writer; the rest is untouched."""

import time

import pytest

from guichet_bot.core.mail.greeting import is_courtesy
from guichet_bot.core.mail.private import scrub, scrubbed

ANNE = ("anne@mairie.example", "Anne Vidal")


def test_a_signature_under_the_closing_words_goes_and_the_resource_stays() -> None:
    text = (
        "Bonjour,\n\nVoyez la clause 4, et appelez le CDG au 05 61 12 34 56.\n\nCordialement,\nAnne Vidal\n"
        "Chargée de mission achats\nMairie de Blanc\n05 61 00 00 00\nanne@mairie.example\nwww.mairie.example"
    )
    done = scrubbed(text, ANNE)
    assert done.text == "Bonjour,\n\nVoyez la clause 4, et appelez le CDG au 05 61 12 34 56.\n\nCordialement,"
    assert "Chargée de mission" in done.removed[0]


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("Voilà.\n-- \nAnne Vidal\nMairie", "Voilà."),
        ("Voilà.\n\nAnne", "Voilà."),
        ("Voilà.\n\nAnne Vidal\nMairie de Blanc", "Voilà."),
        ("Voilà.\n\nTél. : 05 61 00 00 00\nPort. : 06 11 22 33 44", "Voilà."),
        ("Voilà.\nBien à vous, Anne", "Voilà.\nBien à vous,"),
        ("Voilà.\nMerci d'avance,\nAnne Vidal\nMairie", "Voilà.\nMerci d'avance,"),
        ("Voilà.\nBonne journée,\nCordialement\nAnne", "Voilà.\nBonne journée,"),
        ("Voilà.\nCordialement\nAnne\n\nPS : voir aussi le guide.",
        "Voilà.\nCordialement\n\nPS : voir aussi le guide."),
        ("Voilà.\nCordialement\nAnne\nCe message est confidentiel et destiné à la personne ci-dessus.",
         "Voilà.\nCordialement"),
        ("Voilà.\nCordialement\nA. V. 06 11 22 33 44", "Voilà.\nCordialement"),
        ("Voilà.\nCordialement,\n\nAnne Vidal\nAcheteuse\nBlanc, un territoire qui avance !\nSuivez-nous",
         "Voilà.\nCordialement,"),
        ("Voilà.\nCordialement,\nAnne Vidal\nAcheteuse\nPrésente du lundi au jeudi de 9 h à 17 h.\nMairie de Blanc",
         "Voilà.\nCordialement,"),
        ("Voilà.\n\nVIDAL Anne\nAcheteuse\nMairie de Blanc", "Voilà."),
        ("Voilà.\nSlts\nAnne Vidal\nMairie de Blanc", "Voilà.\nSlts"),
        ("Voilà.\nÀ votre disposition,\nAnne Vidal\nMairie de Blanc", "Voilà.\nÀ votre disposition,"),
        ("Voilà.\nCdt, Anne Vidal, mairie de Blanc, 05 63 00 00 00", "Voilà.\nCdt,"),
        ("Voilà.\nAnne Vidal\n05 63 00 00 00", "Voilà."),
        ("Voilà.\nAnne Vidal - 05 63 00 00 00", "Voilà."),
        ("Voilà.\nAnne\nTél. 05 63 00 00 00\nanne.v@perso.example", "Voilà."),
        ("Voilà.\n\nMme Anne VIDAL\nSecrétaire de mairie\n05 63 00 00 00\nmairie.blanc@perso.example", "Voilà."),
        ("Voilà.\n\n______\nAnne Vidal\nMairie de Blanc\nPoste 4512", "Voilà."),
        ("Voilà.\nSolidairement,\nAnne Vidal\nAssociation Blanc\n05 63 00 00 00", "Voilà.\nSolidairement,"),
        ("Voilà.\n\nAu plaisir,\nMme Vidal Anne\nAcheteuse\n\nTél. 05 63 00 00 00", "Voilà.\n\nAu plaisir,"),
    ],
)  # fmt: skip
def test_signatures_in_their_many_forms(text: str, left: str) -> None:
    assert scrub(text, ANNE) == left


@pytest.mark.parametrize(
    "text",
    [
        "Oui.\n\nCordialement\n\nSeuils :\nFournitures 221 000\nTravaux 5 538 000",
        "Appelez le centre de gestion :\n\n05 61 00 00 00",
        "Appelez la préfecture\n05 61 00 00 00",
        "Merci beaucoup,\nles lots suivants restent à revoir",
        "Cordialement",
        "Bien à vous\n\nVoici enfin le complément annoncé : il faut prévoir une clause de réexamen dans le contrat.",
        "Écrivez à guichet@ademe.example ou au 01 47 65 20 00.",
        "La ville d'Annecy et la commune de Vidalou.",
        "À vous de choisir la durée\n4 ans au plus\nreconduction comprise",
        "Bonne fin de marché à prévoir\nun mois de tuilage",
        "Bien à vous de voir\nlot 1\nlot 2",
        "Il y a vidal et m vidal.",
        "Anne",
        "",
    ],
)
def test_what_is_not_private_stays_byte_for_byte(text: str) -> None:
    assert scrub(text, ANNE) == text


@pytest.mark.parametrize(
    "written",
    ["anne@mairie.example", "ANNE@Mairie.example", "mailto:anne@mairie.example", "anne [at] mairie",
     "anne(at)mairie.example",
     "anne arobase mairie point example", "anne @ mairie.example"],
)  # fmt: skip
def test_an_address_goes_however_it_is_written(written: str) -> None:
    assert scrub(f"Écrivez à {written} demain.", ANNE) == "Écrivez à [adresse retirée] demain."


@pytest.mark.parametrize("written", ["Anne Vidal", "VIDAL Anne", "Mme Vidal", "A. Vidal", "madame VIDAL"])
def test_a_name_goes_however_it_is_written(written: str) -> None:
    assert scrub(f"> {written} suit ce marché.", ANNE) == "> [nom retiré] suit ce marché."


@pytest.mark.parametrize(
    "shown",
    ["VIDAL Anne", "VIDAL, Anne", "Vidal, Anne", "Anne VIDAL (Ville de Blanc)", "Anne Vidal - Mairie de Blanc",
     "Mme VIDAL Anne", "Achats | Anne VIDAL", "VIDAL Anne CD31", '"Anne VIDAL", Mairie'],
)  # fmt: skip
@pytest.mark.parametrize("written", ["Mme Anne VIDAL", "Mme Vidal", "A. Vidal", "A.Vidal", "Anne Vidal", "Vidal Anne"])
def test_a_name_goes_however_an_office_shows_it_beside_the_address(shown: str, written: str) -> None:
    assert scrub(f"> {written} suit ce marché.", (shown,)) == "> [nom retiré] suit ce marché."


def test_a_name_of_several_words_goes_with_its_hyphens_and_small_words() -> None:
    text = "Jean Paul Roux-Vidal, JP Roux Vidal, M. Roux-Vidal ou J.-P. Roux-Vidal."
    assert scrub(text, ("ROUX-VIDAL Jean-Paul",)) == ", ".join(["[nom retiré]"] * 3) + " ou [nom retiré]."
    assert scrub("> Mme De La Tour et Anne de la Tour.", ("DE LA TOUR Anne",)) == "> [nom retiré] et [nom retiré]."


def test_the_name_of_an_office_is_no_persons() -> None:
    text = "Les espaces verts et la restauration scolaire sont deux lots."
    assert scrub(text, ("Espaces Verts - Ville de Blanc", "Restauration scolaire (Blanc)")) == text
    text = "La cuisine centrale et les clauses sociales relèvent de M. le maire."
    assert scrub(text, ("Cuisine Centrale - Blanc", "Clauses Sociales - PLIE", "M. Le Grand")) == text


def test_accents_in_a_name_do_not_matter() -> None:
    assert scrub("Helene Pages a écrit.", ("Hélène Pagès",)) == "[nom retiré] a écrit."


def test_a_first_name_alone_is_one_only_with_its_capital() -> None:
    assert scrub("Claire écrit une clause claire.", ("Claire",)) == "[nom retiré] écrit une clause claire."


@pytest.mark.parametrize(
    "said",
    [
        "mon portable : ",
        "appelez-moi au ",
        "Je suis joignable au ",
        "vous pouvez me joindre au ",
        "me contacter à anne@autre.example ou au ",
        "voici mes coordonnées : ",
    ],
)
def test_the_writers_own_number_goes_wherever_it_stands(said: str) -> None:
    assert scrub(f"Oui, {said}06 11 22 33 44 demain.") == f"Oui, {said}[numéro retiré] demain."


def test_a_private_number_goes_in_every_spelling() -> None:
    text = "Au 06.11.22.33.44, au +33 6 11 22 33 44, pas au 06 11 22 33 45."
    assert scrub(text, ("0611223344",)) == "Au [numéro retiré], au [numéro retiré], pas au 06 11 22 33 45."


def test_a_word_after_a_closing_that_is_quoted_stays() -> None:
    text = "Écrivez :\n\n« Nous renonçons.\nCordialement,\nLa mairie »\n\nCela suffit."
    assert scrub(text, ANNE).endswith("Cela suffit.")


def test_a_list_that_holds_the_writer_stays() -> None:
    text = "Les référents :\nAnne Vidal\nPaul Roux, au syndicat"
    assert scrub(text, ANNE) == "Les référents :\n[nom retiré]\nPaul Roux, au syndicat"


def test_a_line_that_tells_something_of_the_writer_stays() -> None:
    said = "Deux exemples en Occitanie.\n\nAnne Vidal, du SDIS, a déjà fait ce marché\nPaul Roux aussi"
    assert scrub(said, ANNE).endswith("[nom retiré], du SDIS, a déjà fait ce marché\nPaul Roux aussi")


def test_an_afterthought_right_under_the_name_stays() -> None:
    assert "le lot 2 est à part" in scrub("Oui.\nCordialement,\nAnne\nAu fait, le lot 2 est à part.", ANNE)


@pytest.mark.parametrize(
    "said",
    [
        "Au fait, le plafond en valeur est obligatoire depuis 2022.",
        "Voici les lots : légumes, fruits et viande, à publier chacun.",
        "La commission se réunit avant la remise des offres, jamais après, et elle en dresse un procès-verbal signé.",
    ],
)
def test_an_afterthought_under_a_name_and_a_function_stays(said: str) -> None:
    assert said in scrub(f"Oui.\nCordialement,\nAnne Vidal\nMairie de Blanc\n{said}", ANNE)


def test_nothing_but_a_signature_is_kept() -> None:
    assert scrub("Anne Chose\nMairie", ()) == "Anne Chose\nMairie"


@pytest.mark.parametrize(
    "line", ["Bonjour Camille Roux,", "bonjour camille,", "Merci d'avance", "Bonne journée à tous !", ""]
)
def test_courtesy(line: str) -> None:
    assert is_courtesy(line)


@pytest.mark.parametrize(
    "line", ["aide", "bonsoir je passe", "Bonjour, où est le guide ?", "merci 3", "Réponse : merci", "x" * 200]
)
def test_no_courtesy(line: str) -> None:
    assert not is_courtesy(line)


@pytest.mark.parametrize(
    "piece",
    [
        "Cordialement\n",
        "06 11 ",
        "mon portable ",
        "anne @ ",
        "Anne Vidal ",
        "0",
        "me joindre ",
        "a@",
        "\n",
        "Anne\n",
        "Mme ",
        "A.",
        "mes coordonnées a.",
    ],
)
def test_hostile_repetition_costs_no_more_than_its_size(piece: str) -> None:
    costs = []
    for size in (2_000, 2_000, 16_000):
        start = time.process_time()
        scrub(piece * size, ANNE)
        costs.append(time.process_time() - start)
    assert costs[2] < 40 * costs[1] + 0.05


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("Oui.\nA. Vidal / Mairie / 06 11 22 33 44", "Oui.\n[nom retiré] / Mairie / [numéro retiré]"),
        ("Oui, je vous rappelle au 06 11 22 33 44.", "Oui, je vous rappelle au [numéro retiré]."),
        ("Oui, c'est possible.\nAnne V.", "Oui, c'est possible.\n[nom retiré]"),
        ("Le standard de l'Agence : 01 47 65 20 00.", "Le standard de l'Agence : 01 47 65 20 00."),
    ],
)
def test_a_number_beside_the_writers_name_is_the_writers(text: str, left: str) -> None:
    assert scrub(text, ANNE) == left


@pytest.mark.parametrize(
    "number",
    ["FR76 3000 6000 0112 3456 7890 189", "FR7630006000011234567890189", "2 84 05 81 004 123 45", "184052A00412345"],
)
def test_account_and_social_security_numbers_stay_here(number: str) -> None:
    assert scrub(f"Notre producteur : {number}, que faire ?") == "Notre producteur : [numéro retiré], que faire ?"


@pytest.mark.parametrize(
    "text", ["Le SIRET 130 005 481 00010 suffit.", "Marché AB12 CDEF : 40 000 €.", "CPV 15000000-8."]
)
def test_other_numbers_stay(text: str) -> None:
    assert scrub(text) == text
