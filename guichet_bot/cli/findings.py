"""What `check` found, sorted by what follows from it."""

from dataclasses import dataclass, field

from guichet_bot.cli.codes import NEEDS_A_PERSON, TRY_AGAIN, USAGE


@dataclass
class Findings:
    """French sentences: mistakes to mend (code 2), what a person should look at (1), servers to try again later (75);
    then, without any code, what could be better and what is good to know."""

    wrong: list[str] = field(default_factory=list)
    unsure: list[str] = field(default_factory=list)
    away: list[str] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    @property
    def problems(self) -> tuple[str, ...]:
        return (*self.wrong, *self.unsure, *self.away)

    @property
    def code(self) -> int:
        """What the command exits with."""
        if self.wrong:
            return USAGE
        if self.away:  # a server that is away may be back
            return TRY_AGAIN
        return NEEDS_A_PERSON if self.unsure else 0

    def add(self, other: "Findings") -> None:
        self.wrong += other.wrong
        self.unsure += other.unsure
        self.away += other.away
        self.warnings += other.warnings
        self.notes += other.notes
