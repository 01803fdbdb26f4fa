"""The people at a customer that is an organisation."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from sapa.customers.keeping import Number, refresh_search, write_phones
from sapa.customers.models import Contact, Customer, Phone
from sapa.events.recording import changes, record
from sapa.lib.errors import AlreadyDone, Conflict
from sapa.team.models import Member

FIELDS = ("name", "honorific", "job", "part", "email", "birthday", "note")


def add_contact(
    customer: Customer,
    *,
    by: Member,
    fields: Mapping[str, Any],
    phones: Sequence[Number] = (),
    uuid: UUID | None = None,
    now: datetime | None = None,
) -> Contact:
    """Add a person there. The same uuid again gives the same person."""
    uuid = uuid or uuid4()
    if known := Contact.objects.filter(uuid=uuid).first():
        return known
    contact = Contact(customer=customer, uuid=uuid, **fields)
    try:
        with transaction.atomic():
            contact.save(force_insert=True)
            write_phones(customer, phones, contact)
            refresh_search(customer)
            record("contact.added", contact, by=by, customer_id=customer.pk, at=now, part=contact.part)
    except IntegrityError:
        return Contact.objects.get(uuid=uuid)  # this request's twin was quicker
    return contact


@transaction.atomic
def change_contact(
    contact: Contact, *, version: int, by: Member, fields: Mapping[str, Any], phones: Sequence[Number]
) -> Contact:
    """Write over the version that the person read. Raises Conflict when there is a later one."""
    before = {name: getattr(contact, name) for name in FIELDS}
    rows = Contact.objects.filter(pk=contact.pk, version=version, archived_at=None)
    if rows.update(**fields, version=F("version") + 1) != 1:
        raise Conflict(_("Somebody else has changed this contact since you opened it."))
    found = changes(before, fields)
    had = list(Phone.objects.filter(contact=contact).values_list("number", "label"))
    if had != list(phones):
        Phone.objects.filter(contact=contact).delete()
        write_phones(contact.customer, phones, contact)
        found["phones"] = [", ".join(number for number, _label in numbers) for numbers in (had, phones)]
    contact.refresh_from_db()
    refresh_search(contact.customer)
    if found:
        record("contact.changed", contact, by=by, customer_id=contact.customer_id, changes=found)
    return contact


@transaction.atomic
def archive_contact(contact: Contact, *, by: Member, now: datetime | None = None) -> None:
    """They work there no more. What was said with them stays."""
    if Contact.objects.filter(pk=contact.pk, archived_at=None).update(archived_at=now or timezone.now()) != 1:
        raise AlreadyDone(_("This contact has been archived already."))
    refresh_search(contact.customer)
    record("contact.archived", contact, by=by, customer_id=contact.customer_id)


@transaction.atomic
def restore_contact(contact: Contact, *, by: Member) -> None:
    """Undo of archiving."""
    if Contact.objects.filter(pk=contact.pk, archived_at__isnull=False).update(archived_at=None) != 1:
        raise AlreadyDone(_("This contact is not archived."))
    refresh_search(contact.customer)
    record("contact.restored", contact, by=by, customer_id=contact.customer_id)
