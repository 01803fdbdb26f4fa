"""Tax invoices of a month for the tax office's site (Coretax): what can be handed in, and what is missing."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from sapa.catalogue.models import Product
from sapa.customers.models import Customer
from sapa.events.recording import record
from sapa.lib import coretax
from sapa.lib.errors import Refused
from sapa.sales.models import Invoice, InvoiceLine, SalesSettings
from sapa.team.models import Member
from sapa.tenancy.models import Organization

EXPORTED = {"01", "02", "04"}  # the others need a facility's number, which only the office's site asks for


@dataclass(frozen=True)
class Candidate:
    """A tax invoice of the month and what is missing, a sentence each; [] where it can be handed in."""

    invoice: Invoice
    lines: Sequence[InvoiceLine]
    missing: Sequence[str]


def candidates(since: date, until: date) -> list[Candidate]:
    """The tax invoices posted from `since` until `until`, the oldest first. Two queries."""
    rows = Invoice.objects.filter(is_taxable=True, cancelled_at__isnull=True, on__gte=since, on__lte=until)
    found = list(rows.select_related("customer__region").order_by("on", "pk"))
    lines: dict[int, list[InvoiceLine]] = {}
    of_them = InvoiceLine.objects.filter(invoice__in=rows.values("pk")).select_related("product")
    for line in of_them.order_by("position", "pk"):
        lines.setdefault(line.invoice_id, []).append(line)
    return [Candidate(one, lines.get(one.pk, []), _missing(one, lines.get(one.pk, []))) for one in found]


def _missing(invoice: Invoice, lines: Sequence[InvoiceLine]) -> list[str]:
    told = []
    if len(invoice.customer.npwp) != 16:
        told.append(_("The customer's NPWP (or NIK)."))
    if not address_of(invoice.customer):
        told.append(_("The customer's address."))
    if invoice.kind == Invoice.Kind.DOWN_PAYMENT or any(line.amount < 0 for line in lines):
        told.append(_("Down payments are entered on the site by hand."))
    if invoice.transaction_code not in EXPORTED:
        told.append(
            _("A facility (code %(code)s) is entered on the site by hand.") % {"code": invoice.transaction_code}
        )
    if any(not line.tax for line in lines if line.amount > 0) and invoice.transaction_code in EXPORTED:
        told.append(_("Taxed and untaxed goods stand on it together: invoice them apart."))
    return told


def address_of(customer: Customer) -> str:
    region = customer.region.name if customer.region else ""
    return ", ".join(part for part in (customer.address_line, region) if part)


def refuse_unready(settings: SalesSettings, organization: Organization) -> None:
    """Raise Refused where the organisation has not said what every file needs."""
    if not settings.is_taxable or not settings.exports_tax_invoices:
        raise Refused(_("Only a taxable entrepreneur (PKP) who chose so in the settings exports tax invoices."))
    if len(settings.npwp) != 16:
        raise Refused(_("Write your own NPWP in the sales settings first."))
    if organization.currency != "IDR":
        raise Refused(_("Tax invoices are in rupiah."))


def ready(found: Sequence[Candidate]) -> list[Candidate]:
    return [one for one in found if not one.missing]


@transaction.atomic
def export(found: Sequence[Candidate], *, settings: SalesSettings, by: Member, now: datetime) -> bytes:
    """The file of those in which nothing is missing, which count as handed over from then on."""
    good = ready(found)
    if not good:
        raise Refused(_("There is nothing that could be exported."))
    Invoice.objects.filter(pk__in=[one.invoice.pk for one in good]).update(tax_exported_at=now)
    record("tax_invoices.exported", settings, by=by, at=now, count=len(good))
    return coretax.bulk([_written(one) for one in good], npwp=settings.npwp, nitku=settings.nitku)


def _written(candidate: Candidate) -> coretax.TaxInvoice:
    invoice, customer = candidate.invoice, candidate.invoice.customer
    buyer = coretax.Buyer(customer.npwp, customer.name, address_of(customer), customer.email)
    items = [_item(line) for line in candidate.lines if line.amount]
    return coretax.TaxInvoice(invoice.on, invoice.transaction_code, invoice.number, buyer, items)


def _item(line: InvoiceLine) -> coretax.Item:
    product: Any = line.product
    return coretax.Item(
        name=line.description,
        measure=line.measure,
        price=line.price,
        quantity=line.quantity,
        amount=line.amount,
        base=line.tax_base,
        rate=line.tax_rate,
        tax=line.tax,
        is_service=product is not None and product.kind != Product.Kind.GOODS,
    )
