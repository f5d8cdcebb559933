"""privacy export and privacy erase on a desk that has worked: what a person gets, and that nothing of them is left."""

import base64
import json
import stat
import zipfile
from dataclasses import dataclass, replace
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from guichet_bot.app import receive
from guichet_bot.cli.frame import Frame
from guichet_bot.cli.privacy import privacy
from guichet_bot.core.model import Expert, InboundState
from guichet_bot.store import compacting, inbound, people, schema
from tests.fixtures.world import ANNE, BUYER, CANTINE, COORDINATOR, EXPERTS, MARC, MakeWorld, Sent, World, only_letter

JULIE = "julie.roy@cc-gers.example"
JOANNE = f"jo{ANNE}"  # an address that only ends like another one
SIGNED = """Bonjour,

Les fromages AOP comptent dans les 50 %, le vin bio dans les 20 %.

Bien cordialement,
Anne Vidal
Chargée de mission, 06 12 34 56 78
anne.vidal@mairie.example"""


class Here(Frame):
    """The command line of the story's desk, at the story's time."""

    def __init__(self, world: World) -> None:
        super().__init__(Path("config.toml"))
        self.__dict__ |= {"settings": world.settings, "now": world.now}


@dataclass
class Story:
    """Paul's question was answered by Anne. Julie's is with Marc. Nobody is named in config.toml but Camille."""

    world: World

    def does(self, *args: object, given: str = "", code: int = 0) -> Result:
        result = CliRunner().invoke(privacy, [str(one) for one in args], obj=Here(self.world), input=given)
        if result.exception is not None and not isinstance(result.exception, SystemExit):
            raise result.exception
        assert result.exit_code == code, result.output
        return result

    def told(self, address: str) -> dict[str, Any]:
        told: dict[str, Any] = json.loads(self.does("export", address, "--json").stdout)
        return told

    def holding(self, *needles: str) -> set[str]:
        """Where the database still says any of this: table.column."""
        found = set()
        with self.world.setup.store.read() as tx:
            for table in schema.metadata.sorted_tables:
                for row in tx.conn.exec_driver_sql(f'SELECT * FROM "{table.name}"').mappings():
                    for column, value in row.items():
                        text = bytes(value).decode("latin-1") if isinstance(value, bytes | memoryview) else str(value)
                        if any(needle.lower() in text.lower() for needle in needles):
                            found.add(f"{table.name}.{column}")
        return found

    def in_the_files(self, *needles: str) -> list[str]:
        """What of this stands anywhere in the bytes of the SQLite files, used or not."""
        files = [self.world.folder / f"guichet.db{end}" for end in ("", "-wal")]
        data = b"".join(file.read_bytes() for file in files if file.exists()).lower()
        return [needle for needle in needles if needle.lower().encode() in data]


@pytest.fixture
def story(make_world: MakeWorld, any_url: str) -> Story:
    world = make_world(store_url=any_url)
    world.settings = replace(world.settings, desks=tuple(replace(one, experts=()) for one in world.settings.desks))
    world.writes(BUYER, "Cantine en régie, Paul Martin", CANTINE + "\n\nPaul Martin", name="Paul Martin")
    (offer,) = offers(world.run())
    assert offer.to == ANNE
    world.answers(offer, SIGNED, name="Anne Vidal")
    world.run()
    world.passes(hours=1)
    world.writes(JULIE, "Vin bio", CANTINE + " Et le vin ?", name="Julie Roy")
    (offer,) = offers(world.run())
    assert offer.to == MARC
    world.lets_pass(60, hours=2)
    return Story(world)


def offers(letters: list[Sent]) -> list[Sent]:
    return [one for one in letters if one.kind == "offer"]


