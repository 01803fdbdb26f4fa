"""Keeping price lists: making one, changing for whom and when it counts, and setting its prices."""

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils.translation import gettext as _

from sapa.catalogue.models import PriceItem, PriceList, Product, ProductMeasure
from sapa.customers.models import Customer
from sapa.events.recording import changes, record
from sapa.lib.errors import AlreadyDone, Conflict, Refused
from sapa.team.models import Member

NAME_LENGTH = 80


@transaction.atomic
def add_list(*, uuid: UUID, by: Member, now: datetime, fields: Mapping[str, Any]) -> PriceList:
    """A new list. The same `uuid` again gives the one that was made. Raises Refused where the name is taken."""
    if found := PriceList.objects.filter(uuid=uuid).first():
        return found
    made = PriceList(uuid=uuid, created_at=now, **fields)
    try:
        with transaction.atomic():
            made.save(force_insert=True)
    except IntegrityError as error:
        if twin := PriceList.objects.filter(uuid=uuid).first():
            return twin
        raise _taken() from error
    record("price_list.added", made, by=by, at=now)
    return made


@transaction.atomic
def change_list(row: PriceList, *, version: int, by: Member, now: datetime, fields: Mapping[str, Any]) -> bool:
    """Write over the version that the person read. True if anything differed. Raises Conflict and Refused."""
    before = {name: getattr(row, name) for name in fields}
    found = changes(_named(before), _named(fields))
    rows = PriceList.objects.filter(pk=row.pk, version=version)
    try:
        with transaction.atomic():
            hit = rows.update(**fields, version=F("version") + 1) if found else rows.count()
    except IntegrityError as error:
        raise _taken() from error
    if hit != 1:
        raise Conflict(_("Somebody else has changed this price list since you opened it."))
    for name, value in fields.items():
        setattr(row, name, value)
    if found:
        record("price_list.changed", row, by=by, at=now, customer_id=row.customer_id, changes=found)
    return bool(found)


@transaction.atomic
def own_list(customer: Customer, *, by: Member, now: datetime) -> PriceList:
    """The list of a customer's own prices, made with the first of them."""
    if found := PriceList.objects.filter(customer=customer).first():
        return found
    try:
        with transaction.atomic():
            made = PriceList.objects.create(customer=customer, name=customer.name[:NAME_LENGTH], created_at=now)
    except IntegrityError:
        return PriceList.objects.get(customer=customer)
    record("price_list.added", made, by=by, at=now, customer_id=customer.pk)
    return made


@transaction.atomic
def set_price(
    row: PriceList,
    *,
    product: Product,
    measure: ProductMeasure | None,
    from_quantity: Decimal,
    price: int,
    by: Member,
    now: datetime,
) -> bool:
    """The price (minor units) of a product from a quantity of its measure on. False where it stood there already."""
    step = {"price_list": row, "product": product, "measure": measure, "from_quantity": from_quantity}
    rows = PriceItem.objects.filter(**{name: value for name, value in step.items() if name != "measure"})
    rows = rows.filter(measure=measure) if measure else rows.filter(measure__isnull=True)
    before = rows.values_list("price", flat=True).first()
    if before == price:
        return False
    try:
        with transaction.atomic():
            if not rows.update(price=price):
                PriceItem.objects.create(**step, price=price)
    except IntegrityError:  # somebody else set the same step in this moment
        rows.update(price=price)
    told = _told(product, measure, from_quantity, price)
    record("price.set", row, by=by, at=now, customer_id=row.customer_id, before=before, **told)
    return True


@transaction.atomic
def remove_price(item: PriceItem, *, by: Member, now: datetime) -> None:
    """Take a price out of its list. Raises AlreadyDone."""
    if not PriceItem.objects.filter(pk=item.pk).delete()[0]:
        raise AlreadyDone(_("This price has been taken out already."))
    row = item.price_list
    told = _told(item.product, item.measure, item.from_quantity, item.price)
    record("price.removed", row, by=by, at=now, customer_id=row.customer_id, **told)


@transaction.atomic
def archive_list(row: PriceList, *, by: Member, now: datetime) -> None:
    """No new line asks it; documents keep what they say. Raises AlreadyDone."""
    rows = PriceList.objects.filter(pk=row.pk, archived_at__isnull=True)
    if rows.update(archived_at=now, version=F("version") + 1) != 1:
        raise AlreadyDone(_("This price list is archived already."))
    record("price_list.archived", row, by=by, at=now, customer_id=row.customer_id)


@transaction.atomic
def restore_list(row: PriceList, *, by: Member, now: datetime) -> None:
    """Raises AlreadyDone."""
    rows = PriceList.objects.filter(pk=row.pk, archived_at__isnull=False)
    if rows.update(archived_at=None, version=F("version") + 1) != 1:
        raise AlreadyDone(_("This price list counts already."))
    record("price_list.restored", row, by=by, at=now, customer_id=row.customer_id)


def _taken() -> Refused:
    return Refused(_("Another price list has this name."))


def _named(fields: Mapping[str, Any]) -> dict[str, Any]:
    """Rows by their names, for the history."""
    return {name: str(value) if hasattr(value, "pk") else value for name, value in fields.items()}


def _told(product: Product, measure: ProductMeasure | None, start: Decimal, price: int) -> dict[str, Any]:
    name = measure.name if measure else product.unit
    return {"product": product.pk, "what": product.name, "per": name, "start": str(start), "price": price}
