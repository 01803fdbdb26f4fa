"""Keeping the catalogue: adding a product, changing it, taking it off sale."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils.translation import gettext as _

from sapa.catalogue.models import Product
from sapa.events.recording import changes, record
from sapa.lib.errors import AlreadyDone, Conflict, Refused
from sapa.lib.text import search_key
from sapa.team.models import Member

SECRET = {"cost"}  # the history tells that it changed, not to what


@transaction.atomic
def create(*, uuid: UUID, by: Member, now: datetime, fields: Mapping[str, Any]) -> Product:
    """Add a product. The same `uuid` again gives the one that was added. Raises Refused where the name is taken."""
    found = Product.objects.filter(uuid=uuid).first()
    if found is not None:
        return found
    product = Product(uuid=uuid, name_key=search_key(fields["name"]), **fields)
    try:
        with transaction.atomic():
            product.save(force_insert=True)
    except IntegrityError as error:
        twin = Product.objects.filter(uuid=uuid).first()
        if twin is None:
            raise Refused(_("Another product has this name or SKU.")) from error
        return twin
    record("product.created", product, by=by, at=now)
    return product


@transaction.atomic
def change(product: Product, *, version: int, by: Member, now: datetime, fields: Mapping[str, Any]) -> bool:
    """Write over the version that the person read. True if anything differed.

    Raises Conflict when there is a later one, Refused where the name or SKU is another product's.
    """
    before = product.tracked()
    for name, value in fields.items():
        setattr(product, name, value)
    product.name_key = search_key(product.name)
    found = changes(before, product.tracked())
    rows = Product.objects.filter(pk=product.pk, version=version)
    try:
        with transaction.atomic():
            hit = rows.update(**fields, name_key=product.name_key, version=F("version") + 1) if found else rows.count()
    except IntegrityError as error:
        raise Refused(_("Another product has this name or SKU.")) from error
    if hit != 1:
        raise Conflict(_("Somebody else has changed this product since you opened it."))
    if found:
        told = {name: ["•••", "•••"] if name in SECRET else pair for name, pair in found.items()}
        record("product.changed", product, by=by, at=now, changes=told)
    return bool(found)


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
