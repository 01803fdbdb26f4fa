"""A step of the last weeks: something that somebody does at a moment."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True)
class Step:
    at: datetime
    do: Callable[[], object]
