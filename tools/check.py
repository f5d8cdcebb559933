"""Everything a change must pass, in one command: lint, types, import contracts, tests with branch coverage of the core.

Prints at the end what failed and what was skipped, and why, and closes with one line of counts. Exit 1 when anything
failed.
"""

import os
import re
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
BIN = Path(sys.executable).parent
FLOOR = "95"  # per cent of branches of guichet_bot/core
STEPS = {
    "lint": ["ruff", "check", "."],
    "format": ["ruff", "format", "--check", "."],
    "types": ["mypy"],
    "contracts": ["lint-imports", "--no-cache"],
    "tests": [
        "pytest",
        "-n",
        os.environ.get("TEST_WORKERS", "auto"),
        "--dist",
        "worksteal",
        "--cov",
        "--cov-report=term",
        f"--cov-fail-under={FLOOR}",
    ],
}
COUNTS = re.compile(r"(\d+) (passed|failed|skipped|error)")
SKIPPED = re.compile(r"^SKIPPED \[(\d+)\] \S+: (.+)$", re.MULTILINE)


def run(name: str, command: list[str]) -> tuple[bool, str]:
    """Run one step, show its output as it comes, and give (passed, output)."""
    print(f"\n== {name}: {' '.join(command)}", flush=True)
    began = time.perf_counter()
    process = subprocess.Popen(
        [str(BIN / command[0]), *command[1:]],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    assert process.stdout is not None
    lines = []
    for line in process.stdout:
        print(line, end="", flush=True)
        lines.append(line)
    code = process.wait()
    print(
        f"== {name}: {'passed' if code == 0 else f'FAILED ({code})'} in {time.perf_counter() - began:.0f} s", flush=True
    )
    return code == 0, "".join(lines)


def main() -> int:
    chosen = sys.argv[1:] or list(STEPS)
    failed, output = [], ""
    for name in chosen:
        passed, text = run(name, STEPS[name])
        output = text if name == "tests" else output
        if not passed:
            failed.append(name)
    counts = {word: int(number) for number, word in COUNTS.findall(output)}
    wrong = counts.get("failed", 0) + counts.get("error", 0)
    skipped: Counter[str] = Counter()
    for number, reason in SKIPPED.findall(output):
        skipped[reason] += int(number)
    print()
    for reason, number in skipped.items():
        print(f"SKIPPED {number}: {reason}")
    if failed:
        print("FAILED: " + ", ".join(failed))
    print(f"{counts.get('passed', 0)} passed, {wrong} failed, {counts.get('skipped', 0)} skipped")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
