"""Made-up mails as mail programs write them, each beside the reading that is expected of it."""

import tomllib
from pathlib import Path

import pytest

from guichet_bot.core.mail.automatic import Facts, compile_rules, verdict
from guichet_bot.core.mail.parse import parse

ROOT = Path(__file__).parents[2]
CASES = sorted((ROOT / "tests/corpus/mail").glob("*.eml"))
RULES = compile_rules(tomllib.loads((ROOT / "rules/automatic.toml").read_text(encoding="utf-8")))


@pytest.mark.parametrize("line_end", [b"\n", b"\r\n"], ids=["lf", "crlf"])
@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_a_mail_is_read_as_expected(path: Path, line_end: bytes) -> None:
    expected = tomllib.loads(path.with_suffix(".toml").read_text(encoding="utf-8"))
    mail = parse(path.read_bytes().replace(b"\n", line_end))
    judged = verdict(mail, RULES, Facts(recent=1))
    found = {
        "sender": mail.sender.address,
        "name": mail.sender.name,
        "from": mail.from_.address,
        "subject": mail.subject,
        "recipients": list(mail.recipients),
        "references": list(mail.references),
        "return_path": mail.return_path,
        "attachments": [file.filename for file in mail.attachments],
        "calendars": len(mail.calendar),
        "failed": list(mail.report.failed) if mail.report else [],
        "delayed": list(mail.report.delayed) if mail.report else [],
        "original": mail.report.original_message_id if mail.report else "",
        "kind": judged.kind,
        "rule": judged.rule,
    }
    words = {key: expected.pop(key, []) for key in ("text_has", "text_lacks", "newest_has", "newest_lacks")}
    assert {key: found[key] for key in expected} == expected
    assert [part for part in words["text_has"] if part not in mail.text] == []
    assert [part for part in words["text_lacks"] if part in mail.text] == []
    assert [part for part in words["newest_has"] if part not in mail.newest] == []
    assert [part for part in words["newest_lacks"] if part in mail.newest] == []


def test_there_is_a_corpus() -> None:
    assert len(CASES) >= 15
