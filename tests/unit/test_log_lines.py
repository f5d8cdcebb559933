"""The log outside a terminal: every line is JSON, whoever wrote it."""

import json
import subprocess
import sys

PROGRAM = """
import logging
import structlog
from guichet_bot.log import set_up
set_up()
structlog.get_logger().info("mail parked", inbound=3)
logging.getLogger("a.library").warning("took %s seconds", 9)
try:
    1 / 0
except ZeroDivisionError:
    logging.getLogger("a.library").exception("broke")
"""


def test_our_lines_and_those_of_libraries_are_json() -> None:
    done = subprocess.run([sys.executable, "-c", PROGRAM], capture_output=True, text=True, check=True)
    ours, warned, broke = (json.loads(line) for line in done.stderr.splitlines())
    assert (ours["event"], ours["level"], ours["inbound"]) == ("mail parked", "info", 3)
    assert (warned["event"], warned["level"], warned["logger"]) == ("took 9 seconds", "warning", "a.library")
    assert "ZeroDivisionError" in broke["exception"] and broke["timestamp"].endswith("Z")
