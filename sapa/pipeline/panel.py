"""What the customer card shows of opportunities: the open ones first, and what all of them come to."""

from datetime import date

from django.db.models import Case, Count, F, IntegerField, Q, Sum, Value, When, Window

from sapa.customers.models import Customer
from sapa.lib.panel import Panel
from sapa.pipeline.models import Opportunity, Outcome
from sapa.team.models import Member

SHOWN = 8


def customer_panel(member: Member, customer: Customer, on: date) -> Panel | None:
    """One query, which sums over all of the customer's opportunities that the member sees and fetches the first."""
    if not member.may("opportunities.view"):
        return None
    is_open, is_won = Q(outcome=Outcome.OPEN), Q(outcome=Outcome.WON)
    rows = (
        Opportunity.objects.visible_to(member)
        .filter(customer=customer)
        .select_related("stage")
        .annotate(
            open_value=Window(Sum("value", filter=is_open)),
            won_value=Window(Sum("value", filter=is_won)),
            number=Window(Count("pk")),
        )
        .order_by(
            Case(When(is_open, then=Value(0)), default=Value(1), output_field=IntegerField()),
            F("closed_on").desc(nulls_first=True),
            "-created_at",
            "-pk",
        )
    )
    deals = list(rows[:SHOWN])
    context = {
        "deals": [(deal, deal.is_floating(on), deal.is_rotting(on)) for deal in deals],
        "open_value": deals[0].open_value or 0 if deals else 0,
        "won_value": deals[0].won_value or 0 if deals else 0,
        "more": max(deals[0].number - SHOWN, 0) if deals else 0,
        "may_sell": member.may("opportunities.change"),
    }
    return Panel("pipeline/_panel.html", context)
