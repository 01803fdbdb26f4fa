"""What an organisation sets up for itself, and the pages that the dock has no room for."""

from dataclasses import dataclass

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from sapa.events.models import Event
from sapa.lib.answers import done, form_page
from sapa.lib.conflicts import conflict_page
from sapa.lib.errors import Conflict
from sapa.team.access import MemberRequest, requires
from sapa.tenancy.models import Organization
from sapa.web.organization import ProfileForm, change_organization


@dataclass(frozen=True)
class Setting:
    """A line of the settings page."""

    url_name: str
    name: str | Promise
    text: str | Promise
    icon: str
    permission: str


SETTINGS = (
    Setting(
        "web:organization",
        gettext_lazy("The organisation"),
        gettext_lazy("Name, address, time zone, currency and the profile that goes with proposals"),
        "building-2",
        "settings.manage",
    ),
    Setting(
        "places:channels",
        gettext_lazy("Channels and outlet types"),
        gettext_lazy("How your goods reach people: their names and order"),
        "store",
        "settings.manage",
    ),
    Setting(
        "customers:settings",
        gettext_lazy("Tags, sources and questions of your own"),
        gettext_lazy("What you note of every customer besides the usual"),
        "tags",
        "settings.manage",
    ),
    Setting(
        "lifecycle:rules",
        gettext_lazy("Rules of the stages"),
        gettext_lazy("When a customer counts as main, loyal or advocate, the groups, and what serving costs"),
        "footprints",
        "settings.manage",
    ),
    Setting(
        "pipeline:settings",
        gettext_lazy("Pipelines and reasons for losing"),
        gettext_lazy("The stages of a deal, their checklists, and why deals are lost"),
        "git-fork",
        "settings.manage",
    ),
    Setting(
        "pipeline:procedures",
        gettext_lazy("SOPs"),
        gettext_lazy("How we greet, dig for needs, call and visit: shown beside the work, ticked as it is done"),
        "list-checks",
        "settings.manage",
    ),
    Setting(
        "sales:settings",
        gettext_lazy("How we sell"),
        gettext_lazy("Tax, terms, letterhead, QRIS, and what happens when stock or credit do not suffice"),
        "receipt-text",
        "settings.manage",
    ),
    Setting(
        "sales:numbers",
        gettext_lazy("Numbers of documents"),
        gettext_lazy("How quotations, orders, invoices and receipts are numbered"),
        "hash",
        "settings.manage",
    ),
    Setting(
        "team:members",
        gettext_lazy("Team"),
        gettext_lazy("Members, invitations, roles"),
        "id-card",
        "team.view",
    ),
    Setting(
        "team:units", gettext_lazy("Business units"), gettext_lazy("Water, catering, the shop"), "blocks", "team.view"
    ),
    Setting(
        "web:territories",
        gettext_lazy("Territories"),
        gettext_lazy("Who looks after which villages"),
        "map",
        "team.view",
    ),
    Setting(
        "web:audit",
        gettext_lazy("Audit trail"),
        gettext_lazy("Who changed what, and when"),
        "scroll-text",
        "audit.view",
    ),
)


@require_safe
@requires("settings.manage")
def index(request: MemberRequest) -> HttpResponse:
    """All that can be set up and that this member may open."""
    lines = [(setting, reverse(setting.url_name)) for setting in SETTINGS if request.member.may(setting.permission)]
    return render(request, "web/settings.html", {"lines": lines})


@require_http_methods(["GET", "HEAD", "POST"])
@requires("settings.manage")
def organization(request: MemberRequest) -> HttpResponse:
    """The organisation's own page."""
    stored = Organization.objects.get(pk=request.organization.pk)
    form = ProfileForm(request.POST or None, instance=stored, member=request.member)
    if request.method == "GET" or not form.is_valid():
        return form_page(request, "web/organization.html", form)
    fields = dict(form.cleaned_data)
    try:
        change_organization(request.organization, version=fields.pop("version") or 0, by=request.member, fields=fields)
    except Conflict:
        return _show_both(request, form)
    return done(request, reverse("web:organization"), _("Saved."))


def _show_both(request: MemberRequest, form: ProfileForm) -> HttpResponse:
    now = Organization.objects.get(pk=request.organization.pk)
    last = Event.objects.filter(kind="organization.changed").order_by("-at", "-pk").first()
    return conflict_page(
        request,
        "web/organization.html",
        form,
        ProfileForm(instance=now, member=request.member),
        version=now.version,
        changed_by=last.by_name if last else "",
        changed_at=last.at if last else None,
    )


@require_safe
def more(request: MemberRequest) -> HttpResponse:
    """Every page that this member may open: what the phone's dock calls “More”."""
    return render(request, "web/more.html")
