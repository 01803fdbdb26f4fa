"""Opportunities from a file, known again by their number in the other system, else by customer, title and day."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from sapa.catalogue.models import Product
from sapa.customers.models import Customer, Source
from sapa.exchange import cells
from sapa.exchange.kinds.opportunity_customers import CustomersOfRows
from sapa.exchange.kinds.opportunity_rows import Line, Write, columns_of, completed, line_of, refuse_impossible
from sapa.exchange.kinds.opportunity_stages import Stages, provide_pipeline
from sapa.exchange.reading import Field, Reading, Record
from sapa.exchange.references import Names, Seen, repeated
from sapa.exchange.running import Importer, Job
from sapa.lib.invalid import Invalid
from sapa.lib.text import search_key
from sapa.pipeline.models import LostReason, Opportunity
from sapa.team.models import BusinessUnit, Member

FIELDS = (
    Field("external_id", cells.text(80), "Kode peluang|nomor peluang|id peluang|opportunity id|deal id|id"),
    Field("title", cells.text(160), "Judul|nama peluang|peluang|opportunity|deal|deal name"),
    Field("customer", cells.text(160), "Pelanggan|nama pelanggan|account|customer name|company"),
    Field("customer_id", cells.text(80), "Kode pelanggan|nomor pelanggan|customer number|account id"),
    Field("customer_phone", cells.phone_list, "Telepon pelanggan|telepon|hp|no hp|wa|phone"),
    Field("pipeline", cells.text(60), "Pipeline penjualan"),
    Field("stage", cells.text(60), "Tahap|deal stage|status"),
    Field("value", cells.amount, "Nilai|nilai peluang|jumlah|close value|amount|deal value"),
    Field("probability", cells.percent, "Kemungkinan|peluang menang|persen|probabilitas"),
    Field("expected_close", cells.day, "Perkiraan tutup|perkiraan selesai|target tutup|expected close date"),
    Field("opened_on", cells.day, "Tanggal dibuka|tanggal mulai|dibuka|engage date|opened|created"),
    Field("closed_on", cells.day, "Tanggal ditutup|tanggal tutup|ditutup|close date|closed"),
    Field("owner", cells.text(120), "Penanggung jawab|sales|salesman|tenaga penjual|sales agent|account manager"),
    Field("unit", cells.text(80), "Unit usaha|business unit"),
    Field("product", cells.text(120), "Produk|barang|nama produk|item"),
    Field("quantity", cells.quantity, "Banyaknya|kuantitas|qty"),
    Field("price", cells.amount, "Harga|harga satuan|unit price"),
    Field("source", cells.text(60), "Sumber|asal|lead source"),
    Field("competitor", cells.text(80), "Pesaing|kompetitor"),
    Field("lost_reason", cells.text(60), "Alasan kalah|loss reason"),
    Field("note", cells.note, "Catatan|keterangan|notes"),
)


@dataclass(slots=True)
class Understood:
    """A row with everything that it names looked up."""

    record: Record
    owner: Member | None
    customer: Customer | None
    line: Line | None


class OpportunityImporter(Importer):
    kind = "opportunities"
    keys = ("external_id",)

    def __init__(self, job: Job) -> None:
        super().__init__(job)
        self._seen = Seen()
        self._customers = CustomersOfRows(job)

    def fields(self) -> Sequence[Field]:
        return FIELDS

    def prepare(self, reading: Reading) -> None:
        mapping = self.job.mapping
        if not (reading.has("title") or reading.has("product") or reading.has("customer")):
            raise Invalid(_("The file names neither titles, nor products, nor customers."))
        provide_pipeline(mapping.pipeline)
        self.stages = Stages(mapping.pipeline.get("name", ""))
        self.members = Names(Member.objects.at_work(), _("There is no member “%(name)s”."))
        self.units = Names(BusinessUnit.objects.filter(archived_at=None), _("There is no business unit “%(name)s”."))
        self.sources = Names(Source.objects.all(), "", lambda name: Source.objects.create(name=name))
        self.reasons = Names(LostReason.objects.all(), "", lambda name: LostReason.objects.create(name=name))
        make = _make_product if "products" in mapping.create else None
        self.products = Names(Product.objects.all(), _("There is no product “%(name)s”."), make)

    def take(self, records: list[Record]) -> None:
        self._customers.load(records)
        rows = [row for record in records if (row := self._understand(record)) is not None]
        known = self._known(rows)
        write = Write(self.job, list(known.values()))
        for row in rows:
            try:
                self._take_one(row, known.get(row.record.number), write)
            except Invalid as reason:
                self.job.reject(row.record, reason)
        write.all()

    def _understand(self, record: Record) -> Understood | None:
        try:
            owner = self.members.get(record.get("owner")) if record.get("owner") else None
            customer = self._customers.find(record, owner)
            line = line_of(record, self.products)
        except Invalid as reason:
            self.job.reject(record, reason)
            return None
        if "title" not in record.values:
            name = line.product.name if line else customer.name if customer else ""
            record.defaults = {**record.defaults, "title": name}
        return Understood(record, owner, customer, line)

    def _known(self, rows: list[Understood]) -> dict[int, Opportunity]:
        """The opportunities that are there already, by the number of their row."""
        numbers = {row.record.values["external_id"] for row in rows if "external_id" in row.record.values}
        by_number = {deal.external_id: deal for deal in Opportunity.objects.filter(external_id__in=numbers)}
        others = [row for row in rows if "external_id" not in row.record.values]
        deals = Opportunity.objects.filter(
            customer__in={row.customer.pk for row in others if row.customer},
            title__in={row.record.get("title", "") for row in others},
        )
        by_title = {(deal.customer_id, deal.title, deal.opened_on): deal for deal in deals} if others else {}
        found = {}
        for row in rows:
            values = row.record.values
            if "external_id" in values:
                deal = by_number.get(values["external_id"])
            else:
                deal = by_title.get((row.customer.pk if row.customer else 0, *self._title_and_day(row)))
            if deal is not None:
                found[row.record.number] = deal
        return found

    def _title_and_day(self, row: Understood) -> tuple[str, Any]:
        return row.record.get("title", ""), row.record.get("opened_on") or self.job.today

    def _take_one(self, row: Understood, deal: Opportunity | None, write: Write) -> None:
        self._refuse_repeated(row)
        if deal is None:
            customer = row.customer or self._customers.unnamed(row.record, row.owner)
            values = columns_of(self, row.record.full(), row.owner, None)
            refuse_impossible(values, self.job.today)
            write.create(row.record, completed(values, customer, row.line, self.job), row.line)
            return
        values = columns_of(self, row.record.values, row.owner if "owner" in row.record.values else None, deal)
        if row.customer is not None:
            values["customer_id"] = row.customer.pk
        refuse_impossible({name: getattr(deal, name) for name in ("opened_on", "closed_on", "outcome")} | values,
                          self.job.today)  # fmt: skip
        write.change(row.record, deal, values, row.line)

    def _refuse_repeated(self, row: Understood) -> None:
        number = row.record.values.get("external_id")
        key: tuple[Any, ...] = ("number", number)
        if number is None:
            owner = row.owner.pk if row.owner else 0
            key = ("deal", row.customer.pk if row.customer else -owner, *self._title_and_day(row))
        if (first := self._seen.first(key)) is not None:
            raise repeated(first)
        self._seen.note(key, row.record.number)


def _make_product(name: str) -> Product:
    return Product.objects.create(name=name, name_key=search_key(name))
