"""Somebody whom nobody has taught Sapa, and those who come to them: on a phone in Indonesian, at a desk in English."""

from dataclasses import dataclass, field
from typing import Any

from e2e.person import Person

WAYS = {"phone": "id", "desktop": "en"}


@dataclass
class Newcomer:
    """Bu Siti, and the browsers of the others."""

    visit: Any
    size: str
    siti: Person = field(init=False)

    def __post_init__(self) -> None:
        self.siti = self.another()

    def another(self) -> Person:
        """Somebody else, at a device of their own."""
        language = WAYS[self.size]
        return Person(self.visit(language=language, size=self.size), language)
