"""Made-up questions of public buyers, as varied as a morning's mail: subjects, lengths, programs, encodings."""

import binascii
import unicodedata
from collections.abc import Iterator
from email.header import Header
from random import Random

DESK = "guichet@resocc.example"
TOWNS = (
    ("Saint-Clair-sur-Lèze", "31"), ("Montfort-le-Vieux", "81"), ("Castelnau-d'Olmes", "09"),
    ("Villeneuve-Basse", "34"), ("Roquebrune-les-Bois", "30"), ("La Chapelle-aux-Aulnes", "46"),
    ("Bessières-en-Val", "82"), ("Aiguevive", "11"),
    ("Pont-de-Cère", "12"), ("Lavernoux", "65"), ("Mas-Blanc", "66"), ("Tréville", "32"), ("Fontjoyeuse", "48"),
)  # fmt: skip
FIRST = (
    "Anne",
    "Benoît",
    "Chloé",
    "David",
    "Élise",
    "Farid",
    "Gaëlle",
    "Hugo",
    "Inès",
    "Joël",
    "Karine",
    "Loïc",
    "Maud",
)
LAST = ("Arnal", "Bousquet", "Carrère", "Delmas", "Estève", "Fabre", "Galinier", "Huc", "Izard", "Jalabert", "Lacombe")
STRUCTURES = (
    ("Mairie de {town}", "commune"), ("Communauté de communes de {town}", "intercommunalité"),
    ("Centre hospitalier de {town}", "hôpital"), ("Lycée de {town}", "lycée"), ("CCAS de {town}", "ccas"),
    ("Syndicat des eaux de {town}", "syndicat"),
)  # fmt: skip
CASES = (
    ("Menus de la cantine et loi EGalim",
     "Notre restaurant scolaire sert {n} repas par jour. Les produits bio de nos fournisseurs locaux comptent-ils dans "
     "les 20 % demandés par EGalim, même sans le label sur la facture ?"),
    ("Produits d'entretien des écoles",
     "Nous renouvelons notre marché de nettoyage des locaux ({n} m²). Peut-on exiger des produits d'entretien avec "
     "l'Écolabel européen, et comment contrôler leur dosage pendant le marché ?"),
    ("Remplacement de {n} ordinateurs portables",
     "Nous devons remplacer {n} ordinateurs portables. Peut-on n'acheter que du matériel reconditionné, et quelle "
     "durée de garantie demander ?"),
    ("Vêtements de travail des agents techniques",
     "Pour les vêtements de travail de nos {n} agents, nous aimerions un textile avec des fibres recyclées. "
     "Quels labels permettent de vérifier ce que le fournisseur affirme ?"),
    ("Quota de véhicules électriques",
     "Notre flotte compte {n} véhicules. À partir de quel nombre devons-nous respecter un quota de véhicules à faibles "
     "émissions lors du renouvellement ?"),
    ("Clause d'insertion dans un marché de voirie",
     "Nous préparons un marché de voirie de {n} 000 euros. Combien d'heures d'insertion peut-on raisonnablement "
     "demander, et qui peut nous aider à suivre la clause sociale ?"),
    ("Isolation en matériaux biosourcés",
     "Pour la rénovation de l'école ({n} m²), l'architecte propose une isolation en paille. Comment écrire une "
     "exigence de matériaux biosourcés sans fermer le marché ?"),
    ("Critère environnemental : quelle pondération ?",
     "Dans un marché de services de {n} 000 euros, quelle pondération donner au critère environnemental et comment "
     "noter les offres sans se tromper ?"),
    ("Tri à la source des biodéchets",
     "Notre cuisine centrale jette environ {n} kg par semaine. Comment mesurer le gaspillage alimentaire et organiser "
     "le tri des biodéchets avec un prestataire ?"),
    ("Obligations d'août 2026",
     "Nos {n} marchés en cours devront-ils être modifiés à cause de la loi Climat et résilience, ou seulement les "
     "nouveaux marchés lancés après le 22 août 2026 ?"),
    ("Achat de mobilier de bureau d'occasion",
     "Nous aménageons {n} postes de travail et voudrions du mobilier de réemploi. Comment décrire l'état attendu et "
     "compter ces achats au titre de la loi AGEC ?"),
    ("Barquettes en plastique à la cantine",
     "Nos barquettes de cuisson sont en plastique ({n} par jour). Par quoi les remplacer, et l'inox convient-il à une "
     "liaison froide ?"),
    ("Électricité verte et garanties d'origine",
     "Nous achetons environ {n} MWh d'électricité. Les garanties d'origine suffisent-elles pour dire que l'énergie est "
     "renouvelable, ou faut-il un contrat direct avec un producteur ?"),
    ("Entretien des espaces verts sans produits",
     "Nous confions {n} hectares d'espaces verts à un prestataire. Peut-on demander la gestion différenciée et des "
     "plantes d'origine locale ?"),
    ("Calcul du coût du cycle de vie",
     "Pour l'achat de {n} lave-linge, comment comparer les offres sur le coût global plutôt que sur le seul prix "
     "d'achat ?"),
    ("Fin de vie de nos écrans",
     "Nous avons {n} écrans hors d'usage. Qui reprend ces DEEE, et quels documents devons-nous garder ?"),
)  # fmt: skip
OPENINGS = ("Bonjour,", "Bonjour Madame, Monsieur,", "Madame, Monsieur,", "Bonjour à toute l'équipe,")
PADDING = (
    "Nous sommes une petite équipe et n'avons pas de juriste.",
    "Un élu nous a posé la question lors de la dernière commission.",
    "La consultation précédente n'avait reçu qu'une seule offre.",
    "Nous avons lu plusieurs guides sans trouver de réponse claire.",
    "Le marché actuel se termine à la fin de l'année, nous avons donc un peu de temps.",
    "Si vous avez un exemple d'une collectivité comparable, il nous aiderait beaucoup.",
)
CLOSINGS = ("Merci d'avance,", "Bien cordialement,", "Cordialement,", "Avec nos remerciements,")


