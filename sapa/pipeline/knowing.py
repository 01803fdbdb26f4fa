"""What the customer card shows of the funnel: the step with its one next act, and what was found out."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, F, OuterRef, QuerySet, Window
from django.db.models.functions import RowNumber
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from sapa.catalogue.models import Product
from sapa.customers.models import Customer, FunnelStep
from sapa.customers.querysets import CustomerQuerySet
from sapa.lib.panel import Panel
from sapa.lib.together import gathered, moment
from sapa.pipeline.models import Finding
from sapa.team.models import Member

SHOWN = 12  # findings
COLUMNS = ("number", "place", "pk", "kind", "text", "answer", "product_name", "solution", "at", "met_at", "met_by_name")
# The one next act at each step: its form, its name, and the right it takes.
ACTS: dict[str, tuple[str, str | Promise, str]] = {
    FunnelStep.PROSPECT: ("pipeline:make_contact", _("Make contact"), "customers.change"),
    FunnelStep.CONTACT: ("pipeline:make_account", _("Make an account"), "customers.change"),
    FunnelStep.ACCOUNT: ("pipeline:make_opportunity", _("Make an opportunity"), "opportunities.change"),
}


@dataclass(frozen=True)
class Place:
    """A step of the strip, for `ui/steps.html`."""

    name: str | Promise
    done: bool
    current: bool
    url: str = ""


def strip(member: Member, customer: Customer) -> Panel:
    """How far we know them. It asks the database nothing."""
    here = FunnelStep.values.index(customer.step)
    act, name, right = ACTS.get(customer.step, ("", "", ""))
    context = {
        "steps": [Place(step.label, place < here, place == here) for place, step in enumerate(FunnelStep)],
        "may_move": member.may("customers.change"),
        "next_url": reverse(act, args=[customer.pk]) if act and member.may(right) else "",
        "next_name": name,
    }
    return Panel("pipeline/funnel/_strip.html", context)


def findings_panel(member: Member, customer: Customer, on: date) -> Panel:
    """What was found out, the unmet first and the newest of them on top. No query: they come with the customer."""
    rows = customer.all_findings or []  # type: ignore[attr-defined]
    findings = [_finding(row) for row in sorted(rows)]
    context = {
        "findings": findings,
        "more": rows[0][0] - len(rows) if rows else 0,
        "may_change": member.may("customers.change"),
    }
    return Panel("pipeline/funnel/_panel.html", context)


def with_findings(rows: CustomerQuerySet) -> CustomerQuerySet:
    """Customers that bring what was found out, for `findings_panel`."""
    found = Finding.objects.filter(customer=OuterRef("pk")).order_by(F("met_at").desc(nulls_first=True), "-at", "-pk")
    return rows.annotate(all_findings=gathered(_cut(found), *COLUMNS))


def _cut(found: QuerySet) -> QuerySet:
    order = Window(RowNumber(), order_by=[F("met_at").desc(nulls_first=True), F("at").desc(), F("pk").desc()])
    named = {"product_name": F("product__name"), "met_by_name": F("met_by__name")}
    counted = {"number": Window(Count("pk")), "place": order}
    return found.values("pk", "kind", "text", "answer", "solution", "at", "met_at", **named, **counted)[:SHOWN]


def _finding(row: Sequence[Any]) -> Finding:
    _number, _place, pk, kind, text, answer, product, solution, at, met_at, met_by = row
    found = Finding(pk=pk, kind=kind, text=text, answer=answer, solution=solution, at=moment(at), met_at=moment(met_at))
    found.product = Product(name=product) if product else None
    found.met_by = Member(name=met_by) if met_by else None
    return found
