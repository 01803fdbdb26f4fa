"""Recency, frequency and money as they were on the evening of a day, from the papers of that time. Loads numpy."""

from collections.abc import Iterator
from datetime import date

import numpy as np

from sapa.insight.asking_customers import AskedOfCustomers
from sapa.insight.gathering import statement
from sapa.lib.columns import Column, Columns, Question, read
from sapa.lifecycle.grouping import BOUND, RFM_GROUPS, Bounds, score
from sapa.lifecycle.measuring import measure_buying
from sapa.lifecycle.models import LifecycleRules
from sapa.lifecycle.reading import KEY, Facts, day_number, in_parts, read_sales
from sapa.team.models import Member

type Counted = tuple[int, int, int, str, int, int]  # the three scores, the group; customers and their revenue

SCORES = ("recency_score", "frequency_score", "money_score", "rfm_group")


def count_then(asked: AskedOfCustomers, member: Member, rules: LifecycleRules, on: date) -> list[Counted]:
    """As `Rfm` counts kept scores: here of the customers asked for whom the member sees, as of the end of a day.

    The cuts are found as a pass would have found them then: from all who had bought. Credit notes count on the day of
    their invoice, also those written later. Two queries.
    """
    day = day_number(on)
    found = _bought_until(day, asked, on)
    if not len(found["customer"]):
        return []
    scores = score(found, Bounds.of(found, rules, day), day)
    chosen = (scores["recency_score"] > 0) & np.isin(found["customer"], _ids(asked, member))
    table = np.stack([scores[name][chosen] for name in SCORES], axis=1)
    kinds, places, counts = np.unique(table, axis=0, return_inverse=True, return_counts=True)
    revenue = np.zeros(len(kinds), dtype=np.int64)
    np.add.at(revenue, places.reshape(-1), found["revenue_year"][chosen])
    return [
        (recency, often, much, RFM_GROUPS[group], count, money)
        for (recency, often, much, group), count, money in zip(
            kinds.tolist(), counts.tolist(), revenue.tolist(), strict=True
        )
    ]


def _bought_until(day: int, asked: AskedOfCustomers, on: date) -> Columns:
    """`customer` and the columns of `BOUND`, of all who had anything sold to them by then."""
    kept = [{name: part[name] for name in ("customer", *BOUND)} for part in _parts(day, asked, on)]
    return {
        name: np.concatenate([one[name] for one in kept]) if kept else np.empty(0, dtype=np.int64)
        for name in ("customer", *BOUND)
    }


def _parts(day: int, asked: AskedOfCustomers, on: date) -> Iterator[Columns]:
    nothing = {"customer": np.empty(0, dtype=np.int64)}
    for part in in_parts(read_sales(asked.asking.member.organization, on)):
        then = part["key"] % KEY <= day
        sales = {name: column[then] for name, column in part.items()}
        people = {"customer": np.unique(sales["key"] // KEY)}
        facts = Facts(people, sales, nothing, nothing, nothing, nothing, nothing, nothing, nothing)
        yield people | measure_buying(facts, day)


def _ids(asked: AskedOfCustomers, member: Member) -> Column:
    """Of the customers asked for whom the member sees. Who is nobody in particular is not among them."""
    rows = asked.customers(member).filter(asked.is_somebody("pk")).order_by().values_list("pk")
    return read(Question(*statement(rows, ("customer_",), {"customer": "customer_"})))["customer"]
