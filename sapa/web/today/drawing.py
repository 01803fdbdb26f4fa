"""From rows to items: the reason in words, the number to call, what can be done."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from django.db.models import QuerySet
from django.urls import get_script_prefix
from django.utils.translation import gettext as _

from sapa.customers.models import Customer, Phone
from sapa.customers.panel import Reach, reach
from sapa.customers.sharing import givers
from sapa.lib.phones import whatsapp_url
from sapa.team.models import Member
from sapa.tenancy.prepared import among, ask, those
from sapa.web.today import saying
from sapa.web.today.acting import Acts
from sapa.web.today.order import Item, Kind, Place, Rank


@dataclass(frozen=True)
class Row:
    """A row of some trade, its place in the day, and the sets it was found in."""

    kind: Kind
    place: Place
    subject: Any
    sets: tuple[str, ...]

    @property
    def rank(self) -> Rank:
        return self.place[0]

    @property
    def customer(self) -> Customer | None:
        found: Customer | None = self.subject if isinstance(self.subject, Customer) else self.subject.customer
        return found


class Numbers:
    """The numbers of the customers in the rows, by one query."""

    def __init__(self, member: Member, rows: Sequence[Row]) -> None:
        self.member = member
        seen = [row.customer for row in rows if row.customer and member.sees(row.customer)]
        self.seen = {customer.pk for customer in seen}
        self._of: dict[int, list[Phone]] = {}
        if self.seen and member.may("activities.change"):
            for phone in ask("today.phones", (), _phones, **among("customer", self.seen)):
                self._of.setdefault(phone.customer_id, []).append(phone)

    def reach(self, customer: Customer | None, contact_id: int | None = None) -> Reach | None:
        """The contact's number, else the customer's own, else anybody's there."""
        phones = self._of.get(customer.pk, []) if customer else []
        if customer is None or not phones:
            return None
        phone = min(phones, key=lambda one: (one.contact_id != contact_id, one.contact_id is not None))
        named = phone.contact or customer
        return reach(phone, named.greeting_name, self.member)


def _phones(ids: Mapping[str, int]) -> QuerySet:
    rows = Phone.objects.filter(customer__in=those("customer", ids))
    return rows.select_related("contact").order_by("position", "pk")


def draw(member: Member, on: date, rows: Sequence[Row]) -> list[Item]:
    """The items of these rows. At most two queries."""
    numbers, acts = Numbers(member, rows), Acts(member)
    new = [row.subject.pk for row in rows if row.kind is Kind.PROSPECT]
    given = givers(new) if new else {}
    items = []
    for row in rows:
        match row.kind:
            case Kind.ACTIVITY:
                items.append(_activity(row, on, numbers, acts))
            case Kind.DEAL:
                items.append(_deal(row, on, numbers, acts))
            case _:
                giver = given.get(row.subject.pk, ("", ""))[0]
                items.append(_customer(row, on, numbers, acts, "" if giver == member.name else giver))
    return items


def _activity(row: Row, on: date, numbers: Numbers, acts: Acts) -> Item:
    activity, customer = row.subject, row.customer
    done, others = acts.of_activity(activity.pk)
    return Item(
        kind=row.kind,
        rank=row.place,
        title=activity.title,
        reason=saying.of_activity(activity, row.rank, on),
        url=f"{get_script_prefix()}activities/{activity.pk}/",
        customer=customer,
        contact=activity.contact,
        hour=saying.hour(activity),
        reach=numbers.reach(customer, activity.contact_id),
        done=done,
        acts=others,
    )


def _deal(row: Row, on: date, numbers: Numbers, acts: Acts) -> Item:
    done, others = acts.of_deal(row.subject.pk)
    return Item(
        kind=row.kind,
        rank=row.place,
        title=row.subject.title,
        reason=saying.of_deal(row.subject, row.rank, on),
        url=f"{get_script_prefix()}opportunities/{row.subject.pk}/",
        customer=row.customer,
        reach=numbers.reach(row.customer, row.subject.contact_id),
        done=done,
        acts=others,
    )


def _customer(row: Row, on: date, numbers: Numbers, acts: Acts, giver: str) -> Item:
    customer, found = row.subject, numbers.reach(row.subject)
    if row.kind is Kind.PROSPECT:
        reason, (done, others) = saying.of_prospect(customer, giver, on), acts.of_prospect(customer.pk)
    elif row.kind is Kind.AGAIN:
        reason, (done, others) = saying.of_another_try(customer), acts.of_another_try(customer.pk)
    else:
        today = row.rank is Rank.BIRTHDAY
        reason, (done, others) = saying.of_birthday(customer, on), acts.of_birthday(customer.pk, today=today)
        found = _congratulate(found, customer) if today else found
    return Item(
        kind=row.kind,
        rank=row.place,
        title=customer.name,
        reason=reason,
        url=customer.get_absolute_url(),
        customer=customer,
        reach=found,
        done=done,
        acts=others,
    )


def _congratulate(found: Reach | None, customer: Customer) -> Reach | None:
    words = _("Happy birthday, %(name)s! We wish you health and many blessings.") % {"name": customer.greeting_name}
    if found is None or found.is_example:
        return found
    return replace(found, whatsapp_url=whatsapp_url(found.number, words))
