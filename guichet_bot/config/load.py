"""config.toml to settings: every mistake of the file is reported at once, in French, with what to do."""

import os
import tomllib
from collections import Counter
from collections.abc import Callable, Mapping
from datetime import time
from functools import partial
from pathlib import Path
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

from guichet_bot.config import form as forms
from guichet_bot.config.mend import read_form
from guichet_bot.config.settings import (
    ConfigMistake,
    DeskSettings,
    Imap,
    Maildir,
    Retention,
    Service,
    Settings,
    Smtp,
)
from guichet_bot.core.files import why
from guichet_bot.core.model import OFFICE_HOURS, Coordinator, Desk, Duration, Expert, Hours, Limits, Sla
from guichet_bot.core.people import departements
from guichet_bot.core.time.calendars import make_calendar
from guichet_bot.core.time.duration import parse_duration
from guichet_bot.core.time.hours import parse_hours

_Made = TypeVar("_Made")
ANY_YEAR = (2026, 2026)  # a zone's name is checked by making a calendar of it


def load(path: Path, environ: Mapping[str, str] | None = None) -> Settings:
    """Read the configuration file.

    Args:
        path: config.toml.
        environ: where `*_env` names are looked up; the process environment when None.

    Raises:
        ConfigMistake: the file is missing, is not TOML, or says something wrong; all mistakes at once.
    """
    settings, problems = examine(path, environ)
    if problems or settings is None:
        raise ConfigMistake(problems)
    return settings


def examine(path: Path, environ: Mapping[str, str] | None = None) -> tuple[Settings | None, tuple[str, ...]]:
    """The settings as far as they can be read, and every mistake. For `check`: settings with mistakes are for looking
    further (rules, templates), never for work."""
    try:
        data = read_toml(path)
    except ConfigMistake as mistake:
        return None, mistake.problems
    form, problems = read_form(data)
    if form is None:
        return None, tuple(sorted(problems))
    builder = Builder(path.resolve().parent, os.environ if environ is None else environ)
    settings = builder.settings(form)
    return settings, (*sorted(problems), *builder.problems)


def read_toml(path: Path) -> dict[str, Any]:
    """The parsed file. Raises ConfigMistake, with a French sentence, when it cannot be read."""
    try:
        return tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except FileNotFoundError:
        raise ConfigMistake(
            (f"Le fichier {path} n'existe pas. Créez un guichet avec « guichet-bot init », ou donnez -c FICHIER.",)
        ) from None
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigMistake((f"Le fichier {path} ne se lit pas : {why(error)}.",)) from None
    except tomllib.TOMLDecodeError as error:
        raise ConfigMistake((f"{path} n'est pas du TOML correct : {why(error)}.",)) from None


