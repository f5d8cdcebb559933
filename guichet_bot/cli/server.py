"""A DNS server given on the command line."""

from ipaddress import ip_address
from typing import Any
from urllib.parse import urlsplit

import click

from guichet_bot.adapters.nameserver import Nameserver


class Server(click.ParamType[Nameserver]):
    """ "192.0.2.1", "192.0.2.1:5353", "[2001:db8::1]:53"."""

    name = "ADRESSE"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Nameserver:
        if isinstance(value, Nameserver):  # the default
            return value
        try:
            parts = urlsplit(f"//{value}")
            return Nameserver(str(ip_address(parts.hostname or "")), parts.port or 53)
        except ValueError:
            raise click.UsageError(
                f"« {value} » n'est pas l'adresse d'un serveur : écrivez 192.0.2.1, 192.0.2.1:53 ou [2001:db8::1].", ctx
            ) from None


SERVER = Server()
