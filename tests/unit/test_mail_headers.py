"""Header fields: encoded words, parameters, ids, addresses, as real and broken mail writes them."""

import pytest

from guichet_bot.core.mail.address_list import addresses
from guichet_bot.core.mail.attachments import safe_filename
from guichet_bot.core.mail.author import author
from guichet_bot.core.mail.headers import decoded, message_ids, parameters, split_head
from guichet_bot.core.model import Address


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("Bonjour", "Bonjour"),
        ("=?utf-8?q?=C3=A9t=C3=A9?= =?utf-8?q?_2026?=", "été 2026"),
        ("=?utf-8?q?=C3?= =?utf-8?q?=A9cole?=", "école"),  # a character cut in two words
        ("=?UTF-8?Q?=C3=A9?==?UTF-8?Q?t=C3=A9?=", "été"),  # no space between the words
        ("Re: =?iso-8859-1?Q?march=E9?= public", "Re: marché public"),
        ("=?iso-8859-1?Q?a?= =?utf-8?b?w6k=?=", "aé"),  # neighbours in two charsets
        ("=?x-unknown?Q?=E9t=E9?=", "été"),
        ("=?rot13?Q?=E9t=E9?=", "été"),
        ("=?utf-8*fr?q?=C3=A9t=C3=A9?=", "été"),
        ("=?utf-8?q?Qui ?? Quoi?=", "Qui ?? Quoi"),  # spaces and question marks left raw
        ("=?utf-8?B?w6l0w6k?=", "été"),  # padding lost
        ("=?utf-8?B?w6l0w", "=?utf-8?B?w6l0w"),  # never ends
        ("=?utf-8?q?a=0D=0ABcc:_x@y.example=00?=", "a Bcc: x@y.example"),
        ("dÃ©jÃ\xa0 lu", "déjà lu"),
        ("march\udce9 de cr\udce8che", "marché de crèche"),  # raw Latin-1
        ("march\udcc3\udca9", "marché"),  # raw UTF-8
        ("\udccf\udcf0\udce8\udce2\udce5\udcf2", "������"),  # raw, of no language we could check
        ("a\u202eb\u200bc", "abc"),
    ],
)
def test_a_value_reads_as_people_read_it(value: str, text: str) -> None:
    assert decoded(value) == text


def test_encoded_words_without_end_cost_no_more_than_their_length() -> None:
    assert len(decoded("=?utf-8?q?a " * 100_000)) <= 64_000


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ('text/plain; charset="utf-8"', ("text/plain", {"charset": "utf-8"})),
        ("Text/HTML;charset=utf-8", ("text/html", {"charset": "utf-8"})),
        ('a; filename="b\\"c;d.pdf"; x=1', ("a", {"filename": 'b"c;d.pdf', "x": "1"})),
        ("a; filename*=iso-8859-1'fr'%E9t%E9.pdf", ("a", {"filename": "été.pdf"})),
        ("a; filename*1*=%A9.pdf; filename*0*=utf-8''%C3", ("a", {"filename": "é.pdf"})),
        ('a; name*0="long "; name*1="nom.pdf"', ("a", {"name": "long nom.pdf"})),
        ("a; filename*=nul''%41", ("a", {"filename": "A"})),
        ("a; name==?utf-8?q?=C3=A9.doc?=", ("a", {"name": "é.doc"})),
        ("a;b;c=d", ("a", {"c": "d"})),
        ('a; filename="jamais fermé', ("a", {"filename": "jamais fermé"})),
        ("a; filename=deux mots.pdf", ("a", {"filename": "deux mots.pdf"})),
        ("", ("", {})),
    ],
)
def test_parameters(value: str, expected: tuple[str, dict[str, str]]) -> None:
    assert parameters(value) == expected


def test_fifty_thousand_parameters_are_cut() -> None:
    assert len(parameters("a;" + ";".join(f"p{i}=1" for i in range(50_000)))[1]) == 200


def test_a_block_may_lack_its_blank_line() -> None:
    raw = b"From x Mon\nA: 1\n 2\r\n\tb\nA: 3\nBonjour sans en-tete\n\nB: 4"
    fields, body, whole = split_head(raw, 0, len(raw))
    assert (fields, raw[body : body + 7], whole) == ({"a": ["1 2\tb", "3"]}, b"Bonjour", False)


def test_a_million_fields_are_cut() -> None:
    raw = b"A: b\n" * 400_000
    fields, _, _ = split_head(raw, 0, len(raw))
    assert len(fields["a"]) == 2_000


@pytest.mark.parametrize(
    ("value", "ids"),
    [
        ("<a@b> <c@d>\n <a@b>", ("a@b", "c@d")),
        ("<a b@c>", ("ab@c",)),
        ("a@b sans crochets", ("a@b",)),
        ("rien", ()),
    ],
)
def test_ids(value: str, ids: tuple[str, ...]) -> None:
    assert message_ids(value) == ids


