"""A customer with all that the card shows of it, read by one query.

Seven joins take PostgreSQL longer to plan than to run, so the names of what a customer refers to come as columns, and
the rows that belong to it as arrays.
"""

from dataclasses import dataclass
from typing import Any

from django.db.models import F, OuterRef, QuerySet, Subquery
from django.db.models.functions import JSONArray

from sapa.customers.models import Contact, Customer, CustomField, Phone, Source, Tag
from sapa.customers.querysets import CustomerQuerySet
from sapa.lib.together import together
from sapa.places.models import Channel, OutletType, Region
from sapa.team.models import BusinessUnit, Member

NAMED: dict[str, Any] = {
    "channel": Channel,
    "outlet_type": OutletType,
    "source": Source,
    "owner": Member,
    "unit": BusinessUnit,
}


@dataclass(frozen=True)
class Belongings:
    """What belongs to a customer: rows that know what the card shows of them, and no more."""

    phones: list[Phone]
    contacts: list[Contact]
    tags: list[Tag]
    questions: list[CustomField]  # of the organisation, in their order
    brought: list[Customer]  # of those that the member sees


def whole(rows: CustomerQuerySet, member: Member) -> CustomerQuerySet:
    """These customers with what `belongings` lays out for this member."""
    here = OuterRef("pk")
    names: dict[str, Any] = {
        f"{name}_name": Subquery(_of(model.objects.filter(pk=OuterRef(f"{name}_id")), F("name")))
        for name, model in NAMED.items()
    }
    region = Region.objects.filter(pk=OuterRef("region_id"))
    by = Customer.objects.filter(pk=OuterRef("introduced_by_id"))
    brought = Customer.objects.visible_to(member).filter(introduced_by=here)
    return rows.annotate(
        **names,
        region_words=Subquery(_of(region, JSONArray("name", "path"))),
        introducer=Subquery(_of(by, JSONArray("name", "owner_id", "unit_id"))),
        all_phones=together(Phone.objects.filter(customer=here), "position", "pk", "number", "label", "contact_id"),
        all_contacts=together(
            Contact.objects.filter(customer=here, archived_at=None), "pk", "name", "honorific", "job", "part", "note"
        ),
        all_tags=together(Tag.objects.filter(taggings__customer=here), "pk", "name"),
        all_questions=together(CustomField.objects.all(), "position", "pk", "label", "key", "kind"),
        all_brought=together(brought, "name", "pk"),
    )


def _of(rows: QuerySet, value: Any) -> QuerySet:
    """That value of the one row, for a subquery."""
    return rows.order_by().annotate(said=value).values("said")


def belongings(customer: Any) -> Belongings:
    """Put the names of a customer of `whole` where they are looked for, and lay out what belongs to it."""
    for name, model in NAMED.items():
        pk = getattr(customer, f"{name}_id")
        setattr(customer, name, model(pk=pk, name=getattr(customer, f"{name}_name")) if pk else None)
    if customer.region_words:
        name, path = customer.region_words
        customer.region = Region(code=customer.region_id, name=name, path=path)
    if customer.introducer:
        name, owner, unit = customer.introducer
        customer.introduced_by = Customer(pk=customer.introduced_by_id, name=name, owner_id=owner, unit_id=unit)
    return Belongings(
        phones=[
            Phone(pk=pk, number=number, label=label, contact_id=contact)
            for _place, pk, number, label, contact in sorted(customer.all_phones or [], key=lambda row: row[:2])
        ],
        contacts=[
            Contact(pk=pk, name=name, honorific=honorific, job=job, part=part, note=note)
            for pk, name, honorific, job, part, note in sorted(
                customer.all_contacts or [], key=lambda row: (row[1].casefold(), row[0])
            )
        ],
        tags=[Tag(pk=pk, name=name) for pk, name in sorted(customer.all_tags or [], key=lambda row: row[1].casefold())],
        questions=[
            CustomField(pk=pk, label=label, key=key, kind=kind)
            for _place, pk, label, key, kind in sorted(customer.all_questions or [], key=lambda row: row[:2])
        ],
        brought=[Customer(pk=pk, name=name) for name, pk in sorted(customer.all_brought or [])],
    )
