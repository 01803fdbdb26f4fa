"""Sales orders: the list, the page, writing one, a supervisor's word, cancelling and closing."""

from typing import Any
from uuid import uuid4

from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from sapa.lib.answers import done, form_page, refused
from sapa.lib.errors import Refused
from sapa.lib.numbers import row_id
from sapa.pipeline import opening
from sapa.pipeline.models import Opportunity
from sapa.sales import ending, ordering
from sapa.sales.chain import chain_of
from sapa.sales.filter import State
from sapa.sales.forms.lines import rearranged
from sapa.sales.forms.order import OrderForm
from sapa.sales.models import Order, OrderLine
from sapa.sales.views.finding import find_document
from sapa.sales.views.lines import rearranges
from sapa.sales.views.listing import filter_page, list_page
from sapa.sales.views.why import Verb, ask_why
from sapa.team.access import requires

Status = Order.Status
STATES = {
    "held": State(gettext_lazy("Waiting for approval"), Q(status=Status.HELD)),
    "to_deliver": State(gettext_lazy("To deliver"), Q(status=Status.CONFIRMED, is_delivered=False)),
    "to_invoice": State(gettext_lazy("To invoice"), Q(status=Status.CONFIRMED, is_invoiced=False)),
    "cancelled": State(gettext_lazy("Cancelled"), Q(status=Status.CANCELLED)),
}
BADGES = {Status.HELD: "accent", Status.CONFIRMED: "primary", Status.CLOSED: "info", Status.CANCELLED: "error"}
NEEDED = ("customer", "owner", "unit", "contact", "opportunity", "quotation", "cancelled_by", "approved_by")
FORM = "sales/orders/form.html"


def find(request: Any, pk: int) -> Order:
    """The order, or 404 where the member may not see it."""
    found: Order = find_document(request.member, pk, "order", lambda: Order.objects.select_related(*NEEDED))
    return found


@require_safe
@requires("sales.view")
def listing(request: Any) -> HttpResponse:
    rows = Order.objects.select_related("customer", "owner")
    return list_page(request, "sales/orders/list.html", rows, states=STATES)


@require_safe
@requires("sales.view")
def filters(request: Any) -> HttpResponse:
    return filter_page(request, states=STATES, target=reverse("sales:orders"), name=_("Sales orders"))


@require_safe
@requires("sales.view")
def order(request: Any, pk: int) -> HttpResponse:
    """Everything about an order: what of it is delivered and invoiced, and what to do next."""
    row = find(request, pk)
    lines = list(OrderLine.objects.filter(order=row).select_related("promotion"))
    live = row.status in {Status.CONFIRMED, Status.CLOSED}
    context = {
        "order": row,
        "document": row,
        "lines": lines,
        "badge": BADGES[Status(row.status)],
        "status": row.get_status_display(),
        "chain": chain_of(row),
        "shows_cost": request.member.may("catalogue.cost"),
        "reasons": _reasons(row, request.organization.currency),
        "may_deliver": row.status == Status.CONFIRMED and not row.is_delivered and request.member.may("sales.change"),
        "may_invoice": live and not row.is_invoiced and request.member.may("invoices.change"),
        "may_approve": row.status == Status.HELD and request.member.may("sales.approve"),
        "may_end": row.status in {Status.HELD, Status.CONFIRMED} and request.member.may("sales.cancel"),
        "has_moved": any(line.delivered or line.invoiced for line in lines),
    }
    return render(request, "sales/orders/order.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@requires("sales.change")
def create(request: Any) -> HttpResponse:
    """An order without a quotation. ?opportunity=… or ?customer=… is taken along."""
    today, deal = timezone.localdate(), _deal(request)
    if rearranges(request):
        return _redrawn(request, OrderForm(rearranged(request.POST), member=request.member, on=today), deal)
    if request.method != "POST":
        known = {"customer": row_id(request.GET.get("customer", ""))}
        if deal is not None:
            known |= {name: getattr(deal, f"{name}_id") for name in ("customer", "contact", "unit", "owner")}
            known["opportunity"] = deal.pk
        lines = opening.lines_of(deal) if deal else []
        return _redrawn(request, OrderForm(None, member=request.member, on=today, initial=known, lines=lines), deal)
    form = OrderForm(request.POST, member=request.member, on=today)
    if not form.is_valid():
        return form_page(request, FORM, form, deal=deal)
    once = form.cleaned_data["once"] or uuid4()
    try:
        made = ordering.order(uuid=once, by=request.member, on=today, now=timezone.now(), lines=form.lines,
                              opportunity=form.deal(), **form.values())  # fmt: skip
    except Refused as error:
        form.add_error(None, str(error.message))
        return form_page(request, FORM, form, deal=deal)
    said = _("The order waits for a supervisor’s word.") if made.status == Status.HELD else _("The order is confirmed.")
    return done(request, reverse("sales:order", args=[made.pk]), said)


@require_POST
@requires("sales.approve")
def approve(request: Any, pk: int) -> HttpResponse:
    row, back = find(request, pk), reverse("sales:order", args=[pk])
    try:
        ordering.approve(row, by=request.member, on=timezone.localdate(), now=timezone.now())
    except Refused as error:
        return refused(request, back, error)
    return done(request, back, _("The order is confirmed."))


@require_http_methods(["GET", "HEAD", "POST"])
@requires("sales.cancel")
def cancel(request: Any, pk: int) -> HttpResponse:
    """Undo an order that nothing was delivered or invoiced of."""
    told = _("Its promised stock is free again, and a deal that it won is open again.")
    return _end(request, pk, ending.cancel, _("Cancel the order"), told, _("The order is cancelled."))


@require_http_methods(["GET", "HEAD", "POST"])
@requires("sales.cancel")
def close(request: Any, pk: int) -> HttpResponse:
    """What is not delivered yet will not be."""
    told = _("What is not delivered yet is dropped, and its stock is free again. What was delivered stands.")
    return _end(request, pk, ending.close, _("Close the order"), told, _("The order is closed."))


def _end(request: Any, pk: int, verb: Verb, heading: str, told: str, said: str) -> HttpResponse:
    back = reverse("sales:order", args=[pk])
    return ask_why(request, find(request, pk), verb, heading=heading, told=told, said=said, back=back)


def _redrawn(request: Any, form: OrderForm, deal: Opportunity | None) -> HttpResponse:
    """The form as it is filled in so far, priced and unjudged."""
    form.say_nothing_yet()
    if rearranges(request):
        form.rows.close_the_done()
    return render(request, FORM, {"form": form, "deal": deal})


def _deal(request: Any) -> Opportunity | None:
    pk = row_id(request.POST.get("opportunity", "") or request.GET.get("opportunity", ""))
    rows = Opportunity.objects.visible_to(request.member).select_related("customer", "contact")
    return rows.filter(pk=pk).first() if pk else None


def _reasons(row: Order, currency: str) -> list[str]:
    """Why it waits, in sentences."""
    if row.status != Status.HELD or not row.held_for:
        return []
    known = row.held_for
    return ordering.CreditCheck(known["limit"], known["receivable"], known["overdue"], row.total).reasons(currency)
