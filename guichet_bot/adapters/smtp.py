"""A letter to an SMTP relay over a kept connection, and what became of it.

The one ambiguous instant of SMTP lies between the last byte of content and the relay's answer. Everything before it is
certainly not sent, and `on_transmitting` marks its beginning.
"""

import ssl
from collections.abc import Awaitable, Callable

from aiosmtplib import SMTP, SMTPStatus
from aiosmtplib.errors import SMTPException, SMTPRecipientRefused, SMTPResponseException

from guichet_bot.adapters.relay import Outcome, OutcomeKind, Outgoing
from guichet_bot.adapters.smtp_trouble import about_us, trouble
from guichet_bot.config.settings import Smtp

COMMAND_SECONDS = 60.0
FINAL_SECONDS = 600.0  # RFC 5321 §4.5.3.2.6: a relay may think that long; giving up sooner makes second copies
UNREADABLE = "Cette adresse ne peut pas recevoir de courrier : elle contient des caractères interdits."
NO_ACCENTS = "Le serveur d'envoi ne sait pas écrire à une adresse accentuée."


class SmtpRelay:
    """`Relay` over aiosmtplib: one connection, used by one task.

    `hello` is the name given in EHLO, best the domain of the letters. `tls_context` None: the system's authorities.
    """

    def __init__(
        self,
        settings: Smtp,
        *,
        hello: str = "localhost.localdomain",
        command_seconds: float = COMMAND_SECONDS,
        final_seconds: float = FINAL_SECONDS,
        tls_context: ssl.SSLContext | None = None,
    ) -> None:
        self._settings = settings
        self._final_seconds = final_seconds
        self._used = False  # whether the connection has carried a letter, so that its end says nothing about the next
        self._smtp = SMTP(
            hostname=settings.host,
            port=settings.port,
            local_hostname=hello,
            timeout=command_seconds,
            use_tls=settings.tls == "implicit",
            start_tls=settings.tls == "starttls",
            tls_context=tls_context,
            username=settings.user or None,
            password=settings.password if settings.user else None,
        )

    async def connect(self) -> None:
        if self._smtp.is_connected:
            return
        self._used = False
        try:
            await self._smtp.connect()
            if self._smtp.is_ehlo_or_helo_needed:
                await self._smtp.ehlo()
        except (SMTPException, OSError, ValueError) as error:
            self._smtp.close()
            raise trouble(error, self._settings) from error

    async def submit(self, letter: Outgoing, on_transmitting: Callable[[], Awaitable[None]]) -> Outcome:
        outcome = Outcome(OutcomeKind.LATER)
        try:
            await self.connect()
            outcome = await self._submit(letter, on_transmitting)
        finally:
            if outcome.kind is not OutcomeKind.SENT:
                self._smtp.close()  # whatever the relay still holds of this letter ends with the connection
        self._used = True
        return outcome

    async def close(self) -> None:
        if not self._smtp.is_connected:
            return
        try:
            await self._smtp.quit(timeout=2)
        except (SMTPException, OSError):
            self._smtp.close()

    async def _submit(self, letter: Outgoing, on_transmitting: Callable[[], Awaitable[None]]) -> Outcome:
        try:
            await self._mail(letter)
        except SMTPResponseException as error:
            return _refused_at_mail(error)
        except (SMTPException, OSError) as error:
            return Outcome(OutcomeKind.LATER, text=str(error))
        try:
            await self._rcpt(letter)
        except SMTPResponseException as error:
            return _refused(error)
        except (SMTPException, OSError) as error:
            return Outcome(OutcomeKind.LATER, text=str(error))
        except ValueError as error:
            return Outcome(OutcomeKind.FAILED, text=str(error))
        await on_transmitting()
        return await self._data(letter)

    async def _mail(self, letter: Outgoing) -> None:
        """MAIL FROM; once more on a new connection when a kept one has ended or is refused another letter."""
        try:
            await self._say_mail(letter)
        except (SMTPException, OSError) as error:
            kept = self._used and (not isinstance(error, SMTPResponseException) or error.code < 500)
            if not kept:
                raise
            self._smtp.close()
            await self.connect()
            await self._say_mail(letter)

    async def _say_mail(self, letter: Outgoing) -> None:
        smtp = self._smtp
        options = []
        if smtp.supports_extension("size"):
            options.append(f"SIZE={len(letter.raw)}")
        if not letter.raw.isascii() and smtp.supports_extension("8bitmime"):
            options.append("BODY=8BITMIME")
        if not letter.rcpt.rpartition("@")[0].isascii() and smtp.supports_extension("smtputf8"):
            options.append("SMTPUTF8")
        await smtp.mail(letter.sender, options=options)

    async def _rcpt(self, letter: Outgoing) -> None:
        address = letter.rcpt
        if not address.isascii():
            local, _, domain = address.rpartition("@")
            if local.isascii():  # no need of SMTPUTF8 then, which the relay would have to find at the next server too
                address = f"{local}@{_idna(domain)}"
            elif not self._smtp.supports_extension("smtputf8"):
                raise ValueError(NO_ACCENTS)
        if not address.isprintable() or "@" not in address or " " in address:
            raise ValueError(UNREADABLE)
        await self._smtp.rcpt(address, encoding="utf-8")
        for extra in letter.extra_rcpts:
            try:
                await self._smtp.rcpt(extra)
            except SMTPRecipientRefused as error:
                if error.code == 421:
                    raise
                # Only a proof that the letter passed: without it the letter goes all the same.

    async def _data(self, letter: Outgoing) -> Outcome:
        try:
            reply = await self._smtp.data(letter.raw, timeout=self._final_seconds)
        except SMTPResponseException as error:
            if error.code == SMTPStatus.completed:  # to the command, not to the content: replies are out of step
                return Outcome(OutcomeKind.LATER, error.code, error.message)
            if 200 <= error.code < 300:
                return Outcome(OutcomeKind.SENT, error.code, error.message)
            return _refused(error) if 400 <= error.code < 600 else Outcome(OutcomeKind.UNSURE, 0, error.message)
        except (SMTPException, OSError) as error:
            return Outcome(OutcomeKind.UNSURE, text=str(error))
        return Outcome(OutcomeKind.SENT, reply.code, reply.message)


def _refused_at_mail(error: SMTPResponseException) -> Outcome:
    if error.code == 552:  # RFC 1870: too large, said before the content
        return Outcome(OutcomeKind.FAILED, error.code, error.message)
    kind = OutcomeKind.REFUSED_SENDER if error.code >= 500 else OutcomeKind.LATER
    return Outcome(kind, error.code, error.message)


def _refused(error: SMTPResponseException) -> Outcome:
    """A refusal at RCPT, DATA or after the content."""
    if about_us(error.code, error.message):
        return Outcome(OutcomeKind.REFUSED_SENDER, error.code, error.message)
    kind = OutcomeKind.FAILED if 500 <= error.code < 600 else OutcomeKind.LATER
    return Outcome(kind, error.code, error.message)


def _idna(domain: str) -> str:
    try:
        return domain.encode("idna").decode("ascii")
    except UnicodeError:
        raise ValueError(UNREADABLE) from None
