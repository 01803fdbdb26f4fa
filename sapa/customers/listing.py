"""A page of the customer list, in a number of queries that does not grow with its rows."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from sapa.customers.filter import Filter
from sapa.customers.models import Customer, CustomerTag, Phone
from sapa.customers.picks import Pick, Picks
from sapa.lib import keyset
from sapa.team.models import Member

# The first query reads no more than the index on names carries; what the page shows is fetched for its rows alone.
IN_INDEX = ("organization_id", "name_key")


@dataclass
class Row:
    """A customer as the list shows it."""

    customer: Customer
    phone: str = ""
    tags: list[str] = field(default_factory=list)
    owner: str = ""
    channel: str = ""
    outlet_type: str = ""


@dataclass(frozen=True)
class Listing:
    rows: list[Row]
    page: keyset.Page
    total: int  # counted up to 1,001


def load_listing(found: Filter, member: Member, *, after: str = "", before: str = "") -> Listing:
    """The page after (or before) a cursor. Five queries, and two more to look for a word on PostgreSQL."""
    rows = found.rows(member)
    shown = IN_INDEX if found.order[0] == "name_key" else (*IN_INDEX, "created_at")
    page = keyset.page(rows.only(*shown), found.order, after=after, before=before)
    whole = not (page.next or page.previous)
    total = len(page.rows) if whole else keyset.count_up_to(rows)
    return Listing(build_rows([row.pk for row in page.rows], found.picks), page, total)


def build_rows(ids: Sequence[int], picks: Picks) -> list[Row]:
    """These customers in this order, with phones, tags and names."""
    customers = Customer.objects.select_related("region").defer("custom", "note", "search").in_bulk(ids)
    found = {pk: Row(customers[pk]) for pk in ids if pk in customers}
    for row in found.values():
        customer = row.customer
        row.owner = _name(picks.owner, customer.owner_id)
        row.channel = _name(picks.channel, customer.channel_id)
        row.outlet_type = _name(picks.outlet_type, customer.outlet_type_id)
    numbers = Phone.objects.filter(customer_id__in=ids, contact=None).order_by("-position", "-pk")
    for customer_id, number in numbers.values_list("customer_id", "number"):
        found[customer_id].phone = number
    for customer_id, tag_id in CustomerTag.objects.filter(customer_id__in=ids).values_list("customer_id", "tag_id"):
        found[customer_id].tags.append(_name(picks.tag, tag_id))
    for row in found.values():
        row.tags.sort(key=str.casefold)
    return list(found.values())


def _name(picks: dict[int, Pick], pk: int | None) -> str:
    return picks[pk].name if pk is not None and pk in picks else ""
