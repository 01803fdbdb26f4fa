"""What the customer card shows of activities: what is planned. What was said stands in the timeline."""

from collections.abc import Mapping
from datetime import date

from django.db.models import QuerySet

from sapa.activities.models import Activity
from sapa.customers.models import Customer
from sapa.lib.panel import Panel
from sapa.team.models import Member
from sapa.tenancy.prepared import ask

PLANNED = 10


def customer_panel(member: Member, customer: Customer, on: date) -> Panel:
    """One query. Who sees the customer sees what is planned with them, whoever is to do it."""
    planned = ask("card.planned", (), _planned, customer=customer.pk)
    context = {
        "planned": [(activity, activity.is_overdue(on)) for activity in planned],
        "may_act": member.may("activities.change"),
    }
    return Panel("activities/_panel.html", context)


def _planned(ids: Mapping[str, int]) -> QuerySet:
    rows = Activity.objects.open().filter(customer_id=ids["customer"])
    return rows.select_related("assigned_to").order_by("due_on", "pk")[:PLANNED]
