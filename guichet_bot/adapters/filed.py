"""The mails that a desk took in and filed, read again after a restoration: nothing is moved, marked or filed here."""

from collections.abc import Iterable
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime
from typing import Protocol

from guichet_bot.adapters.imap import ImapMailbox
from guichet_bot.adapters.mailbox import Mailbox, MailboxTrouble
from guichet_bot.adapters.maildir import DONE, MaildirMailbox
from guichet_bot.config.settings import DeskSettings, Imap, Maildir


class Filed(Mailbox, Protocol):
    """A mailbox that also tells when its mails came."""

    def arrivals(self, uids: Iterable[int]) -> dict[int, datetime]:
        """When each of these mails was delivered (aware, UTC)."""
        ...


class FiledImap(ImapMailbox):
    def arrivals(self, uids: Iterable[int]) -> dict[int, datetime]:
        answer = self._ask(list(uids), "INTERNALDATE")
        # The library gives the local time of this machine, without a zone.
        came = {uid: one.get(b"INTERNALDATE") for uid, one in answer.items()}  # None: a date that is none
        return {uid: at.astimezone(UTC) for uid, at in came.items() if at is not None}


class FiledMaildir(MaildirMailbox):
    def open(self) -> None:
        """Its folders are there, or nothing was ever filed: none is made."""

    def arrivals(self, uids: Iterable[int]) -> dict[int, datetime]:
        found = {}
        for uid in uids:
            with suppress(FileNotFoundError):
                found[uid] = datetime.fromtimestamp(self._current(uid).stat().st_mtime, UTC)
        return found


def make_folders(settings: DeskSettings, *, filed: bool = True) -> list[Filed]:
    """Where this desk files what it took in (unless not `filed`), then what it reads; none of them open."""
    match settings.mailbox:
        case Imap() as imap:
            aside = [FiledImap(replace(imap, folder=imap.file_into))] if filed and imap.file_into else []
            return [*aside, FiledImap(imap)]
        case Maildir() as maildir:
            places = [maildir.path / DONE if filed else maildir.path, maildir.path]
            there = [one for one in dict.fromkeys(places) if all((one / part).is_dir() for part in ("new", "cur"))]
            return [FiledMaildir(replace(maildir, path=one)) for one in there]
    return []


def shared(settings: DeskSettings, desks: Iterable[DeskSettings]) -> bool:
    """Whether other desks file into the same folder: nothing says whose a mail there was."""
    return _place(settings) is not None and sum(_place(one) == _place(settings) for one in desks) > 1


def not_its_own() -> MailboxTrouble:
    return MailboxTrouble(
        "Le dossier de rangement (`file_into`) sert à plusieurs guichets : remettez à la main dans le dossier relevé "
        "de chacun les courriers qui sont à lui, puis ajoutez --as-is.",
        permanent=True,
    )


def _place(settings: DeskSettings) -> tuple[str, str, str] | None:
    imap = settings.mailbox
    return (imap.host, imap.user, imap.file_into) if isinstance(imap, Imap) and imap.file_into else None
