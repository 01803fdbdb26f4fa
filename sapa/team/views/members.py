"""The members of the organisation: the list, one's page, and what happens to them."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import Exists, OuterRef
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from sapa.lib.answers import done, form_page, refused
from sapa.lib.conflicts import conflict_page
from sapa.lib.errors import Conflict, Refused
from sapa.lib.keyset import count_up_to
from sapa.lib.keyset import page as page_of
from sapa.team import staffing
from sapa.team.access import MemberRequest, requires
from sapa.team.links import may_reset_password, share_new_password
from sapa.team.member_forms import MemberForm
from sapa.team.models import Invitation, Member
from sapa.team.tabs import tabs


@require_safe
@requires("team.view")
def members(request: MemberRequest) -> HttpResponse:
    rows = Member.objects.visible_to(request.member).select_related("unit", "supervisor", "territory")
    left = request.GET.get("left") == "1"
    rows = rows.filter(left_at__isnull=not left)
    if words := request.GET.get("q", "").strip():
        rows = rows.filter(name__icontains=words)
    invited = Invitation.objects.open(timezone.now()).filter(member_id=OuterRef("pk"))
    page = page_of(
        rows.annotate(is_invited=Exists(invited)),
        ("name", "pk"),
        after=request.GET.get("after", ""),
        before=request.GET.get("before", ""),
    )
    context = {
        "page": page,
        "total": count_up_to(rows),
        "left": left,
        "tabs": tabs("left" if left else "members"),
    }
    return render(request, "team/members.html", context)


def _member(request: MemberRequest, pk: int) -> Member:
    rows = Member.objects.visible_to(request.member).select_related("user", "unit", "supervisor", "territory")
    return get_object_or_404(rows, pk=pk)


@require_safe
@requires("team.view")
def member(request: MemberRequest, pk: int) -> HttpResponse:
    shown = _member(request, pk)
    invitation = Invitation.objects.unanswered().filter(member=shown).order_by("-pk").first()
    context = {
        "shown": shown,
        "invitation": invitation,
        "led": Member.objects.at_work().filter(supervisor=shown)[:50],
        "may_reset": may_reset_password(shown, by=request.member),
    }
    return render(request, "team/member.html", context)


@require_http_methods(["GET", "POST"])
@requires("team.manage")
def change(request: MemberRequest, pk: int) -> HttpResponse:
    shown = _member(request, pk)
    url = reverse("team:member", args=[pk])
    form = MemberForm(request.POST or None, member=shown)
    if request.method == "POST" and form.is_valid():
        given: dict[str, Any] = form.cleaned_data.copy()
        version = given.pop("version") or shown.version
        try:
            staffing.change_member(shown, by=request.member, version=version, **given)
        except Conflict:
            theirs = _member(request, pk)
            return conflict_page(
                request, "team/member_form.html", form, MemberForm(member=theirs), version=theirs.version, shown=theirs
            )
        except Refused as error:
            form.add_error(None, str(error.message))
        else:
            return done(request, url, _("Saved."))
    return form_page(request, "team/member_form.html", form, shown=shown)


@require_POST
@requires("team.manage")
def leave(request: MemberRequest, pk: int) -> HttpResponse:
    shown = _member(request, pk)
    url = reverse("team:member", args=[pk])
    try:
        staffing.leave(shown, by=request.member, now=timezone.now())
    except Refused as error:
        return refused(request, url, error)
    return done(request, url, _("%(name)s has left.") % {"name": shown.name}, undo=reverse("team:return", args=[pk]))


@require_POST
@requires("team.manage")
def come_back(request: MemberRequest, pk: int) -> HttpResponse:
    shown = _member(request, pk)
    url = reverse("team:member", args=[pk])
    try:
        staffing.come_back(shown, by=request.member)
    except Refused as error:
        return refused(request, url, error)
    return done(request, url, _("%(name)s is back.") % {"name": shown.name})


@never_cache
@require_POST
@requires("team.manage")
def password_link(request: MemberRequest, pk: int) -> HttpResponse:
    """A link for a new password, for somebody who has no e-mail to get it by."""
    shown = _member(request, pk)
    if not may_reset_password(shown, by=request.member):
        raise PermissionDenied
    share = share_new_password(shown, by=request.member)
    return render(request, "team/password_link.html", {"shown": shown, "share": share})
