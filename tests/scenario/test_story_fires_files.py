"""Files that travel with an answer."""

from email.message import EmailMessage

from guichet_bot.core.model import Limits
from tests.fixtures.world import MakeWorld, Sent, World, only_letter


def with_files(world: World, offer: Sent, *files: tuple[str, str, bytes]) -> Sent:
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = offer.to, offer.reply_to, f"Re: {offer.subject}"
    message["Message-ID"] = "<with.files@mairie.example>"
    message.set_content("Les fromages AOP comptent, voyez le document joint.")
    for name, kind, content in files:
        main, _, sub = kind.partition("/")
        message.add_attachment(content, maintype=main, subtype=sub, filename=name)
    world.deliver(message.as_bytes())
    return only_letter(world.run(), "answer")


def test_each_file_is_either_there_or_named_as_left_out_once(make_world: MakeWorld) -> None:
    world = make_world(limits=Limits(attachments_mb=1))
    files = [("petit.pdf", 100_000), ("moyen.pdf", 930_000), ("grand.pdf", 2_000_000)]
    answer = with_files(world, world.offered(), *((name, "application/pdf", b"x" * size) for name, size in files))
    there = [one.filename for one in answer.mail.attachments]
    for name, _ in files:
        assert (name in there) + answer.text.count(name) == 1, (name, there)
    assert "grand.pdf" not in there


def test_a_visiting_card_stays_with_the_desk(make_world: MakeWorld) -> None:
    world = make_world()
    card = b"BEGIN:VCARD\r\nFN:Anne Vidal\r\nTEL:0612345678\r\nEND:VCARD\r\n"
    answer = with_files(
        world, world.offered(), ("Anne Vidal.vcf", "text/x-vcard", card), ("guide.pdf", "application/pdf", b"%PDF")
    )
    assert [one.filename for one in answer.mail.attachments] == ["guide.pdf"]
    assert "vcf" not in answer.text and "Vidal" not in answer.text


def test_a_file_does_not_name_its_author(make_world: MakeWorld) -> None:
    world = make_world()
    answer = with_files(world, world.offered(), ("Réponse Anne VIDAL v2.pdf", "application/pdf", b"%PDF"))
    (file,) = answer.mail.attachments
    assert "vidal" not in file.filename.lower() and file.filename.endswith(".pdf")
