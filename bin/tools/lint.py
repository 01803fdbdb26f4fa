"""`bin/lint`: mends what a machine can mend in Python, and names what it cannot, in templates as well.

bin/lint PATH… for some files only.
"""

import subprocess

from environment import ROOT, environment, prepare


def main(arguments: list[str]) -> int:
    prepare(dev=True)
    python = [path for path in arguments if not path.endswith(".html")] if arguments else ["."]
    templates = [path for path in arguments if not path.endswith(".py")] if arguments else ["sapa"]
    commands = [["ruff", "check", "--fix", *python], ["ruff", "format", *python]] if python else []
    if templates:
        commands.append(["djlint", *templates, "--lint", "--quiet"])
    return max(subprocess.run(command, cwd=ROOT, env=environment(), check=False).returncode for command in commands)
