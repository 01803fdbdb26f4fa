"""Customers from a file, known again by number, phone, e-mail or name."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext_lazy as _

from sapa.customers.keeping import search_line
from sapa.customers.models import Customer, CustomerTag, CustomField, Phone, Source
from sapa.customers.tagging import find_or_make
from sapa.events.models import Event
from sapa.exchange.kinds.customer_changes import Changes
from sapa.exchange.kinds.customer_fields import FIELDS, PLACE, custom_fields
from sapa.exchange.kinds.customer_identity import Identity
from sapa.exchange.mapping import InvalidMapping
from sapa.exchange.reading import Field, Reading, Record
from sapa.exchange.references import Names
from sapa.exchange.running import Importer, Job
from sapa.exchange.villages import Villages
from sapa.lib.invalid import Invalid
from sapa.lib.text import search_key
from sapa.places.models import Channel, OutletType
from sapa.team.models import BusinessUnit, Member
from sapa.tenancy import bulk
from sapa.tenancy.models import LegalForm

PLAIN = (
    "external_id", "name", "kind", "honorific", "nickname", "email", "birthday", "market", "field", "legal_form",
    "npwp", "street", "hamlet", "rt", "rw", "postal_code", "landmark", "latitude", "longitude", "note",
)  # fmt: skip
PEOPLE = {LegalForm.INDIVIDUAL, ""}


class CustomerImporter(Importer):
    kind = "customers"
    keys = ("external_id", "phones", "email", "name")

    def __init__(self, job: Job) -> None:
        super().__init__(job)
        self._identity = Identity(job.mapping.key)
        self._villages = Villages()
        self._wards: list[tuple[Record, int]] = []  # rows that are part of another customer

    def fields(self) -> Sequence[Field]:
        known = [*CustomField.objects.filter(archived_at=None), *self._new_fields()]
        return [*FIELDS, *custom_fields(known)]

    def _new_fields(self) -> list[CustomField]:
        known = set(CustomField.objects.values_list("key", flat=True))
        new = []
        for position, (key, told) in enumerate(self.job.mapping.custom_fields.items()):
            kind = str(told.get("kind", CustomField.Kind.TEXT))
            if kind not in CustomField.Kind.values or not set(told) <= {"label", "kind", "choices"}:
                raise InvalidMapping(_("The custom field “%(key)s” of the mapping is not right."), key=key)
            if key not in known:
                label, choices = str(told.get("label", key)), list(told.get("choices", []))
                new.append(CustomField(key=key, label=label, kind=kind, choices=choices, position=100 + position))
        return new

    def prepare(self, reading: Reading) -> None:
        CustomField.objects.bulk_create(self._new_fields())
        self._owners = Names(Member.objects.at_work(), _("There is no member “%(name)s”."))
        self._units = Names(
            BusinessUnit.objects.filter(archived_at=None), _("There is no business unit “%(name)s”."))  # fmt: skip
        self._sources = Names(Source.objects.all(), "", lambda name: Source.objects.create(name=name))
        self._channels = Names(Channel.objects.all(), _("There is no channel “%(name)s”."))
        for channel in Channel.objects.all():
            if search_key(channel.code) != search_key(channel.name):
                self._channels.add(Channel(pk=channel.pk, name=channel.code))
        self._outlets = Names(OutletType.objects.all(), _("There is no outlet type “%(name)s”."))

    def take(self, records: list[Record]) -> None:
        self._villages.load(*_places(records))
        self._identity.load(records)
        changes = Changes(self.job)
        new: list[tuple[Record, dict[str, Any]]] = []
        for record in records:
            try:
                values = self._columns(record, record.values)
                if "region_id" in values:
                    record.values["region_code"] = values["region_id"]
                known = self._identity.find(record)
                if known is None:
                    if record.defaults:
                        values = self._columns(record, self.job_defaults(record)) | values
                    new.append((record, completed(values, numbers_of(record), self.job)))
                else:
                    changes.apply(record, known, values)
            except Invalid as reason:
                self.job.reject(record, reason)
        created = self._create(new)
        changes.write()
        for record, pk in [*created, *((record, customer.pk) for record, customer in changes.touched)]:
            self._identity.note(record, pk)
            if "parent" in record.values:
                self._wards.append((record, pk))

    def job_defaults(self, record: Record) -> dict[str, Any]:
        return {name: value for name, value in record.defaults.items() if name not in record.values}

    def _columns(self, record: Record, told: Mapping[str, Any]) -> dict[str, Any]:
        """What the row says, by the names of columns. Raises Invalid for what it names and is not there."""
        values = {name: told[name] for name in PLAIN if name in told}
        if "owner" in told:
            values["owner_id"] = self._owners.get(told["owner"]).pk
        if "unit" in told:
            values["unit_id"] = self._units.get(told["unit"]).pk
        if "source" in told:
            values["source_id"] = self._sources.get(told["source"]).pk
        if "channel" in told:
            values["channel_id"] = self._channels.get(told["channel"]).pk
        if "outlet_type" in told:
            outlet = self._outlets.get(told["outlet_type"])
            values |= {"outlet_type_id": outlet.pk, "channel_id": outlet.channel_id}
        self._place(values, told)
        custom = {name.removeprefix("custom."): value for name, value in told.items() if name.startswith("custom.")}
        return values | ({"custom": custom} if custom else {})

    def _place(self, values: dict[str, Any], told: Mapping[str, Any]) -> None:
        if "region_code" in told:
            code, postal_code = self._villages.check(told["region_code"])
        elif "village" in told:
            code, postal_code = self._villages.find(tuple(told.get(name, "") for name in PLACE))
        else:
            above = [told[name] for name in PLACE if name in told]  # without its village a district is only words
            if above:
                values["street"] = ", ".join(filter(None, [values.get("street", ""), *above]))[:160]
            return
        values["region_id"] = code
        if postal_code:
            values.setdefault("postal_code", postal_code)

    def _create(self, new: list[tuple[Record, dict[str, Any]]]) -> list[tuple[Record, int]]:
        created = list(zip((record for record, _ in new), bulk.insert(Customer, [row for _, row in new]), strict=True))
        phones, tags, events = [], [], []
        known = {tag.name.casefold(): tag.pk for tag in find_or_make(_all_tags(new))}
        for (record, pk), (_record, row) in zip(created, new, strict=True):
            for place, number in enumerate(numbers_of(record)):
                phones.append({"customer_id": pk, "number": number, "position": place})
            wanted = {known.get(name.casefold()) for name in record.get("tags", ())}
            tags += [{"customer_id": pk, "tag_id": tag} for tag in wanted if tag]
            events.append(self.job.history("customer.imported", record, pk, row["name"], pk))
        bulk.insert(Phone, phones)
        bulk.insert(CustomerTag, tags)
        bulk.insert(Event, events)
        self.job.summary.created += len(new)
        return created

    def finish(self) -> None:
        """Now that all are there: which is part of which."""
        names = {search_key(record.values["parent"]) for record, _pk in self._wards}
        parents = Names(
            Customer.objects.filter(name_key__in=names), _("There is no customer “%(name)s” to be part of.")
        )
        changes = Changes(self.job, counted=False)
        wards = Customer.objects.in_bulk([pk for _record, pk in self._wards])
        for record, pk in self._wards:
            try:
                parent = parents.get(record.values["parent"]).pk
                if parent == pk:
                    raise Invalid(_("A customer cannot be part of itself."))
                changes.apply(record, wards[pk], {"parent_id": parent}, phones=False)
            except Invalid as reason:
                self.job.remark(record, reason)
        changes.write()


def numbers_of(record: Record) -> list[str]:
    """The phones of a row, the one to call first."""
    return list(dict.fromkeys([*record.get("phones", []), *record.get("other_phones", [])]))


def completed(values: dict[str, Any], numbers: list[str], job: Job) -> dict[str, Any]:
    """The row of a new customer: with what follows from what the file says."""
    if "kind" not in values and (values.get("legal_form", "") not in PEOPLE or values.get("market") in {"b2b", "b2g"}):
        values["kind"] = Customer.Kind.ORGANIZATION
    name_key = search_key(values["name"])
    search = search_line(name_key, values.get("nickname", ""), numbers)
    assigned_at = job.now if values.get("owner_id") else None
    times = {"created_at": job.now, "updated_at": job.now, "assigned_at": assigned_at}
    return values | {"name_key": name_key, "search": search, **times}


def _all_tags(new: list[tuple[Record, dict[str, Any]]]) -> set[str]:
    return {name for record, _row in new for name in record.get("tags", ())}


def _places(records: Sequence[Record]) -> tuple[list[tuple[str, str, str, str]], list[str]]:
    places, codes = [], []
    for record in records:
        if "region_code" in record.values:
            codes.append(record.values["region_code"])
        elif "village" in record.values:
            village, district, regency, province = (record.values.get(name, "") for name in PLACE)
            places.append((village, district, regency, province))
    return places, codes
