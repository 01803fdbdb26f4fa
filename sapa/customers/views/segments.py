"""Segments: the page of all, the page of one, making and changing them."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from sapa.customers import segment_sizes, segmenting
from sapa.customers.asking import Asking
from sapa.customers.filter import Filter, encoded, learn_names, saved
from sapa.customers.forms.filtering import read_region
from sapa.customers.forms.segment import SegmentForm
from sapa.customers.listing import load_listing
from sapa.customers.models import Segment
from sapa.lib import keyset
from sapa.lib.answers import done, form_page, refused
from sapa.lib.errors import Refused
from sapa.team.access import requires

FORM = "customers/segments/form.html"
ORDER = ("name", "pk")


@require_safe
@requires("customers.view")
def listing(request: Any) -> HttpResponse:
    """One's own and the team's, with how many belong to each now; `?state=archived` those that are archived."""
    asking, archived = Asking(request.member, timezone.now()), request.GET.get("state") == "archived"
    rows = Segment.objects.visible_to(request.member).filter(archived_at__isnull=not archived).select_related("owner")
    asked = {name: request.GET.get(name, "") for name in ("after", "before")}
    page = keyset.page(rows, ORDER, **asked)
    counts = segment_sizes.live_counts(page.rows, asking)
    lines = [(one, saved(one, asking), counts[one.pk]) for one in page.rows]
    learn_names((conditions for _row, conditions, _count in lines), asking)
    tabs = [
        {"name": _("In use"), "url": request.path, "active": not archived},
        {"name": _("Archived"), "url": "?state=archived", "active": archived},
    ]
    context = {"page": page, "lines": lines, "tabs": tabs, "archived": archived}
    return render(request, "customers/segments/list.html", context)


@require_safe
@requires("customers.view")
def segment(request: Any, pk: int) -> HttpResponse:
    """Its conditions, who belongs to it now, and how its size went."""
    asking = Asking(request.member, timezone.now())
    row = _find(asking, pk)
    found = Filter(QueryDict(f"segment={pk}"), request.member, asking.now, asking=asking)
    sees_history = segment_sizes.sees_history(request.member, row)
    context = {
        "row": row,
        "found": found,
        "conditions": saved(row, asking),
        "listed": load_listing(found, after=request.GET.get("after", ""), before=request.GET.get("before", "")),
        "history": segment_sizes.history(row, asking.today) if sees_history else [],
        "sees_history": sees_history,
        "may_change": row.may_be_changed_by(request.member),
    }
    return render(request, "customers/segments/segment.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@requires("customers.view")
def create(request: Any) -> HttpResponse:
    """Of what the customer list shows: its query string comes along, with a segment in it laid open."""
    now = timezone.now()
    if request.method != "POST":
        try:
            laid = Filter(request.GET, request.member, now).laid_open()
        except Refused as error:
            return refused(request, f"{reverse('customers:list')}?{request.GET.urlencode()}", error)
        found = Filter(QueryDict(encoded(laid)), request.member, now, is_saved=True)
        return _page(request, SegmentForm(found), found)
    found = Filter(read_region(request.POST), request.member, now, is_saved=True)
    form = SegmentForm(found, request.POST)
    if "count" in request.POST or not form.is_valid():
        return _page(request, form, found)
    try:
        made = segmenting.create(**form.values(), by=request.member, now=now)
    except Refused as error:
        form.add_error("name", str(error.message))
        return _page(request, form, found)
    return done(
        request,
        reverse("segments:segment", args=[made.pk]),
        _("The segment “%(name)s” is saved.") % {"name": made.name},
    )


@require_http_methods(["GET", "HEAD", "POST"])
@requires("customers.view")
def edit(request: Any, pk: int) -> HttpResponse:
    """Another name or other conditions, in the panel of the customer list."""
    now = timezone.now()
    row = _own(request, pk, now)
    if request.method != "POST":
        found = saved(row, Asking(request.member, now))
        return _page(request, SegmentForm(found, segment=row), found, row)
    found = Filter(read_region(request.POST), request.member, now, is_saved=True)
    form = SegmentForm(found, request.POST, row)
    if "count" in request.POST or not form.is_valid():
        return _page(request, form, found, row)
    try:
        segmenting.change(row, **{"shared": row.shared, **form.values()}, by=request.member, now=now)
    except Refused as error:
        form.add_error("name", str(error.message))
        return _page(request, form, found, row)
    return done(request, reverse("segments:segment", args=[pk]), _("Saved."))


@require_POST
@requires("customers.view")
def archive(request: Any, pk: int) -> HttpResponse:
    row = _own(request, pk, timezone.now())
    try:
        segmenting.archive(row, by=request.member, now=timezone.now())
    except Refused as error:
        return refused(request, reverse("segments:list"), error)
    undo = reverse("segments:restore", args=[pk])
    return done(request, reverse("segments:list"), _("“%(name)s” was archived.") % {"name": row.name}, undo=undo)


@require_POST
@requires("customers.view")
def restore(request: Any, pk: int) -> HttpResponse:
    row, back = _own(request, pk, timezone.now()), reverse("segments:segment", args=[pk])
    try:
        segmenting.restore(row, by=request.member)
    except Refused as error:
        return refused(request, back, error)
    return done(request, back, _("“%(name)s” is in use again.") % {"name": row.name})


def _find(asking: Asking, pk: int) -> Segment:
    if row := asking.segment(pk):
        return row
    raise Http404


def _own(request: Any, pk: int, now: Any) -> Segment:
    """A segment that the member may change: another's, though shared, is not theirs to change."""
    row = get_object_or_404(Segment.objects.visible_to(request.member), pk=pk)
    if not row.may_be_changed_by(request.member):
        raise PermissionDenied
    return row


def _page(request: Any, form: SegmentForm, found: Filter, row: Segment | None = None) -> HttpResponse:
    """The form, and how many fit what it says now."""
    is_told = found.on and not (form.is_bound and form.errors.keys() - {"name"})
    count = keyset.count_up_to(found.rows()) if is_told else None
    if "count" in request.POST:
        return render(request, FORM, {"form": form, "row": row, "count": count})
    return form_page(request, FORM, form, row=row, count=count)
