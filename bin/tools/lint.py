"""`bin/lint`: mends what can be mended by machine: Python and templates. `bin/lint PATH…` for some files only."""

import subprocess

from environment import ROOT, environment, prepare


def main(arguments: list[str]) -> int:
    prepare(dev=True)
    paths = arguments or ["."]
    templates = [path for path in paths if not path.endswith(".py")] if arguments else ["sapa"]
    commands = [["ruff", "check", "--fix", *paths], ["ruff", "format", *paths]]
    if templates:
        commands.append(["djlint", *templates, "--reformat", "--quiet"])
    return max(subprocess.run(command, cwd=ROOT, env=environment(), check=False).returncode for command in commands)
