"""Customers with what they brought and cost in the 365 days whose figures are kept."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import batched
from typing import Any

from django.db.models import F, QuerySet

from sapa.customers.models import Customer
from sapa.insight.asking_customers import AskedOfCustomers
from sapa.insight.earnings import Money
from sapa.lib import keyset
from sapa.lifecycle.models import CustomerMetrics
from sapa.team.models import Member

AT_ONCE = 5_000  # names in one query
NAME = F("customer__name")
SHOWN = ("customer_id", "size", "revenue_year", "discount_year", "cost_year", "service_cost_year")


@dataclass(frozen=True)
class Earner:
    """A customer with what they brought and cost, and whether they are big, regular or micro, where that is known."""

    pk: int
    name: str
    money: Money
    size: str = ""

    @property
    def url(self) -> str:
        return Customer(pk=self.pk).get_absolute_url()


@dataclass(frozen=True)
class Earners:
    """A page of them, and the cursors of keyset.page."""

    rows: Sequence[Earner]
    next: str
    previous: str


def kept_rows(asked: AskedOfCustomers, member: Member) -> QuerySet[CustomerMetrics]:
    """The kept figures of the customers asked for whom the member sees."""
    return CustomerMetrics.objects.filter(asked.seen_by(member))


def kept_page(rows: QuerySet[CustomerMetrics], order: Sequence[str], *, after: str, before: str) -> Earners:
    """A page of them. One query."""
    ordered = {name.removeprefix("-") for name in order} - {"pk"}
    found = keyset.page(rows.annotate(name=NAME).only(*SHOWN, *ordered), order, after=after, before=before)
    return Earners(told(found.rows), found.next, found.previous)


def kept(rows: QuerySet[CustomerMetrics], order: Sequence[str], most: int) -> list[Earner]:
    """The first of them. One query."""
    return told(rows.annotate(name=NAME).order_by(*order)[:most])


def told(rows: Iterable[Any]) -> list[Earner]:
    """Of rows with the name of their customer."""
    return [Earner(row.customer_id, row.name, money_of(row), row.size) for row in rows]


def money_of(row: CustomerMetrics) -> Money:
    return Money(row.revenue_year + row.discount_year, row.discount_year, row.cost_year, row.service_cost_year)


def named(ids: Sequence[int], money: Sequence[Money], sizes: Sequence[Any]) -> list[Earner]:
    """With the names of these customers. One query for each 5,000."""
    names: dict[int, str] = {}
    for some in batched(ids, AT_ONCE):
        names |= dict(Customer.objects.filter(pk__in=some).values_list("pk", "name"))
    return [Earner(pk, names.get(pk, ""), one, size) for pk, one, size in zip(ids, money, sizes, strict=True)]
