"""What happens to members after they joined: another role, another place, leaving, coming back."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from sapa.events.recording import changes, record
from sapa.lib.errors import AlreadyDone, Conflict, Refused
from sapa.team.models import Member, User
from sapa.team.roles import Role
from sapa.tenancy.current import current_organization_id
from sapa.tenancy.models import Organization


@transaction.atomic
def change_member(member: Member, *, by: Member, version: int, **fields: Any) -> Member:
    """Give a member another name, phone, role, unit, supervisor or territory.

    Raises Conflict if somebody changed the member since `version`, Refused for the last director's
    role and for a circle of supervisors.
    """
    _one_at_a_time()
    now = Member.objects.get(pk=member.pk)  # whom they lead is asked only here, after the wait
    before = _place(now)
    if fields.get("supervisor") is not None:
        _refuse_circle(now, fields["supervisor"])
    if fields.get("role", Role.DIRECTOR) != Role.DIRECTOR:
        _keep_a_director(member)
    rows = Member.objects.filter(pk=member.pk, version=version)
    if not rows.update(**fields, version=F("version") + 1):
        raise Conflict(_("Somebody else changed this member meanwhile."))
    changed = Member.objects.get(pk=member.pk)
    if differences := changes(before, _place(changed)):
        record("member.changed", changed, by=by, changes=differences)
    return changed


@transaction.atomic
def leave(member: Member, *, by: Member, now: datetime) -> None:
    """A member leaves. What they own stays theirs until it is given to somebody else.

    Raises AlreadyDone if they have left, Refused for the last director.
    """
    _one_at_a_time()
    _keep_a_director(member)
    if not Member.objects.at_work().filter(pk=member.pk).update(left_at=now, version=F("version") + 1):
        raise AlreadyDone(_("%(name)s has already left.") % {"name": member.name})
    if member.user_id is not None:
        User.organizations.through.objects.filter(
            user_id=member.user_id, organization_id=current_organization_id()
        ).delete()
    record("member.left", member, by=by)


@transaction.atomic
def come_back(member: Member, *, by: Member) -> None:
    """A member who left is at work again, in the place they had. Raises AlreadyDone if they are."""
    rows = Member.objects.filter(pk=member.pk, left_at__isnull=False)
    if not rows.update(left_at=None, version=F("version") + 1):
        raise AlreadyDone(_("%(name)s is at work.") % {"name": member.name})
    if member.user is not None:
        member.user.organizations.add(current_organization_id())
    record("member.returned", member, by=by)


def possible_supervisors(member: Member) -> Any:
    """Those at work who are neither the member nor led by them."""
    return Member.objects.at_work().exclude(pk__in=member.team_ids)


def _one_at_a_time() -> None:
    """Two directors who demote each other at once, and two circles closed at once, wait in line here."""
    Organization.objects.select_for_update().get(pk=current_organization_id())


def _keep_a_director(member: Member) -> None:
    directors = set(Member.objects.directors().values_list("pk", flat=True))
    if directors == {member.pk}:
        raise Refused(_("%(name)s is the only director. Make somebody else director first.") % {"name": member.name})


def _refuse_circle(member: Member, supervisor: Member) -> None:
    if supervisor.pk in member.team_ids:
        raise Refused(
            _("%(supervisor)s is led by %(name)s and cannot lead them.")
            % {"supervisor": supervisor.name, "name": member.name}
        )


def _place(member: Member) -> dict[str, Any]:
    """What the history tells: rows by their ids, which the timeline turns into names."""
    found: dict[str, Any] = {name: getattr(member, name) for name in ("name", "phone", "role")}
    return found | {name: getattr(member, f"{name}_id") for name in ("unit", "supervisor", "territory")}
