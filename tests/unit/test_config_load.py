"""What config.toml may say, what it means, and how mistakes in it are told."""

import re
from dataclasses import MISSING, fields
from pathlib import Path

import pytest

from guichet_bot.config import form
from guichet_bot.config.load import examine, load
from guichet_bot.config.settings import ConfigMistake, Imap, Maildir, Retention, Service, Smtp
from guichet_bot.core.model import Duration, Limits

SECRETS = {"SIGNATURE": "a secret of the tests, long enough", "PASSWORD": "geheim"}
GOOD = """
[[desk]]
name = "resocc"
prefix = "RO"
title = "Guichet vert"
address = "Guichet@resocc.example"
secret_env = "SIGNATURE"
[desk.imap]
host = "imap.exemple.example"
user = "guichet"
password_env = "PASSWORD"
[[desk.coordinator]]
email = "Camille@resocc.example"
"""
TEN_MISTAKES = """
[store]
url = "mysql://base"
[service]
operater = "x@exemple.example"
grace_seconds = 0
[retention]
raw_messages = "trois mois"
[[desk]]
name = "Rés Occ"
prefix = "ro"
title = ""
address = "pas une adresse"
timezone = "Europe/Pari"
zone = "ZZ"
secret_env = "NOWHERE"
[desk.imap]
host = "imap.exemple.example"
tls = "none"
port = 99999
password = "en clair"
[desk.maildir]
path = "mail"
[desk.smtp]
host = "smtp.exemple.example"
tls = "ssl"
[desk.hours]
lundi = ["9h-12h"]
[desk.sla]
answer = "bientôt"
[desk.digest]
at = "8h"
[[desk.coordinator]]
name = "Camille Roux"
[[desk.expert]]
email = "anne@mairie.example"
ceiling = { open = -1 }
[[desk.expert]]
email = "anne@mairie.example"
"""


def written(folder: Path, text: str) -> Path:
    path = folder / "config.toml"
    path.write_text(text, encoding="utf-8")
    return path


def problems(folder: Path, text: str) -> tuple[str, ...]:
    with pytest.raises(ConfigMistake) as caught:
        load(written(folder, text), SECRETS)
    return caught.value.problems


def test_what_is_not_written_has_its_default(tmp_path: Path) -> None:
    settings = load(written(tmp_path, GOOD), SECRETS)
    (one,) = settings.desks
    assert isinstance(one.mailbox, Imap)
    assert (one.mailbox.port, one.mailbox.tls, one.mailbox.start_from) == (993, "implicit", "now")
    assert one.mailbox.password == "geheim"
    assert one.desk.sla.answer == Duration(days=3)
    assert one.desk.address == "guichet@resocc.example"
    assert one.desk.coordinators[0].email == "camille@resocc.example"
    assert one.desk.secrets == (SECRETS["SIGNATURE"].encode(),)
    assert settings.store_url == f"sqlite:///{tmp_path / 'var' / 'guichet.db'}"


def test_the_example_that_travels_with_the_package_is_right(tmp_path: Path) -> None:
    text = Path("config.example.toml").read_text(encoding="utf-8")
    names = {"GUICHET_RESOCC_SECRET": "x" * 32, "GUICHET_RESOCC_PASSWORD": "y"}
    settings = load(written(tmp_path, text), names)
    assert settings.desk("resocc").experts[0].ceiling_open == 2


TABLES = [one for one in vars(form).values() if isinstance(one, type) and issubclass(one, form.Form)]
KEYS = {key for table in TABLES for key in table.model_fields}


def test_every_key_is_documented() -> None:
    text = Path("docs/operating.md").read_text(encoding="utf-8")
    assert not {key for key in KEYS if f"`{key}`" not in text and f"{key}]" not in text}


def test_the_example_shows_every_key() -> None:
    text = Path("config.example.toml").read_text(encoding="utf-8")
    assert not {key for key in KEYS if not re.search(rf"\b{key}(?: =|\])", text)}


def test_what_is_built_without_a_file_has_the_same_defaults() -> None:
    pairs = ((form.ImapForm, Imap), (form.MaildirForm, Maildir), (form.SmtpForm, Smtp), (form.ServiceForm, Service),
             (form.RetentionForm, Retention), (form.LimitsForm, Limits))  # fmt: skip
    for written, settings in pairs:
        keys = written.model_fields
        shared = [one for one in fields(settings) if one.name in keys and one.default is not MISSING]
        assert shared and not [one.name for one in shared if one.default != keys[one.name].default]


def test_hours_that_are_written_make_offers_wait(tmp_path: Path) -> None:
    assert not load(written(tmp_path, GOOD), SECRETS).desks[0].desk.letters_wait
    with_hours = GOOD.replace("[desk.imap]", '[desk.hours]\nmon = ["10:00-12:00"]\n[desk.imap]')
    assert load(written(tmp_path, with_hours), SECRETS).desks[0].desk.letters_wait


