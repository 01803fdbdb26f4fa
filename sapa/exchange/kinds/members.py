"""Members from a file, known again by name or phone. They are names until somebody is invited to log in as one."""

from collections.abc import Sequence
from typing import Any

from django.db.models import F
from django.utils.translation import gettext_lazy as _

from sapa.events.models import Event
from sapa.exchange import cells
from sapa.exchange.reading import Field, Reading, Record
from sapa.exchange.references import Names, Seen, differences, plain_changes
from sapa.exchange.running import Importer, Job
from sapa.lib.invalid import Invalid
from sapa.lib.text import search_key
from sapa.team.models import BusinessUnit, Member, Territory
from sapa.team.roles import Role
from sapa.tenancy import bulk

ROLE = cells.choice(
    Role, direktur="director", supervisor="supervisor", manajer="supervisor", manager="supervisor",
    sales="salesperson", penjualan="salesperson", tenaga_penjual="salesperson", sales_agent="salesperson",
    telemarketing="telesales", layanan_pelanggan="care", bendahara="finance", keuangan="finance",
    relawan="volunteer", pengawas="auditor",
)  # fmt: skip
FIELDS = (
    Field("name", cells.text(120), "Nama|nama anggota|anggota|nama lengkap|member|full name|sales agent|sales", True),
    Field("role", ROLE, "Peran|jabatan|posisi|position"),
    Field("unit", cells.text(80), "Unit usaha|kantor|cabang|business unit|regional office|office|branch"),
    Field("supervisor", cells.text(120), "Atasan|penyelia|pengawas langsung|manager|manajer"),
    Field("territory", cells.text(80), "Wilayah kerja|wilayah|area"),
    Field("phone", cells.phone_list, "Telepon|hp|no hp|nomor hp|wa|whatsapp|mobile"),
)  # fmt: skip


class MemberImporter(Importer):
    kind = "members"
    keys = ("name",)

    def __init__(self, job: Job) -> None:
        super().__init__(job)
        self._seen = Seen()
        self._led: list[tuple[Record, Member, bool]] = []  # whose supervisor is set when all members are there

    def fields(self) -> Sequence[Field]:
        return FIELDS

    def prepare(self, reading: Reading) -> None:
        self._members = Names(Member.objects.at_work(), _("There is no member “%(name)s”."))
        self._units = Names(
            BusinessUnit.objects.filter(archived_at=None), "", lambda name: BusinessUnit.objects.create(name=name)
        )
        self._territories = Names(Territory.objects.all(), "", lambda name: Territory.objects.create(name=name))

    def take(self, records: list[Record]) -> None:
        new: list[tuple[Record, Member]] = []
        for record in records:
            try:
                self._seen.claim(("name", search_key(record.values["name"])), record.number)
                member = self._members.find(record.values["name"])
                if member is None:
                    member = Member(**({"role": Role.SALESPERSON} | self._columns(record.full())))
                    new.append((record, member))
                    self._led.append((record, member, True))
                else:
                    self._led.append((record, member, False))
            except Invalid as reason:
                self.job.reject(record, reason)
        Member.objects.bulk_create([member for _record, member in new])
        for _record, member in new:
            self._members.add(member)
        for record, member in new:
            self._tell("member.imported", record, member)
        self.job.summary.created += len(new)

    def finish(self) -> None:
        """Everyone is there: who leads whom, and what is new about those who were there before."""
        for record, member, is_new in self._led:
            values = {} if is_new else self._columns(record.values)
            try:
                if "supervisor" in record.values:
                    values["supervisor_id"] = self._supervisor(record, member).pk
            except Invalid as reason:
                self.job.remark(record, reason)
            found = differences(member, values)
            if found:
                after = {name: value for name, (_before, value) in found.items()}
                Member.objects.filter(pk=member.pk).update(**after, version=F("version") + 1)
            if not is_new:
                self._count(record, member, found)

    def _count(self, record: Record, member: Member, found: dict[str, list[Any]]) -> None:
        if not found:
            self.job.summary.unchanged += 1
            return
        self.job.summary.changed += 1
        changes = plain_changes(found)
        self._tell("member.imported", record, member, changes=changes)

    def _tell(self, kind: str, record: Record, member: Member, **data: Any) -> None:
        bulk.insert(Event, [self.job.history(kind, record, member.pk, member.name, **data)])

    def _columns(self, told: dict[str, Any]) -> dict[str, Any]:
        values: dict[str, Any] = {name: told[name] for name in ("name", "role") if name in told}
        if "phone" in told:
            values["phone"] = told["phone"][0]
        if "unit" in told:
            values["unit_id"] = self._units.get(told["unit"]).pk
        if "territory" in told:
            values["territory_id"] = self._territories.get(told["territory"]).pk
        return values

    def _supervisor(self, record: Record, member: Member) -> Member:
        name = record.values["supervisor"]
        found = self._members.find(name)
        if found is None and "supervisors" in self.job.mapping.create:
            found = Member.objects.create(name=name, role=Role.SUPERVISOR, unit_id=member.unit_id)
            self._members.add(found)
            self._tell("member.imported", record, found)
        if found is None:
            raise Invalid(_("There is no member “%(name)s”."), name=name)
        if found.pk == member.pk:
            raise Invalid(_("Nobody is their own supervisor."))
        return found
