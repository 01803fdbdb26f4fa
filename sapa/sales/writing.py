"""How verbs of money write: once for each form that was sent, and with what the customer owes."""

from collections.abc import Callable, Mapping
from typing import Any
from uuid import UUID

from django.db import IntegrityError, models, transaction
from django.db.models import Case, F, Value, When

from sapa.sales.models import CustomerCredit

MONEY = models.BigIntegerField()
QUANTITY = models.DecimalField(max_digits=14, decimal_places=3)


def once[D: models.Model](model: type[D], uuid: UUID, make: Callable[[], D]) -> D:
    """The document of this uuid: the one that there is, or the one that `make` makes in a transaction."""
    rows = model._default_manager.filter(uuid=uuid)
    if known := rows.first():
        return known
    try:
        with transaction.atomic():
            return make()
    except IntegrityError:
        if known := rows.first():
            return known  # this request's twin was quicker
        raise


def each(values: Mapping[int, Any], field: models.Field) -> Case:
    """A value per primary key, for one UPDATE of many rows; every row of the update has one."""
    return Case(*(When(pk=pk, then=Value(value)) for pk, value in values.items()), output_field=field)


def owe(customer_id: int, *, receivable: int = 0, deposit: int = 0) -> None:
    """Move what a customer owes us and what we hold for them by so much, in minor units. Call it in a transaction."""
    if not receivable and not deposit:
        return
    row = CustomerCredit.objects.filter(customer_id=customer_id)
    moved = {"receivable": F("receivable") + receivable, "deposit": F("deposit") + deposit}
    if row.update(**moved):
        return
    try:
        with transaction.atomic():
            CustomerCredit.objects.create(customer_id=customer_id, receivable=receivable, deposit=deposit)
    except IntegrityError:  # somebody else made the row meanwhile
        row.update(**moved)
