"""Keeping customers: making one, changing one, and what is found by searching."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from sapa.customers.models import Contact, Customer, Phone
from sapa.customers.tagging import set_tags, tag_names
from sapa.events.recording import changes, record
from sapa.lib.errors import Conflict
from sapa.lib.text import search_key
from sapa.team.models import Member

type Number = tuple[str, str]  # E.164, label


def create(
    *,
    by: Member | None,
    fields: Mapping[str, Any],
    phones: Sequence[Number] = (),
    tags: Sequence[str] = (),
    uuid: UUID | None = None,
    now: datetime | None = None,
) -> Customer:
    """Make a customer, owned by `by` unless `fields` says otherwise. The same uuid again gives the same customer.

    Without `by` they made themselves known, by a public form, and belong to nobody unless `fields` says so.
    `fields` are the model's, already validated; `phones` in the order in which to call them; `tags` names.
    """
    uuid, now = uuid or uuid4(), now or timezone.now()
    if known := Customer.objects.filter(uuid=uuid).first():
        return known
    own = {"owner_id": by.pk, "unit_id": by.unit_id} if by else {}
    customer = Customer(**{name: pk for name, pk in own.items() if name[:-3] not in fields} | dict(fields))
    customer.uuid, customer.created_at, customer.updated_at = uuid, now, now
    customer.created_by, customer.assigned_at = by, now if customer.owner_id else None
    customer.name_key = search_key(customer.name)
    customer.search = search_text(customer, phones)
    try:
        with transaction.atomic():
            customer.save(force_insert=True)
            write_phones(customer, phones)
            if tags:
                set_tags(customer, tags)
            record("customer.created", customer, by=by, customer_id=customer.pk, at=now)
    except IntegrityError:
        return Customer.objects.get(uuid=uuid)  # this request's twin was quicker
    return customer


@transaction.atomic
def change(
    customer: Customer,
    *,
    version: int,
    by: Member,
    fields: Mapping[str, Any],
    phones: Sequence[Number] | None = None,
    tags: Iterable[str] | None = None,
    now: datetime | None = None,
) -> Customer:
    """Write over the version that the person read. Raises Conflict when there is a later one.

    `phones` and `tags` replace those there were; None leaves them. Nothing is recorded where nothing differs.
    """
    now = now or timezone.now()
    before = _told(customer)
    for name, value in fields.items():
        setattr(customer, name, value)
    customer.name_key = search_key(customer.name)
    times = _times_of_owner(customer, before["owner"], now)
    values = {name: getattr(customer, name) for name in (*fields, "name_key")} | times
    rows = Customer.objects.filter(pk=customer.pk, version=version)
    if rows.update(**values, version=F("version") + 1, updated_at=now) != 1:
        raise Conflict(_("Somebody else has changed this customer since you opened it."))
    customer.version, customer.updated_at = version + 1, now
    found = changes(before, dict.fromkeys(before) | _told(customer))
    if phones is not None:
        found |= _list_change("phones", _replace_phones(customer, phones))
    if tags is not None:
        found |= _list_change("tags", (tag_names(customer), set_tags(customer, tags)))
    refresh_search(customer)
    if found:
        record("customer.changed", customer, by=by, customer_id=customer.pk, at=now, changes=found)
    return customer


def _times_of_owner(customer: Customer, had: int | None, now: datetime) -> dict[str, datetime | None]:
    """Since when it is the owner's, where that is somebody else than before (see sharing)."""
    if customer.owner_id == had:
        return {}
    customer.assigned_at = now if customer.owner_id else None
    if customer.owner_id:
        customer.pooled_at = None
    return {"assigned_at": customer.assigned_at, "pooled_at": customer.pooled_at}


def search_text(customer: Customer, phones: Iterable[Number], contacts: Iterable[str] = ()) -> str:
    """What a part of is looked for: the names as `search_key`, then the digits of the phones."""
    key = customer.name_key or search_key(customer.name)
    return search_line(key, customer.nickname, [number for number, _label in phones], contacts)


def search_line(name_key: str, nickname: str, numbers: Iterable[str], contacts: Iterable[str] = ()) -> str:
    """The same, for many new rows at once."""
    names = [name_key, *(search_key(name) for name in (nickname, *contacts))]
    return " ".join(part for part in (*names, *(number.removeprefix("+") for number in numbers)) if part)


def refresh_search(customer: Customer) -> None:
    """Bring what is found by searching up to date. Every verb calls it that changes a name or a phone."""
    phones = Phone.objects.filter(customer=customer).values_list("number", "label")
    contacts = Contact.objects.filter(customer=customer, archived_at=None).values_list("name", flat=True)
    text = search_text(customer, phones, contacts if customer.kind == Customer.Kind.ORGANIZATION else ())
    if text != customer.search:
        Customer.objects.filter(pk=customer.pk).update(search=text)
        customer.search = text


def write_phones(customer: Customer, phones: Iterable[Number], contact: Contact | None = None) -> None:
    """Add these numbers, the first of them the one to call."""
    Phone.objects.bulk_create(
        Phone(customer=customer, contact=contact, number=number, label=label, position=place)
        for place, (number, label) in enumerate(dict(phones).items())
    )


def _replace_phones(customer: Customer, phones: Sequence[Number]) -> tuple[list[str], list[str]]:
    own = Phone.objects.filter(customer=customer, contact=None)
    before = list(own.values_list("number", "label"))
    after = list(dict(phones).items())
    if before != after:
        own.delete()
        write_phones(customer, after)
    return [number for number, _label in before], [number for number, _label in after]


def _list_change(name: str, pair: tuple[list[str], list[str]]) -> dict[str, list[Any]]:
    before, after = pair
    return {} if before == after else {name: [", ".join(before), ", ".join(after)]}


def _told(customer: Customer) -> dict[str, Any]:
    """The fields as the timeline tells them, each custom field by itself."""
    fields = customer.tracked()
    custom = fields.pop("custom") or {}
    return fields | {f"custom.{key}": value for key, value in custom.items()}
