"""Vacation replies in five languages, and everything that looks like one."""

import tomllib
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from guichet_bot.core.model import Absence, Address, Mail
from guichet_bot.core.people.absence import read_vacation

CORPUS = tomllib.loads((Path(__file__).parents[1] / "corpus" / "absences.toml").read_text("utf-8"))["mail"]
WEDNESDAY = date(2026, 7, 29)


def mail_of(case: dict[str, Any]) -> Mail:
    sender = Address(case.get("from", "anne@mairie.example"), "Anne Vidal")
    headers = {name.lower(): (value,) for name, value in case.get("headers", {}).items()}
    return Mail(
        message_id="one@mairie.example",
        sender=sender,
        from_=sender,
        subject=case["subject"],
        text=case["text"],
        newest=case["text"],
        headers=headers,
    )


@pytest.mark.parametrize("case", CORPUS, ids=[case["name"] for case in CORPUS])
def test_a_mail_tells_the_absence_it_tells_and_no_other(case: dict[str, Any]) -> None:
    today = case.get("today", WEDNESDAY)
    expected = None
    if case.get("absent", True):
        expected = Absence(case.get("first", today), case["until"] or None, "vacation reply")
    assert read_vacation(mail_of(case), today) == expected


def test_the_corpus_speaks_all_languages_and_says_no_often_enough() -> None:
    names = [case["name"] for case in CORPUS]
    assert all(sum(name.startswith(f"{language}: ") for name in names) >= 4 for language in ("en", "de", "es", "it"))
    assert sum(case.get("absent", True) is False for case in CORPUS) >= 20
