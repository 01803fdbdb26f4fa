"""What the customer card shows of activities: what is planned. What was said stands in the timeline."""

from datetime import date

from sapa.activities.models import Activity
from sapa.customers.models import Customer
from sapa.lib.panel import Panel
from sapa.team.models import Member

PLANNED = 10


def customer_panel(member: Member, customer: Customer, on: date) -> Panel:
    """One query. Who sees the customer sees what is planned with them, whoever is to do it."""
    planned = Activity.objects.open().filter(customer=customer).select_related("assigned_to").order_by("due_on", "pk")
    context = {
        "planned": [(activity, activity.is_overdue(on)) for activity in planned[:PLANNED]],
        "may_act": member.may("activities.change"),
    }
    return Panel("activities/_panel.html", context)
