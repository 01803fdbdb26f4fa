"""Who is who: which customer a row of a file is.

A row is known by the first of these that it has: its number in another system, its phones, its e-mail; a row
with none of them by its name (and village, where it tells one). With a key in the mapping, by that alone.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any

from sapa.customers.models import Customer, Phone
from sapa.exchange.reading import Record
from sapa.exchange.references import Seen, ambiguous, repeated
from sapa.lib.text import search_key


class Identity:
    """Finds the customers of a chunk of rows with four queries, and refuses a row that repeats another."""

    def __init__(self, key: str = "") -> None:
        self._key = key
        self._seen = Seen()
        self._by_number: dict[str, Customer] = {}
        self._by_phone: dict[str, list[Customer]] = {}
        self._by_email: dict[str, list[Customer]] = {}
        self._by_name: dict[str, list[Customer]] = {}
        self._with_phone: set[int] = set()

    def load(self, records: Sequence[Record]) -> None:
        """Read at once the customers that these rows could be."""
        self._by_number = {}
        if self._asks("external_id"):
            numbers = _all(records, "external_id")
            found = Customer.objects.filter(external_id__in=numbers)
            self._by_number = {customer.external_id: customer for customer in found} if numbers else {}
        phones = {number for record in records for number in _phones(record)} if self._asks("phones") else set()
        owners = defaultdict(set)
        if phones:
            rows = Phone.objects.filter(number__in=phones, contact=None).values_list("number", "customer_id")
            for number, pk in rows:
                owners[number].add(pk)
        known = Customer.objects.in_bulk({pk for pks in owners.values() for pk in pks}) if owners else {}
        self._by_phone = {number: [known[pk] for pk in sorted(pks)] for number, pks in owners.items()}
        emails = _all(records, "email") if self._asks("email") else set()
        self._by_email = _grouped(Customer.objects.filter(email__in=emails), "email") if emails else {}
        self._load_names(records)
        self._load_phones_of_email()

    def _load_names(self, records: Sequence[Record]) -> None:
        names = {search_key(record.values["name"]) for record in records if self._by_its_name(record)}
        self._by_name = _grouped(Customer.objects.filter(name_key__in=names), "name_key") if names else {}

    def _load_phones_of_email(self) -> None:
        pks = [customer.pk for customers in self._by_email.values() for customer in customers]
        rows = Phone.objects.filter(customer__in=pks, contact=None) if pks else Phone.objects.none()
        self._with_phone = set(rows.values_list("customer_id", flat=True))

    def find(self, record: Record) -> Customer | None:
        """The customer that the row is, or None for a new one. Raises Invalid: repeated, or fits several."""
        keys = self._keys_of(record)
        self._refuse_repeated(keys)
        found = self._matching(record)
        if len(found) > 1:
            raise ambiguous(len(found))
        customer = next(iter(found), None)
        if customer is not None:
            self._seen.claim(("pk", customer.pk), record.number)
        for key in keys:
            self._seen.note(key, record.number)
        return customer

    def note(self, record: Record, pk: int) -> None:
        """The row became this customer: no other row of the file may be the same."""
        self._seen.note(("pk", pk), record.number)

    def _matching(self, record: Record) -> list[Customer]:
        number = record.values.get("external_id", "")
        if number and number in self._by_number:
            return [self._by_number[number]]
        if self._by_its_name(record):
            return self._named(record)
        phones = _phones(record)
        for number_of_phone in phones:
            if found := _compatible(self._by_phone.get(number_of_phone, []), number):
                return found
        found = _compatible(self._by_email.get(record.values.get("email", ""), []), number)
        if phones:  # two people may share the office's e-mail, each with a phone of their own
            found = [customer for customer in found if customer.pk not in self._with_phone]
        return found

    def _named(self, record: Record) -> list[Customer]:
        found = self._by_name.get(search_key(record.values["name"]), [])
        if self._key != "name" and "region_code" in record.values:
            found = [customer for customer in found if customer.region_id == record.values["region_code"]]
        return found

    def _refuse_repeated(self, keys: list[tuple[Any, ...]]) -> None:
        for key in keys:
            first = self._seen.first(key)
            if first is not None:
                raise repeated(first)

    def _keys_of(self, record: Record) -> list[tuple[Any, ...]]:
        values = record.values
        if self._asks("external_id") and "external_id" in values:
            return [("number", values["external_id"])]
        if self._by_its_name(record):
            place = values.get("region_code", "") if self._key != "name" else ""
            return [("name", search_key(values["name"]), place)]
        phones = _phones(record)
        if phones and self._asks("phones"):
            return [("phone", number) for number in phones]
        return [("email", values.get("email", ""))]

    def _asks(self, key: str) -> bool:
        return self._key in {"", key}

    def _by_its_name(self, record: Record) -> bool:
        values = record.values
        if self._key:
            return self._key == "name"
        return values.keys().isdisjoint(("external_id", "phones", "other_phones", "email"))


def _phones(record: Record) -> list[str]:
    return [*record.values.get("phones", []), *record.values.get("other_phones", [])]


def _all(records: Iterable[Record], name: str) -> set[str]:
    return {record.values[name] for record in records if name in record.values}


def _grouped(customers: Iterable[Customer], name: str) -> dict[str, list[Customer]]:
    found: dict[str, list[Customer]] = defaultdict(list)
    for customer in customers:
        found[getattr(customer, name)].append(customer)
    return found


def _compatible(customers: list[Customer], number: str) -> list[Customer]:
    """Those that can be the row: a customer with another number in the other system is another one."""
    return [customer for customer in customers if not (number and customer.external_id not in {"", number})]