def test_a_maildir_lies_beside_the_configuration(tmp_path: Path) -> None:
    imap = GOOD[GOOD.index("[desk.imap]") : GOOD.index("[[desk.coordinator]]")]
    text = GOOD.replace(imap, '[desk.maildir]\npath = "mail"\n')
    mailbox = load(written(tmp_path, text), SECRETS).desks[0].mailbox
    assert isinstance(mailbox, Maildir)
    assert mailbox.path == tmp_path / "mail"


def test_the_old_secret_still_verifies_after_a_change(tmp_path: Path) -> None:
    text = GOOD.replace('secret_env = "SIGNATURE"', 'secret_env = "SIGNATURE"\nsecret_previous_env = "OLD"')
    desk = load(written(tmp_path, text), SECRETS | {"OLD": "the secret of last year"}).desks[0].desk
    assert desk.secrets == (SECRETS["SIGNATURE"].encode(), b"the secret of last year")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig"])
def test_a_secret_may_be_a_file(tmp_path: Path, encoding: str) -> None:
    (tmp_path / "key").write_text("written in a file of its own\r\n", encoding=encoding)
    text = GOOD.replace('secret_env = "SIGNATURE"', 'secret_file = "key"')
    assert load(written(tmp_path, text), SECRETS).desks[0].desk.secrets == (b"written in a file of its own",)


def test_passwords_do_not_show_in_a_printed_configuration(tmp_path: Path) -> None:
    assert "geheim" not in repr(load(written(tmp_path, GOOD), SECRETS).desks[0].mailbox)


@pytest.mark.parametrize(
    "sentence",
    [
        "[store] url = 'mysql://base' : attendu sqlite:///",
        "service, operater : clé inconnue ; vouliez-vous dire « operator » ?",
        "service, grace_seconds = 0 : valeur refusée ; attendu : un nombre, plus de 0",
        "retention, raw_messages = 'trois mois' : valeur refusée ; attendu : un nombre entier",
        "desk nº 1, name = 'Rés Occ' : valeur refusée",
        "desk nº 1, prefix = 'ro' : valeur refusée",
        "desk nº 1, title",
        "desk nº 1, address = 'pas une adresse' : valeur refusée ; attendu : une adresse électronique",
        "le fuseau 'Europe/Pari' est inconnu",
        "zone « ZZ » inconnue",
        "la variable d'environnement NOWHERE (secret_env) est vide ou absente",
        "enverrait le mot de passe en clair à imap.exemple.example",
        "imap, port = 99999 : valeur refusée ; attendu : un nombre, au plus 65535",
        "le mot de passe ne s'écrit pas dans ce fichier",
        "[desk.imap] et [desk.maildir] s'excluent",
        "smtp, tls = 'ssl' : valeur refusée ; attendu : 'implicit', 'starttls' ou 'none'",
        "jour « lundi » inconnu",
        "sla.answer",
        "digest, at = '8h' : valeur refusée ; attendu : une heure, comme \"08:00\"",
        "coordinator nº 1, email : cette clé manque",
        "ceiling, open = -1 : valeur refusée ; attendu : un nombre, au moins 0",
        "l'expert anne@mairie.example est écrit 2 fois",
    ],
)
def test_every_mistake_is_named_at_once(tmp_path: Path, sentence: str) -> None:
    assert any(sentence in problem for problem in problems(tmp_path, TEN_MISTAKES))


def test_one_mistake_is_said_once(tmp_path: Path) -> None:
    assert problems(tmp_path, GOOD.replace('email = "Camille@resocc.example"', 'email = "Camille"')) == (
        "desk nº 1, coordinator nº 1, email = 'Camille' : valeur refusée ; "
        "attendu : une adresse électronique, comme guichet@exemple.fr.",
    )


def test_a_single_bracket_is_explained(tmp_path: Path) -> None:
    found = problems(tmp_path, GOOD.replace("[[desk.coordinator]]", "[desk.coordinator]"))
    assert found == ("desk nº 1, coordinator : écrivez ce bloc avec deux crochets, [[desk.coordinator]].",)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", ("desk : cette clé manque.",)),
        ("desk = []", ("desk : il en faut au moins un.",)),
        ("desk = 3", ("desk = 3 : valeur refusée ; attendu : une liste entre crochets.",)),
    ],
)
def test_a_file_without_a_desk(tmp_path: Path, text: str, said: tuple[str, ...]) -> None:
    assert problems(tmp_path, text) == said


def test_two_desks_do_not_share_their_name_prefix_and_address(tmp_path: Path) -> None:
    found = problems(tmp_path, GOOD + GOOD)
    assert [word for word in ("name", "prefix", "address") if any(f"2 guichets ont {word} = " in p for p in found)] == [
        "name",
        "prefix",
        "address",
    ]


