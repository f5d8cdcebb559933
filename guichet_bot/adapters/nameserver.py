"""The text records of a domain, asked of a DNS server within a few seconds."""

from dataclasses import dataclass

SECONDS = 4.0  # for one question, second tries included


class NoAnswer(Exception):
    """The DNS could not be asked; the text is a French half-sentence that says why."""


@dataclass(frozen=True, slots=True)
class Nameserver:
    """Whom to ask: an IP address and a port; without an address, whom this machine asks."""

    address: str = ""
    port: int = 53

    def texts(self, name: str) -> tuple[str, ...] | None:
        """The TXT records of a name, the strings of each joined; None when the name does not exist.

        Raises:
            NoAnswer: no library, no network, no server, or no answer in time.
        """
        try:
            import dns.exception  # noqa: PLC0415 - the extra "dns", often absent
            import dns.resolver  # noqa: PLC0415
        except ImportError:
            raise NoAnswer('il faut le supplément « dns » (pip install ".[dns]" depuis les sources)') from None
        try:
            resolver = dns.resolver.Resolver(configure=not self.address)
            if self.address:
                resolver.nameservers, resolver.port = [self.address], self.port
            found = resolver.resolve(name + ".", "TXT", lifetime=SECONDS, search=False, raise_on_no_answer=False)
        except dns.resolver.NXDOMAIN:
            return None
        except dns.resolver.NoResolverConfiguration:
            raise NoAnswer("cette machine n'a pas de serveur DNS configuré") from None
        except dns.exception.Timeout:
            raise NoAnswer(f"le DNS n'a pas répondu en {SECONDS:.0f} secondes") from None
        except dns.resolver.NoNameservers:
            raise NoAnswer("le serveur DNS est hors d'atteinte ou répond par une erreur") from None
        except (dns.exception.DNSException, OSError, ValueError) as error:
            raise NoAnswer(f"le DNS ne peut pas être interrogé ({type(error).__name__})") from None
        return tuple(b"".join(one.strings).decode("ascii", "replace") for one in found.rrset or ())
