"""Rows that are one invoice: those with the same number, or of the same customer and day, standing together."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from sapa.exchange.reading import Reading, Record, Rejection
from sapa.exchange.references import Seen
from sapa.lib.invalid import Invalid
from sapa.lib.tables import text as plain

BY_NUMBER = (("external_id",), ("number",))
BY_DAY = ("customer_id", "customer", "customer_phone", "on")
SHARED = ("on", "customer_id", "customer")  # what all rows of an invoice say alike
MOST = 1000  # rows of one invoice

type Mark = tuple[str, ...]  # the cells by which the rows of an invoice know each other


@dataclass(slots=True)
class Group:
    """The rows of one invoice. `problem` is why it cannot be taken."""

    records: list[Record]
    problem: Invalid | None = None

    def first(self, name: str) -> Any:
        """What the first row says that says something."""
        for record in self.records:
            if (found := record.get(name)) is not None:
                return found
        return None

    def refuse_another(self, record: Record) -> None:
        """Raises Invalid where a row says another day or customer than the first."""
        if record is self.records[0]:
            return
        for name in SHARED:
            if name in record.values and record.values[name] != self.records[0].values.get(name, record.values[name]):
                raise Invalid(_("The rows of one invoice name two customers, or two days."))


class Groups:
    """Gathers rows by the invoice. The last one of a chunk waits for the next chunk: it may go on there."""

    def __init__(self) -> None:
        self._held: tuple[Mark, list[Record]] | None = None
        self._broken: dict[Mark, int] = {}  # a row that could not be read, by its invoice
        self._done = Seen()

    def know(self, reading: Reading) -> None:
        """Which cells tell an invoice from another."""
        header = [name for name in reading.table.header if name]
        place = {column.field.name: header.index(column.header) for column in reading.columns}
        names = next((names for names in BY_NUMBER if names[0] in place), BY_DAY)
        self._places = [place[name] for name in names if name in place]
        self._says_who = [place[name] for name in BY_DAY if name in place]

    def add(self, records: Sequence[Record], rejected: Sequence[Rejection]) -> list[Group]:
        """The invoices that are whole with these rows."""
        found: dict[Mark, list[Record]] = {}
        last: Mark = ()
        if self._held is not None:
            last, rows = self._held
            found[last] = rows
        rows_and_rejections: list[Record | Rejection] = [*records, *rejected]
        for row in sorted(rows_and_rejections, key=lambda row: row.number):
            last = self._mark_of(row, last)
            if isinstance(row, Record):
                found.setdefault(last, []).append(row)
            else:
                self._broken.setdefault(last, row.number)
        self._held = None
        if last in found and len(found[last]) <= MOST:
            self._held = last, found.pop(last)
        return [self._group(mark, rows) for mark, rows in found.items()]

    def rest(self) -> list[Group]:
        """The one that waited, when all rows are there."""
        held, self._held = self._held, None
        return [self._group(*held)] if held else []

    def _mark_of(self, row: Record | Rejection, last: Mark) -> Mark:
        """A row that says neither which invoice nor whose it is goes on with the one above it."""
        cells = row.cells
        mark = tuple([plain(cells[place]).casefold() for place in self._places])
        if any(mark):
            return mark
        goes_on = last and not any(plain(cells[place]) for place in self._says_who)
        return last if goes_on else ("", str(row.number))

    def _group(self, mark: Mark, records: list[Record]) -> Group:
        first = self._done.first(mark)
        self._done.note(mark, records[0].number)
        if mark in self._broken:
            return Group(records, Invalid(_("Row %(number)d of the same invoice was not taken."),
                                          number=self._broken[mark]))  # fmt: skip
        if first is not None:
            return Group(records, Invalid(_("The rows of an invoice must stand together: see row %(number)d."),
                                          number=first))  # fmt: skip
        if len(records) > MOST:
            return Group(records, Invalid(_("More than %(most)d rows of one invoice."), most=MOST))
        return Group(records)
