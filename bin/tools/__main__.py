"""`bin/<command>` comes here: prepare what the command stands on, then run it."""

import importlib
import sys

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


def main() -> int:
    command, *arguments = sys.argv[1:]
    try:
        return importlib.import_module(COMMANDS[command]).main(arguments)
    except KeyboardInterrupt:
        return 130


if __name__ == "__main__":
    sys.exit(main())
