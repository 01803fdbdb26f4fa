"""An invoice as the customer sees it, behind a link that nobody can guess."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from sapa.sales.lines import settings_of
from sapa.sales.models import Invoice, InvoiceLine
from sapa.sales.sending_invoices import qris_of
from sapa.sales.views import papers
from sapa.sales.views.invoices import badge, status
from sapa.tenancy.current import organization_scope
from sapa.tenancy.models import Organization

SHORTEST = 20  # of a token: "" and guesses are no links


@never_cache
@require_safe
def page(request: Any, slug: str, token: str) -> HttpResponse:
    """What is owed, for what, and how it can be paid."""
    organization = get_object_or_404(Organization, slug=slug)
    with organization_scope(organization), timezone.override(organization.time_zone):
        row = find(token)
        sales, today = settings_of(), timezone.localdate()
        context = {
            "organization": organization,
            "currency": organization.currency,
            "invoice": row,
            "document": row,
            "lines": list(InvoiceLine.objects.filter(invoice=row).select_related("promotion")),
            "late": row.days_late(today),
            "badge": badge(row, today),
            "status": status(row, today),
            "qris": qris_of(row, sales, organization),
            "bank_account": sales.bank_account if row.balance else "",
            "notes": sales.invoice_notes,
            "slug": slug,
            "token": token,
        }
        response = render(request, "sales/invoices/public.html", context)
    response["X-Robots-Tag"] = "noindex, nofollow"
    response["Referrer-Policy"] = "no-referrer"
    return response


@never_cache
@require_safe
def pdf(request: Any, slug: str, token: str) -> HttpResponse:
    """The same on paper."""
    organization = get_object_or_404(Organization, slug=slug)
    with organization_scope(organization), timezone.override(organization.time_zone):
        return papers.answer(request, find(token), organization)


def find(token: str) -> Invoice:
    """The invoice that was sent with this token, or 404."""
    rows = Invoice.objects.select_related("customer", "unit")
    return get_object_or_404(rows, token=token if len(token) >= SHORTEST else None)
