"""Selling over the counter (jual langsung)."""

from typing import Any
from uuid import uuid4

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from sapa.lib.answers import done, form_page
from sapa.lib.errors import Refused
from sapa.lib.money import format_money
from sapa.lib.numbers import row_id
from sapa.sales.crediting_customers import terms_of
from sapa.sales.forms.counter import CounterForm
from sapa.sales.forms.lines import rearranged
from sapa.sales.lines import settings_of
from sapa.sales.models import Payment
from sapa.sales.selling import Sale, sell
from sapa.sales.views.lines import rearranges
from sapa.team.access import requires

FORM = "sales/counter/form.html"


@require_http_methods(["GET", "HEAD", "POST"])
@requires("payments.change")
def create(request: Any) -> HttpResponse:
    """Lines, and the money: order, delivery, invoice and payment in one go, then the receipt."""
    today = timezone.localdate()
    if rearranges(request):
        form = CounterForm(rearranged(request.POST), member=request.member, on=today)
        form.say_nothing_yet()
        form.rows.close_the_done()
        return render(request, FORM, {"form": form})
    if request.method != "POST":
        known = {"customer": row_id(request.GET.get("customer", ""))}
        form = CounterForm(None, member=request.member, on=today, initial=known)
        form.say_nothing_yet()
        return render(request, FORM, {"form": form})
    form = CounterForm(request.POST, member=request.member, on=today)
    if not form.is_valid():
        return form_page(request, FORM, form)
    given = form.cleaned_data
    try:
        sale = sell(
            uuid=given["once"] or uuid4(), customer=given["customer"], lines=form.rows.wanted, paid=given["paid"],
            method=given["method"], by=request.member, on=today, now=timezone.now(), unit=form.unit_now,
            terms_days=terms_of(given["customer"], settings_of().terms_days), reference=given["reference"],
            note=given["note"],
        )  # fmt: skip
    except Refused as error:
        form.add_error(None, str(error.message))
        return form_page(request, FORM, form)
    return done(request, _page(sale), _said(sale, given["handed"], request.organization.currency))


def _page(sale: Sale) -> str:
    if sale.payment:
        return reverse("sales:payment", args=[sale.payment.pk])
    return reverse("sales:invoice", args=[sale.invoice.pk])


def _said(sale: Sale, handed: int | None, currency: str) -> str:
    told = _("Sold: %s.") % format_money(sale.invoice.total, currency)
    paid = sale.payment
    if paid and handed and handed > paid.amount and paid.method == Payment.Method.CASH:
        told = f"{told} {_('Give back %s.') % format_money(handed - paid.amount, currency)}"
    return told
