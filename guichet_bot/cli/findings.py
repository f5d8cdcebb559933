"""What `check` found, sorted by what follows from it."""

from dataclasses import dataclass, field


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
            return 2
        return 75 if self.away else int(bool(self.unsure))  # EX_TEMPFAIL: a server that is away may be back

    def add(self, other: "Findings") -> None:
        self.wrong += other.wrong
        self.unsure += other.unsure
        self.away += other.away
        self.warnings += other.warnings
        self.notes += other.notes
