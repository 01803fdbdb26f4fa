"""The month's tax invoices for the tax office's site (Coretax)."""

from datetime import date, timedelta
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from sapa.lib.answers import refused
from sapa.lib.dates import add_months, first_of_month
from sapa.lib.errors import Refused
from sapa.sales import tax_invoices
from sapa.sales.lines import settings_of
from sapa.team.access import requires


@require_safe
@requires("invoices.change")
def listing(request: Any) -> HttpResponse:
    """What can be handed in of a month (?month=2026-11), and what is missing."""
    sales, (since, until) = settings_of(), _month(request.GET.get("month", ""))
    why = ""
    try:
        tax_invoices.refuse_unready(sales, request.organization)
    except Refused as error:
        why = str(error.message)
    whole = request.member.scope == "all"
    found = tax_invoices.candidates(since, until) if not why and whole else []
    context = {
        "candidates": found,
        "ready": len(tax_invoices.ready(found)),
        "why": why,
        "is_whole": whole,
        "month": since,
        "before": add_months(since, -1),
        "after": add_months(since, 1) if until < timezone.localdate() else None,
    }
    return render(request, "sales/tax_invoices.html", context)


@require_POST
@requires("invoices.change")
def download(request: Any) -> HttpResponse:
    """The file, and that it was handed over. Only for who sees all sales of the firm."""
    sales, (since, until) = settings_of(), _month(request.POST.get("month", ""))
    try:
        tax_invoices.refuse_unready(sales, request.organization)
        found = tax_invoices.candidates(since, until) if request.member.scope == "all" else []
        content = tax_invoices.export(found, settings=sales, by=request.member, now=timezone.now())
    except Refused as error:
        return refused(request, f"{reverse('sales:tax_invoices')}?month={since:%Y-%m}", error)
    name = f"coretax-{since:%Y-%m}.xml"
    return HttpResponse(
        content,
        content_type="application/xml",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


def _month(text: str) -> tuple[date, date]:
    """First and last day of "2026-11"; of this month where it cannot be read."""
    try:
        first = date.fromisoformat(f"{text}-01")
    except ValueError:
        first = first_of_month(timezone.localdate())
    if not 2000 <= first.year <= 2199:
        first = first_of_month(timezone.localdate())
    return first, add_months(first, 1) - timedelta(days=1)
