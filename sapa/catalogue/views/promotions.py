"""The pages of promotions."""

from typing import Any
from uuid import uuid4

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from sapa.catalogue import keeping_promotions
from sapa.catalogue.models import Product, Promotion
from sapa.catalogue.promoting import why_not_on
from sapa.catalogue.promotion_forms import PromotionForm
from sapa.events.models import Event
from sapa.lib import keyset
from sapa.lib.answers import done, form_page, refused
from sapa.lib.conflicts import conflict_page
from sapa.lib.errors import Conflict, Refused
from sapa.team.access import requires

FORM = "catalogue/promotion_form.html"
ORDER = ("-starts_on", "-pk")
WITH = ("product", "channel", "tag", "unit")
CATEGORIES = 50  # names that the form offers


@require_safe
@requires("catalogue.view")
def listing(request: Any) -> HttpResponse:
    """Promotions that run; `?state=coming` those to come, `?state=over` those that are over, the newest first."""
    today, rows = timezone.localdate(), Promotion.objects.select_related(*WITH)
    states = {"running": rows.running_on(today), "coming": rows.coming_on(today), "over": rows.over_on(today)}
    state = request.GET.get("state", "")
    state = state if state in states else "running"
    asked = {"after": request.GET.get("after", ""), "before": request.GET.get("before", "")}
    page = keyset.page(states[state], ORDER, **asked)
    total = None if page.next or page.previous else len(page.rows)
    names = {"running": _("Running"), "coming": _("Coming"), "over": _("Over")}
    choices = [{"name": name, "url": f"?state={key}", "active": key == state} for key, name in names.items()]
    context = {"page": page, "total": total, "state": state, "states": choices}
    return render(request, "catalogue/promotions.html", context)


@require_safe
@requires("catalogue.view")
def promotion(request: Any, pk: int) -> HttpResponse:
    row = get_object_or_404(Promotion.objects.select_related(*WITH), pk=pk)
    context = {"row": row, "why_not": why_not_on(row, timezone.localdate())}
    return render(request, "catalogue/promotion.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@requires("catalogue.change")
def create(request: Any) -> HttpResponse:
    """`?kind=` says which of the four it is; the form asks what that kind needs."""
    kind = request.GET.get("kind", "")
    kind = kind if kind in Promotion.Kind.values else Promotion.Kind.PERCENT
    form = PromotionForm(request.POST or None, kind=kind, currency=request.organization.currency)
    if request.method != "POST" or not form.is_valid():
        return _form(request, form)
    once = form.cleaned_data["once"] or uuid4()
    try:
        made = keeping_promotions.add(uuid=once, by=request.member, now=timezone.now(), fields=form.values())
    except Refused as error:
        form.add_error("code", str(error.message))
        return _form(request, form)
    return done(request, reverse("catalogue:promotion", args=[made.pk]), _("%(name)s is set.") % {"name": made.name})


@require_http_methods(["GET", "HEAD", "POST"])
@requires("catalogue.change")
def edit(request: Any, pk: int) -> HttpResponse:
    """Change a promotion. Whoever is second sees both versions."""
    row = get_object_or_404(Promotion.objects.select_related(*WITH), pk=pk)
    form = PromotionForm(request.POST or None, kind=row.kind, currency=request.organization.currency, row=row)
    if request.method != "POST" or not form.is_valid():
        return _form(request, form, row=row)
    version = form.cleaned_data["version"] or 0
    try:
        keeping_promotions.change(row, version=version, by=request.member, now=timezone.now(), fields=form.values())
    except Conflict:
        return _both_versions(request, form, pk)
    except Refused as error:
        form.add_error("code", str(error.message))
        return _form(request, form, row=row)
    return done(request, reverse("catalogue:promotion", args=[pk]), _("Saved."))


@require_POST
@requires("catalogue.change")
def archive(request: Any, pk: int) -> HttpResponse:
    row, back = get_object_or_404(Promotion, pk=pk), reverse("catalogue:promotion", args=[pk])
    try:
        keeping_promotions.archive(row, by=request.member, now=timezone.now())
    except Refused as error:
        return refused(request, back, error)
    undo = reverse("catalogue:promotion_restore", args=[pk])
    return done(request, back, _("%(name)s is ended.") % {"name": row.name}, undo=undo)


@require_POST
@requires("catalogue.change")
def restore(request: Any, pk: int) -> HttpResponse:
    row, back = get_object_or_404(Promotion, pk=pk), reverse("catalogue:promotion", args=[pk])
    try:
        keeping_promotions.restore(row, by=request.member, now=timezone.now())
    except Refused as error:
        return refused(request, back, error)
    return done(request, back, _("%(name)s runs again.") % {"name": row.name})


def _form(request: Any, form: PromotionForm, **context: Any) -> HttpResponse:
    kinds = [
        {"name": name, "url": f"?kind={kind}", "active": kind == form.kind} for kind, name in Promotion.Kind.choices
    ]
    return form_page(request, FORM, form, kinds=kinds, categories=_categories(), **context)


def _categories() -> list[str]:
    rows = Product.objects.on_sale().exclude(category="").order_by("category")
    return list(rows.values_list("category", flat=True).distinct()[:CATEGORIES])


def _both_versions(request: Any, form: PromotionForm, pk: int) -> HttpResponse:
    row = get_object_or_404(Promotion, pk=pk)
    last = Event.objects.of_subject(row).first()
    theirs = PromotionForm(None, kind=row.kind, currency=request.organization.currency, row=row)
    who: dict[str, Any] = {"changed_by": last.by_name if last else "", "changed_at": last.at if last else None}
    return conflict_page(request, FORM, form, theirs, version=row.version, row=row, **who)
