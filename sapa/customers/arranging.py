"""What the organisation arranges for its customers: questions of its own, tags, sources."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Exists, Max, OuterRef, ProtectedError, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from sapa.customers.models import Customer, CustomerTag, CustomField, Source, Tag
from sapa.customers.models.custom import ENDINGS
from sapa.events.recording import changes, record
from sapa.lib.errors import AlreadyDone, Refused
from sapa.lib.text import slug
from sapa.team.models import Member


@transaction.atomic
def add_question(
    *, label: str, kind: str, choices: Sequence[str] = (), required: bool = False, by: Member
) -> CustomField:
    """A question at the end of the form. Its key is made of the label once, and never changed."""
    last = CustomField.objects.aggregate(last=Max("position"))["last"]
    question = CustomField(label=label, kind=kind, choices=list(choices), required=required, key=_free_key(label))
    question.position = 0 if last is None else last + 1
    question.save(force_insert=True)
    record("custom_field.added", question, by=by)
    return question


@transaction.atomic
def change_question(question: CustomField, *, fields: Mapping[str, Any], by: Member) -> CustomField:
    """Another label, choices, or kind; the kind of a question that has answers stays. Raises Refused."""
    if fields.get("kind", question.kind) != question.kind and is_answered(question):
        raise Refused(_("This question has answers already: its kind cannot change."))
    before = {name: getattr(question, name) for name in fields}
    if found := changes(before, dict(fields)):
        CustomField.objects.filter(pk=question.pk).update(**fields)
        question.refresh_from_db()
        record("custom_field.changed", question, by=by, changes=found)
    return question


@transaction.atomic
def move_question(question: CustomField, *, up: bool, by: Member) -> None:
    """One place up or down."""
    order = list(CustomField.objects.filter(archived_at=None))
    place = next((at for at, one in enumerate(order) if one.pk == question.pk), None)
    other = None if place is None else place + (-1 if up else 1)
    if place is None or other is None or not 0 <= other < len(order):
        raise AlreadyDone(_("It is there already."))
    order[place], order[other] = order[other], order[place]
    for position, one in enumerate(order):
        CustomField.objects.filter(pk=one.pk).update(position=position)
    record("custom_field.moved", question, by=by)


@transaction.atomic
def set_archived(row: CustomField | Source, *, archived: bool, by: Member, now: datetime | None = None) -> None:
    """Offer it no more, or again. What customers have of it stays. Raises AlreadyDone."""
    model: Any = type(row)
    moment = (now or timezone.now()) if archived else None
    if model.objects.filter(pk=row.pk, archived_at__isnull=archived).update(archived_at=moment) != 1:
        raise AlreadyDone(_("This has been done already."))
    noun = "custom_field" if isinstance(row, CustomField) else "source"
    record(f"{noun}.{'archived' if archived else 'restored'}", row, by=by)


@transaction.atomic
def add_named(model: type[Tag] | type[Source], name: str, *, by: Member) -> Tag | Source:
    """A tag or a source. One that is there under this name, whatever the capitals, is refused."""
    _refuse_taken(model, name)
    row = model(name=name)
    row.save(force_insert=True)
    record(f"{model._meta.model_name}.added", row, by=by)
    return row


@transaction.atomic
def rename(row: Tag | Source, name: str, *, by: Member) -> None:
    model: Any = type(row)
    if name == row.name:
        return
    _refuse_taken(model, name, but=row.pk)
    found = changes({"name": row.name}, {"name": name})
    model.objects.filter(pk=row.pk).update(name=name)
    row.name = name
    record(f"{model._meta.model_name}.renamed", row, by=by, changes=found)


@transaction.atomic
def delete_tag(tag: Tag, *, by: Member) -> None:
    """Only one that no customer has, and nothing is for. Raises Refused."""
    if CustomerTag.objects.filter(tag=tag).exists():
        raise Refused(_("Customers have this tag: take it off them first."))
    record("tag.deleted", tag, by=by)
    try:
        tag.delete()
    except ProtectedError as error:
        raise Refused(_("Price lists or promotions are for this tag: change them first.")) from error


def is_answered(question: CustomField) -> bool:
    return Customer.objects.filter(custom__has_key=question.key).exists()


def tags_in_use() -> QuerySet[Tag]:
    """All tags with `used`, for the page of settings."""
    return Tag.objects.annotate(used=Exists(CustomerTag.objects.filter(tag=OuterRef("pk"))))


def _refuse_taken(model: Any, name: str, but: int | None = None) -> None:
    if model.objects.filter(name__iexact=name).exclude(pk=but).exists():
        raise Refused(_("“%(name)s” is there already.") % {"name": name})


def _free_key(label: str) -> str:
    stem = (slug(label, 36) or "question").replace("-", "_")
    taken = set(CustomField.objects.filter(key__startswith=stem).values_list("key", flat=True))
    keys = (stem, *(f"{stem}_{number}" for number in range(2, 1000)))
    return next(key for key in keys if key not in taken and not key.endswith(ENDINGS))
