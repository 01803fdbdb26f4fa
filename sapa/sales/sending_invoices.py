"""Giving an invoice to the customer: a link that nobody can guess, and the words that go with it."""

import secrets
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from sapa.customers.models import Phone
from sapa.events.recording import record
from sapa.lib import qris
from sapa.lib.dates import format_date
from sapa.lib.errors import Refused
from sapa.lib.money import format_money
from sapa.lib.phones import whatsapp_url
from sapa.sales.models import Invoice, SalesSettings
from sapa.team.models import Member
from sapa.tenancy.models import Organization


@transaction.atomic
def send(invoice: Invoice, *, by: Member, now: datetime) -> None:
    """Make the public link, once; sent again it stays. Raises Refused where the invoice was cancelled."""
    rows = Invoice.objects.filter(pk=invoice.pk, cancelled_at__isnull=True)
    token = secrets.token_urlsafe(32)
    if rows.filter(token="").update(token=token, sent_at=now, version=F("version") + 1):
        record("invoice.sent", invoice, by=by, customer_id=invoice.customer_id, at=now, total=invoice.total)
    elif not rows.exists():
        raise Refused(_("This invoice was cancelled: nothing is owed on it."))
    invoice.refresh_from_db(fields=["token", "sent_at", "version"])


def public_address(organization: Organization, invoice: Invoice) -> str:
    """The link for the customer; "" before it is sent."""
    return f"{settings.BASE_URL}/public/invoices/{organization.slug}/{invoice.token}/" if invoice.token else ""


def whatsapp_draft(organization: Organization, invoice: Invoice, words: str) -> str:
    """A draft in WhatsApp; the person sends it. "" without a number, and for an example."""
    theirs = Phone.objects.filter(customer=invoice.customer_id).order_by("contact_id").first()
    return "" if theirs is None or organization.is_demo else whatsapp_url(theirs.number, words)


def message_of(organization: Organization, invoice: Invoice, *, by: Member) -> str:
    """The words that go with the link, in the member's language."""
    return _(
        "Hello %(name)s, this is %(by)s of %(organization)s. Here is our invoice %(number)s of %(total)s, due on "
        "%(day)s; open are %(balance)s: %(link)s Thank you!"
    ) % {
        "name": invoice.customer.greeting_name,
        "by": by.name,
        "organization": organization.name,
        "number": invoice.number,
        "total": format_money(invoice.total, organization.currency),
        "day": format_date(invoice.due_on),
        "balance": format_money(invoice.balance, organization.currency),
        "link": public_address(organization, invoice),
    }


def qris_of(invoice: Invoice, sales: SalesSettings, organization: Organization) -> dict[str, Any] | None:
    """The QRIS with what is still owed in it (see qris_with)."""
    return qris_with(invoice.balance, sales, organization)


def qris_with(amount: int, sales: SalesSettings, organization: Organization) -> dict[str, Any] | None:
    """The QRIS with this amount in it: `payload`, `picture` (a data: URI), `merchant`; None without one."""
    if not sales.qris or not amount or organization.currency != "IDR" or amount > qris.MOST:
        return None
    try:
        merchant = qris.parse(sales.qris).merchant
        payload = qris.with_amount(sales.qris, amount)
    except qris.InvalidQris:
        return None  # kept before it was checked: the settings page says what is wrong
    return {"payload": payload, "picture": qris.picture(payload), "merchant": merchant}
