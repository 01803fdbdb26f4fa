"""Price lists from a file, one row a price. A price is known again by list, product, measure and from-quantity."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext_lazy as _

from sapa.catalogue.models import PriceItem, PriceList
from sapa.customers.models import Customer, Tag
from sapa.events.models import Event
from sapa.exchange import cells
from sapa.exchange.kinds.customer_fields import MARKET
from sapa.exchange.kinds.invoice_lines import Goods
from sapa.exchange.kinds.opportunity_customers import CustomersOfRows
from sapa.exchange.reading import Field, Reading, Record
from sapa.exchange.references import Names, Seen
from sapa.exchange.running import Importer, Job
from sapa.lib.invalid import Invalid
from sapa.lib.text import search_key
from sapa.places.models import Channel, OutletType
from sapa.team.models import BusinessUnit
from sapa.tenancy import bulk

FIELDS = (
    Field("list", cells.text(80), "Daftar harga|nama daftar|daftar|price list|pricelist|list"),
    Field("customer", cells.text(160), "Pelanggan|nama pelanggan|customer|customer name"),
    Field("customer_id", cells.text(80), "Kode pelanggan|nomor pelanggan|customer id|customer number"),
    Field("customer_phone", cells.phone_list, "Telepon pelanggan|telepon|hp|no hp|wa|phone"),
    Field("sku", cells.text(40), "SKU|kode produk|kode barang|barcode|product code"),
    Field("product", cells.text(120), "Produk|nama produk|nama barang|barang|product|item"),
    Field("measure", cells.text(20), "Satuan|uom|unit of measure"),
    Field("from_quantity", cells.quantity, "Mulai|mulai jumlah|minimal|min|from|from quantity|min qty|minimum"),
    Field("price", cells.amount, "Harga|harga jual|price|unit price", True),
    Field("market", MARKET, "Jenis pasar|pasar|market"),
    Field("channel", cells.text(60), "Saluran|kanal|channel"),
    Field("outlet_type", cells.text(60), "Tipe outlet|tipe toko|outlet type|outlet"),
    Field("tag", cells.text(40), "Kelompok pelanggan|tanda|kelompok|customer group|group|tag"),
    Field("unit", cells.text(80), "Unit usaha|business unit"),
    Field("starts_on", cells.day, "Berlaku mulai|mulai tanggal|tanggal mulai|valid from|start date"),
    Field("ends_on", cells.day, "Berlaku sampai|sampai|sampai tanggal|valid until|end date"),
)
WHEN = ("market", "starts_on", "ends_on")

type Step = tuple[int, int, int | None, Decimal]  # list, product, measure, from this quantity on


@dataclass(slots=True)
class Told:
    record: Record
    step: Step
    price: int


class PriceListImporter(Importer):
    kind = "price_lists"
    keys = ()

    def __init__(self, job: Job) -> None:
        super().__init__(job)
        self._seen = Seen()
        self._customers = CustomersOfRows(job)

    def fields(self) -> Sequence[Field]:
        return FIELDS

    def prepare(self, reading: Reading) -> None:
        if not (reading.has("sku") or reading.has("product")):
            raise Invalid(_("The file names no products."))
        if not any(reading.has(name) for name in ("list", "customer", "customer_id", "customer_phone")):
            raise Invalid(_("The file names neither price lists nor customers."))
        self._goods = Goods(self.job)
        self._lists = {search_key(row.name): row for row in PriceList.objects.general()}
        self._own: dict[int, PriceList] = {}
        self._rows = {
            "channel": Names(Channel.objects.all(), _("There is no channel “%(name)s”.")),
            "outlet_type": Names(OutletType.objects.all(), _("There is no outlet type “%(name)s”.")),
            "tag": Names(Tag.objects.all(), _("There is no tag “%(name)s”.")),
            "unit": Names(BusinessUnit.objects.all(), _("There is no business unit “%(name)s”.")),
        }

    def take(self, records: list[Record]) -> None:
        self._goods.load(records)
        self._customers.load(records)
        told = []
        for record in records:
            try:
                told.append(self._understand(record))
            except Invalid as reason:
                self.job.reject(record, reason)
        self._write(told)

    def _understand(self, record: Record) -> Told:
        product = self._goods.product_of(record)
        if product is None:
            raise Invalid(_("No product is named."))
        measure = self._goods.measure(product, record.get("measure", ""))
        customer = self._customers.find(record, None)
        row = self._list_of(customer, record) if customer else self._list(record)
        start = record.get("from_quantity", Decimal(0))
        step = (row.pk, product.pk, measure.pk if measure else None, start)
        self._seen.claim(step, record.number)
        return Told(record, step, record.get("price"))

    def _list(self, record: Record) -> PriceList:
        """The list of this name, made with what its first row says of it. Raises Invalid where a row says otherwise."""
        name = record.get("list", "")
        if not search_key(name):
            raise Invalid(_("No price list is named."))
        said = self._said(record)
        row = self._lists.get(search_key(name))
        if row is None:
            if (said.get("starts_on") and said.get("ends_on")) and said["ends_on"] < said["starts_on"]:
                raise Invalid(_("It ends before it begins."))
            row = self._made(record, PriceList(name=name, created_at=self.job.now, **said))
            self._lists[search_key(name)] = row
        elif any(getattr(row, column) != value for column, value in said.items()):
            raise Invalid(_("The price list “%(name)s” is for others, or of another time."), name=row.name)
        return row

    def _list_of(self, customer: Customer, record: Record) -> PriceList:
        row = self._own.get(customer.pk) or PriceList.objects.filter(customer=customer).first()
        if row is None:
            row = self._made(record, PriceList(name=customer.name[:80], customer=customer, created_at=self.job.now))
        self._own[customer.pk] = row
        return row

    def _made(self, record: Record, row: PriceList) -> PriceList:
        row.save(force_insert=True)
        bulk.insert(Event, [self._history(record, row, 0)])
        return row

    def _said(self, record: Record) -> dict[str, Any]:
        """What the row says of its list, by columns."""
        said = {name: record.get(name) for name in WHEN if record.get(name)}
        for name, rows in self._rows.items():
            if written := record.get(name):
                said[f"{name}_id"] = rows.get(written).pk
        return said

    def _write(self, told: list[Told]) -> None:
        items = PriceItem.objects.filter(
            price_list__in={one.step[0] for one in told}, product__in={one.step[1] for one in told}
        )
        known = {(i.price_list_id, i.product_id, i.measure_id, i.from_quantity): i for i in items} if told else {}
        new = [one for one in told if one.step not in known]
        changed = []
        for one in told:
            item = known.get(one.step)
            if item is not None and item.price != one.price:
                item.price = one.price
                changed.append((one, item))
        bulk.insert(PriceItem, [_columns(one) for one in new])
        PriceItem.objects.bulk_update([item for _one, item in changed], ["price"], batch_size=200)
        self.job.summary.created += len(new)
        self.job.summary.changed += len(changed)
        self.job.summary.unchanged += len(told) - len(new) - len(changed)
        self._tell([*new, *(one for one, _item in changed)])

    def _tell(self, written: list[Told]) -> None:
        """One event for a list and a chunk of its rows."""
        counted = Counter(one.step[0] for one in written)
        first = {one.step[0]: one.record for one in reversed(written)}
        rows = PriceList.objects.in_bulk(counted)
        bulk.insert(Event, [self._history(first[pk], rows[pk], count) for pk, count in counted.items()])

    def _history(self, record: Record, row: PriceList, count: int) -> dict[str, Any]:
        told = self.job.history("price_list.imported", record, row.pk, row.name, row.customer_id, count=count)
        return told | {"subject_kind": "pricelist"}


def _columns(one: Told) -> dict[str, Any]:
    row, product, measure, start = one.step
    return {
        "price_list_id": row,
        "product_id": product,
        "measure_id": measure,
        "from_quantity": start,
        "price": one.price,
    }