def test_a_buyer_gets_what_is_theirs_and_nothing_of_others(story: Story, tmp_path: Path) -> None:
    file = tmp_path / "paul.zip"
    story.does("export", BUYER.upper(), "--to", file)
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    with zipfile.ZipFile(file) as packed:
        names = packed.namelist()
        inside = {name: packed.read(name).decode() for name in names}
    assert sorted(name.partition("/")[0] for name in names) == [
        "courriers-ecrits",
        "courriers-ecrits",
        "courriers-recus",
        "donnees.json",
        "resume.txt",
    ]
    for text in ("RO-2026-0001", "répondue", "Cantine en régie", "accusé de réception", "réponse"):
        assert text in inside["resume.txt"]
    everything = "\n".join(inside.values())
    for private in (ANNE, "Vidal", "06 12 34", MARC, JULIE, "Vin bio", COORDINATOR, "RO-2026-0002"):
        assert private not in everything, private
    told = story.told(BUYER)
    assert told == json.loads(inside["donnees.json"])
    assert (told["names"], len(told["written"]), len(told["received"]), len(told["letters"])) == (
        ["Paul Martin"],
        1,
        1,
        2,
    )
    assert {one["file"] for one in (*told["received"], *told["letters"])} <= set(names)
    assert story.does("export", BUYER, "--to", file, code=2).stderr.strip().endswith("donnez un autre nom.")


def test_an_expert_gets_the_profile_the_offers_and_the_answers(story: Story) -> None:
    told = story.told(ANNE)
    assert [(one["number"], one["state"]) for one in told["offers"]] == [("RO-2026-0001", "answered")]
    assert told["expert"][0]["topics"] == ["restauration-egalim"]
    assert "fromages AOP" in told["written"][0]["text"]
    said = story.does("export", ANNE).stdout
    assert "vous avez répondu" in said
    for private in (BUYER, "Paul Martin", JULIE, MARC):
        assert private not in said + json.dumps(told), private


def test_a_coordinator_gets_no_letter_that_tells_of_others(story: Story) -> None:
    told = story.told(COORDINATOR)
    assert {one["kind"] for one in told["letters"]} == {"digest"}
    assert [one["file"] for one in told["letters"]] == [None]
    assert "Cantine" not in json.dumps(told)


def test_nothing_kept_is_said_as_such(story: Story) -> None:
    assert "Rien n'est gardé" in story.does("export", "nobody@x.example").stdout
    assert story.told("nobody@x.example")["questions"] == []
    assert story.does("export", "pas une adresse", code=2)


def test_nothing_of_a_buyer_is_left(story: Story) -> None:
    said = story.does("erase", BUYER, given="oui\n").stdout
    assert "La question RO-2026-0001 est close" in said
    assert "les sauvegardes déjà faites" in said
    assert story.holding(BUYER, "Paul Martin", "martin") == set()
    (question, other) = story.world.questions()
    assert (question.number, question.state, question.topic) == ("RO-2026-0001", "closed", "restauration-egalim")
    assert other.buyer == JULIE
    with story.world.setup.store.read() as tx:
        events = tx.conn.exec_driver_sql("SELECT kind, data FROM event WHERE kind = 'erased'").all()
    assert [tuple(row) for row in events] == [("erased", '{"questions":1,"received":1,"letters":2}')]
    if not story.world.setup.store.postgres:
        assert story.in_the_files(BUYER, "Paul Martin", "martin") == []


def test_the_expert_who_holds_an_erased_question_hears_that_it_is_over(story: Story) -> None:
    foreseen = story.does("erase", JULIE, given="oui\n").stderr
    assert "l'expert qui en tient une en sera averti : RO-2026-0002" in foreseen
    (letter,) = [one for one in story.world.run() if one.to == MARC]
    assert (letter.kind, "RO-2026-0002" in letter.subject) == ("passed_on", True)
    assert "Vin" not in letter.raw.decode() + letter.text
    assert {one.to for one in story.world.lets_pass(120, days=6)} <= {COORDINATOR}
    assert story.holding(JULIE, "Julie Roy") == set()


def test_nobody_is_made_to_work_on_a_question_that_is_anonymous(story: Story) -> None:
    world = story.world
    story.does("erase", JULIE, "--yes")
    (passed_on,) = [one for one in world.run() if one.to == MARC]
    digest = only_letter(world.all_sent, "digest")
    for order in ("rouvrir", "réattribuer Anne Vidal", "réponse : le vin bio compte", "question : combien ?"):
        world.answers(digest, f"RO-2026-0002 {order}")
        (transcript,) = world.run()
        assert "est devenue anonyme" in " ".join(transcript.text.split()), order
    world.answers(passed_on, "Le vin bio compte dans les 20 %, selon la loi EGalim.")
    kept = {one.kind: one for one in world.run()}
    assert "est devenue anonyme" in " ".join(kept["held"].text.split())
    world.answers(kept["held"], "libérer")
    world.run()
    assert world.questions()[1].state == "closed"
    with world.setup.store.read() as tx:
        assert inbound.list_by_state(tx, "resocc", InboundState.PARKED) == []


