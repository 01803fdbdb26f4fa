"""All that is known of what customers did, as columns: of one customer, of some, or of all."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, fields, replace
from datetime import date
from itertools import pairwise
from typing import Self

import numpy as np

from sapa.lib.columns import Column, Columns, Question, read
from sapa.lib.day_numbers import EPOCH
from sapa.lifecycle.asking import KEY, LATE, TERMS, Asking
from sapa.lifecycle.models import LifecycleRules
from sapa.lifecycle.reading_some import read_some
from sapa.lifecycle.runs import differs, in_order
from sapa.tenancy.models import Organization

PART = 50_000  # customers who are reckoned together: their figures take some 60 MB
FLAGS = ("outbound", "selling", "interest", "score")  # of touches: numbers so small that a byte holds them


@dataclass(frozen=True)
class Facts:
    """Columns by source. `day` is days since 1970-01-01 in the organisation's zone; money in minor units.

    `people`: customer (rising), contact (day, or 0), bad, pin (a stage's place + 1, or 0), gone (the day since which
    they have left us, or 0), stood (the place of their stage until now). `sales`: in order of their key (customer × KEY
    + day), net, cost, off, state (see `Sales`); a credit note stands on the day of its invoice, below zero. `touches`:
    customer, day, cost, outbound, selling, interest, score (0 for none). `interests`: customer, day. `referrals`:
    customer, day (since when whom they introduced is known), bought (the day of that one's first purchase, or 0).
    `costs`: customer, day, cost (campaigns, free deliveries). `needs`: customer, needed, supplied (worth in a year).
    `products`: customer, products. `stored`: customer (rising), fingerprint: of the rows that are kept.
    """

    people: Columns
    sales: Columns
    touches: Columns
    interests: Columns
    referrals: Columns
    costs: Columns
    needs: Columns
    products: Columns
    stored: Columns

    def parts(self) -> Iterator["Facts"]:
        """All, so many customers at a time, each with everything of theirs. Nothing is copied."""
        customers = self.people["customer"]
        for start in range(0, len(customers), PART):
            ids = customers[start : start + PART]
            own = {one.name: _between(getattr(self, one.name), int(ids[0]), int(ids[-1])) for one in fields(self)}
            yield Facts(**own)

    def of(self, chosen: Column) -> "Facts":
        """Of those of `people` who are chosen (yes or no of each); what is of others is passed over."""
        return replace(self, people={name: column[chosen] for name, column in self.people.items()})

    def until(self, day: int) -> "Facts":
        """What was known at the end of a day. Paying, marks, needs and products are as they are now."""

        def cut(columns: Columns) -> Columns:
            known = (columns["day"] if "day" in columns else columns["key"] % KEY) <= day
            return {name: column[known] for name, column in columns.items()}

        bought = self.referrals["bought"]
        days = {name: self.people[name] for name in ("contact", "gone")}
        people = self.people | {name: np.where(column <= day, column, 0) for name, column in days.items()}
        referrals = self.referrals | {"bought": np.where(bought <= day, bought, 0)}
        parts = ("sales", "touches", "interests", "costs")
        cuts = {name: cut(getattr(self, name)) for name in parts}
        return replace(self, people=people, referrals=cut(referrals), **cuts)


@dataclass(frozen=True)
class Sales:
    """The columns of sales, laid out."""

    customer: Column
    day: Column
    net: Column
    cost: Column
    off: Column  # taken off by hand and by promotions
    is_sale: Column  # and no down payment or credit note
    owes: Column  # something of it
    due: Column
    paid_late: Column  # days after it was due; -1 while it is not paid

    @classmethod
    def of(cls, columns: Columns) -> Self:
        day, state = columns["key"] % KEY, columns["state"]
        late = state // 4 % LATE
        return cls(
            customer=columns["key"] // KEY,
            day=day,
            net=columns["net"],
            cost=columns["cost"],
            off=columns["off"],
            is_sale=state & 1,
            owes=state >> 1 & 1,
            due=day + state // (4 * LATE) - TERMS,
            paid_late=np.where(late == LATE - 1, -1, late),
        )


def day_number(on: date) -> int:
    return on.toordinal() - EPOCH


def read_facts(organization: Organization, rules: LifecycleRules, on: date, ids: Sequence[int] | None = None) -> Facts:
    """Of these customers of the current organisation by one query, or (None) of all by some fifteen."""
    if ids is not None:
        found = read_some(organization, rules, on, ids)
    else:
        asking = Asking(organization, rules, on)
        found = {name: _read_all(asking.pieces(name, question)) for name, question in asking.questions().items()}
    people = _rising(found["people"])
    marks, pins = found["marks"]["customer"], found["pins"]
    runs, pins = in_order(pins, people["customer"])
    away, departures = in_order(found["departures"], people["customer"])
    own = {"pin": runs.first(pins["stage"] + 1), "gone": away.first(departures["day"])}
    return Facts(
        people=people | {"bad": np.isin(people["customer"], marks).astype(np.int64), **own},
        sales=_rising(_joined([found.pop("invoices"), found.pop("credits")]), "key"),
        touches=_rising(found.pop("touches")),
        interests=_rising(_joined([found["arrivals"], found["consents"], found["agreements"]])),
        referrals=_rising(found["referrals"]),
        costs=_rising(_joined([found["campaigns"], found["deliveries"]])),
        needs=_rising(found["needs"]),
        products=_rising(found["products"]),
        stored=_rising(found["stored"]),
    )


def read_sales(organization: Organization, on: date) -> Columns:
    """`Facts.sales` alone, of all customers of the current organisation."""
    asking = Asking(organization, LifecycleRules(), on)
    questions = asking.questions()
    return _rising(
        _joined([_read_all(asking.pieces(name, questions[name])) for name in ("invoices", "credits")]), "key"
    )


def in_parts(sales: Columns) -> Iterator[Columns]:
    """What `read_sales` gave, so many customers at a time. Nothing is copied."""
    starts = np.flatnonzero(differs(sales["key"] // KEY))[::PART].tolist()
    for start, end in pairwise([*starts, len(sales["key"])]):
        yield {name: column[start:end] for name, column in sales.items()}


def _read_all(pieces: Sequence[Question]) -> Columns:
    """What is asked in pieces, as one. Flags are narrow."""
    parts = []
    for piece in pieces:
        part = read(piece)
        parts.append(part | {name: part[name].astype(np.int8) for name in FLAGS if name in part})
    return _joined(parts)


def _joined(parts: list[Columns]) -> Columns:
    """One after the other, a column at a time: the parts are used up."""
    filled = [part for part in parts if len(next(iter(part.values())))]
    if len(filled) < 2:
        return filled[0] if filled else parts[0]
    return {name: np.concatenate([part.pop(name) for part in filled]) for name in list(parts[0])}


def _rising(columns: Columns, by: str = "customer") -> Columns:
    """In the order of a column; what was in no order before is used up, a column at a time."""
    if not (columns[by][1:] < columns[by][:-1]).any():
        return columns
    order = np.argsort(columns[by], kind="stable")
    return {name: columns.pop(name)[order] for name in list(columns)}


def _between(columns: Columns, first: int, last: int) -> Columns:
    """The rows of customers from one to another: of columns in the order of customers."""
    name, step = ("key", KEY) if "key" in columns else ("customer", 1)
    start, end = np.searchsorted(columns[name], [first * step, (last + 1) * step])
    return {name: column[start:end] for name, column in columns.items()}
