"""`bin/demo-crm`: loads a real firm, 85 customers and 8,800 opportunities, beside the demo, also while Sapa runs."""

import subprocess
import sys

from environment import PYTHON, ROOT, environment, prepare, stop

sys.path.insert(0, str(ROOT))
from sapa.machine import told


def main(arguments: list[str]) -> int:
    if arguments:
        stop(told("usage: bin/demo-crm"))
    prepare()
    for command in (["prepare"], ["seed_demo_crm"]):
        done = subprocess.run([PYTHON, "manage.py", *command], cwd=ROOT, env=environment(), check=False)
        if done.returncode:
            return done.returncode
    return 0
