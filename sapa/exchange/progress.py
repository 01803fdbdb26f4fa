"""How far a long command is, on a terminal, and Ctrl+C."""

import signal
import sys
import time
from types import FrameType
from typing import Any, Self, TextIO

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


class Interruption:
    """Within it the first Ctrl+C only asks to stop, so that what is being written is finished; the second insists."""

    def __init__(self) -> None:
        self.is_asked = False

    def __enter__(self) -> Self:
        self._before = signal.signal(signal.SIGINT, self._ask)
        return self

    def __exit__(self, *failure: Any) -> None:
        signal.signal(signal.SIGINT, self._before)

    def _ask(self, number: int, frame: FrameType | None) -> None:
        if self.is_asked:
            raise KeyboardInterrupt
        self.is_asked = True