def test_text_that_is_not_toml_names_its_line(tmp_path: Path) -> None:
    (said,) = problems(tmp_path, '[[desk]]\nname "resocc"\n')
    assert "ligne 2" in said
    assert "TOML" in said


def test_a_missing_file_says_how_to_make_one(tmp_path: Path) -> None:
    with pytest.raises(ConfigMistake, match="guichet-bot init"):
        load(tmp_path / "config.toml", SECRETS)


def test_an_empty_secret_file_is_a_mistake(tmp_path: Path) -> None:
    (tmp_path / "box").touch()
    (said,) = problems(tmp_path, GOOD.replace('password_env = "PASSWORD"', 'password_file = "box"'))
    assert "est vide" in said


def test_a_short_secret_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ConfigMistake, match="trop court"):
        load(written(tmp_path, GOOD), SECRETS | {"SIGNATURE": "short"})


def test_settings_with_mistakes_show_what_is_right(tmp_path: Path) -> None:
    settings, found = examine(written(tmp_path, TEN_MISTAKES), SECRETS)
    assert settings is not None
    assert len(found) >= 20
    assert [expert.email for expert in settings.desks[0].experts] == ["anne@mairie.example"] * 2


def test_an_unknown_desk_is_told_with_those_there_are(tmp_path: Path) -> None:
    settings = load(written(tmp_path, GOOD), SECRETS)
    with pytest.raises(ConfigMistake, match="Guichets configurés : resocc"):
        settings.desk("autre")


EXPERT = '[[desk.expert]]\nemail = "anne@mairie.example"\n'


@pytest.mark.parametrize("territory", ['"999"', '"9"', '"Tarn"'])
def test_a_departement_that_does_not_exist_is_a_mistake(tmp_path: Path, territory: str) -> None:
    (said,) = problems(tmp_path, f"{GOOD}{EXPERT}territory = ['31', {territory}]\n")
    assert f"expert anne@mairie.example : département inconnu, {territory[1:-1]} ; écrivez son numéro" in said


@pytest.mark.parametrize(
    "more",
    [
        '[[desk.expert]]\nemail = "GUICHET@resocc.example"\n',
        '[[desk.coordinator]]\nemail = "guichet@resocc.example"\n',
        '[service]\noperator = "guichet@resocc.example"\n',
    ],
)
def test_nobody_is_written_to_at_the_address_of_a_desk(tmp_path: Path, more: str) -> None:
    assert problems(tmp_path, GOOD + more) == (
        "guichet@resocc.example est l'adresse d'un guichet : personne n'y lirait ce qu'il écrit.",
    )


def test_each_day_with_wrong_hours_is_named(tmp_path: Path) -> None:
    hours = '[desk.hours]\nlun = ["09:00-12:30"]\nmon = ["12:30-09:00"]\ntue = ["9-12"]\nwed = []\n'
    assert problems(tmp_path, GOOD.replace("[[desk.coordinator]]", f"{hours}[[desk.coordinator]]")) == (
        "guichet resocc, hours : jour « lun » inconnu : écrivez mon, tue, wed, thu, fri, sat, sun",
        "guichet resocc, hours : lundi : la plage « 12:30-09:00 » finit avant de commencer",
        "guichet resocc, hours : mardi : plage horaire « 9-12 » illisible, écrivez par exemple 09:00-12:30",
    )


def test_a_week_that_never_opens_is_a_mistake(tmp_path: Path) -> None:
    """The desk would set every mail aside: no date can be promised."""
    closed = "".join(f"{day} = []\n" for day in ("mon", "tue", "wed", "thu", "fri"))
    text = GOOD.replace("[[desk.coordinator]]", f"[desk.hours]\n{closed}[[desk.coordinator]]")
    expert = f'[[desk.expert]]\nemail = "anne@mairie.example"\n[desk.expert.hours]\n{closed}'
    assert problems(tmp_path, text + expert) == (
        "guichet resocc, hours : aucun jour n'est ouvert ; ouvrez-en un au moins.",
        "guichet resocc, expert anne@mairie.example, hours : aucun jour n'est ouvert ; ouvrez-en un au moins.",
    )


@pytest.mark.parametrize(
    ("table", "said"),
    [
        ('[desk.sla]\nanswer = "0d"', "sla.answer : ce délai est nul"),
        ('[desk.sla]\noffer = "0h"', "sla.offer : ce délai est nul"),
        ('[[desk.expert]]\nemail = "a@b.example"\nceiling = { open = 99999999999 }', "un nombre, au plus 999999999"),
        ("[retention]\nraw_messages = 999999999999", "un nombre, au plus 36500"),
    ],
)
def test_figures_that_no_desk_can_work_with(tmp_path: Path, table: str, said: str) -> None:
    found = problems(tmp_path, f"{GOOD}\n{table}\n")
    assert [said in one for one in found] == [True], found
