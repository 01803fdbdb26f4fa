"""What pages beside each other have in common."""

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Tab:
    """A page beside this one, for `ui/tabs.html`."""

    name: Any
    url: str
    active: bool
    count: int | None = None
