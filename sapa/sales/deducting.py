"""Down payments: invoiced before anything else, and taken off the invoices that follow."""

from collections.abc import Iterable, Sequence

from django.db.models import F, Sum
from django.utils.translation import gettext as _

from sapa.lib.errors import Refused
from sapa.lib.proportions import share
from sapa.sales.models import CreditNoteLine, Invoice, InvoiceLine, Order, OrderLine
from sapa.sales.writing import MONEY, each

type Group = tuple[str, object]  # a tax category and its rate in percent


def down_payment(order: Order, lines: Sequence[OrderLine], amount: int) -> list[InvoiceLine]:
    """The lines of a down payment of `amount` (minor units, tax in it): one for each kind of tax, in proportion."""
    rows, upto, taken = [], 0, 0
    for (category, rate), own in _groups(lines).items():
        total = sum(line.total for line in own)
        upto += total
        part = share(amount, upto, order.total) - taken
        taken += part
        if not part:
            continue
        net = share(sum(line.amount for line in own), part, total)
        rows.append(
            InvoiceLine(
                description=_("Down payment on %(order)s") % {"order": order.number},
                quantity=1,
                price=net,
                amount=net,
                tax_category=category,
                tax_rate=rate,
                tax_base=share(sum(line.tax_base for line in own), part, total),
                tax=part - net,
            )
        )
    return rows


def _groups(lines: Iterable[OrderLine]) -> dict[Group, list[OrderLine]]:
    found: dict[Group, list[OrderLine]] = {}
    for line in lines:
        found.setdefault((line.tax_category, line.tax_rate), []).append(line)
    return found


def deductions(order: Order, rows: Sequence[InvoiceLine]) -> list[InvoiceLine]:
    """The lines below zero that take down payments off an invoice of these rows, of each tax category at the most."""
    paid_down = InvoiceLine.objects.filter(
        invoice__order=order, invoice__kind=Invoice.Kind.DOWN_PAYMENT, invoice__cancelled_at__isnull=True
    )
    downs = list(paid_down.select_related("invoice").order_by("invoice_id", "pk"))
    before = taken_off(downs) if any(down.credited or down.deducted for down in downs) else {}
    left: dict[str, int] = {}
    for row in rows:
        left[row.tax_category] = left.get(row.tax_category, 0) + row.total
    found = []
    for down in downs:
        part = min(down.total - down.credited - down.deducted, left.get(down.tax_category, 0))
        if part > 0:
            left[down.tax_category] -= part
            found.append(_deduction(down, part, before.get(down.pk, (0, 0))))
    return found


def taken_off(lines: Sequence[InvoiceLine]) -> dict[int, tuple[int, int]]:
    """What credit notes and later invoices took off lines so far: line → (net, tax base), in minor units."""
    off: dict[int, tuple[int, int]] = {}
    deducting = InvoiceLine.objects.filter(deducts__in=lines, invoice__cancelled_at__isnull=True)
    crediting = CreditNoteLine.objects.filter(invoice_line__in=lines, credit_note__cancelled_at__isnull=True)
    for rows, line, sign in ((deducting, "deducts_id", -1), (crediting, "invoice_line_id", 1)):
        for row in rows.values(line).annotate(net=Sum("amount"), base=Sum("tax_base")).order_by():
            net, base = off.get(row[line], (0, 0))
            off[row[line]] = (net + sign * int(row["net"]), base + sign * int(row["base"]))
    return off


def split(line: InvoiceLine, part: int, before: tuple[int, int]) -> tuple[int, int, int]:
    """Net, tax base and tax of `part` (minor units, tax in it) of a line: its share up to here less that of `before`.

    What is taken off a line until nothing is left adds up to its own net, base and tax.
    """
    upto = line.credited + line.deducted + part
    net = share(line.amount, upto, line.total) - before[0]
    return net, share(line.tax_base, upto, line.total) - before[1], part - net


def _deduction(down: InvoiceLine, part: int, before: tuple[int, int]) -> InvoiceLine:
    net, base, tax = split(down, part, before)
    return InvoiceLine(
        deducts=down,
        description=_("Less the down payment, %(number)s") % {"number": down.invoice.number},
        quantity=1,
        price=-net,
        amount=-net,
        tax_category=down.tax_category,
        tax_rate=down.tax_rate,
        tax_base=-base,
        tax=-tax,
    )


def note_deducted(rows: Iterable[InvoiceLine]) -> None:
    """Keep what was taken off each down payment, after these lines were written."""
    _move({row.deducts_id: -row.total for row in rows if row.deducts_id})


def give_back(rows: Iterable[InvoiceLine]) -> None:
    """The lines of an invoice that is cancelled take nothing off any more."""
    _move({row.deducts_id: row.total for row in rows if row.deducts_id})


def _move(amounts: dict[int, int]) -> None:
    if amounts:
        InvoiceLine.objects.filter(pk__in=amounts).update(deducted=F("deducted") + each(amounts, MONEY))


def refuse_deducted(invoice: Invoice) -> None:
    """Raise Refused where another invoice took this down payment off: that one goes first."""
    if InvoiceLine.objects.filter(invoice=invoice, deducted__gt=0).exists():
        raise Refused(_("A later invoice took this down payment off. Cancel that one first."))
