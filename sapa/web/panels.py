"""What each trade shows of a customer on the card.

A trade supplies `sapa/<trade>/panel.py` with

    def customer_panel(member: Member, customer: Customer, on: date) -> Panel | None

which reads what it needs (one query, whatever the number of rows: the whole card has twelve) and names the template
that draws it from `context`. None leaves the panel out. The card draws them in the order of PANELS.
"""

from collections.abc import Callable
from datetime import date

from sapa.activities import panel as activities
from sapa.customers import panel as customers
from sapa.customers.models import Customer
from sapa.lib.panel import Panel
from sapa.lifecycle import panel as lifecycle
from sapa.pipeline import knowing
from sapa.pipeline import panel as pipeline
from sapa.sales import panel as sales
from sapa.team.models import Member

PANELS: tuple[Callable[[Member, Customer, date], Panel | None], ...] = (
    customers.who,
    lifecycle.customer_panel,
    knowing.findings_panel,
    pipeline.customer_panel,
    sales.customer_panel,
    activities.customer_panel,
    customers.contacts,
)


def panels_of(member: Member, customer: Customer, on: date) -> list[Panel]:
    """The panels of the customer's card, as this member sees them."""
    return [panel for supply in PANELS if (panel := supply(member, customer, on))]
