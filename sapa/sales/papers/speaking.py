"""What papers say: names, addresses, amounts and days, in the active language."""

from collections.abc import Sequence
from datetime import date

from django.db.models import Q
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from sapa.customers.models import Contact, Customer, Phone
from sapa.lib.dates import format_date
from sapa.lib.money import format_money
from sapa.lib.numbers import format_number
from sapa.lib.phones import format_national
from sapa.lib.taxids import format_npwp
from sapa.places.models import Region
from sapa.sales.models import DocumentLine, Priced, SalesSettings
from sapa.sales.papers.sheet import Column, Letterhead, Sum, as_svg
from sapa.tenancy.models import Organization


def letterhead(organization: Organization, settings: SalesSettings) -> Letterhead:
    """Name, address and how to reach the organisation; the NPWP where it is a taxable entrepreneur."""
    region = Region.objects.filter(code=organization.region_code).first() if organization.region_code else None
    village = f"{region.name}, {region.path}" if region else ""
    phone = format_national(organization.phone) if organization.phone else ""
    reach = "  ·  ".join(part for part in (phone, organization.email, organization.website) if part)
    npwp = f"NPWP {format_npwp(settings.npwp)}" if settings.is_taxable and settings.npwp else ""
    lines = [line for line in (organization.address, village, reach, npwp) if line]
    return Letterhead(organization.name, lines, as_svg(settings.logo))


def recipient(customer: Customer, contact: Contact | None = None) -> list[str]:
    """Who it is for: name, contact, address, village, phone."""
    region = customer.region
    place = f"{region.name}, {region.path}" if region else ""
    attention = _("Attn. %(name)s") % {"name": contact.greeting_name} if contact else ""
    mine = Q(contact=contact) if contact else Q(contact__isnull=True)
    number = Phone.objects.filter(mine, customer=customer).values_list("number", flat=True).first()
    phone = format_national(number) if number else ""
    lines = [attention, customer.address_line, " ".join(part for part in (place, customer.postal_code) if part), phone]
    return [f"{customer.honorific} {customer.name}".strip(), *(line for line in lines if line)]


class Speaker:
    """Amounts and days as the organisation writes them, in the active language."""

    def __init__(self, organization: Organization) -> None:
        self.organization, self.currency = organization, organization.currency
        self.language = get_language() or "id"

    def money(self, amount: int) -> str:
        return format_money(amount, self.currency, self.language)

    def day(self, on: date) -> str:
        return format_date(on, self.language)

    def terms_after(self, days: int) -> str:
        """ "30 days after the invoice", or cash on delivery."""
        if not days:
            return _("Cash on delivery")
        return ngettext("%(days)d day after the invoice", "%(days)d days after the invoice", days) % {"days": days}

    def columns(self) -> list[Column]:
        """The columns of a document whose lines have prices."""
        right = (_("Qty"), _("Price"), _("Taken off"), _("Line total"))
        return [
            Column("#", is_number=True),
            Column(_("Description")),
            *(Column(label, is_number=True) for label in right),
        ]

    def row(self, place: int, line: DocumentLine) -> list[tuple[str, str]]:
        off = self.money(-line.taken_off) if line.taken_off else ""
        promotion = line.promotion.name if line.promotion else ""
        return [
            (str(place), ""),
            (line.description, line.price_rule),
            (f"{format_number(line.quantity, self.language)} {line.measure}".strip(), ""),
            (self.money(line.price), ""),
            (off, promotion),
            (self.money(line.amount), ""),
        ]

    def rows(self, lines: Sequence[DocumentLine]) -> list[list[tuple[str, str]]]:
        return [self.row(place, line) for place, line in enumerate(lines, 1)]

    def sums(self, document: Priced) -> list[Sum]:
        """From the sum of the lines down to the total."""
        found = [(_("Subtotal"), document.gross)] if document.gross != document.total else []
        found += [(_("Discount"), -document.discount)] if document.discount else []
        found += [(_("Promotions"), -document.promotion_discount)] if document.promotion_discount else []
        if document.tax:
            found += [
                (_("Before tax"), document.net),
                (_("Tax base"), document.tax_base),
                (_("VAT (PPN)"), document.tax),
            ]
        told = [Sum(label, self.money(amount)) for label, amount in found]
        return [*told, Sum(_("Grand total"), self.money(document.total), is_total=True)]
