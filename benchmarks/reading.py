"""`python -m benchmarks.reading DIR`: how fast, and how safely, the mails of a folder are read.

Every `.eml` file under DIR is parsed, its newest text found and judged human or automatic. Prints mails a second and
the slowest; exits 1 when one of them raised or took longer than a second (hostile mail must not stop a desk).
"""

import argparse
import statistics
import sys
import time
from pathlib import Path

from guichet_bot.adapters.rulesdir import load_rules
from guichet_bot.core.mail.automatic import Facts, verdict
from guichet_bot.core.mail.parse import parse

LONGEST = 1.0  # seconds for one mail
DESK = "guichet@resocc.example"


def main() -> int:
    asked = argparse.ArgumentParser(description="Read all .eml files of a folder.")
    asked.add_argument("folder", type=Path)
    options = asked.parse_args()
    paths = sorted(options.folder.rglob("*.eml"))
    if not paths:
        raise SystemExit("There is no .eml file in this folder.")
    rules = load_rules(None, "bench").automatic
    taken, kinds, wrong = [], dict[str, int](), 0
    for path in paths:
        raw = path.read_bytes()
        began = time.perf_counter()
        try:
            mail = parse(raw)
            kind = verdict(mail, rules, Facts(desk=DESK)).kind
        except Exception as error:
            print(f"{path}: {error!r}")
            wrong += 1
            continue
        taken.append((time.perf_counter() - began, path))
        kinds[kind] = kinds.get(kind, 0) + 1
        if mail.text.strip() and not mail.newest.strip():
            print(f"{path}: all of its text was lost")
            wrong += 1
    return report(taken, kinds, wrong)


def report(taken: list[tuple[float, Path]], kinds: dict[str, int], wrong: int) -> int:
    seconds = [one for one, _ in taken]
    longest, path = max(taken)
    slow = sum(one > LONGEST for one in seconds)
    print(
        f"{len(taken)} mails, {len(taken) / sum(seconds):.0f} a second, "
        f"median {1000 * statistics.median(seconds):.2f} ms"
    )
    print(f"longest {1000 * longest:.0f} ms ({path.name}), limit {LONGEST:.0f} s; {slow} over it, {wrong} failures")
    print(", ".join(f"{kind} {count}" for kind, count in sorted(kinds.items())))
    return 1 if wrong or slow else 0


if __name__ == "__main__":
    sys.exit(main())
