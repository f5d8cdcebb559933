"""`python -m guichet_bot` and the `guichet-bot` command."""

from guichet_bot.cli.main import cli


def main() -> None:
    cli(prog_name="guichet-bot")


if __name__ == "__main__":
    main()
