"""Becoming a member: added by a command, or invited by a link."""

import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _

from sapa.events.recording import record
from sapa.lib.errors import AlreadyDone, Refused
from sapa.team.models import Invitation, InvitationState, Member, User
from sapa.tenancy.current import current_organization_id

VALID_FOR = timedelta(days=7)


@dataclass(frozen=True)
class Link:
    """A fresh invitation and its token, which is known only now: the database keeps its SHA-256."""

    invitation: Invitation
    token: str


@transaction.atomic
def add_member(*, user: User | None, name: str, role: str, by: Member | None, **fields: Any) -> Member:
    """Make a member of the current organisation. Without a user it is a name that cannot log in yet."""
    member = Member(user=user, name=name, role=role, **fields)
    member.save(force_insert=True)
    if user is not None:
        user.organizations.add(current_organization_id())
    record("member.joined", member, by=by, role=str(role))
    return member


@transaction.atomic
def invite(*, name: str, role: str, by: Member, once: str, now: datetime, **fields: Any) -> Link:
    """Make a link by which a person becomes a member; `fields` are Invitation's others.

    The same form sent twice (`once`) gives the same link.
    """
    token = _token(once)
    found = _by_token(token)
    if found is not None:
        return Link(found, token)
    invitation = Invitation(
        name=name,
        role=role,
        token_hash=_hash(token),
        invited_by=by,
        expires_at=now + VALID_FOR,
        **fields,
    )
    invitation.save(force_insert=True)
    record("member.invited", invitation, by=by, role=str(role))
    return Link(invitation, token)


@transaction.atomic
def renew(invitation: Invitation, *, by: Member, once: str, now: datetime) -> Link:
    """A new link in place of the old one, which ends. Raises AlreadyDone once it was accepted or withdrawn."""
    token = _token(once)
    if invitation.token_hash == _hash(token):
        return Link(invitation, token)
    changed = (
        Invitation.objects.unanswered()
        .filter(pk=invitation.pk)
        .update(token_hash=_hash(token), expires_at=now + VALID_FOR)
    )
    if not changed:
        raise AlreadyDone(_("This invitation was already answered."))
    invitation.refresh_from_db()
    record("invitation.renewed", invitation, by=by)
    return Link(invitation, token)


@transaction.atomic
def withdraw(invitation: Invitation, *, by: Member, now: datetime) -> None:
    """End an invitation. Raises AlreadyDone once it was accepted or withdrawn."""
    if not Invitation.objects.unanswered().filter(pk=invitation.pk).update(withdrawn_at=now):
        raise AlreadyDone(_("This invitation was already answered."))
    record("invitation.withdrawn", invitation, by=by)


@transaction.atomic
def accept(invitation: Invitation, *, user: User, now: datetime) -> Member:
    """Make `user` the member they were invited to be.

    Raises AlreadyDone if the link was used, Refused if it has ended or the person is a member already.
    """
    if not Invitation.objects.open(now).filter(pk=invitation.pk).update(accepted_at=now):
        invitation.refresh_from_db()
        if invitation.state(now) == InvitationState.ACCEPTED:
            raise AlreadyDone(_("This invitation was already used."))
        raise Refused(_("This invitation has ended. Ask for a new link."))
    before = Member.objects.filter(user=user).first()
    if before is not None and before.is_at_work:
        raise Refused(_("You are already a member here."))
    member = _take_place(invitation, user, before)
    user.organizations.add(current_organization_id())
    record("member.joined", member, by=member, role=member.role, invited_by=invitation.invited_by.name)
    return member


def _take_place(invitation: Invitation, user: User, before: Member | None) -> Member:
    """The row of a member who was a name so far, of one who comes back, or a new one."""
    role = {name: getattr(invitation, name) for name in ("role", "unit", "supervisor", "territory")}
    if before is not None:
        for name, value in role.items():
            setattr(before, name, value)
        before.left_at, before.version = None, before.version + 1
        before.save()
        return before
    if invitation.member_id is not None:
        if not Member.objects.filter(pk=invitation.member_id, user__isnull=True).update(user=user, left_at=None):
            raise AlreadyDone(_("This invitation was already used."))
        return Member.objects.get(pk=invitation.member_id)
    member = Member(user=user, name=user.name, phone=user.phone or "", **role)
    member.save(force_insert=True)
    return member


def invitation_of(token: str) -> Invitation | None:
    """The invitation of the current organisation that a link's token opens, in whatever state."""
    return _by_token(token)


def _by_token(token: str) -> Invitation | None:
    rows = Invitation.objects.select_related("invited_by", "unit", "supervisor", "territory", "member")
    return rows.filter(token_hash=_hash(token)).first()


def _token(once: str) -> str:
    """What a link carries: nobody can guess it, and the same form gives the same one."""
    organization = current_organization_id()
    return salted_hmac("sapa.invitation", f"{organization}:{once}", algorithm="sha256").hexdigest()[:40]


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
