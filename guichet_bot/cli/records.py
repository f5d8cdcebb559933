"""check --online: what the domain of a desk publishes about mail in its name. Other people's servers read it too.

Nothing here changes the exit code: the domain is often in other hands than the desk, its letters leave all the same,
and the DNS as this machine sees it may not be what the world sees. See docs/decisions/0014.
"""

from guichet_bot.adapters.nameserver import Nameserver, NoAnswer
from guichet_bot.cli.findings import Findings
from guichet_bot.core.mail.records import Dmarc, Spf, above, read_dmarc, read_spf

KEEPER = "Demandez à qui gère le nom de domaine"
WEAK_SPF = {
    Spf.MISSING: f"ne publie pas de SPF : des messageries écarteront ses courriers. {KEEPER} d'ajouter "
    "l'enregistrement TXT « v=spf1 ... » que donne l'hébergeur du courrier.",
    Spf.SEVERAL: f"publie plusieurs SPF : ils s'annulent. {KEEPER} de les réunir en un seul enregistrement.",
    Spf.ANYBODY: f"publie un SPF qui autorise tout le monde (+all). {KEEPER} de le finir par ~all ou -all.",
    Spf.UNDECIDED: f"publie un SPF qui ne dit rien des autres serveurs. {KEEPER} de le finir par ~all ou -all.",
}
POLICIES = {
    "none": "publié, mais sans consigne (p=none) : rien n'arrête qui écrit au nom du guichet",
    "quarantine": "publié (les courriers douteux vont aux indésirables)",
    "reject": "publié (les courriers douteux sont refusés)",
}


def look_up(desk: str, domain: str, nameserver: Nameserver) -> Findings:
    """SPF and DMARC of the domain that the desk writes from."""
    found = Findings()
    try:
        texts = nameserver.texts(domain)
        dmarc = find_dmarc(domain, nameserver)
    except NoAnswer as why:
        found.warnings.append(f"{desk} : SPF et DMARC de {domain} n'ont pas été cherchés : {why}.")
        return found
    if texts is None:
        found.warnings.append(
            f"{desk} : le nom de domaine {domain} n'existe pas dans le DNS : vérifiez son écriture, ou "
            "interrogez un autre serveur (--dns)."
        )
        return found
    spf = read_spf(texts)
    if spf in WEAK_SPF:
        found.warnings.append(f"{desk} : {domain} {WEAK_SPF[spf]}")
    else:
        found.notes.append(f"{desk} : SPF de {domain} publié.")
    if dmarc is None:
        found.warnings.append(
            f"{desk} : {domain} ne publie pas de DMARC : des messageries s'en méfient, et rien n'arrête qui écrit au "
            f"nom du guichet. {KEEPER} d'ajouter un enregistrement TXT à _dmarc.{domain}, par exemple "
            "« v=DMARC1; p=none »."
        )
        return found
    where, record = dmarc
    policy = record.policy if where == domain else record.below
    if policy == "several":
        found.warnings.append(f"{desk} : {where} publie plusieurs DMARC : ils s'annulent. {KEEPER} d'en garder un.")
    else:
        found.notes.append(f"{desk} : DMARC de {where} {POLICIES[policy]}.")
    return found


def find_dmarc(domain: str, nameserver: Nameserver) -> tuple[str, Dmarc] | None:
    """The record of the domain, or of the nearest one above it, and where it stands (RFC 9989).

    Raises:
        NoAnswer: the DNS could not be asked.
    """
    for name in above(domain):
        record = read_dmarc(nameserver.texts(f"_dmarc.{name}") or ())
        if record is not None:
            return name, record
    return None
