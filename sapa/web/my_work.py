"""What came of the customers that a member was given or brought."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Q, Sum
from django.utils.translation import gettext_lazy as _

from sapa.customers import sharing
from sapa.customers.models import Customer, FunnelStep
from sapa.customers.querysets import CustomerQuerySet
from sapa.lib import keyset
from sapa.pipeline.models import Opportunity, Outcome
from sapa.team.models import Member

WON = "won"
SHOWN = (
    "pk",
    "name",
    "honorific",
    "step",
    "set_aside_at",
    "won_at",
    "created_at",
    "created_by_id",
    "owner_id",
    "unit_id",
)
NAMES: dict[str, Any] = {"": _("All"), **dict(FunnelStep.choices), WON: _("Won")}


@dataclass(frozen=True)
class Result:
    """One customer and what came of it. `value` of the deals won, None where this member may not see it."""

    customer: Customer
    is_seen: bool  # whether the member may open the card: who brought somebody may have passed them on
    how: Any
    won: int
    lost: int
    open: int
    value: int | None


@dataclass(frozen=True)
class Tab:
    """A way to narrow the list, as ui/tabs.html draws it."""

    name: Any
    url: str
    active: bool
    count: int


@dataclass(frozen=True)
class Work:
    rows: list[Result]
    page: keyset.Page
    tabs: list[Tab]


def work_of(member: Member, *, step: str = "", after: str = "", before: str = "") -> Work:
    """A page of what this member was given or brought, the newest first. Six queries."""
    rows = theirs(member)
    step = step if step in NAMES else ""
    narrowed = rows.filter(won_at__isnull=False) if step == WON else rows.filter(step=step) if step else rows
    page = keyset.page(narrowed.only(*SHOWN, "organization_id"), ("-created_at", "-pk"), after=after, before=before)
    return Work(_results(page.rows, member), page, _tabs(rows, step))


def theirs(member: Member) -> CustomerQuerySet:
    """Those that are this member's, and those that they brought: of these, when passed on, name and step only."""
    return Customer.objects.filter(Q(owner=member) | Q(created_by=member))


def _tabs(rows: CustomerQuerySet, step: str) -> list[Tab]:
    counts = dict(rows.order_by().values_list("step").annotate(Count("pk")))
    counts |= {"": sum(counts.values()), WON: rows.filter(won_at__isnull=False).count()}
    return [Tab(name, f"?step={key}" if key else "?", key == step, counts.get(key, 0)) for key, name in NAMES.items()]


def _results(customers: Sequence[Customer], member: Member) -> list[Result]:
    ids = [customer.pk for customer in customers]
    deals = Opportunity.objects.filter(customer_id__in=ids).order_by()
    counted = {
        (pk, outcome): number
        for pk, outcome, number in deals.values_list("customer_id", "outcome").annotate(Count("pk"))
    }
    worth: dict[int, int] = {}
    if member.may("opportunities.view"):
        won = deals.visible_to(member).filter(outcome=Outcome.WON)
        worth = dict(won.values_list("customer_id").annotate(Sum("value")))
    givers = sharing.givers(ids)
    return [
        Result(
            customer,
            is_seen=member.sees(customer),
            how=_how(customer, member, givers),
            won=counted.get((customer.pk, Outcome.WON), 0),
            lost=counted.get((customer.pk, Outcome.LOST), 0),
            open=counted.get((customer.pk, Outcome.OPEN), 0),
            value=worth.get(customer.pk),
        )
        for customer in customers
    ]


def _how(customer: Customer, member: Member, givers: dict[int, tuple[str, Any]]) -> Any:
    if customer.owner_id != member.pk:
        return _("brought by me, passed on")
    _name, how = givers.get(customer.pk, ("", ""))
    return how or (_("brought by me") if customer.created_by_id == member.pk else "")
