"""Which customers a request over many means: those ticked in a list, or all that its filters let through."""

from typing import Any

from django.http import QueryDict
from django.urls import reverse

from sapa.customers.filter import Filter
from sapa.customers.models import Customer
from sapa.customers.querysets import CustomerQuerySet
from sapa.lib.numbers import row_id

MOST = 1000  # ids that one request names


def rows_of(request: Any, query: QueryDict, found: Filter) -> CustomerQuerySet:
    """The customers, of those that the member sees."""
    if query.get("all"):
        return found.rows()
    return Customer.objects.visible_to(request.member).filter(pk__in=ids_of(query))


def ids_of(query: QueryDict) -> list[int]:
    return [pk for text in query.getlist("id")[:MOST] if (pk := row_id(text)) is not None]


def kept_of(query: QueryDict, found: Filter) -> list[tuple[str, Any]]:
    """The choice as hidden inputs of the next form."""
    ways = [(name, query[name]) for name in ("all", "from") if query.get(name)]
    return [*found.kept, *ways, *(("id", pk) for pk in ids_of(query))]


def back_of(query: QueryDict, found: Filter) -> str:
    """The list that the choice was made in."""
    if query.get("from") == "untouched":
        return reverse("web:untouched")
    return f"{reverse('customers:list')}{'?' + found.query_string if found.query_string else ''}"