def test_what_an_expert_holds_goes_to_somebody_else(story: Story) -> None:
    story.world.writes("zoe@ville.example", "Pain", CANTINE + " Et le pain ?")
    (offer,) = offers(story.world.run())
    assert offer.to == ANNE
    foreseen = story.does("erase", MARC, given="oui\n")
    assert "Propositions en cours, elles passeront à quelqu'un d'autre : RO-2026-0002" in foreseen.stderr
    assert f"La question RO-2026-0002 passe à {ANNE}." in foreseen.stdout
    (offer,) = offers(story.world.run())
    assert (offer.to, "Vin bio" in offer.subject) == (ANNE, True)
    assert story.holding(MARC, "Marc Petit") == set()
    if not story.world.setup.store.postgres:
        assert story.in_the_files(MARC, "Marc Petit") == []
    story.world.again()
    assert story.holding(MARC) == set(), "nobody brings him back"


def test_two_questions_that_an_expert_holds_both_reach_the_next_one(story: Story) -> None:
    marc_takes(story.world, 1)
    story.world.writes("zoe@ville.example", "Pain", CANTINE + " Et le pain ?")
    story.world.writes("lea@bourg.example", "Lait", CANTINE + " Et le lait ?")
    assert [one.to for one in offers(story.world.run())] == [ANNE, ANNE]
    marc_takes(story.world, 9)
    story.does("erase", ANNE, "--yes")
    assert [one.to for one in offers(story.world.run())] == [MARC, MARC]


def marc_takes(world: World, most: int) -> None:
    with world.setup.store.begin() as tx:
        people.change(tx, "resocc", MARC, {"ceiling_open": most})


def test_an_answer_stays_with_who_asked_without_its_author(story: Story) -> None:
    story.does("erase", ANNE, "--yes")
    assert story.holding(ANNE, "Anne Vidal", "06 12 34") == set()
    told = story.told(BUYER)
    assert {one["kind"] for one in told["letters"]} == {"ack", "answer"}
    with story.world.setup.store.read() as tx:
        texts = tx.conn.exec_driver_sql("SELECT text FROM entry WHERE kind = 'answer'").scalars().all()
    assert ["fromages AOP" in text for text in texts] == [True]


def test_a_person_goes_from_what_others_wrote_and_nobody_else_does(story: Story) -> None:
    world = story.world
    with world.setup.store.begin() as tx:
        people.add(tx, "resocc", Expert(JOANNE, "Joanne Petit", topics=("textile-habillement",), backup=ANNE))
        people.add(tx, "resocc", Expert("luc@x.example", "Luc", exclusions=(ANNE, "x.example"), ceiling_open=0))
    digest = only_letter(world.all_sent, "digest")
    world.answers(digest, f"absente {ANNE} du 3 au 17 décembre")
    world.answers(digest, "RO-2026-0002 réattribuer Anne Vidal")
    world.run()
    world.deliver(quoting(ANNE))
    world.run()
    world.passes(minutes=10)
    world.run()
    assert {"undo.images", "event.data", "expert.backup", "expert.exclusions", "absence.expert"} <= story.holding(ANNE)
    story.does("erase", ANNE, "--yes")
    assert story.holding(f":{ANNE}", f'"{ANNE}', f" {ANNE}", f"<{ANNE}", f"1.{ANNE}", "Anne Vidal") == set()
    with world.setup.store.read() as tx:
        assert people.get(tx, "resocc", JOANNE) is not None
        luc = people.get(tx, "resocc", "luc@x.example")
        assert luc is not None
        assert luc.exclusions == ("x.example",)
        raws = [bytes(row[0]) for row in tx.execute(schema.raw.select().with_only_columns(schema.raw.c.bytes))]
    assert not [raw for raw in raws if base64.b64encode(b"anne.vidal@mairie")[:16] in raw]


