"""All that is known of what customers did, as columns: of one customer, of some, or of all."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Self

import numpy as np

from sapa.lib.columns import EPOCH, Column, Columns, read, read_together
from sapa.lifecycle.asking import KEY, LATE, TERMS, Asking
from sapa.lifecycle.models import LifecycleRules
from sapa.lifecycle.runs import in_order
from sapa.tenancy.models import Organization


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
    asking = Asking(organization, rules, on, ids)
    questions = asking.questions()
    if ids is not None:
        found = read_together(questions)
    else:
        del questions["invoices"]
        found = {name: read(question) for name, question in questions.items()}
        found["invoices"] = _joined(*(read(piece) for piece in asking.pieces()))
    people = _rising(found["people"])
    marks, pins = found["marks"]["customer"], found["pins"]
    runs, pins = in_order(pins, people["customer"])
    away, departures = in_order(found["departures"], people["customer"])
    own = {"pin": runs.first(pins["stage"] + 1), "gone": away.first(departures["day"])}
    return Facts(
        people=people | {"bad": np.isin(people["customer"], marks).astype(np.int64), **own},
        sales=_by_key(_joined(found["invoices"], found["credits"])),
        touches=found["touches"],
        interests=_joined(found["arrivals"], found["consents"], found["agreements"]),
        referrals=found["referrals"],
        costs=_joined(found["campaigns"], found["deliveries"]),
        needs=found["needs"],
        products=found["products"],
        stored=_rising(found["stored"]),
    )


def read_sales(organization: Organization, on: date) -> Columns:
    """`Facts.sales` alone, of all customers of the current organisation."""
    asking = Asking(organization, LifecycleRules(), on)
    invoices = [read(piece) for piece in asking.pieces()]
    return _by_key(_joined(*invoices, read(asking.questions()["credits"])))


def _joined(*parts: Columns) -> Columns:
    filled = [part for part in parts if len(next(iter(part.values())))]
    if len(filled) < 2:
        return filled[0] if filled else parts[0]
    return {name: np.concatenate([part[name] for part in filled]) for name in parts[0]}


def _rising(columns: Columns) -> Columns:
    order = np.argsort(columns["customer"], kind="stable")
    return {name: column[order] for name, column in columns.items()}


def _by_key(sales: Columns) -> Columns:
    if not (np.diff(sales["key"]) < 0).any():
        return sales
    order = np.argsort(sales["key"], kind="stable")
    return {name: column[order] for name, column in sales.items()}
