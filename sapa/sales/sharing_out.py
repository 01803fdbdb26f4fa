"""Sharing an amount out over open invoices, the oldest first."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from sapa.sales.models import Invoice


@dataclass(frozen=True)
class Share:
    """What an invoice gets. Minor units."""

    invoice: Invoice
    is_ticked: bool
    amount: int

    @property
    def left(self) -> int:
        """What is owed on it afterwards."""
        return self.invoice.balance - self.amount


def share_out(invoices: Sequence[Invoice], amount: int, ticked: Collection[int]) -> list[Share]:
    """Each invoice, in the order in which they come, with what it gets: as much as it is owed, while there is some."""
    found = []
    for invoice in invoices:
        part = min(invoice.balance, amount) if invoice.pk in ticked else 0
        amount -= part
        found.append(Share(invoice, invoice.pk in ticked, part))
    return found
