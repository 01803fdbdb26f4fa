"""Inviting people, and what becomes of the invitations."""

from uuid import uuid4

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from sapa.lib.answers import done, form_page, refused
from sapa.lib.errors import Refused
from sapa.lib.keyset import page as page_of
from sapa.team import joining
from sapa.team.access import MemberRequest, requires
from sapa.team.links import mail_invitation, share_invitation
from sapa.team.member_forms import InviteForm
from sapa.team.models import Invitation, Member
from sapa.team.tabs import tabs


@require_safe
@requires("team.view")
def invitations(request: MemberRequest) -> HttpResponse:
    rows = Invitation.objects.visible_to(request.member).unanswered().select_related("invited_by", "unit")
    after, before = request.GET.get("after", ""), request.GET.get("before", "")
    page = page_of(rows, ("-created_at", "-pk"), after=after, before=before)
    now = timezone.now()
    states = [(row, row.state(now)) for row in page.rows]
    return render(request, "team/invitations.html", {"page": page, "rows": states, "tabs": tabs("invitations")})


@never_cache
@require_http_methods(["GET", "POST"])
@requires("team.manage")
def invite(request: MemberRequest) -> HttpResponse:
    form = InviteForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        link = joining.invite(by=request.member, once=_once(request), now=timezone.now(), **form.cleaned_data)
        return _link_page(request, link)
    return form_page(request, "team/invite.html", form)


@never_cache
@require_POST
@requires("team.manage")
def invite_member(request: MemberRequest, pk: int) -> HttpResponse:
    """A link for a member who is only a name so far."""
    member = get_object_or_404(Member.objects.at_work().filter(user__isnull=True), pk=pk)
    place = {name: getattr(member, name) for name in ("name", "phone", "role", "unit", "supervisor", "territory")}
    link = joining.invite(by=request.member, once=_once(request), now=timezone.now(), member=member, **place)
    return _link_page(request, link)


@never_cache
@require_POST
@requires("team.manage")
def renew(request: MemberRequest, pk: int) -> HttpResponse:
    invitation = get_object_or_404(Invitation, pk=pk)
    try:
        link = joining.renew(invitation, by=request.member, once=_once(request), now=timezone.now())
    except Refused as error:
        return refused(request, reverse("team:invitations"), error)
    return _link_page(request, link)


@require_POST
@requires("team.manage")
def withdraw(request: MemberRequest, pk: int) -> HttpResponse:
    invitation = get_object_or_404(Invitation, pk=pk)
    try:
        joining.withdraw(invitation, by=request.member, now=timezone.now())
    except Refused as error:
        return refused(request, reverse("team:invitations"), error)
    return done(request, reverse("team:invitations"), _("The invitation was withdrawn."))


def _once(request: MemberRequest) -> str:
    return request.POST.get("once") or str(uuid4())


def _link_page(request: MemberRequest, link: joining.Link) -> HttpResponse:
    """The link, this once: it cannot be read from the database again."""
    share = share_invitation(link.invitation, link.token, request.member)
    mailed = mail_invitation(link.invitation, share, request.member) if link.invitation.email else None
    return render(request, "team/link.html", {"invitation": link.invitation, "share": share, "mailed": mailed})
