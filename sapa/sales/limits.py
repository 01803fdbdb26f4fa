"""Whether a customer may owe us more: the credit limit, and debts that are overdue."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Sum
from django.utils.translation import gettext as _

from sapa.customers.models import Customer
from sapa.lib.money import format_money
from sapa.sales.models import CustomerCredit, Invoice


@dataclass(frozen=True)
class CreditCheck:
    """What a customer owes with a new order on top, in minor units. `limit` None is no limit."""

    limit: int | None
    receivable: int
    overdue: int  # of the receivable, past its due date
    total: int  # of the new order

    @property
    def over(self) -> int:
        """How much above the limit they would be; 0 within it."""
        return max(self.receivable + self.total - self.limit, 0) if self.limit is not None else 0

    @property
    def is_fine(self) -> bool:
        return not self.over and not self.overdue

    def reasons(self, currency: str) -> list[str]:
        """What is wrong, a sentence each."""
        told = []
        if self.over and self.limit is not None:
            told.append(
                _("The credit limit is %(limit)s; with this order they would owe %(owed)s.")
                % {
                    "limit": format_money(self.limit, currency),
                    "owed": format_money(self.receivable + self.total, currency),
                }
            )
        if self.overdue:
            told.append(
                _("%(amount)s of their invoices is overdue.") % {"amount": format_money(self.overdue, currency)}
            )
        return told

    def as_memory(self) -> dict[str, Any]:
        """As the order keeps it in `held_for`."""
        return {"limit": self.limit, "receivable": self.receivable, "overdue": self.overdue}


def check_credit(customer: Customer, *, total: int, on: date) -> CreditCheck:
    """What an order of `total` (minor units, with tax) on a day would make of the customer's debts. Two queries."""
    credit = CustomerCredit.objects.filter(customer=customer).values("limit", "receivable").first()
    limit, receivable = (credit["limit"], credit["receivable"]) if credit else (None, 0)
    overdue = 0
    if receivable:
        rows = Invoice.objects.filter(customer=customer).overdue(on)
        overdue = rows.aggregate(sum=Sum("balance"))["sum"] or 0
    return CreditCheck(limit, receivable, overdue, total)
