"""What the customer card shows of activities: what is planned, and what was said last."""

from datetime import date

from sapa.activities.models import Activity, Interaction
from sapa.customers.models import Customer
from sapa.lib.panel import Panel
from sapa.team.models import Member

PLANNED, SAID = 10, 5


def customer_panel(member: Member, customer: Customer, on: date) -> Panel:
    """Two queries. Who sees the customer sees what is planned with them, whoever is to do it."""
    planned = Activity.objects.open().filter(customer=customer).select_related("assigned_to").order_by("due_on", "pk")
    said = Interaction.objects.filter(customer=customer).exclude(note="").select_related("by").order_by("-at")
    context = {
        "planned": [(activity, activity.is_overdue(on)) for activity in planned[:PLANNED]],
        "said": list(said[:SAID]),
        "may_act": member.may("activities.change"),
    }
    return Panel("activities/_panel.html", context)
