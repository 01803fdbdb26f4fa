"""What the customer card shows of opportunities: the open ones first, and what all of them come to."""

from collections.abc import Mapping
from datetime import date

from django.db.models import Case, Count, F, IntegerField, Q, QuerySet, Sum, Value, When, Window

from sapa.customers.models import Customer
from sapa.lib.panel import Panel
from sapa.pipeline.models import Opportunity, Outcome
from sapa.team.asking import ids_of, shape_of, stand_in
from sapa.team.models import Member
from sapa.tenancy.prepared import ask_planned

SHOWN = 8


def customer_panel(member: Member, customer: Customer, on: date) -> Panel | None:
    """One query, which sums over all of the customer's opportunities that the member sees and fetches the first."""
    if not member.may("opportunities.view"):
        return None

    def build(ids: Mapping[str, int]) -> QuerySet:
        return _summed(Opportunity.objects.visible_to(stand_in(member, ids)).filter(customer_id=ids["customer"]))

    deals = ask_planned("card.deals", shape_of(member), build, customer=customer.pk, **ids_of(member))
    context = {
        "deals": [(deal, deal.is_floating(on), deal.is_rotting(on)) for deal in deals],
        "open_value": deals[0].open_value or 0 if deals else 0,
        "won_value": deals[0].won_value or 0 if deals else 0,
        "more": max(deals[0].number - SHOWN, 0) if deals else 0,
        "may_sell": member.may("opportunities.change"),
    }
    return Panel("pipeline/_panel.html", context)


def _summed(rows: QuerySet) -> QuerySet:
    """The first of these opportunities, each with what all of them come to."""
    is_open, is_won = Q(outcome=Outcome.OPEN), Q(outcome=Outcome.WON)
    summed = rows.select_related("stage").annotate(
        open_value=Window(Sum("value", filter=is_open)),
        won_value=Window(Sum("value", filter=is_won)),
        number=Window(Count("pk")),
    )
    return summed.order_by(
        Case(When(is_open, then=Value(0)), default=Value(1), output_field=IntegerField()),
        F("closed_on").desc(nulls_first=True),
        "-created_at",
        "-pk",
    )[:SHOWN]
