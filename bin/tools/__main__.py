"""`bin/<command>` comes here: prepare what the command stands on, then run it."""

import importlib
import os
import sys
from pathlib import Path

from environment import PYTHON, VENV, prepare

COMMANDS = {
    "setup": "environment",
    "run": "server",
    "test": "checks",
    "bench": "benchmark",
    "lint": "lint",
    "messages": "messages",
    "reset": "reset",
    "demo-crm": "demo_crm",
}
INSIDE = {"bench"}  # commands that themselves import what Sapa stands on


def main() -> int:
    command, *arguments = sys.argv[1:]
    if command in INSIDE and Path(sys.prefix) != VENV:
        prepare()
        os.execv(PYTHON, [str(PYTHON), str(Path(__file__).parent), command, *arguments])
    try:
        return importlib.import_module(COMMANDS[command]).main(arguments)
    except KeyboardInterrupt:
        return 130


if __name__ == "__main__":
    sys.exit(main())