def questions(count: int, seed: int = 1) -> Iterator[tuple[str, bytes]]:
    """`count` mails as (address of the buyer, raw bytes with CR LF), each from another buyer, the same at each run."""
    random = Random(seed)
    for number in range(count):
        yield _question(random, number)


def _question(random: Random, number: int) -> tuple[str, bytes]:
    town, departement = random.choice(TOWNS)
    first, last = random.choice(FIRST), random.choice(LAST)
    structure = random.choice(STRUCTURES)[0].format(town=town)
    subject, heart = random.choice(CASES)
    amount = random.randint(12, 480)
    address = f"{_plain(first)}.{_plain(last)}{number}@{_plain(town)}-{number % 211}.example"
    sentences = random.sample(PADDING, random.randint(1, 4))
    paragraphs = [
        random.choice(OPENINGS),
        " ".join([*sentences[:1], heart.format(n=amount)]),
        " ".join(sentences[1:]) or "Nous restons joignables par courriel.",
        random.choice(CLOSINGS),
        f"{first} {last}\n{structure} ({departement})\n05 61 00 {number % 100:02d} {amount % 100:02d}",
    ]
    moment = f"Mon, 16 Nov 2026 09:{number % 60:02d}:00 +0100"
    head = (
        f"Return-Path: <{address}>\nDelivered-To: {DESK}\n"
        f"Received: from mx.example (mx.example [192.0.2.7]) by imap.example; {moment}\n"
        f"From: {Header(f'{first} {last}', 'utf-8').encode()} <{address}>\nTo: {DESK}\n"
        f"Subject: {Header(subject.format(n=amount), 'utf-8').encode()}\n"
        f"Date: {moment}\nMessage-ID: <bench.{number:06d}@{_plain(town)}.example>\n"
        "MIME-Version: 1.0\n"
    )
    body = _plain_part(paragraphs) if number % 3 == 0 else _both_parts(paragraphs, number)
    return address, (head + body).replace("\n", "\r\n").encode("ascii")


def _plain_part(paragraphs: list[str]) -> str:
    return (
        'Content-Type: text/plain; charset="utf-8"\nContent-Transfer-Encoding: quoted-printable\n\n'
        + _quoted("\n\n".join(paragraphs))
        + "\n"
    )


def _both_parts(paragraphs: list[str], number: int) -> str:
    boundary = f"=_bench_{number}"
    html = "".join(f"<p>{paragraph}</p>".replace("\n", "<br>") for paragraph in paragraphs)
    page = f'<html><head><meta charset="utf-8"></head><body><div dir="ltr">{html}</div></body></html>'
    return (
        f'Content-Type: multipart/alternative; boundary="{boundary}"\n\n--{boundary}\n'
        + _plain_part(paragraphs)
        + f"--{boundary}\n"
        + 'Content-Type: text/html; charset="utf-8"\nContent-Transfer-Encoding: quoted-printable\n\n'
        + _quoted(page)
        + f"\n--{boundary}--\n"
    )


def _quoted(text: str) -> str:
    return binascii.b2a_qp(text.encode(), istext=True).decode("ascii")


def _plain(text: str) -> str:
    bare = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
    return "".join(c if c.isalnum() else "-" for c in bare.lower()).strip("-")
