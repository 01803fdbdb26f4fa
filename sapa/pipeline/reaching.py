"""Moving customers up the funnel because of what happened to their deals: one by one, and in sets.

The verbs of `pipeline.funnel` move a customer step by step. Here a deal moves them: whoever gets an opportunity is
at "opportunity", and the first deal won is remembered with its moment.
"""

from collections.abc import Iterable
from datetime import date, datetime
from itertools import batched
from typing import Any

from django.db.models import Case, DateField, DateTimeField, F, Min, OuterRef, Q, Subquery, Value, When
from django.db.models.functions import Cast
from django.utils import timezone

from sapa.customers.models import Customer, FunnelStep
from sapa.events.recording import record
from sapa.lib.dates import start_of_day
from sapa.pipeline.models import Opportunity, Outcome
from sapa.team.models import Member

STEPS = tuple(FunnelStep)
MOMENTS = {FunnelStep.CONTACT: "contact_at", FunnelStep.ACCOUNT: "account_at", FunnelStep.OPPORTUNITY: "opportunity_at"}
AGAIN: dict[str, Any] = {"set_aside_at": None, "set_aside_reason": "", "try_again_on": None}  # no longer set aside
CHUNK = 1000


def reach(customer: Customer, step: str, now: datetime, by: Member | None = None) -> bool:
    """Move the customer up to `step` at least; skipped steps get the same moment. True if they stood below it.

    Whoever was set aside is taken up again. Call it in the transaction of the verb that brought them there.
    """
    wanted = STEPS.index(FunnelStep(step))
    if STEPS.index(FunnelStep(customer.step)) >= wanted and customer.set_aside_at is None:
        return False
    below = [one.value for one in STEPS[:wanted]]
    values: dict[str, Any] = {"step": FunnelStep(step), "step_entered_at": now, **AGAIN}
    for one in STEPS[1 : wanted + 1]:
        name = MOMENTS[one]
        values[name] = Case(When(**{f"{name}__isnull": False}, then=F(name)), default=Value(now, DateTimeField()))
    moved = Customer.objects.filter(pk=customer.pk, step__in=below).update(**values) == 1
    if not moved:
        Customer.objects.filter(pk=customer.pk, set_aside_at__isnull=False).update(**AGAIN)
    customer.refresh_from_db(fields=["step", "step_entered_at", *MOMENTS.values(), *AGAIN])
    if moved:
        record("customer.reached", customer, by=by, customer_id=customer.pk, at=now, step=str(FunnelStep(step)))
    return moved


def note_won(customer_id: int, on: date, now: datetime) -> None:
    """A deal was won on this day: the first one is remembered with its moment."""
    moment = now if timezone.localdate(now) == on else start_of_day(on, timezone.get_current_timezone_name())
    first = Q(won_at__isnull=True) | Q(won_at__gt=moment)
    Customer.objects.filter(first, pk=customer_id).update(won_at=moment)


def note_reopened(customer_id: int) -> None:
    """A deal that was won is open again: the first of the others counts, if there is one."""
    won = Opportunity.objects.filter(customer=customer_id, outcome=Outcome.WON)
    first = won.aggregate(day=Min("closed_on"))["day"]
    moment = start_of_day(first, timezone.get_current_timezone_name()) if first else None
    Customer.objects.filter(pk=customer_id).update(won_at=moment)


def reach_many(opened: dict[int, date], won: dict[int, date]) -> int:
    """Customers who got deals by a file: the first day of those opened and of those won, by the customer's id.

    Whoever is below "opportunity", or had their first deal later, gets the first deal's moment. Returns how many.
    """
    moved = 0
    for ids in batched(sorted(opened.keys() | won.keys()), CHUNK):
        rows = Customer.objects.filter(pk__in=ids).values_list("pk", "step", "opportunity_at", "won_at")
        late = [
            pk for pk, step, first, sold in rows
            if step != FunnelStep.OPPORTUNITY or _later(first, opened.get(pk)) or _later(sold, won.get(pk))
        ]  # fmt: skip
        moved += _bring(late) if late else 0
    return moved


def _later(known: datetime | None, day: date | None) -> bool:
    """Whether what is known is later than this day, or nothing is."""
    return day is not None and (known is None or known.date() > day)


def _bring(ids: Iterable[int]) -> int:
    """One statement: the figures come from the deals of each customer."""
    # midnight in UTC is the morning of the same day in all of Indonesia
    opened = Case(When(opened_on__lt=Cast("created_at", DateField()), then=Cast("opened_on", DateTimeField())),
                  default="created_at", output_field=DateTimeField())  # fmt: skip
    deals = Opportunity.objects.filter(customer=OuterRef("pk")).order_by().values("customer")
    first = Subquery(deals.annotate(figure=Min(opened)).values("figure"))
    sold = deals.filter(outcome=Outcome.WON).annotate(figure=Min(Cast("closed_on", DateTimeField())))
    below = ~Q(step=FunnelStep.OPPORTUNITY) | Q(opportunity_at__isnull=True)
    values: dict[str, Any] = {
        "opportunity_at": first,
        "step_entered_at": Case(When(below, then=first), default=F("step_entered_at")),
        "contact_at": Case(When(contact_at__lt=first, then=F("contact_at")), default=first),
        "account_at": Case(When(account_at__lt=first, then=F("account_at")), default=first),
        "won_at": Subquery(sold.values("figure")),
    }
    rows = Customer.objects.filter(pk__in=list(ids))
    return rows.update(step=FunnelStep.OPPORTUNITY, **AGAIN, **values)
