"""Receivables by customer and age, a customer's statement of account, and their credit."""

from datetime import date, timedelta
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from sapa.customers.models import Customer
from sapa.customers.within import LABEL, Within
from sapa.lib.answers import done, form_page, refused
from sapa.lib.dates import first_of_month
from sapa.lib.downloads import download
from sapa.lib.errors import Conflict
from sapa.lib.money import to_major
from sapa.lib.numbers import row_id
from sapa.pipeline.picks import Picks
from sapa.sales import receivables, statements
from sapa.sales.crediting_customers import credit_of, set_credit
from sapa.sales.forms.paying import CustomerCreditForm, PeriodForm
from sapa.sales.receivables import AGES
from sapa.team.access import requires

PICKED = ("unit", "owner", "segment")


@require_safe
@requires("sales.view")
def listing(request: Any) -> HttpResponse:
    """Who owes, the most first, and how long it has been due. ?unit=, ?owner= and ?segment= narrow it."""
    today, asked = timezone.localdate(), _asked(request)
    within = Within(str(asked.get("segment", "")), request.member, timezone.now())
    choices = _choices(asked, within)
    narrow = _narrowing(asked, within)
    page = receivables.page(
        request.member, today, **narrow, after=request.GET.get("after", ""), before=request.GET.get("before", "")
    )
    ages = receivables.sums(receivables.open_invoices(request.member, **narrow), today)
    query = QueryDict(mutable=True)
    query.update({name: str(pk) for name, pk in asked.items()})
    context = {
        "page": page,
        "ages": [(label, amount, key) for (key, (label, _l, _m)), amount in zip(AGES.items(), ages, strict=True)],
        "heads": [label for label, _least, _most in AGES.values()],
        "owed": ages.total,
        "overdue": ages.overdue,
        "narrows": bool(asked),
        "choices": choices,
        "query": query.urlencode(),
        "may_take": request.member.may("customers.export"),
    }
    return render(request, "sales/receivables/list.html", context)


@require_safe
@requires("customers.export")
def export(request: Any) -> HttpResponse:
    """The same as a file, of everybody."""
    if not request.member.may("sales.view"):
        raise PermissionDenied
    currency, asked = request.organization.currency, _asked(request)
    within = Within(str(asked.get("segment", "")), request.member, timezone.now())
    heads = [_("Customer"), _("Salesperson"), _("Business unit")]
    heads += [str(label) for label, _least, _most in AGES.values()] + [_("Total"), _("Credit limit")]
    rows = [
        [
            debt.customer.name,
            debt.customer.owner.name if debt.customer.owner else "",
            debt.customer.unit.name if debt.customer.unit else "",
            *(to_major(amount, currency) for amount in debt.ages),
            to_major(debt.ages.total, currency),
            to_major(debt.credit.limit, currency) if debt.credit and debt.credit.limit is not None else "",
        ]
        for debt in receivables.everyone(request.member, timezone.localdate(), **_narrowing(asked, within))
    ]
    return download(request, "receivables", heads, rows)


@require_safe
@requires("sales.view")
def statement(request: Any, pk: int) -> HttpResponse:
    """What moved a customer's account in a period: this year, unless the address says otherwise."""
    today = timezone.localdate()
    customer = get_object_or_404(Customer.objects.visible_to(request.member), pk=pk)
    given = request.GET if {"since", "until"} & request.GET.keys() else None
    since, until = today.replace(month=1, day=1), today
    form = PeriodForm(given, initial={"since": since, "until": until})
    good = given is not None and form.is_valid()
    if good:
        since, until = form.cleaned_data["since"], form.cleaned_data["until"]
    context = {
        "customer": customer,
        "form": form,
        "statement": statements.statement(customer, since=since, until=until, member=request.member),
        "credit": credit_of(customer),
        "presets": _presets(today, (since, until)),
        "may_pay": request.member.may("payments.change"),
        "may_credit": request.member.may("sales.approve"),
    }
    return render(request, "sales/receivables/statement.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@requires("sales.approve")
def credit(request: Any, pk: int) -> HttpResponse:
    """What a customer may owe, and how long they have to pay."""
    customer = get_object_or_404(Customer.objects.visible_to(request.member), pk=pk)
    row, back = credit_of(customer), reverse("sales:statement", args=[pk])
    form = CustomerCreditForm(
        request.POST or None,
        currency=request.organization.currency,
        initial={"limit": row.limit, "terms_days": row.terms_days, "version": row.version},
    )
    if request.method != "POST" or not form.is_valid():
        return form_page(request, "sales/receivables/credit.html", form, customer=customer, credit=row, back=back)
    try:
        set_credit(customer, by=request.member, now=timezone.now(), **form.cleaned_data)
    except Conflict as error:
        return refused(request, reverse("sales:credit", args=[pk]), error)
    return done(request, back, _("Saved."))


def _asked(request: Any) -> dict[str, int]:
    found = {name: row_id(request.GET.get(name, "")) for name in PICKED}
    return {name: pk for name, pk in found.items() if pk}


def _narrowing(asked: dict[str, int], within: Within) -> dict[str, Any]:
    """The same in the words of `receivables`."""
    found: dict[str, Any] = {name: asked[name] for name in ("unit", "owner") if name in asked}
    return found | ({"within": within.condition()} if within.is_on else {})


def _choices(asked: dict[str, int], within: Within) -> list[tuple[str, Any, list[tuple[Any, Any]], int | None]]:
    """(name, label, pairs, chosen) of each select."""
    picks = Picks()
    return [
        ("unit", _("Business unit"), list(picks.pairs("unit")), asked.get("unit")),
        ("owner", _("Salesperson"), list(picks.pairs("owner")), asked.get("owner")),
        ("segment", LABEL, within.choices, asked.get("segment")),
    ]


def _presets(today: date, now: tuple[date, date]) -> list[tuple[str, str, bool]]:
    """(label, query string, whether it is on)."""
    month, year = first_of_month(today), today.replace(month=1, day=1)
    before = month - timedelta(days=1)
    found = {
        _("This month"): (month, today),
        _("Last month"): (first_of_month(before), before),
        _("This year"): (year, today),
    }
    return [(label, f"?since={days[0]}&until={days[1]}", days == now) for label, days in found.items()]
