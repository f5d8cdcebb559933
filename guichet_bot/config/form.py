"""The shape of config.toml for pydantic: keys, types, limits. Nothing outside this package sees these classes."""

from typing import Annotated, Any, Literal, TypeVar

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, field_validator, model_validator

from guichet_bot.config.patterns import EMAIL, LOOPBACK, MOST_COUNTED, NAME, PREFIX, TIME

Tls = Literal["implicit", "starttls", "none"]
NO_EMAIL = r"^$|" + EMAIL
Email = Annotated[str, Field(pattern=EMAIL)]
MaybeEmail = Annotated[str, Field(pattern=NO_EMAIL)]
Minutes = Annotated[str, Field(pattern=TIME)]
KeptDays = Annotated[int, Field(ge=0, le=36500)]  # 0: for ever
PerHour = Annotated[int, Field(ge=1, le=MOST_COUNTED)]
Port = Annotated[int, Field(ge=1, le=65535)]


def filled(value: Any) -> Any:
    if value == []:
        raise ValueError("il en faut au moins un")
    return value


# Not `min_length`: pydantic counts only the items that are right, and would report one mistake twice.
_Item = TypeVar("_Item")
Filled = Annotated[tuple[_Item, ...], BeforeValidator(filled)]


class Form(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, defer_build=True)


class Secret(Form):
    """A password named by environment variable or by file; never written in the configuration itself."""

    user: str = ""
    password_env: str = ""
    password_file: str = ""

    @model_validator(mode="before")
    @classmethod
    def no_password_here(cls, data: Any) -> Any:
        if isinstance(data, dict) and "password" in data:
            raise ValueError(
                "le mot de passe ne s'écrit pas dans ce fichier : donnez password_env ou password_file à la place"
            )
        return data


class ImapForm(Secret):
    host: str
    port: Port = 993
    tls: Tls = "implicit"
    folder: str = "INBOX"
    file_into: str = "Guichet/Traité"
    idle: bool = True
    poll_seconds: Annotated[float, Field(gt=0, le=3600)] = 60
    start_from: Literal["now", "all"] = "now"
    max_message_mb: Annotated[int, Field(ge=1, le=500)] = 25

    @model_validator(mode="after")
    def only_loopback_in_clear(self) -> "ImapForm":
        return in_clear(self)


class MaildirForm(Form):
    path: str
    poll_seconds: Annotated[float, Field(gt=0, le=3600)] = 60
    start_from: Literal["all"] = "all"
    max_message_mb: Annotated[int, Field(ge=1, le=500)] = 25


class SmtpForm(Secret):
    host: str
    port: Port = 465
    tls: Tls = "implicit"
    per_minute: Annotated[int, Field(ge=0, le=MOST_COUNTED)] = 30
    connections: Annotated[int, Field(ge=1, le=64)] = 1
    authserv_id: str = ""
    self_copy: bool = False

    @model_validator(mode="after")
    def only_loopback_in_clear(self) -> "SmtpForm":
        return in_clear(self)


_Server = TypeVar("_Server", ImapForm, SmtpForm)


def in_clear(form: _Server) -> _Server:
    if form.tls == "none" and form.host not in LOOPBACK:
        raise ValueError(f'tls = "none" enverrait le mot de passe en clair à {form.host} : mettez implicit ou starttls')
    return form


class SlaForm(Form):
    answer: str = "3d"
    offer: str = "1d"
    remind: tuple[str, ...] = ("4h",)
    warn_buyer: str = "4h"
    wait_buyer: str = "5d"
    close_when_silent: str = "10d"

    @field_validator("remind", mode="before")
    @classmethod
    def one_or_many(cls, value: Any) -> Any:
        return (value,) if isinstance(value, str) else value


class DigestForm(Form):
    at: Minutes = "08:00"


class LimitsForm(Form):
    letters_per_address: PerHour = 20
    letters_per_question: PerHour = 40
    letters_per_desk: PerHour = 500
    received_per_address: PerHour = 20
    attachments_mb: Annotated[int, Field(ge=0, le=50)] = 15


class CoordinatorForm(Form):
    email: Email
    name: str = ""


class CeilingForm(Form):
    open: Annotated[int, Field(ge=0, le=MOST_COUNTED)] = 2
    month: Annotated[int, Field(ge=0, le=MOST_COUNTED)] = 4


class ExpertForm(Form):
    email: Email
    name: str = ""
    topics: tuple[str, ...] = ()
    territory: tuple[str, ...] = ()
    ceiling: CeilingForm = CeilingForm()
    exclusions: tuple[str, ...] = ()
    timezone: str = ""
    zone: str = ""
    hours: dict[str, tuple[str, ...]] | None = None
    weekly_list: bool = False
    backup: MaybeEmail = ""


class DeskForm(Form):
    name: Annotated[str, Field(pattern=NAME)]
    prefix: Annotated[str, Field(pattern=PREFIX)]
    title: Annotated[str, Field(min_length=1)]
    address: Email
    languages: Filled[str] = ("fr",)
    timezone: str = "Europe/Paris"
    zone: str = "FR"
    secret_env: str = ""
    secret_file: str = ""
    secret_previous_env: tuple[str, ...] = ()
    phone: str = ""
    privacy_url: str = ""
    plus_addresses: bool = True
    letters_wait: bool | None = None
    imap: ImapForm | None = None
    maildir: MaildirForm | None = None
    smtp: SmtpForm | None = None
    hours: dict[str, tuple[str, ...]] | None = None
    sla: SlaForm = SlaForm()
    digest: DigestForm = DigestForm()
    limits: LimitsForm = LimitsForm()
    coordinator: Filled[CoordinatorForm]
    expert: tuple[ExpertForm, ...] = ()

    @field_validator("secret_previous_env", mode="before")
    @classmethod
    def one_or_many(cls, value: Any) -> Any:
        return (value,) if isinstance(value, str) else value

    @model_validator(mode="after")
    def what_goes_together(self) -> "DeskForm":
        if self.imap and self.maildir:
            raise ValueError("[desk.imap] et [desk.maildir] s'excluent : gardez la boîte que le guichet doit lire")
        if self.smtp and self.smtp.self_copy and not self.plus_addresses:
            raise ValueError("self_copy écrit à une adresse à suffixe : il ne va pas avec plus_addresses = false")
        return self


class StoreForm(Form):
    url: str = "sqlite:///var/guichet.db"


class ServiceForm(Form):
    operator: MaybeEmail = ""
    grace_seconds: Annotated[float, Field(gt=0, le=600)] = 20
    tick_seconds: Annotated[float, Field(gt=0, le=3600)] = 20
    lease_seconds: Annotated[int, Field(ge=5, le=86400)] = 900
    max_attempts: Annotated[int, Field(ge=1, le=20)] = 3


class RetentionForm(Form):
    raw_messages: KeptDays = 90
    identified_questions: KeptDays = 730


class PathsForm(Form):
    rules: str = ""
    templates: str = ""


class ConfigForm(Form):
    store: StoreForm = StoreForm()
    service: ServiceForm = ServiceForm()
    retention: RetentionForm = RetentionForm()
    paths: PathsForm = PathsForm()
    desk: Filled[DeskForm]
