"""What rows name: members, units, sources, villages. Each is looked up once, not once a row."""

from collections.abc import Callable, Iterable, Mapping
from functools import lru_cache
from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from sapa.lib.invalid import Invalid
from sapa.lib.text import search_key

_key = lru_cache(maxsize=10_000)(search_key)  # the same few names stand in every row


class Names:
    """Rows of a short table by their name, whatever its capitals and signs."""

    def __init__(
        self, rows: Iterable[Any], missing: Any, make: Callable[[str], Any] | None = None, name: str = "name"
    ) -> None:
        self._missing, self._make, self._name = missing, make, name
        self._found: dict[str, list[Any]] = {}
        for row in rows:
            self.add(row)

    def add(self, row: Any) -> None:
        self._found.setdefault(search_key(getattr(row, self._name)), []).append(row)

    def find(self, name: str) -> Any | None:
        """The row of this name, or None. Raises Invalid where several have it."""
        found = self._found.get(_key(name), [])
        if len(found) > 1:
            raise Invalid(_("“%(name)s” is the name of %(count)d."), name=name, count=len(found))
        return found[0] if found else None

    def get(self, name: str) -> Any:
        """The row of this name, made if it may be. Raises Invalid."""
        row = self.find(name)
        if row is None:
            if self._make is None:
                raise Invalid(self._missing, name=name)
            row = self._make(name)
            self.add(row)
        return row


class Seen:
    """Which row of the file first had a key: a second one is refused, so that a second run finds nothing to do."""

    def __init__(self) -> None:
        self._rows: dict[int, int] = {}

    def first(self, key: tuple[Any, ...]) -> int | None:
        """The row that had this key before."""
        return self._rows.get(hash(key))

    def note(self, key: tuple[Any, ...], number: int) -> None:
        self._rows.setdefault(hash(key), number)

    def claim(self, key: tuple[Any, ...], number: int) -> None:
        """Take the key for this row. Raises Invalid when another has it."""
        first = self._rows.setdefault(hash(key), number)
        if first != number:
            raise repeated(first)


def repeated(first: int) -> Invalid:
    return Invalid(_("The same as row %(number)d."), number=first)


def ambiguous(count: int) -> Invalid:
    return Invalid(_("It fits %(count)d that are there already."), count=count)


def differences(row: models.Model, values: Mapping[str, Any]) -> dict[str, list[Any]]:
    """What would change, as `{"field": [before, after]}`. `values` are by the names of columns (`owner_id`)."""
    return {name: [getattr(row, name), value] for name, value in values.items() if getattr(row, name) != value}


def field_name(column: str) -> str:
    """ "owner_id" → "owner"."""
    return column if column == "external_id" else column.removesuffix("_id")


def plain_changes(found: Mapping[str, list[Any]]) -> dict[str, list[Any]]:
    """Changes as events keep them: by the names of fields, in JSON's types."""
    return {field_name(name): [_plain(value) for value in pair] for name, pair in found.items()}


def _plain(value: Any) -> Any:
    return value if value is None or isinstance(value, str | int | float | bool | list) else str(value)
