"""Whose a customer is: giving one to a member, the pool from which members claim, and what nobody touches."""

from datetime import datetime
from typing import Any

from django.db import models, transaction
from django.db.models import Exists, F, OuterRef
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from sapa.customers.models import Customer, FunnelStep
from sapa.customers.querysets import CustomerQuerySet
from sapa.events.models import Event
from sapa.events.recording import record
from sapa.lib.errors import AlreadyDone, Conflict, Refused
from sapa.team.models import Member
from sapa.team.roles import Role

# How many claimed prospects may wait for a first word before a member claims more from the pool.
CLAIMS_AT_MOST = {Role.VOLUNTEER: 10}
RETURNABLE = (FunnelStep.PROSPECT, FunnelStep.CONTACT)  # who is further on is not put back into the pool


class How(models.TextChoices):
    """How a customer came to its owner, as the event `customer.assigned` says it."""

    HAND = "hand", _("given by hand")
    BULK = "bulk", _("with others at once")
    ROUND_ROBIN = "round_robin", _("in turn")
    TERRITORY = "territory", _("by territory")
    LOAD = "load", _("to whoever had the least")
    CLAIMED = "claimed", _("claimed from the pool")
    FORM = "form", _("by a public form")
    IMPORT = "import", _("from a file")
    UNDO = "undo", _("put back")


@transaction.atomic
def assign(
    customer: Customer, to: Member | None, *, by: Member | None, how: str, why: str = "", now: datetime | None = None
) -> Customer:
    """Give the customer to a member, or take it from its owner. It keeps its unit where the member has none.

    Raises AlreadyDone when it is theirs, Conflict when it has gone to somebody else since it was read.
    """
    now = now or timezone.now()
    if to is not None and to.left_at is not None:
        raise Refused(_("This member has left."))
    same = Customer.objects.filter(pk=customer.pk, owner_id=to.pk if to else None, pooled_at=None)
    as_read = Customer.objects.filter(pk=customer.pk, owner_id=customer.owner_id)
    if same.exists():
        raise AlreadyDone(_("This customer is theirs already.") if to else _("This customer has no owner."))
    _write(customer, as_read, now, owner=to, assigned_at=now if to else None, pooled_at=None)
    told = {"owner": to.name if to else "", "how": str(how), "why": why}
    record("customer.assigned", customer, by=by, customer_id=customer.pk, at=now, **told)
    return customer


@transaction.atomic
def put_in_pool(customer: Customer, *, by: Member | None, why: str = "", now: datetime | None = None) -> Customer:
    """Nobody's any more: whoever wants may claim it. Only a prospect that is not set aside.

    Raises AlreadyDone when it is in the pool, Conflict when it was given to somebody since it was read.
    """
    now = now or timezone.now()
    if Customer.objects.in_pool().filter(pk=customer.pk).exists():
        raise AlreadyDone(_("This prospect is in the pool already."))
    if customer.step != FunnelStep.PROSPECT or customer.set_aside_at is not None:
        raise Refused(_("Only prospects that are not set aside go into the pool."))
    as_read = Customer.objects.prospects().filter(pk=customer.pk, owner_id=customer.owner_id)
    _write(customer, as_read, now, owner=None, assigned_at=None, pooled_at=now)
    record("customer.pooled", customer, by=by, customer_id=customer.pk, at=now, why=why)
    return customer


@transaction.atomic
def claim(customer: Customer, *, by: Member, now: datetime | None = None) -> Customer:
    """Take a prospect out of the pool: of all who try at one moment, one gets it.

    Raises AlreadyDone when it is theirs, Refused when somebody was quicker or when too many of theirs wait.
    """
    now = now or timezone.now()
    if Customer.objects.filter(pk=customer.pk, owner=by).exists():
        raise AlreadyDone(_("This prospect is yours already."))
    _refuse_too_many(by)
    try:
        _write(
            customer, Customer.objects.in_pool().filter(pk=customer.pk), now, owner=by, assigned_at=now, pooled_at=None
        )
    except Conflict:
        raise Refused(_("Somebody else was quicker: this prospect is not in the pool any more.")) from None
    told = {"owner": by.name, "how": str(How.CLAIMED), "why": ""}
    record("customer.assigned", customer, by=by, customer_id=customer.pk, at=now, **told)
    return customer


