"""Writing what a file says over customers that are there already. An empty cell leaves what is there."""

from collections import defaultdict
from typing import Any

from sapa.customers.keeping import search_text
from sapa.customers.models import Contact, Customer, CustomerTag, Phone
from sapa.customers.tagging import find_or_make
from sapa.events.models import Event
from sapa.exchange.reading import Record
from sapa.exchange.references import differences, field_name, plain_changes
from sapa.exchange.running import Job
from sapa.lib.text import search_key
from sapa.tenancy import bulk

type Pair = list[Any]  # before, after


class Changes:
    """The changes of one chunk, gathered and then written with a few statements."""

    def __init__(self, job: Job, counted: bool = True) -> None:
        self.touched: list[tuple[Record, Customer]] = []
        self._job, self._counted = job, counted
        self._told: dict[int, dict[str, Pair]] = {}
        self._columns: set[str] = set()

    def apply(self, record: Record, customer: Customer, values: dict[str, Any], phones: bool = True) -> None:
        """Set what differs on the object. `values` are by the names of columns; custom fields are merged."""
        told: dict[str, Pair] = {}
        custom = values.get("custom", {})
        for key, value in custom.items():
            if customer.custom.get(key) != value:
                told[f"custom.{key}"] = [customer.custom.get(key), value]
        if told:
            customer.custom = customer.custom | custom
            self._columns.add("custom")
        found = differences(customer, {name: value for name, value in values.items() if name != "custom"})
        for name, (_before, after) in found.items():
            setattr(customer, name, after)
        self._columns |= found.keys()
        if "owner_id" in found:
            customer.assigned_at, customer.pooled_at = self._job.now if customer.owner_id else None, None
            self._columns |= {"assigned_at", "pooled_at"}
        self._told[customer.pk] = told | found
        self.touched.append((record, customer))

    def write(self) -> None:
        if not self.touched:
            return
        self._add_phones()
        self._add_tags()
        changed = [(record, customer) for record, customer in self.touched if self._told[customer.pk]]
        self._count(len(changed))
        if not changed:
            return
        for _record, customer in changed:
            customer.version += 1
            customer.updated_at = self._job.now
        self._refresh_search([customer for _record, customer in changed])
        fields = {field_name(name) for name in self._columns} | {"version", "updated_at", "name_key", "search"}
        Customer.objects.bulk_update([customer for _record, customer in changed], sorted(fields), batch_size=200)
        events = []
        for record, customer in changed:
            told = plain_changes(self._told[customer.pk])
            history = self._job.history(
                "customer.imported", record, customer.pk, customer.name, customer.pk, changes=told
            )
            events.append(history)
        bulk.insert(Event, events)

    def _count(self, changed: int) -> None:
        if self._counted:
            self._job.summary.changed += changed
            self._job.summary.unchanged += len(self.touched) - changed

    def _add_phones(self) -> None:
        wanted = {c.pk: _numbers(record) for record, c in self.touched if self._counted and _numbers(record)}
        had: dict[int, list[str]] = defaultdict(list)
        rows = Phone.objects.filter(customer__in=wanted, contact=None) if wanted else Phone.objects.none()
        for pk, number in rows.values_list("customer_id", "number"):
            had[pk].append(number)
        new = []
        for pk, numbers in wanted.items():
            more = [number for number in numbers if number not in had[pk]]
            for place, number in enumerate(more, len(had[pk])):
                new.append(Phone(customer_id=pk, number=number, position=place))
            if more:
                self._told[pk]["phones"] = [", ".join(had[pk]), ", ".join([*had[pk], *more])]
        Phone.objects.bulk_create(new)

    def _add_tags(self) -> None:
        wanted = {
            c.pk: record.values["tags"] for record, c in self.touched if self._counted and "tags" in record.values
        }
        if not wanted:
            return
        tags = {tag.name.casefold(): tag for tag in find_or_make(name for names in wanted.values() for name in names)}
        had = set(CustomerTag.objects.filter(customer__in=wanted).values_list("customer_id", "tag_id"))
        new = []
        for pk, names in wanted.items():
            more = [tags[name.casefold()] for name in names if name.casefold() in tags]
            more = [tag for tag in dict.fromkeys(more) if (pk, tag.pk) not in had]
            new += [CustomerTag(customer_id=pk, tag_id=tag.pk) for tag in more]
            if more:
                self._told[pk]["tags"] = ["", ", ".join(tag.name for tag in more)]
        CustomerTag.objects.bulk_create(new)

    def _refresh_search(self, customers: list[Customer]) -> None:
        pks = [customer.pk for customer in customers]
        phones: dict[int, list[tuple[str, str]]] = defaultdict(list)
        for pk, number, label in Phone.objects.filter(customer__in=pks).values_list("customer_id", "number", "label"):
            phones[pk].append((number, label))
        contacts: dict[int, list[str]] = defaultdict(list)
        rows = Contact.objects.filter(customer__in=pks, archived_at=None).values_list("customer_id", "name")
        for pk, name in rows:
            contacts[pk].append(name)
        for customer in customers:
            customer.name_key = search_key(customer.name)
            people = contacts[customer.pk] if customer.kind == Customer.Kind.ORGANIZATION else ()
            customer.search = search_text(customer, phones[customer.pk], people)


def _numbers(record: Record) -> list[str]:
    return [*record.values.get("phones", []), *record.values.get("other_phones", [])]
