"""What the customer card shows of opportunities: the open ones first, then the last that were decided."""

from datetime import date

from sapa.customers.models import Customer
from sapa.lib.panel import Panel
from sapa.pipeline.models import Opportunity
from sapa.team.models import Member

SHOWN = 8


def customer_panel(member: Member, customer: Customer, on: date) -> Panel | None:
    """Two queries. Only the deals that the member sees."""
    if not member.may("opportunities.view"):
        return None
    rows = Opportunity.objects.visible_to(member).filter(customer=customer).select_related("stage").order_by("-pk")
    still_open = list(rows.filter(outcome="open")[:SHOWN])
    decided = list(rows.exclude(outcome="open")[: SHOWN - len(still_open)]) if len(still_open) < SHOWN else []
    context = {
        "deals": [(deal, deal.is_floating(on), deal.is_rotting(on)) for deal in [*still_open, *decided]],
        "may_sell": member.may("opportunities.change"),
    }
    return Panel("pipeline/_panel.html", context)
