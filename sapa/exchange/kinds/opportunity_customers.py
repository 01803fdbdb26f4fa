"""Which customer a row of opportunities is of."""

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext_lazy as _

from sapa.customers.models import Customer, Phone
from sapa.events.models import Event
from sapa.exchange.cells import Formats
from sapa.exchange.kinds.customer_fields import KIND, MARKET
from sapa.exchange.kinds.customers import completed
from sapa.exchange.reading import Record
from sapa.exchange.references import ambiguous
from sapa.exchange.running import Job
from sapa.lib.invalid import Invalid
from sapa.lib.text import search_key
from sapa.team.models import Member
from sapa.tenancy import bulk


class CustomersOfRows:
    """Customers by their number, phone or exact name, a chunk of rows at a time; made where the mapping wants it."""

    def __init__(self, job: Job) -> None:
        self._job = job
        self._unnamed: dict[int | None, Customer] = {}
        self._by_number: dict[str, list[Customer]] = {}
        self._by_phone: dict[str, list[Customer]] = {}
        self._by_name: dict[str, list[Customer]] = {}

    def load(self, records: list[Record]) -> None:
        numbers = _told(records, "customer_id")
        names = {search_key(name) for name in _told(records, "customer")}
        phones = {number for record in records for number in record.values.get("customer_phone", [])}
        self._by_number, self._by_name, self._by_phone = defaultdict(list), defaultdict(list), defaultdict(list)
        for customer in Customer.objects.filter(external_id__in=numbers) if numbers else ():
            self._by_number[customer.external_id].append(customer)
        for customer in Customer.objects.filter(name_key__in=names) if names else ():
            self._by_name[customer.name_key].append(customer)
        if phones:
            rows = Phone.objects.filter(number__in=phones, contact=None).select_related("customer")
            for phone in rows:
                self._by_phone[phone.number].append(phone.customer)

    def find(self, record: Record, owner: Member | None) -> Customer | None:
        """The customer that the row names, made if it may be; None if it names none. Raises Invalid."""
        values = record.values
        if "customer_id" in values:
            return self._one(self._by_number.get(values["customer_id"], []), values["customer_id"])
        for number in values.get("customer_phone", []):
            if found := self._by_phone.get(number):
                return self._one(found, number)
        if "customer" not in values:
            return None
        found = self._by_name.get(search_key(values["customer"]), [])
        if not found and "customers" in self._job.mapping.create:
            made = self._make(record, values["customer"], "", owner, {})
            self._by_name[made.name_key].append(made)
            return made
        return self._one(found, values["customer"])

    def unnamed(self, record: Record, owner: Member | None) -> Customer:
        """The customer without a name of this owner, as the mapping calls it. Raises Invalid without such a one."""
        told = self._job.mapping.unnamed
        if not told.get("name"):
            raise Invalid(_("No customer is named."))
        key = owner.pk if owner else None
        if key not in self._unnamed:
            number = f"unnamed-{key or 0}"
            found = Customer.objects.filter(external_id=number).first()
            self._unnamed[key] = found or self._make(record, told["name"], number, owner, told)
        return self._unnamed[key]

    def _one(self, found: list[Customer], written: str) -> Customer:
        if not found:
            raise Invalid(_("There is no customer “%(name)s”."), name=written)
        if len({customer.pk for customer in found}) > 1:
            raise ambiguous(len(found))
        return found[0]

    def _make(self, record: Record, name: str, number: str, owner: Member | None, told: dict[str, str]) -> Customer:
        values: dict[str, Any] = {
            "name": name,
            "external_id": number,
            "kind": KIND(told.get("kind", "person"), Formats()),
            "market": MARKET(told.get("market", "b2c"), Formats()),
        }
        if owner is not None:
            values |= {"owner_id": owner.pk, "unit_id": owner.unit_id}
        customer = Customer(**completed(values, [], self._job))
        customer.save(force_insert=True)
        bulk.insert(Event, [self._job.history("customer.imported", record, customer.pk, name, customer.pk)])
        return customer


def _told(records: Iterable[Record], name: str) -> set[str]:
    return {record.values[name] for record in records if name in record.values}
