"""A part of a page that a trade draws itself, on a page made of several trades."""

from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Panel:
    """The template and what it needs, besides what the page has anyway (request, shell, currency, customer, on)."""

    template: str
    context: dict[str, Any] = field(default_factory=dict)
