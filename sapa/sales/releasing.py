"""Taking paid money back from an invoice that is owed less: it is the customer's deposit then."""

from datetime import date, datetime
from uuid import UUID

from django.db.models import F, Max, Sum
from django.utils.translation import gettext as _

from sapa.lib.errors import Conflict
from sapa.sales.models import Allocation, Invoice, Payment
from sapa.sales.writing import MONEY, each, owe
from sapa.team.models import Member


def hold_payments(invoice: Invoice) -> None:
    """Nobody else changes what paid this invoice until the transaction ends.

    Verbs of payments hold the payment first and its invoices then: whoever will release money does so in that order,
    or two of them wait for each other.
    """
    paid = Allocation.objects.filter(invoice=invoice).values("payment")
    list(Payment.objects.filter(pk__in=paid).order_by("pk").select_for_update().values_list("pk"))


def release(invoice: Invoice, amount: int, *, uuid: UUID, by: Member, on: date, now: datetime, reason: str) -> None:
    """Take `amount` (minor units) of what was paid back to the payments, the last one first.

    Call it in the transaction of the verb that lowers the invoice, which holds the invoice. Raises Conflict where less
    than this was paid. `invoice.paid` in memory follows.
    """
    if not amount:
        return
    parts = _parts(invoice, amount)
    if Invoice.objects.filter(pk=invoice.pk, paid__gte=amount).update(paid=F("paid") - amount) != 1:
        raise Conflict(_("Somebody else has just changed what was paid. Look at it again."))
    invoice.paid -= amount
    Payment.objects.filter(pk__in=parts).update(allocated=F("allocated") - each(parts, MONEY))
    Allocation.objects.bulk_create(
        Allocation(
            uuid=uuid,
            payment_id=payment,
            invoice=invoice,
            kind=Allocation.Kind.RELEASED,
            amount=-part,
            on=on,
            at=now,
            by=by,
            reason=reason,
        )
        for payment, part in parts.items()
    )
    owe(invoice.customer_id, receivable=amount, deposit=amount)


def _parts(invoice: Invoice, amount: int) -> dict[int, int]:
    """Payment → so much of it that is taken back."""
    rows = Allocation.objects.filter(invoice=invoice).values("payment_id").order_by()
    sums = rows.annotate(sum=Sum("amount"), last=Max("pk")).filter(sum__gt=0)
    found = {}
    for row in sums.order_by("-last"):
        found[row["payment_id"]] = min(int(row["sum"]), amount)
        amount -= found[row["payment_id"]]
        if not amount:
            return found
    raise Conflict(_("Somebody else has just changed what was paid. Look at it again."))
