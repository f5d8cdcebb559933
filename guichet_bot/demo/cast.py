"""Who plays in the demo: a desk, its experts and coordinator, and the buyers who write to it."""

from dataclasses import dataclass
from datetime import date

from guichet_bot.core.model import OFFICE_HOURS, Coordinator, Desk, Duration, Expert, Sla

TIMEZONE = "Europe/Paris"
FIRST, LAST = date(2026, 11, 6), date(2026, 11, 18)  # two weekends and the eleventh of November


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody with a mailbox. `signature` ends what they write, `phone` reads mail on one and says so."""

    email: str
    name: str
    role: str  # buyer | expert | coordinator | other
    what: str  # who that is, as the page introduces them
    signature: str = ""
    style: str = "classic"  # how their program quotes: classic | outlook | phone


PAUL = Person(
    "paul.martin@mairie-saint-aubin.example",
    "Paul Martin",
    "buyer",
    "commune de Saint-Aubin (Tarn)",
    "Paul Martin\nResponsable des affaires scolaires\nMairie de Saint-Aubin\n2 place de la Halle, 81300 Saint-Aubin\n"
    "Tél. 05 00 00 11 22",
)
ISABELLE = Person(
    "i.roche@ch-montferrand.example",
    "Isabelle Roche",
    "buyer",
    "centre hospitalier de Montferrand (Aude)",
    "Isabelle Roche\nCellule des marchés\nCentre hospitalier de Montferrand\n11000 Montferrand",
    "outlook",
)
KARIM = Person(
    "karim.saidi@cc-valdagne.example",
    "Karim Saïdi",
    "buyer",
    "communauté de communes du Val d'Agne (Ariège)",
    "Karim Saïdi\nService commande publique\nCommunauté de communes du Val d'Agne\n09100 Agne-le-Bourg",
    "outlook",
)
VINCENT = Person(
    "commercial@ecovaisselle.example",
    "Vincent Duret",
    "other",
    "fournisseur de vaisselle",
    "Vincent Duret\nEcoVaisselle",
)
AMELIE = Person(
    "amelie.nogues@ville-castelroc.example",
    "Amélie Noguès",
    "buyer",
    "ville de Castelroc (Haute-Garonne)",
    "Amélie Noguès\nParc automobile, ville de Castelroc\n31200 Castelroc",
)
BRUNO = Person(
    "bruno.lacaze@departement-lauze.example",
    "Bruno Lacaze",
    "buyer",
    "département de la Lauze",
    "Bruno Lacaze\nDirection des achats, conseil départemental de la Lauze",
    "outlook",
)
ELODIE = Person(
    "gestion@college-jean-moulin.example",
    "Élodie Fontan",
    "buyer",
    "collège Jean-Moulin (Hérault)",
    "Élodie Fontan, gestionnaire\nCollège Jean-Moulin, 34500 Valras-le-Vieux",
    "phone",
)
THOMAS = Person(
    "thomas.besse@universite-garonne.example",
    "Thomas Besse",
    "buyer",
    "université de Garonne",
    "Thomas Besse\nDirection du numérique, université de Garonne\n31000 Toulouse",
)
MARION = Person(
    "marion.delpech@mairie-lagrange.example",
    "Marion Delpech",
    "buyer",
    "commune de Lagrange (Gers)",
    "Marion Delpech\nSecrétaire générale\nMairie de Lagrange, 32200 Lagrange",
)
SAMIR = Person(
    "samir.amrani@ccas-tournefeuilles.example",
    "Samir Amrani",
    "buyer",
    "CCAS de Tournefeuilles",
    "Samir Amrani\nCCAS de Tournefeuilles, 31170 Tournefeuilles",
)
LUCIE = Person(
    "lucie.armand@mairie-bellecombe.example",
    "Lucie Armand",
    "buyer",
    "commune de Bellecombe (Lot)",
    "Lucie Armand\nAdjointe à la directrice générale\nMairie de Bellecombe, 46000 Bellecombe",
)
DIDIER = Person(
    "didier.pons@mairie-roquefeuil.example",
    "Didier Pons",
    "buyer",
    "commune de Roquefeuil (Aveyron)",
    "Didier Pons\nServices techniques\nMairie de Roquefeuil, 12100 Roquefeuil",
)
HELENE = Person(
    "h.barthe@ehpad-les-glycines.example",
    "Hélène Barthe",
    "buyer",
    "EHPAD Les Glycines (Tarn)",
    "Hélène Barthe\nResponsable hôtelière\nEHPAD Les Glycines, 81000 Albi",
)
JULIEN = Person(
    "julien@proprete-pro.example",
    "Julien Carpentier",
    "other",
    "une entreprise de nettoyage",
    "Julien Carpentier\nPropreté Pro",
)
LETTRE = Person("lettre@actu-achats.example", "Actu Achats", "other", "une lettre d'information")
DAEMON = Person("mailer-daemon@relais.example", "un serveur de courrier", "other", "")

CAMILLE = Person(
    "camille.roux@resocc.example",
    "Camille Roux",
    "coordinator",
    "coordinatrice du réseau, à mi-temps",
    "Camille Roux\nRés'Occ\n05 00 00 00 01",
)
ANNE = Person(
    "anne.vidal@ville-albarede.example",
    "Anne Vidal",
    "expert",
    "restauration d'une ville moyenne",
    "Anne Vidal\nDirectrice de la restauration, ville d'Albarède\nPortable 06 00 00 12 34",
)
MARC = Person(
    "marc.petit@agglo-etangs.example",
    "Marc Petit",
    "expert",
    "alimentation d'une agglomération",
    "Marc Petit\nAgglo des Étangs",
    "phone",
)
CLAIRE = Person(
    "claire.fabre@metropole-oc.example",
    "Claire Fabre",
    "expert",
    "achats textiles et labels",
    "Claire Fabre\nMétropole d'Oc\n05 00 00 45 67",
    "outlook",
)
NADIA = Person(
    "nadia.benali@ch-montferrand.example",
    "Nadia Benali",
    "expert",
    "santé-environnement à l'hôpital",
    "Nadia Benali\nCentre hospitalier de Montferrand",
)
HUGO = Person(
    "hugo.lefevre@region-oc.example",
    "Hugo Lefèvre",
    "expert",
    "numérique responsable",
    "Hugo Lefèvre\n06 00 00 99 88",
    "phone",
)
LEA = Person(
    "lea.marchand@departement-tarnais.example",
    "Léa Marchand",
    "expert",
    "économie circulaire",
    "Léa Marchand\nMission économie circulaire",
)
JEANLUC = Person(
    "jl.morel@syndicat-energie.example", "Jean-Luc Morel", "expert", "énergie et véhicules", "Jean-Luc Morel", "outlook"
)
SOPHIE = Person(
    "sophie.garnier@parc-causses.example",
    "Sophie Garnier",
    "expert",
    "biodiversité et mobilité, parc naturel",
    "Sophie Garnier\nParc naturel des Causses\n05 00 00 77 88",
)
LUC = Person("luc.ferrand@agence-dissoute.example", "Luc Ferrand", "expert", "nettoyage, a changé de poste")

DESK_ADDRESS = "guichet@resocc.example"
DESK_TITLE = "Guichet vert Rés'Occ"
PEOPLE = {
    one.email: one
    for one in (
        *(PAUL, ISABELLE, KARIM, AMELIE, BRUNO, ELODIE, THOMAS, MARION, SAMIR, LUCIE, DIDIER, HELENE),
        *(VINCENT, JULIEN, LETTRE, DAEMON, CAMILLE, ANNE, MARC, CLAIRE, NADIA, HUGO, LEA, JEANLUC, SOPHIE, LUC),
    )
}
EXPERTS = (
    Expert(
        ANNE.email,
        ANNE.name,
        topics=("restauration-egalim", "achat-local-circuits-courts", "gaspillage-alimentaire"),
        territory=("81", "31"),
    ),
    Expert(MARC.email, MARC.name, topics=("restauration-egalim", "plastiques-emballages"), territory=("34", "11")),
    Expert(CLAIRE.email, CLAIRE.name, topics=("textile-habillement", "labels-preuves", "droits-humains-equitable")),
    Expert(
        NADIA.email,
        NADIA.name,
        topics=("textile-habillement", "nettoyage-entretien"),
        territory=("11",),
        exclusions=("ch-montferrand.example",),
    ),
    Expert(
        HUGO.email, HUGO.name, topics=("numerique-responsable", "mobilier-fournitures-papier"), territory=("31", "09")
    ),
    Expert(LEA.email, LEA.name, topics=("numerique-responsable", "mobilier-fournitures-papier", "agec-reemploi")),
    Expert(JEANLUC.email, JEANLUC.name, topics=("vehicules-mobilite", "energie-chaleur"), territory=("31",)),
    Expert(SOPHIE.email, SOPHIE.name, topics=("espaces-verts-biodiversite", "vehicules-mobilite")),
    Expert(LUC.email, LUC.name, topics=("nettoyage-entretien",), territory=("31",)),
)
DESK = Desk(
    name="resocc",
    prefix="RO",
    title=DESK_TITLE,
    address=DESK_ADDRESS,
    secrets=(b"the demo needs no secret, only a constant",),
    timezone=TIMEZONE,
    hours=OFFICE_HOURS,
    letters_wait=True,
    sla=Sla(offer=Duration(days=2), remind=(Duration(days=1),)),
    coordinators=(Coordinator(CAMILLE.email, CAMILLE.name),),
)
