"""Business units and territories: how the work is divided."""

from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from sapa.events.recording import changes, record
from sapa.lib.errors import AlreadyDone, Refused
from sapa.team.models import BusinessUnit, Member, Territory


@transaction.atomic
def add_unit(name: str, *, by: Member | None) -> BusinessUnit:
    """Raises AlreadyDone if there is one of that name."""
    if BusinessUnit.objects.filter(name=name).exists():
        raise AlreadyDone(_("There is already a unit “%(name)s”.") % {"name": name})
    unit = BusinessUnit(name=name)
    unit.save(force_insert=True)
    record("unit.added", unit, by=by)
    return unit


@transaction.atomic
def rename_unit(unit: BusinessUnit, name: str, *, by: Member) -> None:
    """Raises Refused if another one has that name."""
    before = unit.name
    if before == name:
        return
    try:
        with transaction.atomic():
            BusinessUnit.objects.filter(pk=unit.pk).update(name=name)
    except IntegrityError as error:
        raise Refused(_("There is already a unit “%(name)s”.") % {"name": name}) from error
    unit.name = name
    record("unit.changed", unit, by=by, changes={"name": [before, name]})


@transaction.atomic
def archive_unit(unit: BusinessUnit, *, by: Member, now: datetime) -> None:
    """Take a unit out of the pick lists; what belongs to it stays. Raises AlreadyDone."""
    if not BusinessUnit.objects.filter(pk=unit.pk, archived_at__isnull=True).update(archived_at=now):
        raise AlreadyDone(_("This unit is already archived."))
    record("unit.archived", unit, by=by)


@transaction.atomic
def restore_unit(unit: BusinessUnit, *, by: Member) -> None:
    """Raises AlreadyDone if it is in use."""
    if not BusinessUnit.objects.filter(pk=unit.pk, archived_at__isnull=False).update(archived_at=None):
        raise AlreadyDone(_("This unit is already in use."))
    record("unit.restored", unit, by=by)


@transaction.atomic
def set_territory(territory: Territory | None, name: str, region_codes: list[str], *, by: Member) -> Territory:
    """Make a territory (None) or change one. Raises Refused if another one has that name."""
    kept = territory or Territory(name=name)
    if Territory.objects.filter(name=name).exclude(pk=kept.pk).exists():
        raise Refused(_("There is already a territory “%(name)s”.") % {"name": name})
    before: dict[str, Any] = {} if territory is None else {"name": kept.name, "region_codes": kept.region_codes}
    kept.name, kept.region_codes = name, region_codes
    kept.save()
    if territory is None:
        record("territory.added", kept, by=by)
    elif differences := changes(before, {"name": name, "region_codes": region_codes}):
        record("territory.changed", kept, by=by, changes=differences)
    return kept


@transaction.atomic
def remove_territory(territory: Territory, *, by: Member) -> None:
    """Raises Refused while members work in it, AlreadyDone if it is gone."""
    if Member.objects.filter(territory=territory).exists():
        raise Refused(_("Members still work in this territory. Give them another one first."))
    if not Territory.objects.filter(pk=territory.pk).exists():
        raise AlreadyDone(_("This territory is already gone."))
    record("territory.removed", territory, by=by)
    Territory.objects.filter(pk=territory.pk).delete()
