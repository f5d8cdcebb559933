"""Whatever people write: no header of theirs, nothing lost, nothing of it acting as markup."""

import email
import email.policy
import re
from datetime import UTC, datetime

from hypothesis import given, settings
from hypothesis import strategies as st
from selectolax.lexbor import LexborHTMLParser

from guichet_bot.core.effects import LetterKind
from guichet_bot.core.mail import prose
from guichet_bot.core.mail.compose import Inline, Outgoing, compose
from guichet_bot.core.mail.parse import parse
from guichet_bot.core.mail.prose_html import fragment, to_html
from guichet_bot.core.model import Attachment

RUNS = settings(max_examples=60, deadline=None)
TRAPS = [
    *("\r\nBcc: x@y.example", "\nX-Evil: 1\n\n", "\r", "=?utf-8?q?=0A?=", "<", ">", '"', "\\", ";", "é"),
    *("\u2028", "\x85", "\ud800", " ", "\t", "**", "](", "[x](https://e.example)", "# ", "\x02w\n", "\n\x03"),
    *("\x1f", "\x1d\n", "{{ x }}", "- ", "> ", "---", "    ", "<script>", "https://e.example/?a=1&b=2", "&amp;"),
]
HOSTILE = st.lists(
    st.one_of(
        st.text(max_size=20),
        st.sampled_from(TRAPS),
    ),
    max_size=8,
).map("".join)  # fmt: skip
READABLE = st.text(
    st.characters(codec="utf-8", exclude_categories=("C", "Z"), exclude_characters="\u200e\u200f"), max_size=30
)
# The reader repairs what looks broken, so what it must return unchanged looks like French.
SENTENCE = st.lists(st.text("abdinoréèàçœ’«»49", min_size=1, max_size=12), min_size=1, max_size=12).map(" ".join)
EXPECTED = {
    "from", "to", "subject", "date", "message-id", "references", "in-reply-to", "reply-to", "auto-submitted",
    "x-auto-response-suppress", "list-id", "list-unsubscribe", "content-language", "mime-version", "content-type",
    "content-transfer-encoding",
}  # fmt: skip


def letter(**changes: object) -> Outgoing:
    values: dict[str, object] = {
        "kind": LetterKind.ANSWER,
        "from_name": "Guichet",
        "from_address": "guichet@resocc.example",
        "to": "achats@mairie.example",
        "subject": "Réponse",
        "text": "Bonjour",
        "message_id": "<a1.answer@resocc.example>",
        "date": datetime(2026, 11, 23, 8, 12, tzinfo=UTC),
    }
    return Outgoing(**(values | changes))  # type: ignore[arg-type]


@RUNS
@given(HOSTILE, HOSTILE, HOSTILE, HOSTILE)
def test_nothing_from_outside_becomes_a_header(first: str, second: str, third: str, fourth: str) -> None:
    raw = compose(
        letter(
            subject=first,
            from_name=second,
            to_name=third,
            in_reply_to=fourth,
            references=(first, second),
            language=third,
            unsubscribe=fourth,
            list_id=first,
            text=second,
            html="<p>" + third,
            attachments=(Attachment(first, second, third.encode("utf-8", "replace")),),
            inline=(Inline(third, fourth, b"x"),),
        )
    )
    head, _, _ = raw.partition(b"\r\n\r\n")
    names = [line.partition(b":")[0].decode().lower() for line in head.split(b"\r\n") if line[:1] not in b" \t"]
    assert set(names) <= EXPECTED and len(set(names)) == len(names)
    assert b"\r" not in raw.replace(b"\r\n", b"") and b"\n" not in raw.replace(b"\r\n", b"")
    assert max(map(len, raw.split(b"\r\n"))) < 998 and raw.isascii()
    parts = list(email.message_from_bytes(raw, policy=email.policy.default).walk())
    assert len(parts) == 7
    for part in parts[1:]:
        assert {name.lower() for name in part} <= {
            "content-type", "content-transfer-encoding", "content-disposition", "content-id"
        }  # fmt: skip


@RUNS
@given(SENTENCE, st.lists(SENTENCE, min_size=1, max_size=6))
def test_our_own_reader_finds_what_was_written(subject: str, lines: list[str]) -> None:
    text = "\n".join(lines)
    html = to_html(prose.parse(str(prose.words(text))), subject, "Guichet")
    mail = parse(compose(letter(subject=subject, text=text, in_reply_to="x@y.example", html=html)))
    assert mail.subject == subject
    assert (mail.message_id, mail.in_reply_to) == ("a1.answer@resocc.example", ("x@y.example",))
    assert mail.references[-1] == "a1.answer@resocc.example"
    assert mail.text.strip() == text.strip()
    assert mail.defects == ()


@RUNS
@given(HOSTILE, HOSTILE)
def test_words_of_people_never_act_as_markup(value: str, body: str) -> None:
    source = f"- {prose.inline(value)}\n\n{prose.inline(value)}\n\n{prose.words(body)}\n\n{prose.quote(body)}\n\nFin"
    blocks = prose.parse(source)
    kinds = [block.kind for block in blocks]
    assert set(kinds) <= {"ul", "p", "words", "cited"} and kinds[-3:] == ["words", "cited", "p"]
    html = LexborHTMLParser(fragment(blocks))
    assert {node.tag for node in html.css("body *")} <= {"ul", "li", "p", "div", "blockquote", "a", "br"}
    for link in html.css("a"):
        assert link.attributes["href"] == link.text()
    shown = prose.to_text(blocks)
    assert not re.search(r"[\x00-\x08\x0b-\x1f]", shown)


@RUNS
@given(st.lists(READABLE, min_size=1, max_size=6))
def test_words_stay_as_they_are_in_both_bodies(lines: list[str]) -> None:
    text = "\n".join(["x", *lines, "x"])
    blocks = prose.parse(str(prose.words(text)))
    assert prose.to_text(blocks) == re.sub(r"\n{4,}", "\n\n\n", text) + "\n"
    html = LexborHTMLParser(fragment(blocks))
    assert html.body is not None
    assert "".join(html.body.text().split()) == "".join(text.split())