@transaction.atomic
def give_back(customer: Customer, *, by: Member, why: str, now: datetime | None = None) -> Customer:
    """The owner cannot look after it: it goes (back) to the pool, with the reason.

    Raises AlreadyDone when it is not theirs any more, Refused when the customer is further on than a contact.
    """
    now = now or timezone.now()
    if customer.step not in RETURNABLE:
        raise Refused(_("This customer is further on than a contact. Ask your supervisor to give it to somebody."))
    as_read = Customer.objects.filter(pk=customer.pk, owner=by, step__in=RETURNABLE)
    try:
        _write(customer, as_read, now, owner=None, assigned_at=None, pooled_at=now)
    except Conflict:
        raise AlreadyDone(_("This customer is not yours any more.")) from None
    record("customer.returned", customer, by=by, customer_id=customer.pk, at=now, why=why)
    return customer


def untouched(member: Member, now: datetime) -> CustomerQuerySet:
    """Prospects of those whom this member leads that nobody has touched for a day: the supervisor's list."""
    rows: CustomerQuerySet = Customer.objects.visible_to(member)
    return rows.untouched(now)


def unfinished_claims(member: Member) -> CustomerQuerySet:
    """What this member took out of the pool and has not had a first word with."""
    claimed = Event.objects.filter(
        customer_id=OuterRef("pk"), kind="customer.assigned", by_id=member.pk, data__how=How.CLAIMED.value
    )
    return Customer.objects.prospects().filter(Exists(claimed), owner=member)


def givers(ids: list[int]) -> dict[int, tuple[str, Any]]:
    """Who gave each of these customers to its owner, and how (a How, or "" where that was not noted). One query."""
    kinds = ("customer.assigned", "customer.created", "customer.imported")
    rows = Event.objects.filter(customer_id__in=ids, kind__in=kinds, subject_kind="customer").order_by("at", "pk")
    labels = dict(How.choices)
    found: dict[int, tuple[str, Any]] = {}
    for pk, kind, name, data in rows.values_list("customer_id", "kind", "by_name", "data"):
        if kind != "customer.assigned" and pk in found:
            continue  # being given says more than being made
        how = {"customer.imported": How.IMPORT, "customer.created": ""}.get(kind, data.get("how", ""))
        found[pk or 0] = (name, labels.get(how, ""))
    return found


def _refuse_too_many(by: Member) -> None:
    most = CLAIMS_AT_MOST.get(Role(by.role))
    if most is None:
        return
    Member.objects.select_for_update().get(pk=by.pk)  # two taps at one moment do not make eleven of ten
    if unfinished_claims(by).count() >= most:
        words = ngettext(
            "You have claimed %(number)s prospect that waits for a first word. Greet or give back that one first.",
            "You have claimed %(number)s prospects that wait for a first word. Greet or give back some of them first.",
            most,
        )
        raise Refused(words % {"number": most})


def _write(customer: Customer, rows: models.QuerySet, now: datetime, *, owner: Member | None, **times: Any) -> None:
    """Change the one row, if it is among `rows` still. Raises Conflict otherwise."""
    values: dict[str, Any] = {"owner": owner, **times}
    if owner is not None and owner.unit_id:
        values["unit_id"] = owner.unit_id
    if rows.update(**values, version=F("version") + 1, updated_at=now) != 1:
        raise Conflict(_("Somebody else has changed this customer since you opened it."))
    for name, value in values.items():
        setattr(customer, name, value)
    customer.version, customer.updated_at = customer.version + 1, now
