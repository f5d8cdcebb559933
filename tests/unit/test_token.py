"""Who may use a token, and what a tag or a Message-ID proves."""

from dataclasses import replace

import pytest

from guichet_bot.core.mail import token
from guichet_bot.core.model import Desk, Role

DESK = Desk("resocc", "RO", "Guichet vert Rés'Occ", "guichet@resocc.example", secrets=(b"new" * 11, b"old" * 11))
PEOPLE = ((Role.BUYER, "achats@mairie.example"), (Role.EXPERT, "anne@mairie.example"))


def sent_to(role: Role, address: str, question: int = 42, desk: Desk = DESK) -> str:
    return token.reply_to(desk, token.make_token(desk.secrets, question, role, address)).address


def test_the_token_leads_back_to_question_role_and_owner() -> None:
    (found,) = token.find_tokens([sent_to(Role.EXPERT, "anne@mairie.example")], DESK)
    assert (found.question_id, found.role) == (42, Role.EXPERT)
    assert token.owner_of(found, DESK.secrets, PEOPLE) == "anne@mairie.example"


def test_a_server_that_changes_letter_case_does_no_harm() -> None:
    (found,) = token.find_tokens([sent_to(Role.BUYER, "Achats@Mairie.example").upper()], DESK)
    assert token.owner_of(found, DESK.secrets, PEOPLE) == "achats@mairie.example"


def test_the_address_fits_a_local_part() -> None:
    local = sent_to(Role.COORDINATOR, "a@b.example", 999_999_999_999).rpartition("@")[0]
    assert len(local) <= 64 and local == local.lower()


@pytest.mark.parametrize("other", [(Role.COORDINATOR, "anne@mairie.example"), (Role.EXPERT, "paul@mairie.example")])
def test_another_person_or_role_does_not_own_it(other: tuple[Role, str]) -> None:
    (found,) = token.find_tokens([sent_to(Role.EXPERT, "anne@mairie.example")], DESK)
    assert token.owner_of(found, DESK.secrets, [other]) == ""


def test_a_token_moved_to_another_question_is_worthless() -> None:
    address = sent_to(Role.EXPERT, "anne@mairie.example").replace("+e42-", "+e43-")
    (found,) = token.find_tokens([address], DESK)
    assert found.question_id == 43
    assert token.owner_of(found, DESK.secrets, PEOPLE) == ""


def test_letters_signed_before_the_secret_changed_still_work() -> None:
    before = replace(DESK, secrets=(b"old" * 11,))
    (found,) = token.find_tokens([sent_to(Role.EXPERT, "anne@mairie.example", desk=before)], DESK)
    assert token.owner_of(found, DESK.secrets, PEOPLE) == "anne@mairie.example"
    assert token.find_tag(token.subject_tag(before, "RO-2026-0042"), DESK) == ("RO-2026-0042", True)
    assert token.is_own_message_id(DESK, token.message_id(before, "ack:1:buyer", "ack"))
    assert token.owner_of(found, (b"third" * 8,), PEOPLE) == ""


def test_only_this_desks_plus_addresses_count_each_once() -> None:
    mine = sent_to(Role.EXPERT, "anne@mairie.example")
    recipients = [
        "guichet@resocc.example",
        "guichet+news@resocc.example",
        "guichet+@resocc.example",
        mine.replace("resocc.example", "other.example"),
        mine.replace("guichet", "bureau"),
        mine[:-1],
        "",
        mine,
        mine,
    ]
    assert len(token.find_tokens(recipients, DESK)) == 1


def test_a_mail_full_of_tokens_costs_no_more_than_a_few() -> None:
    many = [sent_to(Role.EXPERT, "anne@mairie.example", number) for number in range(100)]
    assert len(token.find_tokens(many, DESK)) == token.MAX_TOKENS


def test_the_digest_has_a_token_of_its_own() -> None:
    (found,) = token.find_tokens([sent_to(Role.COORDINATOR, "coordination@resocc.example", 0)], DESK)
    assert found.question_id == 0
    people = [(Role.COORDINATOR, "coordination@resocc.example")]
    assert token.owner_of(found, DESK.secrets, people) == "coordination@resocc.example"


