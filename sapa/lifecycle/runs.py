"""Sums and extremes over runs of rows that belong to one customer."""

import numpy as np

from sapa.lib.columns import Column, Columns


class Runs:
    """Rows in runs of one customer each. `places` are the customers' places among `count`, never falling."""

    def __init__(self, places: Column, count: int) -> None:
        self.places, self.count = places, count
        self.starts = np.flatnonzero(differs(places))
        self.at = places[self.starts]
        self.lengths = np.append(self.starts[1:], len(places)) - self.starts if len(places) else self.starts

    def spread(self, values: Column, empty: int = 0) -> Column:
        """A value per run as a value per customer; `empty` for those without rows."""
        found = np.full(self.count, empty, dtype=np.int64)
        found[self.at] = values
        return found

    def number(self) -> Column:
        return self.spread(self.lengths)

    def sum(self, values: Column) -> Column:
        return self.spread(np.add.reduceat(values, self.starts)) if len(values) else self.spread(values)

    def least(self, values: Column, empty: int = 0) -> Column:
        return self.spread(np.minimum.reduceat(values, self.starts) if len(values) else values, empty)

    def most(self, values: Column, empty: int = 0) -> Column:
        return self.spread(np.maximum.reduceat(values, self.starts) if len(values) else values, empty)

    def first(self, values: Column, empty: int = 0) -> Column:
        return self.spread(values[self.starts], empty)

    def last(self, values: Column, empty: int = 0) -> Column:
        return self.spread(values[self.starts + self.lengths - 1], empty)


def differs(values: Column) -> Column:
    """Of each value whether it is another one than that before it; the first one is."""
    found = np.ones(len(values), dtype=bool)
    np.not_equal(values[1:], values[:-1], out=found[1:])
    return found


def in_order(columns: Columns, customers: Column, *by: str) -> tuple[Runs, Columns]:
    """The rows of known customers, sorted by customer and then by these columns, and their runs."""
    if not len(columns["customer"]):  # most of what is asked of one customer
        return Runs(columns["customer"], len(customers)), columns
    places = np.searchsorted(customers, columns["customer"])
    places = np.minimum(places, max(len(customers) - 1, 0))
    known = customers[places] == columns["customer"] if len(customers) else np.zeros(len(places), dtype=bool)
    if not known.all():
        columns, places = {name: column[known] for name, column in columns.items()}, places[known]
    keys = [columns[name] for name in reversed(by)]
    if not _is_sorted(places, *(columns[name] for name in by)):
        order = np.lexsort([*keys, places])
        columns, places = {name: column[order] for name, column in columns.items()}, places[order]
    return Runs(places, len(customers)), columns


def _is_sorted(first: Column, *others: Column) -> bool:
    """Whether the rows stand in this order already: what an index gave needs no sorting."""
    if (first[1:] < first[:-1]).any():
        return False
    same = first[1:] == first[:-1]
    for column in others:
        if (same & (column[1:] < column[:-1])).any():
            return False
        same &= column[1:] == column[:-1]
    return True


def half_up(part: Column, whole: Column) -> Column:
    """part ÷ whole to the nearest whole number, half up; 0 where `whole` is 0. Neither is below zero."""
    safe = np.where(whole > 0, whole, 1)
    return np.where(whole > 0, (2 * part + safe) // (2 * safe), 0)


def up(part: Column, whole: int) -> Column:
    """part ÷ whole, rounded up."""
    return -(-part // whole)