def test_of_a_flood_of_references_the_last_are_kept() -> None:
    ids = message_ids(" ".join(f"<{i}@x>" for i in range(5_000)))
    assert (len(ids), ids[-1]) == (200, "4999@x")


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("A.B@C.example", [("a.b@c.example", "")]),
        (
            '"Dupont, Jean" <J@x.example>, b@y.example (Bob (le) petit)',
            [("j@x.example", "Dupont, Jean"), ("b@y.example", "Bob (le) petit")],
        ),
        ("=?utf-8?q?Ren=C3=A9e?= Roux <r@x.example>", [("r@x.example", "Renée Roux")]),
        ('"=?utf-8?B?UmVuw6ll?=" <r@x.example>', [("r@x.example", "Renée")]),
        ("Ren\udce9e <r@x.example>", [("r@x.example", "Renée")]),
        ("Equipe: a@b.example, C <c@d.example>;", [("a@b.example", ""), ("c@d.example", "C")]),
        ("undisclosed-recipients:;", []),
        ("a@b.example;c@d.example", [("a@b.example", ""), ("c@d.example", "")]),
        ("Jean <<a@b.example>>", [("a@b.example", "Jean")]),
        ("<@r1,@r2:u@d.example>", [("u@d.example", "")]),
        ('"a b"@x.example', [('"a b"@x.example', "")]),
        ("a @ b . example", [("a@b.example", "")]),
        ('"jamais fermé <a@b.example>, c@d.example', [("a@b.example", "jamais fermé"), ("c@d.example", "")]),
        ("Jean Dupont a@b.example", [("a@b.example", "Jean Dupont")]),
        ("[mailto:a@b.example]", [("a@b.example", "")]),
        ("'a@b.example' <a@b.example>", [("a@b.example", "")]),
        ("agent@[192.0.2.1]", [("agent@[192.0.2.1]", "")]),
        ("o'neil@b.example", [("o'neil@b.example", "")]),
        ("'a@b.example'", [("a@b.example", "")]),
        (f"{'x' * 70}@b.example", [(f"{'x' * 70}@b.example", "")]),
        ("root", []),
        ("(jamais ferme a@b.example", [("a@b.example", "jamais ferme a@b.example")]),
        ("a\x00b\r\n@c.example", [("ab@c.example", "")]),
        ("=?utf-8?q?x=0Ay?= <a@b.example>", [("a@b.example", "x y")]),
        ("", []),
    ],
)
def test_addresses(value: str, expected: list[tuple[str, str]]) -> None:
    assert addresses([value]) == [Address(*one) for one in expected]


@pytest.mark.parametrize("flood", ['"\\', "(", ",", "<", "a", "\t", "a ", "a@b,", " ", '"', "=?a?q?"])
def test_a_flood_of_signs_is_read_in_passing(flood: str) -> None:
    assert len(addresses([flood * 100_000])) <= 500


def test_the_first_of_several_authors_counts() -> None:
    from_, sender = author({"from": ["a@x.example, b@x.example"], "reply-to": ["c@x.example"]})
    assert (from_.address, sender.address) == ("a@x.example", "a@x.example")


@pytest.mark.parametrize(
    "form",
    ["noreply@forms.example", "no-reply@x.example", "ne-pas-repondre@x.example", "nepasrepondre@x.example",
     "wordpress@x.example", "donotreply@x.example", "formulaire-contact@x.example", "www-data@x.example"],
)  # fmt: skip
def test_behind_a_web_form_the_author_is_in_reply_to(form: str) -> None:
    from_, sender = author({"from": [form], "reply-to": ["Zoe <zoe@ville.example>"]})
    assert (from_.address, sender) == (form, Address("zoe@ville.example", "Zoe"))


@pytest.mark.parametrize(
    "person", ["norbert@x.example", "forman@x.example", "nora.reply@x.example", "formation@x.example"]
)
def test_a_person_is_who_From_says(person: str) -> None:
    assert author({"from": [person], "reply-to": ["zoe@ville.example"]})[1].address == person


def test_a_form_without_an_answer_address_stays_itself() -> None:
    assert author({"from": ["noreply@x.example"], "reply-to": ["no-reply@y.example"]})[1].address == "noreply@x.example"


def test_an_author_without_an_address_keeps_a_name() -> None:
    assert author({"from": ["MAILER-DAEMON"]})[0] == Address("", "MAILER-DAEMON")
    assert author({"sender": ["b@x.example"]})[0].address == "b@x.example"


@pytest.mark.parametrize(
    ("name", "safe"),
    [
        ("rapport.pdf", "rapport.pdf"),
        ("../../etc/passwd", "passwd"),
        ("C:\\Users\\x\\a.doc", "a.doc"),
        ("..", "piece-jointe-3.pdf"),
        (".", "piece-jointe-3.pdf"),
        ("", "piece-jointe-3.pdf"),
        ("a\x00b\r\n.pdf", "a b .pdf"),
        (".bashrc", "bashrc"),
        ("nul.txt", "_nul.txt"),
        ("con", "_con"),
        ("console.txt", "console.txt"),
        ('a<b>:"|?*.pdf', "a_b______.pdf"),
        ("x" * 300 + ".pdf", "x" * 116 + ".pdf"),
        ("y" * 300, "y" * 120),
        ("dossier/", "dossier"),
    ],
)
def test_file_names_are_safe(name: str, safe: str) -> None:
    assert safe_filename(name, "application/pdf", 3) == safe
