"""What the customer card shows of the funnel: the step with its one next act, and what was found out."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, F, QuerySet, Window
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from sapa.customers.models import Customer, FunnelStep
from sapa.lib.panel import Panel
from sapa.pipeline.models import Finding
from sapa.team.models import Member
from sapa.tenancy.prepared import ask

SHOWN = 12  # findings
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
    """What was found out, the unmet first and the newest of them on top. One query."""
    findings = ask("card.findings", (), _findings, customer=customer.pk)
    context = {
        "findings": findings,
        "more": findings[0].number - len(findings) if findings else 0,
        "may_change": member.may("customers.change"),
    }
    return Panel("pipeline/funnel/_panel.html", context)


def _findings(ids: Mapping[str, int]) -> QuerySet:
    rows = Finding.objects.filter(customer_id=ids["customer"]).select_related("product", "met_by")
    ordered = rows.annotate(number=Window(Count("pk"))).order_by(F("met_at").desc(nulls_first=True), "-at", "-pk")
    return ordered[:SHOWN]
