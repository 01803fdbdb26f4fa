"""How long the value model takes: `python -m bench.valuing [CUSTOMERS]`.

Buyers that never were, drawn by chance with a fixed seed, are fitted as the worker does it, in a process of its own:
the start of the process, two fits (of the whole history, and of its first two thirds), and what is expected of each.
"""

import json
import sys
import time

from sapa.lifecycle.apart import run_apart
from sapa.lifecycle.tests.buyers import simulate
from sapa.lifecycle.value_model import Appraisal, appraise


def measure(customers: int = 100_000) -> tuple[float, Appraisal]:
    """Seconds, and what came of it."""
    history = simulate(customers)
    began = time.perf_counter()
    found = run_apart(appraise, history, 365)
    return round(time.perf_counter() - began, 2), found


if __name__ == "__main__":
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 100_000
    seconds, found = measure(count)
    print(json.dumps({"customers": count, "fit_s": seconds}))
    print(found.fit.buying, found.fit.money, sep="\n", file=sys.stderr)
