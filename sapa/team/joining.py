"""Becoming a member."""

from typing import Any

from django.db import transaction

from sapa.events.recording import record
from sapa.team.models import Member, User
from sapa.tenancy.current import current_organization_id


@transaction.atomic
def add_member(*, user: User | None, name: str, role: str, by: Member | None, **fields: Any) -> Member:
    """Make a member of the current organisation. Without a user it is a name that cannot log in yet."""
    member = Member(user=user, name=name, role=role, **fields)
    member.save(force_insert=True)
    if user is not None:
        user.organizations.add(current_organization_id())
    record("member.joined", member, by=by, role=str(role))
    return member
