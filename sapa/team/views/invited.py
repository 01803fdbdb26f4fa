"""Following the link of an invitation."""

from typing import Any

from allauth.core.internal.ratelimit import consume_or_429
from django.db import IntegrityError, transaction
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters

from sapa.lib.answers import form_page
from sapa.lib.errors import Refused
from sapa.team.entering import enter, same_person
from sapa.team.forms import TAKEN, NewPersonForm
from sapa.team.joining import accept, invitation_of
from sapa.team.models import Invitation, InvitationState, Member, User
from sapa.tenancy.current import organization_scope
from sapa.tenancy.models import Organization


@sensitive_post_parameters("password")
@never_cache
def join(request: Any, slug: str, token: str) -> HttpResponse:
    """Who is logged in joins with one tap; who is not gives a name, a phone or an e-mail and a password."""
    if refusal := consume_or_429(request, app="allauth.account", action="signup"):
        return refusal
    organization = Organization.objects.filter(slug=slug).first()
    if organization is None:
        raise Http404
    with organization_scope(organization):
        invitation = invitation_of(token)
        if invitation is None:
            return render(request, "team/invitation_ended.html", {"state": "unknown"}, status=404)
        invitation.organization = organization
        return _answer(request, invitation)


def _answer(request: Any, invitation: Invitation) -> HttpResponse:
    if request.user.is_authenticated and _is_member(request.user):
        return _inside(invitation)  # whoever follows the link again is simply let in
    if request.method == "POST" and not request.user.is_authenticated:
        user = same_person(request, request.POST)
        if user is not None and _is_member(user):
            return enter(request, user, f"/{invitation.organization.slug}/")
    if invitation.state(timezone.now()) != InvitationState.OPEN:
        return _ended(request, invitation)
    try:
        return _join_as(request, invitation) if request.user.is_authenticated else _join_anew(request, invitation)
    except Refused as error:
        invitation.refresh_from_db()
        return _ended(request, invitation, error.message)


def _join_as(request: Any, invitation: Invitation) -> HttpResponse:
    if request.method != "POST":
        return render(request, "team/join_as.html", {"invitation": invitation})
    accept(invitation, user=request.user, now=timezone.now())
    return _inside(invitation)


def _join_anew(request: Any, invitation: Invitation) -> HttpResponse:
    known = {"name": invitation.name, "phone": invitation.phone, "email": invitation.email}
    form = NewPersonForm(request.POST or None, initial=known)
    if request.method == "POST" and form.is_valid():
        try:
            with transaction.atomic():
                user = form.save()
                accept(invitation, user=user, now=timezone.now())
        except IntegrityError:  # somebody with this phone or e-mail was quicker
            form.add_error(None, TAKEN)
        else:
            return enter(request, user, f"/{invitation.organization.slug}/")
    return form_page(request, "team/join.html", form, invitation=invitation)


def _is_member(user: User) -> bool:
    return Member.objects.at_work().filter(user_id=user.pk).exists()


def _inside(invitation: Invitation) -> HttpResponse:
    return HttpResponseRedirect(f"/{invitation.organization.slug}/", status=303)


def _ended(request: Any, invitation: Invitation, reason: object = "") -> HttpResponse:
    state = invitation.state(timezone.now())
    return render(
        request, "team/invitation_ended.html", {"state": state, "reason": reason, "invitation": invitation}, status=410
    )
