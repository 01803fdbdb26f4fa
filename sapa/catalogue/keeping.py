"""Keeping the catalogue: adding a product, changing it, taking it off sale."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils.translation import gettext as _

from sapa.catalogue import measuring
from sapa.catalogue.counting import rehouse, take_stock
from sapa.catalogue.measuring import Measure
from sapa.catalogue.models import Product
from sapa.catalogue.stocking import stock_unit
from sapa.events.recording import changes, record
from sapa.lib.errors import AlreadyDone, Conflict, Refused
from sapa.lib.text import search_key
from sapa.team.models import Member

SECRET = {"cost"}  # the history tells that it changed, not to what


@transaction.atomic
def create(
    *, uuid: UUID, by: Member, now: datetime, fields: Mapping[str, Any], measures: Sequence[Measure] = ()
) -> Product:
    """Add a product. The same `uuid` again gives the one that was added. Raises Refused where the name is taken.

    A `stock` among the fields is its opening stock: it is counted from now on.
    """
    found = Product.objects.filter(uuid=uuid).first()
    if found is not None:
        return found
    given = dict(fields)
    stock = given.pop("stock", None)
    product = Product(uuid=uuid, name_key=search_key(given["name"]), **given)
    try:
        with transaction.atomic():
            product.save(force_insert=True)
            measuring.write(product, measures)
    except IntegrityError as error:
        twin = Product.objects.filter(uuid=uuid).first()
        if twin is None:
            raise Refused(_("Another product has this name or SKU.")) from error
        return twin
    if stock is not None:
        take_stock({(product.pk, stock_unit(product, None)): stock}, reason="", by=by, now=now)
        product.stock = stock
    record("product.created", product, by=by, at=now)
    return product


@transaction.atomic
def change(
    product: Product, *, version: int, by: Member, now: datetime, fields: Mapping[str, Any],
    measures: Sequence[Measure] | None = None,
) -> bool:  # fmt: skip
    """Write over the version that the person read. True if anything differed. Stock is not changed here.

    Raises Conflict when there is a later one, Refused where the name or SKU is another product's, or where
    a measure that is left out has prices. Without `measures` they stay as they are.
    """
    found = _apply(product, fields)
    units = _measures_changed(product, measures)
    rows = Product.objects.filter(pk=product.pk, version=version)
    values = {**fields, "name_key": product.name_key, "version": F("version") + 1}
    try:
        with transaction.atomic():
            hit = rows.update(**values) if found or units else rows.count()
            if hit == 1 and units and measures is not None:
                measuring.write(product, measures)
    except IntegrityError as error:
        raise Refused(_("Another product has this name or SKU.")) from error
    if hit != 1:
        raise Conflict(_("Somebody else has changed this product since you opened it."))
    if {"business_unit", "stock_by_unit"} & found.keys():
        rehouse(product, by=by, now=now)
    if found or units:
        told = {name: ["•••", "•••"] if name in SECRET else pair for name, pair in found.items()}
        record("product.changed", product, by=by, at=now, changes=told | units)
    return bool(found or units)


def _apply(product: Product, fields: Mapping[str, Any]) -> dict[str, list[Any]]:
    """Set the fields, not saved yet, and say what differs."""
    before = product.tracked()
    for name, value in fields.items():
        setattr(product, name, value)
    product.name_key = search_key(product.name)
    return changes(before, product.tracked())


def _measures_changed(product: Product, measures: Sequence[Measure] | None) -> dict[str, list[Any]]:
    known = measuring.measures_of(product) if measures is not None else []
    if measures is None or known == list(measures):
        return {}
    return {"measures": [measuring.told(known, product.unit), measuring.told(measures, product.unit)]}


@transaction.atomic
def archive(product: Product, *, by: Member, now: datetime) -> None:
    """Take it off sale: no new line offers it, old ones keep it. Raises AlreadyDone."""
    rows = Product.objects.filter(pk=product.pk, archived_at__isnull=True)
    if rows.update(archived_at=now, version=F("version") + 1) != 1:
        raise AlreadyDone(_("This product is off sale already."))
    record("product.archived", product, by=by, at=now)


@transaction.atomic
def restore(product: Product, *, by: Member, now: datetime) -> None:
    """Put it on sale again. Raises AlreadyDone."""
    rows = Product.objects.filter(pk=product.pk, archived_at__isnull=False)
    if rows.update(archived_at=None, version=F("version") + 1) != 1:
        raise AlreadyDone(_("This product is on sale already."))
    record("product.restored", product, by=by, at=now)