class Builder:
    """Turns a valid form into settings and gathers what only shows then."""

    def __init__(self, folder: Path, environ: Mapping[str, str]) -> None:
        self.folder = folder
        self.environ = environ
        self.problems: list[str] = []

    def settings(self, form: forms.ConfigForm) -> Settings:
        desks = tuple(self.desk(one) for one in form.desk)
        self.twice("name", (one.name for one in form.desk))
        self.twice("prefix", (one.prefix for one in form.desk))
        self.twice("address", (one.address.lower() for one in form.desk))
        self.written_to_itself(form)
        return Settings(
            folder=self.folder,
            store_url=self.store_url(form.store.url),
            service=Service(**form.service.model_dump()),
            retention=Retention(**form.retention.model_dump()),
            desks=desks,
            rules=self.own_folder("rules", form.paths.rules),
            templates=self.own_folder("templates", form.paths.templates),
        )

    def store_url(self, url: str) -> str:
        kind, _, rest = url.partition("://")
        if kind == "sqlite" and rest.startswith("/") and not rest.startswith("//"):
            return f"sqlite:///{(self.folder / rest[1:]).resolve()}"
        if kind not in {"sqlite", "postgresql", "postgresql+psycopg"}:
            self.problems.append(
                f"[store] url = {url!r} : attendu sqlite:///chemin/guichet.db ou postgresql://utilisateur@serveur/base."
            )
        return url

    def own_folder(self, name: str, written: str) -> Path | None:
        if not written:
            beside = self.folder / name
            return beside if beside.is_dir() else None
        path = self.folder / written
        if not path.is_dir():
            self.problems.append(f"[paths] {name} = {written!r} : ce dossier n'existe pas.")
        return path

    def twice(self, key: str, values: Any) -> None:
        for value, count in Counter(values).items():
            if count > 1:
                self.problems.append(f"{count} guichets ont {key} = {value!r} : chacun doit avoir le sien.")

    def written_to_itself(self, form: forms.ConfigForm) -> None:
        """Nobody would read the letters to a person whose address is a desk's."""
        desks = {one.address.lower() for one in form.desk}
        people = [form.service.operator]
        for desk in form.desk:
            people += [who.email for who in desk.coordinator]
            people += [who.email for who in desk.expert]
        for email in dict.fromkeys(one.lower() for one in people):
            if email in desks:
                self.problems.append(f"{email} est l'adresse d'un guichet : personne n'y lirait ce qu'il écrit.")

    def desk(self, form: forms.DeskForm) -> DeskSettings:
        where = f"guichet {form.name}"
        self.zone_and_hours(where, form.timezone, form.zone)
        emails = [one.email.lower() for one in form.expert]
        for email, count in Counter(emails).items():
            if count > 1:
                self.problems.append(f"{where} : l'expert {email} est écrit {count} fois.")
        smtp, mailbox = form.smtp, form.imap or form.maildir
        desk = Desk(
            name=form.name,
            prefix=form.prefix,
            title=form.title,
            address=form.address.lower(),
            secrets=self.secrets(where, form),
            languages=form.languages,
            timezone=form.timezone,
            zone=form.zone,
            hours=self.hours(where, form.hours) or OFFICE_HOURS,
            letters_wait=form.hours is not None if form.letters_wait is None else form.letters_wait,
            sla=self.sla(where, form.sla),
            digest_at=time.fromisoformat(form.digest.at),
            coordinators=tuple(Coordinator(one.email.lower(), one.name) for one in form.coordinator),
            limits=Limits(
                **form.limits.model_dump(), max_message_mb=mailbox.max_message_mb if mailbox is not None else 25
            ),
            authserv_id=smtp.authserv_id if smtp else "",
            self_copy=smtp.self_copy if smtp else False,
            phone=form.phone,
            privacy_url=form.privacy_url,
            plus_addresses=form.plus_addresses,
        )
        experts = tuple(self.expert(where, one) for one in form.expert)
        return DeskSettings(desk, experts, self.mailbox(where, form), self.smtp(where, smtp))

    def secrets(self, where: str, form: forms.DeskForm) -> tuple[bytes, ...]:
        first = self.secret(where, "secret", form.secret_env, form.secret_file, required=True)
        older = [self.secret(where, "secret_previous", name, "", required=True) for name in form.secret_previous_env]
        if first and len(first) < 16:
            self.problems.append(f"{where} : le secret est trop court ({len(first)} caractères, 16 au moins).")
        return tuple(value.encode() for value in (first, *older) if value)

    def secret(self, where: str, key: str, env: str, file: str, *, required: bool = False) -> str:
        """The value behind `<key>_env` or `<key>_file`; "" after noting what is wrong."""
        if env:
            value = self.environ.get(env, "")
            if not value:
                self.problems.append(f"{where} : la variable d'environnement {env} ({key}_env) est vide ou absente.")
            return value
        if file:
            return self.secret_in(where, key, file)
        if required:
            self.problems.append(f"{where} : donnez {key}_env (variable d'environnement) ou {key}_file (fichier).")
        return ""

    def secret_in(self, where: str, key: str, file: str) -> str:
        try:
            value = (self.folder / file).read_text(encoding="utf-8-sig").strip()
        except (OSError, UnicodeDecodeError) as error:
            self.problems.append(f"{where} : {key}_file = {file!r} ne se lit pas : {why(error)}.")
            return ""
        if not value:
            self.problems.append(f"{where} : le fichier {file} ({key}_file) est vide : écrivez-y le secret.")
        return value

    def mailbox(self, where: str, form: forms.DeskForm) -> Imap | Maildir | None:
        if form.imap is not None:
            given = form.imap.model_dump(exclude={"password_env", "password_file", "max_message_mb"})
            password = self.secret(
                f"{where}, imap", "password", form.imap.password_env, form.imap.password_file, required=True
            )
            if not form.imap.user:
                self.problems.append(f"{where} : [desk.imap] user manque.")
            return Imap(**given, password=password)
        if form.maildir is not None:
            return Maildir(self.folder / form.maildir.path, form.maildir.poll_seconds, form.maildir.start_from)
        return None

    def smtp(self, where: str, form: forms.SmtpForm | None) -> Smtp | None:
        if form is None:
            return None
        given = form.model_dump(exclude={"password_env", "password_file", "authserv_id", "self_copy"})
        password = self.secret(
            f"{where}, smtp", "password", form.password_env, form.password_file, required=bool(form.user)
        )
        return Smtp(**given, password=password)

    def expert(self, where: str, form: forms.ExpertForm) -> Expert:
        who = f"{where}, expert {form.email}"
        if form.timezone or form.zone:
            self.zone_and_hours(who, form.timezone or "Europe/Paris", form.zone or "FR")
        if lost := [code for code in form.territory if code not in departements.KNOWN]:
            self.problems.append(
                f"{who} : département inconnu, {', '.join(lost)} ; écrivez son numéro : 09, 31, 2A, 974."
            )
        return Expert(
            email=form.email.lower(),
            name=form.name,
            topics=form.topics,
            territory=form.territory,
            ceiling_open=form.ceiling.open,
            ceiling_month=form.ceiling.month,
            exclusions=tuple(one.lower() for one in form.exclusions),
            timezone=form.timezone,
            zone=form.zone,
            hours=self.hours(who, form.hours),
            weekly_list=form.weekly_list,
            backup=form.backup.lower(),
        )

    def zone_and_hours(self, where: str, timezone: str, zone: str) -> None:
        try:
            ZoneInfo(timezone)
        except (KeyError, ValueError, OSError):
            self.problems.append(f'{where} : le fuseau {timezone!r} est inconnu ; par exemple "Europe/Paris".')
            timezone = "Europe/Paris"
        self.attempt(where, lambda: make_calendar(timezone, zone, OFFICE_HOURS, (), ANY_YEAR))

    def hours(self, where: str, written: Mapping[str, tuple[str, ...]] | None) -> Hours | None:
        """The hours of a week, None when nothing is written or something is wrong: each day's mistake is noted."""
        if written is None:
            return None
        days = [self.attempt(f"{where}, hours", partial(parse_hours, {day: told})) for day, told in written.items()]
        if None in days:
            return None
        hours = parse_hours(written)
        if any(hours.week):
            return hours
        self.problems.append(f"{where}, hours : aucun jour n'est ouvert ; ouvrez-en un au moins.")
        return None

    def sla(self, where: str, form: forms.SlaForm) -> Sla:
        def delay(key: str, text: str) -> Duration:
            return self.attempt(f"{where}, sla.{key}", lambda: parse_duration(text)) or Duration(days=1)

        single = {key: delay(key, text) for key, text in form.model_dump().items() if key != "remind"}
        for key in ("answer", "offer"):
            if single[key] == Duration():
                self.problems.append(f"{where}, sla.{key} : ce délai est nul ; écrivez par exemple 1d ou 4h.")
        return Sla(**single, remind=tuple(delay("remind", text) for text in form.remind))

    def attempt(self, where: str, make: Callable[[], _Made]) -> _Made | None:
        try:
            return make()
        except ValueError as error:
            self.problems.append(f"{where} : {error}")
            return None