def quoting(address: str) -> bytes:
    """Somebody else's mail that names the person where no search of the bytes sees it."""
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"] = "lea@bourg.example", "guichet@resocc.example", "Contact"
    mail["Message-ID"] = "<quoting@bourg.example>"
    mail.set_content(f"{address} m'a parlé de vous. Quel papier recyclé acheter pour la mairie ?", cte="base64")
    return mail.as_bytes()


def test_what_still_waits_is_named_and_the_code_says_so(story: Story) -> None:
    story.world.setup.store.close()
    with story.world.setup.store.begin() as tx:
        tx.conn.exec_driver_sql("UPDATE outbox SET state = 'queued' WHERE kind = 'digest'")
    said = story.does("erase", BUYER, "--yes", code=1).stdout
    assert "des courriers qui attendent de partir la citent encore" in said
    story.world.run()
    story.does("erase", BUYER, "--yes")
    assert story.holding(BUYER) == set()


def test_a_mail_not_handled_yet_is_named_and_a_held_one_goes(story: Story) -> None:
    world = story.world
    world.writes(BUYER, "Vide", "")
    world.run()
    assert held(world) == 1
    receive.from_pipe(world.setup.store, "resocc", world.mail(BUYER, "Encore", CANTINE + " Et le riz ?"), world.now)
    assert "pas encore traités" in story.does("erase", BUYER, "--yes", code=1).stdout
    assert held(world) == 0, "no coordinator finds an empty mail waiting"
    world.run()
    assert [one.subject for one in world.questions() if one.buyer == BUYER] == ["Encore"]
    story.does("erase", BUYER, "--yes")
    assert story.holding(BUYER) == set()


def test_a_name_that_is_no_persons_stays_in_what_others_wrote(story: Story) -> None:
    world = story.world
    world.writes("achats@bourg.example", "Lait", CANTINE + " Et le lait ?", name="Marchés publics")
    world.writes("lea@bourg.example", "Riz", "Marchés publics : quel riz compte pour la cantine et la loi EGalim ?")
    world.run()
    story.does("erase", "achats@bourg.example", "--yes")
    assert "Marchés publics : quel riz" in story.told("lea@bourg.example")["written"][0]["text"]
    assert story.told("lea@bourg.example")["received"][0]["file"]


def test_a_buyer_who_writes_again_after_the_expert_went_is_answered(story: Story) -> None:
    story.does("erase", ANNE, "--yes")
    answer = only_letter(story.world.all_sent, "answer")
    story.world.answers(answer, "Et le poisson de pêche durable, compte-t-il aussi dans les 50 % ?")
    assert {one.to for one in story.world.run()} & {MARC, COORDINATOR}


def held(world: World) -> int:
    with world.setup.store.read() as tx:
        return len(inbound.held(tx, "resocc"))


def test_nothing_is_erased_without_a_yes(story: Story) -> None:
    for given in ("\n", "non\n"):
        assert "Rien n'a été effacé" in story.does("erase", BUYER, given=given, code=1).stdout
    assert "question.buyer" in story.holding(BUYER)


def test_who_is_in_the_configuration_would_come_back(story: Story) -> None:
    assert "retirez-en l'adresse" in story.does("erase", COORDINATOR, "--yes", code=2).stderr
    story.world.settings = replace(
        story.world.settings, desks=tuple(replace(one, experts=EXPERTS) for one in story.world.settings.desks)
    )
    assert "est expert du guichet resocc" in story.does("erase", ANNE, "--yes", code=2).stderr
    assert "expert.email" in story.holding(ANNE)


def test_scripts_read_what_went(story: Story) -> None:
    told = json.loads(story.does("erase", BUYER, "--yes", "--json").stdout)
    assert (told["questions"], told["closed"], told["received"]) == (["RO-2026-0001"], ["RO-2026-0001"], 1)
    assert told["compacted"] is True
    assert BUYER not in json.dumps(told)


@pytest.mark.parametrize("any_url", ["sqlite"], indirect=True)
def test_a_base_in_use_says_that_bytes_are_left(story: Story, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(compacting, "_PATIENCE_SECONDS", 0.1)
    with story.world.setup.store.read() as tx:
        tx.conn.exec_driver_sql("SELECT count(*) FROM question").all()
        assert "restent lisibles" in story.does("erase", BUYER, "--yes", code=1).stdout
    story.does("erase", BUYER, "--yes")
    assert story.in_the_files(BUYER) == []
