"""The filters of a list that are on, as the list shows them."""

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Chip:
    """A filter that is on, and the query string (or address) without it."""

    label: Any  # a lazy translation, or the name of an organisation's own question
    value: str
    remove_url: str
