"""The value model computed in a process of its own, whose memory is gone when it ends (ADR 62).

`python -m sapa.lifecycle.apart` reads a function and its arguments from its input and writes what it answers to its
output. Only we write and read either.
"""

import os
import pickle
import subprocess
import sys
from collections.abc import Callable

from sapa.configuration import ROOT

LONGEST = 900  # seconds
ONE_THREAD = {
    "OPENBLAS_NUM_THREADS": "1",
    "OMP_NUM_THREADS": "1",
}  # on our short vectors, more only wait for each other


def run_apart[**Given, Answer](function: Callable[Given, Answer], *given: Given.args, **named: Given.kwargs) -> Answer:
    """What the function of a module answers to these arguments, elsewhere."""
    done = subprocess.run(
        [sys.executable, "-m", "sapa.lifecycle.apart"],
        input=pickle.dumps((function, given, named)),
        capture_output=True,
        cwd=ROOT,
        env=os.environ | ONE_THREAD,
        timeout=LONGEST,
        check=False,
    )
    if done.returncode:
        raise RuntimeError(done.stderr.decode(errors="replace")[-2000:])
    answer: Answer = pickle.loads(done.stdout)  # noqa: S301, what our own process wrote
    return answer


def main() -> None:
    function, given, named = pickle.load(sys.stdin.buffer)  # noqa: S301, what our own process wrote
    sys.stdout.buffer.write(pickle.dumps(function(*given, **named)))


if __name__ == "__main__":
    main()