def test_undo_belongs_to_one_address_whatever_its_role() -> None:
    undo = token.make_undo_token(DESK, "K7F3", "anne@mairie.example")
    (found,) = token.find_tokens([token.reply_to(DESK, undo).address], DESK)
    assert found.code == "k7f3"
    assert token.owner_of(found, DESK.secrets, PEOPLE) == "anne@mairie.example"
    assert token.owner_of(found, DESK.secrets, PEOPLE[:1]) == ""
    assert token.owner_of(replace(found, code="k7f4"), DESK.secrets, PEOPLE) == ""


@pytest.mark.parametrize("code", ["", "a b", "x" * 17, "a-b", "é", "a\n"])
def test_an_undo_code_that_would_break_the_address_is_refused(code: str) -> None:
    with pytest.raises(ValueError, match="undo code"):
        token.make_undo_token(DESK, code, "anne@mairie.example")


def test_without_sub_addresses_the_subject_bears_the_token() -> None:
    desk = replace(DESK, plus_addresses=False)
    to = token.reply_to(desk, token.make_token(desk.secrets, 42, Role.EXPERT, "anne@mairie.example"))
    assert to.address == desk.address
    (found,) = token.find_tokens([desk.address], desk, f"RE: Je passe  [RO-2026-0042-abcde] {to.tag.upper()}")
    assert token.owner_of(found, desk.secrets, PEOPLE) == "anne@mairie.example"


def test_a_token_in_the_subject_and_in_the_address_is_one_token() -> None:
    written = token.make_token(DESK.secrets, 42, Role.EXPERT, "anne@mairie.example")
    address = token.reply_to(DESK, written).address
    assert len(token.find_tokens([address], DESK, f"Je passe [{written}]")) == 1
    assert token.find_tokens([], DESK, f"Je passe {written}, [e42-], [e42-{'a' * 17}]") == ()


def test_the_tag_is_found_in_what_clients_make_of_a_subject() -> None:
    tag = token.subject_tag(DESK, "RO-2026-0042")
    assert len(tag) == len("[RO-2026-0042-k7f3q]")
    for subject in (f"Re: {tag} Cantine", f"TR : RE: Réponse {tag}", tag.lower(), tag.upper(), f"[EXTERNE] {tag}"):
        assert token.find_tag(subject, DESK) == ("RO-2026-0042", True)


def test_a_valid_tag_wins_over_a_forged_one() -> None:
    good = token.subject_tag(DESK, "RO-2026-0042")
    assert token.find_tag(f"[RO-2026-0001-aaaaa] {good}", DESK) == ("RO-2026-0042", True)


@pytest.mark.parametrize(
    ("subject", "expected"),
    [
        ("[RO-2026-0042-aaaaa] Cantine", ("RO-2026-0042", False)),
        ("Re: [RO-2026-0042] Cantine", ("RO-2026-0042", False)),
        ("[XX-2026-0042-aaaaa]", None),
        ("Marché RO-2026-0042", None),
        ("", None),
    ],
)
def test_an_unsigned_or_foreign_tag_proves_nothing(subject: str, expected: tuple[str, bool] | None) -> None:
    assert token.find_tag(subject, DESK) == expected


def test_the_same_letter_always_has_the_same_id() -> None:
    first = token.message_id(DESK, "ack:3f9a:buyer", "ack")
    assert first == token.message_id(DESK, "ack:3f9a:buyer", "ack")
    assert first != token.message_id(DESK, "ack:3f9b:buyer", "ack")
    assert first.startswith("<") and first.endswith(".ack@resocc.example>")


def test_our_own_ids_are_recognised_and_imitations_are_not() -> None:
    own = token.message_id(DESK, "out_of_scope:1:buyer", "out_of_scope")
    assert token.is_own_message_id(DESK, own)
    assert token.is_own_message_id(DESK, own.strip("<>").upper())
    other = replace(DESK, address="guichet@other.example")
    assert not token.is_own_message_id(other, own)
    for value in (
        "",
        "<a@resocc.example>",
        own.replace(".out_of_scope@", ".answer@"),
        "<" + "a" * 26 + ".ack@resocc.example>",
    ):
        assert not token.is_own_message_id(DESK, value)


def test_two_desks_with_one_secret_and_domain_never_share_an_id() -> None:
    other = replace(DESK, name="autre", address=f"autre@{DESK.domain}")
    assert token.message_id(DESK, "ack:1:buyer:a@b.example", "ack") != token.message_id(
        other, "ack:1:buyer:a@b.example", "ack"
    )
