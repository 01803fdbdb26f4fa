"""How far a long command is, on a terminal."""

import sys
import time
from typing import TextIO

WIDTH = 30


class Progress:
    """A bar on stderr, drawn at most ten times a second; nothing where nobody looks."""

    def __init__(self, total: int, stream: TextIO = sys.stderr) -> None:
        self._total, self._stream, self._began, self._drawn = max(total, 1), stream, time.monotonic(), 0.0
        self._shown = stream.isatty()

    def show(self, done: int) -> None:
        now = time.monotonic()
        if not self._shown or (now - self._drawn < 0.1 and done < self._total):
            return
        self._drawn = now
        filled = WIDTH * min(done, self._total) // self._total
        rate = round(done / max(now - self._began, 0.001))
        self._stream.write(f"\r{'█' * filled}{'░' * (WIDTH - filled)} {done}/{self._total}  {rate}/s ")
        self._stream.flush()

    def end(self) -> None:
        if self._shown and self._drawn:
            self._stream.write("\n")
