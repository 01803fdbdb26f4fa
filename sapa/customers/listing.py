"""A page of the customer list, in a number of queries that does not grow with its rows."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Value
from django.db.models.functions import Concat

from sapa.customers.filter import Filter
from sapa.customers.models import Customer, CustomerTag, Phone
from sapa.lib import keyset
from sapa.team.roles import Scope

# The first query reads no more than the index on names carries; what the page shows is fetched for its rows alone.
IN_INDEX = ("organization_id", "name_key")
# Values, not models: with their four references, 25 models take Django as long as the rest of the page.
SHOWN = (
    "pk",
    "name",
    "honorific",
    "field",
    "market",
    "stage",
    "updated_at",
    "region__name",
    "channel__name",
    "outlet_type__name",
    "owner__name",
)

type Row = dict[str, Any]


@dataclass(frozen=True)
class Listing:
    """`rows` have SHOWN, `phone` (E.164, the one to call) and `tags` (names)."""

    rows: list[Row]
    page: keyset.Page
    total: int | None  # counted up to 1,001; None where some of those with a common word would have to be counted


def load_listing(found: Filter, *, after: str = "", before: str = "") -> Listing:
    """The page after (or before) a cursor. Five queries, and one more to look for a word on PostgreSQL."""
    rows, number = found.rows(), None
    if found.is_scattered and not found.words:
        ids = list(rows.order_by().values_list("pk", flat=True)[: keyset.COUNT_LIMIT + 1])
        number = len(ids)
        if number <= keyset.COUNT_LIMIT:
            rows = Customer.objects.among(ids)
    order = IN_INDEX if found.order[0] == "name_key" else (*IN_INDEX, "created_at")
    by = found.order
    if rows.is_known and by[0] == "name_key":
        # Else PostgreSQL may walk through all names until it has met 26 of those few, which stand close together.
        rows, by = rows.annotate(sorted_by=Concat("name_key", Value(""))), ("sorted_by", *by[1:])
    page = keyset.page(rows.only(*order), by, after=after, before=before)
    total: int | None
    if number is not None:
        total = number
    elif not (page.next or page.previous):
        total = len(page.rows)
    elif rows.is_common:
        everyone = found.member.scope == Scope.ALL and not found.on.keys() - {"q", "sort"}
        total = keyset.COUNT_LIMIT + 1 if everyone else None
    else:
        total = keyset.count_up_to(rows)
    return Listing(build_rows([row.pk for row in page.rows]), page, total)


def build_rows(ids: Sequence[int], shown: Sequence[str] = SHOWN) -> list[Row]:
    """What is shown of these customers, in this order. Three queries."""
    if not ids:
        return []
    found: dict[int, Row] = {}
    for row in Customer.objects.filter(pk__in=ids).values(*shown):
        found[row["pk"]] = row | {"phone": "", "tags": []}
    numbers = Phone.objects.filter(customer_id__in=ids, contact=None).order_by("-position", "-pk")
    for customer_id, number in numbers.values_list("customer_id", "number"):
        found[customer_id]["phone"] = number
    taggings = CustomerTag.objects.filter(customer_id__in=ids).order_by("tag__name")
    for customer_id, name in taggings.values_list("customer_id", "tag__name"):
        found[customer_id]["tags"].append(name)
    return [found[pk] for pk in ids if pk in found]
