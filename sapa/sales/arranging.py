"""How an organisation sells: its settings, and the templates of its documents' numbers."""

from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils.translation import gettext as _

from sapa.events.recording import changes, record
from sapa.lib.errors import AlreadyDone, Conflict
from sapa.sales.models import NumberTemplate, SalesSettings
from sapa.team.models import BusinessUnit, Member

UNTOLD = {"id", "organization", "version", "qris"}  # of what changed, by name


@transaction.atomic
def change_settings(
    settings: SalesSettings, *, version: int, by: Member, now: datetime, fields: dict[str, Any]
) -> None:
    """Write how the organisation sells. Raises Conflict where somebody else changed it since `version`."""
    before = _told(settings)
    if SalesSettings.objects.filter(pk=settings.pk, version=version).update(version=F("version") + 1, **fields) != 1:
        raise Conflict(_("Someone else changed these settings meanwhile."))
    for name, value in fields.items():
        setattr(settings, name, value)
    found = changes(before, _told(settings))
    if found or "qris" in fields:
        record("sales_settings.changed", settings, by=by, at=now, changes=found)


@transaction.atomic
def set_template(
    kind: str, unit: BusinessUnit | None, *, template: str, restart: str, by: Member, now: datetime
) -> NumberTemplate:
    """How numbers of this kind are written from now on, for a unit, or for all without their own.

    The template was found good before (`lib.document_numbers.parse`).
    """
    said = {"template": template, "restart": restart}
    rows = NumberTemplate.objects.filter(kind=kind, unit=unit)
    found = rows.first()
    if found is not None and (found.template, found.restart) == (template, restart):
        return found
    before = {} if found is None else {"template": found.template, "restart": found.restart}
    if found is None:
        try:
            with transaction.atomic():
                found = NumberTemplate.objects.create(kind=kind, unit=unit, **said)
        except IntegrityError:  # somebody else set one at the same moment
            found = rows.get()
    rows.update(**said)
    found.template, found.restart = template, restart
    record("number_template.set", found, by=by, at=now, paper=kind, unit=unit.name if unit else "",
           changes=changes(before, said))  # fmt: skip
    return found


@transaction.atomic
def remove_template(found: NumberTemplate, *, by: Member, now: datetime) -> None:
    """Numbers follow the next template again: that of all units, or ours. Raises AlreadyDone."""
    deleted, _rows = NumberTemplate.objects.filter(pk=found.pk).delete()
    if not deleted:
        raise AlreadyDone(_("This template is removed already."))
    record("number_template.removed", found, by=by, at=now, paper=found.kind,
           unit=found.unit.name if found.unit else "")  # fmt: skip


def _told(settings: SalesSettings) -> dict[str, Any]:
    columns = [column for column in settings._meta.concrete_fields if column.name not in UNTOLD]
    return {column.name: getattr(settings, column.attname) for column in columns}
