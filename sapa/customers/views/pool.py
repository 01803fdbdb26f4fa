"""The pool: prospects that nobody has yet, for whoever wants to greet them."""

from itertools import takewhile
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from sapa.customers import sharing
from sapa.customers.forms.pool import PoolFilter
from sapa.customers.models import Customer
from sapa.customers.within import LABEL, Within
from sapa.events.models import Event
from sapa.lib import keyset
from sapa.lib.answers import done, refused
from sapa.lib.chips import Chip
from sapa.lib.errors import AlreadyDone, Refused
from sapa.team.access import requires
from sapa.team.roles import Role, Scope

SHOWN = ("pk", "name", "kind", "pooled_at", "region__name", "source__name")
# How people are called before their name, where somebody wrote it into the name.
CALLED = {
    "pak",
    "bapak",
    "bu",
    "ibu",
    "mas",
    "mbak",
    "mba",
    "kak",
    "bang",
    "ustaz",
    "kiai",
    "h",
    "hj",
    "drs",
    "ir",
    "dr",
}


@require_safe
@requires("activities.change")
def listing(request: Any) -> HttpResponse:
    """Who waits longest comes first; ?segment= narrows it. First name and village: the rest is for who claims it."""
    within = Within(request.GET.get("segment", ""), request.member, timezone.now())
    rows = Customer.objects.in_pool()
    if within.is_on:
        rows = rows.filter(within.condition("pk"))
    page = keyset.page(
        rows.only("pooled_at"),
        ("pooled_at", "pk"),
        after=request.GET.get("after", ""),
        before=request.GET.get("before", ""),
    )
    found = {row["pk"]: row for row in Customer.objects.filter(pk__in=[row.pk for row in page.rows]).values(*SHOWN)}
    shown = [found[row.pk] | {"first_name": first_name(found[row.pk])} for row in page.rows]
    most = sharing.CLAIMS_AT_MOST.get(Role(request.member.role))
    context = {
        "rows": shown,
        "page": page,
        "form": PoolFilter(within) if request.member.scope == Scope.ALL else None,
        "chips": [Chip(LABEL, within.told, request.path)] if within.is_on else [],
        "total": keyset.count_up_to(rows) if page.next or page.previous else len(shown),
        "most": most,
        "waiting": keyset.count_up_to(sharing.unfinished_claims(request.member)) if most else 0,
    }
    return render(request, "customers/pool.html", context)


@require_POST
@requires("activities.change")
def claim(request: Any, pk: int) -> HttpResponse:
    """Whoever comes second is told so; of a customer that never was in the pool nobody is told anything."""
    customer = get_object_or_404(Customer, pk=pk)
    if customer.pooled_at is None and not _was_in_pool(customer):
        raise Http404
    try:
        sharing.claim(customer, by=request.member, now=timezone.now())
    except AlreadyDone as error:
        return refused(request, customer.get_absolute_url(), error)
    except Refused as error:
        return refused(request, reverse("pool:list"), error)
    message = _("%(name)s is yours now. Greet them within a day.") % {"name": customer.name}
    return done(request, customer.get_absolute_url(), message)


def first_name(row: dict[str, Any]) -> str:
    """What the pool says of a name: the whole only where it is an organisation's; "Bu Tutik" of "Bu Tutik Lestari"."""
    if row["kind"] == Customer.Kind.ORGANIZATION:
        return str(row["name"])
    words = row["name"].split()
    titles = len(list(takewhile(lambda word: word.strip(".").casefold() in CALLED, words[:-1])))
    return " ".join(words[: titles + 1])


def _was_in_pool(customer: Customer) -> bool:
    kinds = ("customer.pooled", "customer.returned")
    return Event.objects.of_customer(customer.pk).filter(kind__in=kinds).exists()
