"""Setting goals: for the organisation, a business unit, a team (by who leads it) or a member."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import F, Q
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from sapa.events.models import Event
from sapa.events.recording import event, record
from sapa.lib.errors import AlreadyDone, Conflict, Refused
from sapa.lib.money import format_money
from sapa.lib.numbers import format_number
from sapa.team import periods
from sapa.team.models import BusinessUnit, Member, Target
from sapa.team.roles import Scope

WHOSE = ("unit", "team_of", "member")  # at most one of them is given; none means the whole organisation
KEY = ("measure", "length", "starts_on", "unit_id", "team_of_id", "member_id")


def may_set(
    by: Member, *, unit_id: int | None = None, team_of_id: int | None = None, member_id: int | None = None
) -> bool:
    """Whether this member sets such goals: who sees all sets all, who leads a team those in it."""
    if not by.may("targets.manage"):
        return False
    return by.scope == Scope.ALL or (unit_id is None and (team_of_id or member_id) in by.team_ids)


def may_change(by: Member, target: Target) -> bool:
    return may_set(by, unit_id=target.unit_id, team_of_id=target.team_of_id, member_id=target.member_id)


@transaction.atomic
def set_target(
    *,
    measure: str,
    length: str,
    starts_on: date,
    amount: int,
    by: Member,
    unit: BusinessUnit | None = None,
    team_of: Member | None = None,
    member: Member | None = None,
) -> Target:
    """A goal for the month or quarter of a day. Raises AlreadyDone where the same is set, Refused where another is."""
    target = Target(
        measure=measure,
        length=length,
        starts_on=periods.first_day(length, starts_on),
        amount=amount,
        unit=unit,
        team_of=team_of,
        member=member,
    )
    try:
        with transaction.atomic():
            target.save(force_insert=True)
    except IntegrityError as error:
        there = _same(target)
        if there is None:
            raise
        if there.amount == amount:
            raise AlreadyDone(_("This goal is set already.")) from error
        words = {"goal": goal_text(there, by.organization.currency)}
        raise Refused(_("There is a goal of %(goal)s for that already. Change it in the table.") % words) from error
    record("target.set", target, by=by, **_told(target, by))
    return target


@transaction.atomic
def set_for_team(
    *, measure: str, length: str, starts_on: date, amount: int, members: Sequence[Member], by: Member
) -> int:
    """The same goal for each of these, and for how many it is new. Raises AlreadyDone where all have it."""
    first = periods.first_day(length, starts_on)
    known = {
        target.member_id: target
        for target in Target.objects.filter(measure=measure, length=length, starts_on=first, member__in=members)
    }
    new = [
        Target(measure=measure, length=length, starts_on=first, amount=amount, member=member)
        for member in members
        if member.pk not in known
    ]
    other = [target for target in known.values() if target.amount != amount]
    if not new and not other:
        raise AlreadyDone(_("Everyone has this goal already."))
    _create(new, by)
    for target in other:
        change_target(target, amount=amount, version=target.version, by=by)
    return len(new) + len(other)


@transaction.atomic
def change_target(target: Target, *, amount: int, version: int, by: Member) -> None:
    """Another amount. Raises Conflict on another version, AlreadyDone where it is the same."""
    if target.amount == amount and target.version == version:
        raise AlreadyDone(_("This goal is set already."))
    rows = Target.objects.filter(pk=target.pk, version=version)
    if rows.update(amount=amount, version=F("version") + 1) != 1:
        raise Conflict(_("Somebody changed this goal meanwhile."))
    was = goal_text(target, by.organization.currency)
    target.amount, target.version = amount, version + 1
    record("target.changed", target, by=by, was=was, **_told(target, by))


@transaction.atomic
def remove_target(target: Target, *, by: Member) -> Event:
    """Take a goal away. The event remembers it, for `restore`. Raises AlreadyDone where it is gone."""
    kept, deleted = target.pk, Target.objects.filter(pk=target.pk).delete()[0]
    if not deleted:
        raise AlreadyDone(_("This goal is already gone."))
    target.pk = kept
    return record("target.removed", target, by=by, **_told(target, by))


@transaction.atomic
def restore(removed: Event, *, by: Member) -> Target:
    """Set a goal again as it was, by the event of its removal. Raises AlreadyDone where there is one again."""
    data = removed.data
    places = {f"{name}_id": data.get(name) for name in WHOSE}
    target = Target(
        measure=data["measure"],
        length=data["length"],
        starts_on=date.fromisoformat(data["starts_on"]),
        amount=data["amount"],
        **places,
    )
    try:
        with transaction.atomic():
            target.save(force_insert=True)
    except IntegrityError as error:
        raise AlreadyDone(_("There is such a goal again.")) from error
    record("target.set", target, by=by, **_told(target, by))
    return target


@transaction.atomic
def copy_last(*, length: str, starts_on: date, by: Member) -> int:
    """Last period's goals for this one, where it has none yet, of who still works here; how many were copied.

    Raises Refused where there was none, AlreadyDone where all of them are there.
    """
    first = periods.first_day(length, starts_on)
    rows = Target.objects.settable_by(by).filter(length=length).select_related(*WHOSE)
    before = rows.filter(starts_on=periods.shift(length, first, -1)).filter(
        Q(member__isnull=True) | Q(member__left_at__isnull=True),
        Q(team_of__isnull=True) | Q(team_of__left_at__isnull=True),
        Q(unit__isnull=True) | Q(unit__archived_at__isnull=True),
    )
    there = {
        (target.measure, *(getattr(target, f"{name}_id") for name in WHOSE)) for target in rows.filter(starts_on=first)
    }
    old = list(before)
    if not old:
        raise Refused(_("There are no goals in the period before."))
    new = [
        Target(
            measure=target.measure,
            length=length,
            starts_on=first,
            amount=target.amount,
            **{name: getattr(target, name) for name in WHOSE},
        )
        for target in old
        if (target.measure, *(getattr(target, f"{name}_id") for name in WHOSE)) not in there
    ]
    if not new:
        raise AlreadyDone(_("All goals of the period before are there already."))
    _create(new, by)
    return len(new)


def goal_text(target: Target, currency: str, amount: int | None = None) -> str:
    """An amount as people write it: "Rp5.000.000", "30%", "20"."""
    number = target.amount if amount is None else amount
    if target.measure == Target.Measure.REVENUE:
        return format_money(number, currency, get_language())
    sign = "%" if target.measure == Target.Measure.CONVERSION else ""
    return f"{format_number(number, get_language(), 0)}{sign}"


def whose(target: Target) -> str:
    """Whose goal it is; empty for the whole organisation's."""
    if target.team_of_id and target.team_of:
        return _("Team of %(name)s") % {"name": target.team_of.name}
    return str(target.member or target.unit or "")


def _create(targets: list[Target], by: Member) -> None:
    """Many at once, each with its event. A twin of this request meets the constraint."""
    try:
        with transaction.atomic():
            made = Target.objects.bulk_create(targets)
    except IntegrityError as error:
        raise AlreadyDone(_("Somebody has just set these goals.")) from error
    Event.objects.bulk_create(event("target.set", target, by=by, **_told(target, by)) for target in made)


def _same(target: Target) -> Target | None:
    return Target.objects.filter(**{name: getattr(target, name) for name in KEY}).first()


def _told(target: Target, by: Member) -> dict[str, Any]:
    """What its events say: in words, and exactly, so that a removed one can be set again."""
    return {
        "measure": target.measure,
        "length": target.length,
        "starts_on": target.starts_on.isoformat(),
        "amount": target.amount,
        **{name: getattr(target, f"{name}_id") for name in WHOSE},
        "goal": goal_text(target, by.organization.currency),
        "period": periods.period_name(target.length, target.starts_on),
        "whose": whose(target) or by.organization.name,
    }
