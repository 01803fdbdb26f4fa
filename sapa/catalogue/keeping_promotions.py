"""Keeping promotions: making one, changing it, ending it. What it takes off a line stands in `promoting`."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils.translation import gettext as _

from sapa.catalogue.models import Promotion
from sapa.events.recording import changes, record
from sapa.lib.errors import AlreadyDone, Conflict, Refused
from sapa.team.models import Member


@transaction.atomic
def add(*, uuid: UUID, by: Member, now: datetime, fields: Mapping[str, Any]) -> Promotion:
    """A new promotion. The same `uuid` again gives the one that was made. Raises Refused where its code is taken."""
    if found := Promotion.objects.filter(uuid=uuid).first():
        return found
    made = Promotion(uuid=uuid, created_at=now, **fields)
    try:
        with transaction.atomic():
            made.save(force_insert=True)
    except IntegrityError as error:
        if twin := Promotion.objects.filter(uuid=uuid).first():
            return twin
        raise _taken() from error
    record("promotion.added", made, by=by, at=now)
    return made


@transaction.atomic
def change(row: Promotion, *, version: int, by: Member, now: datetime, fields: Mapping[str, Any]) -> bool:
    """Write over the version that the person read. True if anything differed. Raises Conflict and Refused.

    What lines carry already stays as it is.
    """
    found = changes(_named({name: getattr(row, name) for name in fields}), _named(fields))
    rows = Promotion.objects.filter(pk=row.pk, version=version)
    try:
        with transaction.atomic():
            hit = rows.update(**fields, version=F("version") + 1) if found else rows.count()
    except IntegrityError as error:
        raise _taken() from error
    if hit != 1:
        raise Conflict(_("Somebody else has changed this promotion since you opened it."))
    for name, value in fields.items():
        setattr(row, name, value)
    if found:
        record("promotion.changed", row, by=by, at=now, changes=found)
    return bool(found)


@transaction.atomic
def archive(row: Promotion, *, by: Member, now: datetime) -> None:
    """End it: no new line can carry it. Raises AlreadyDone."""
    rows = Promotion.objects.filter(pk=row.pk, archived_at__isnull=True)
    if rows.update(archived_at=now, version=F("version") + 1) != 1:
        raise AlreadyDone(_("This promotion is ended already."))
    record("promotion.archived", row, by=by, at=now)


@transaction.atomic
def restore(row: Promotion, *, by: Member, now: datetime) -> None:
    """Let lines carry it again. Raises AlreadyDone, and Refused where another promotion has its code by now."""
    rows = Promotion.objects.filter(pk=row.pk, archived_at__isnull=False)
    try:
        with transaction.atomic():
            hit = rows.update(archived_at=None, version=F("version") + 1)
    except IntegrityError as error:
        raise _taken() from error
    if hit != 1:
        raise AlreadyDone(_("This promotion runs already."))
    record("promotion.restored", row, by=by, at=now)


def _taken() -> Refused:
    return Refused(_("Another promotion has this voucher code."))


def _named(fields: Mapping[str, Any]) -> dict[str, Any]:
    """Rows by their names, for the history."""
    return {name: str(value) if hasattr(value, "pk") else value for name, value in fields.items()}
