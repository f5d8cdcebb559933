"""check --online: what the test mail that came back shows: SPF, DKIM and DMARC as its server saw them; the clock."""

from datetime import datetime, timedelta

from guichet_bot.cli.findings import Findings
from guichet_bot.core.mail.authres import METHODS, Results, judge, results, server_on_top
from guichet_bot.core.mail.parse import arrived
from guichet_bot.core.model import Desk, Mail
from guichet_bot.core.time.duration import say_minutes

LARGEST = timedelta(minutes=5)  # between two clocks, before it is told
OUTCOMES = {
    "pass": "réussi",
    "fail": "en échec",
    "softfail": "en échec",
    "none": "absent",
    "neutral": "sans avis",
    "temperror": "non vérifié (panne passagère)",
    "permerror": "mal écrit",
}


def look_at(desk: Desk, mail: Mail, sent: datetime, seen: datetime) -> Findings:
    """What the mail tells, sent and seen at these instants of this machine's clock (aware)."""
    found = Findings()
    _origin(found, desk, mail)
    _clock(found, desk.name, arrived(mail), sent, seen)
    return found


def _origin(found: Findings, desk: Desk, mail: Mail) -> None:
    told, other = results(mail, desk.authserv_id), server_on_top(mail)
    if told is not None and any(told.values()):
        _results(found, desk, told)
    elif told is None and other:
        known = f"et non de « {desk.authserv_id} », seul cru" if desk.authserv_id else "que le guichet ne croit pas"
        found.warnings.append(
            f"{desk.name} : le courrier d'essai porte un en-tête Authentication-Results de « {other} », {known}. S'il "
            f'est de votre hébergeur, écrivez authserv_id = "{other}" dans [desk.smtp] et relancez la commande.'
        )
    else:
        found.notes.append(
            f"{desk.name} : le courrier d'essai ne porte pas de résultat SPF, DKIM ou DMARC que le guichet puisse "
            "croire (souvent, un hébergeur ne vérifie pas ce qui reste chez lui) : on ne peut pas le dire d'ici. "
            "Pour le savoir, écrivez de cette boîte à une autre messagerie et regardez-y les en-têtes du courrier."
        )


def _results(found: Findings, desk: Desk, told: Results) -> None:
    said = ", ".join(f"{method.upper()} {_outcome(told[method])}" for method in METHODS)
    lines = [f"{desk.name} : le courrier d'essai, vu par {desk.authserv_id} : {said}."]
    failing = judge(told) is False
    if failing:
        lines.append("D'autres messageries risquent d'écarter les courriers du guichet.")
    asked = _to_ask(told, desk.domain)
    if asked:
        lines.append(f"Demandez à l'hébergeur {' et '.join(asked)}.")
    if any("temperror" in told[method] for method in METHODS):
        lines.append("Relancez la commande plus tard.")
    (found.unsure if failing else found.warnings if asked else found.notes).append(" ".join(lines))


def _outcome(said: set[str]) -> str:
    """One of several signatures that passes is enough."""
    if not said:
        return "non vérifié"
    first = "pass" if "pass" in said else min(said)
    return OUTCOMES.get(first, f"« {first} »")


def _to_ask(told: Results, domain: str) -> list[str]:
    """What would mend what did not pass, as the end of a French sentence. That no DMARC is published, the DNS tells."""
    poor = [method for method in METHODS if told[method] and not told[method] & {"pass", "temperror"}]
    asked = []
    if "spf" in poor:
        asked.append(f"d'autoriser son serveur d'envoi dans le SPF de {domain}")
    if "dkim" in poor:
        asked.append(f"de signer (DKIM) les courriers au nom de {domain}")
    if not asked and told["dmarc"] & {"fail", "permerror"}:
        asked.append(f"que la signature DKIM ou l'expéditeur d'enveloppe porte le domaine {domain} (DMARC)")
    return asked


def _clock(found: Findings, name: str, stamped: datetime | None, sent: datetime, seen: datetime) -> None:
    """The server took the mail between `sent` and `seen`: what its stamp lies outside is the clocks' difference."""
    if stamped is None:
        found.notes.append(f"{name} : le courrier d'essai ne dit pas quand il est arrivé : horloges non comparées.")
        return
    ahead = sent - stamped if stamped < sent else min(seen - stamped, timedelta(0))
    if abs(ahead) <= LARGEST:
        found.notes.append(f"{name} : l'horloge de cette machine s'accorde avec celle du serveur de courrier.")
        return
    said = f"{'avance' if ahead > timedelta(0) else 'retarde'} de {say_minutes(round(abs(ahead).total_seconds() / 60))}"
    found.unsure.append(
        f"{name} : l'horloge de cette machine {said} sur celle du serveur de courrier. Les dates promises, les rappels "
        "et les heures de travail en dépendent : mettez la machine à l'heure, ou prévenez l'hébergeur si elle y est."
    )
