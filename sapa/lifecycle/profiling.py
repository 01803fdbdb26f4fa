"""Writing down who a customer is, what matters to them, and how much of what they need."""

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils.translation import gettext as _

from sapa.catalogue.models import Product
from sapa.customers.models import Customer
from sapa.events.recording import changes, record
from sapa.lib.errors import AlreadyDone, Conflict
from sapa.lifecycle.models import CustomerProfile, Factor, ProductUse
from sapa.team.models import Member

FACTOR = "factor_"  # before a factor's name, among the changes that are told
USED = ("needed", "used_for", "when")


@transaction.atomic
def change_profile(
    customer: Customer,
    *,
    version: int,
    fields: Mapping[str, Any],
    weights: Mapping[str, int | None],
    by: Member,
    now: datetime,
) -> None:
    """Write over the version that the person read; 0 where there was none. Raises Conflict when there is a later one.

    `weights` are those of factors, 1 to 5, or None for what nobody asked. Nothing is recorded where nothing differs.
    """
    profile = CustomerProfile.objects.filter(customer=customer).first() or CustomerProfile(customer=customer, version=0)
    before = {name: getattr(profile, name) for name in fields} | _told(weights_of(customer))
    found = changes(before, {**fields, **_told(weights)})
    if profile.version != version:
        raise Conflict(_("Somebody else has changed this profile since you opened it."))
    if not found:
        return
    _write(profile, dict(fields), by, now)
    _weigh(customer, weights)
    record("profile.changed", profile, by=by, customer_id=customer.pk, at=now, changes=found)


def weights_of(customer: Customer) -> dict[str, int]:
    """What matters to them: factor → 1 to 5."""
    return dict(Factor.objects.filter(customer=customer).order_by().values_list("what", "weight"))


def _told(weights: Mapping[str, int | None]) -> dict[str, int | None]:
    return {f"{FACTOR}{what}": weights.get(what) for what in Factor.What.values}


def _write(profile: CustomerProfile, fields: dict[str, Any], by: Member, now: datetime) -> None:
    stamp = {"updated_at": now, "updated_by": by}
    if profile.pk is None:
        for name, value in (fields | stamp).items():
            setattr(profile, name, value)
        profile.version = 1
        try:
            with transaction.atomic():
                profile.save(force_insert=True)
        except IntegrityError:
            raise Conflict(_("Somebody else has changed this profile since you opened it.")) from None
        return
    rows = CustomerProfile.objects.filter(pk=profile.pk, version=profile.version)
    if rows.update(**fields, **stamp, version=F("version") + 1) != 1:
        raise Conflict(_("Somebody else has changed this profile since you opened it."))


def _weigh(customer: Customer, weights: Mapping[str, int | None]) -> None:
    given = {what: weight for what, weight in weights.items() if weight}
    Factor.objects.filter(customer=customer).exclude(what__in=given).delete()
    Factor.objects.bulk_create(
        [Factor(customer=customer, what=what, weight=weight) for what, weight in given.items()],
        update_conflicts=True,
        unique_fields=["organization", "customer", "what"],
        update_fields=["weight"],
    )


@transaction.atomic
def note_use(
    customer: Customer,
    product: Product,
    *,
    needed: Decimal | None,
    used_for: str = "",
    when: str = "",
    by: Member,
    now: datetime,
    version: int | None = None,
) -> ProductUse:
    """How much of a product they need a month, in its own unit, what for and when.

    One row for each product: noted again it is written over. `version` is that of the use that the person read, where
    they read one. Raises Conflict when there is a later one; nothing is recorded where nothing differs.
    """
    given = {"needed": needed, "used_for": used_for, "when": when}
    known = ProductUse.objects.filter(customer=customer, product=product).first()
    if version is not None and (known is None or known.version != version):
        raise Conflict(_("Somebody else has changed this since you opened it."))
    use = known or ProductUse(customer=customer, product=product)
    found = {name: [getattr(use, name) if known else None, value] for name, value in given.items()}
    found = {name: pair for name, pair in found.items() if pair[0] != pair[1]}
    if known and not found:
        return known
    stood = use.updated_at
    for name, value in {**given, "updated_at": now, "updated_by": by}.items():
        setattr(use, name, value)
    use.product = product
    if known:
        rows = ProductUse.objects.filter(pk=known.pk, updated_at=stood)
        if rows.update(**given, updated_at=now, updated_by=by) != 1:
            raise Conflict(_("Somebody else has changed this since you opened it."))
    else:
        _insert(use)
    told = {name: [_number(one) for one in pair] for name, pair in found.items() if pair[1] not in (None, "") or known}
    record("use.noted", use, by=by, customer_id=customer.pk, at=now, changes=told)
    return use


def _number(value: Any) -> Any:
    """A quantity as JSON and the timeline have numbers."""
    return float(value) if isinstance(value, Decimal) else value


def _insert(use: ProductUse) -> None:
    try:
        with transaction.atomic():
            use.save(force_insert=True)
    except IntegrityError:
        raise Conflict(_("Somebody else has just noted the same product.")) from None


@transaction.atomic
def remove_use(use: ProductUse, *, by: Member, now: datetime) -> None:
    """They need it no more. Raises AlreadyDone."""
    customer_id, pk = use.customer_id, use.pk
    if not ProductUse.objects.filter(pk=pk).delete()[0]:
        raise AlreadyDone(_("This is removed already."))
    record("use.removed", use, by=by, customer_id=customer_id, at=now)
