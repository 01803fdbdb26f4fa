"""What there is of each product when a firm moves in, known again by product and business unit."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import F
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from sapa.catalogue.counting import take_stock
from sapa.catalogue.models import Product
from sapa.events.models import Event
from sapa.exchange import cells
from sapa.exchange.kinds.invoice_lines import Goods
from sapa.exchange.reading import Field, Reading, Record
from sapa.exchange.references import Names, Seen
from sapa.exchange.running import Importer, Job
from sapa.lib.invalid import Invalid
from sapa.team.models import BusinessUnit
from sapa.tenancy import bulk

FIELDS = (
    Field("sku", cells.text(40), "SKU|kode|kode produk|kode barang|barcode|product code|code"),
    Field("product", cells.text(120), "Produk|nama|nama produk|nama barang|barang|product|item|name"),
    Field("quantity", cells.quantity, "Stok|jumlah|banyaknya|persediaan|stok awal|stock|quantity|qty", True),
    Field("unit", cells.text(80), "Unit usaha|business unit"),
)


@dataclass(slots=True)
class Figure:
    """So many of a product's own unit at a business unit (0: none)."""

    record: Record
    product: Product
    unit_id: int
    quantity: Decimal


class OpeningStockImporter(Importer):
    """A product that was not counted is from now on; of one that is, the difference is an adjustment."""

    kind = "opening_stock"
    keys = ()

    def __init__(self, job: Job) -> None:
        super().__init__(job)
        self._seen = Seen()

    def fields(self) -> Sequence[Field]:
        return FIELDS

    def prepare(self, reading: Reading) -> None:
        if not (reading.has("sku") or reading.has("product")):
            raise Invalid(_("The file names no products."))
        self._goods = Goods(self.job)
        self._units = Names(BusinessUnit.objects.filter(archived_at=None), _("There is no business unit “%(name)s”."))

    def take(self, records: list[Record]) -> None:
        self._goods.load(records)
        figures = []
        for record in records:
            try:
                figures.append(self._figure(record))
            except Invalid as reason:
                self.job.reject(record, reason)
        self._write(figures)

    def _figure(self, record: Record) -> Figure:
        product = self._goods.product_of(record)
        if product is None:
            raise Invalid(_("No product is named."))
        if product.kind != Product.Kind.GOODS:
            raise Invalid(_("“%(name)s” is no goods: it has no stock."), name=product.name)
        unit = self._units.get(record.get("unit")).pk if record.get("unit") else 0
        own = product.business_unit_id or 0
        if own and unit not in {0, own}:
            raise Invalid(_("“%(name)s” belongs to another business unit."), name=product.name)
        self._seen.claim((product.pk, own or unit), record.number)
        return Figure(record, product, own or unit, record.get("quantity"))

    def _write(self, figures: list[Figure]) -> None:
        job = self.job
        by_unit = {row.product.pk for row in figures if row.unit_id and not row.product.business_unit_id}
        new = {row.product.pk for row in figures if not row.product.is_counted}
        if by_unit:
            rows = Product.objects.filter(pk__in=by_unit, stock_by_unit=False)
            rows.update(stock_by_unit=True, version=F("version") + 1)
        wanted = {(row.product.pk, row.unit_id): row.quantity for row in figures}
        reason = _now("Opening stock from %(file)s") % {"file": job.file}
        moves = take_stock(wanted, reason=reason[:200], by=None, now=job.now) if wanted else []
        moved = {(move.product_id, move.unit_id or 0) for move in moves}
        events = []
        for row in figures:
            opened, is_moved = row.product.pk in new, (row.product.pk, row.unit_id) in moved
            row.product.stock = row.product.stock or Decimal(0)  # it is counted in the chunks to come
            job.summary.created += opened
            job.summary.changed += is_moved and not opened
            job.summary.unchanged += not (opened or is_moved)
            if opened or is_moved:
                events.append(self._history(row))
        bulk.insert(Event, events)

    def _history(self, row: Figure) -> dict[str, Any]:
        told: dict[str, Any] = {"quantity": float(row.quantity), "uom": row.product.unit}
        event = self.job.history("stock.imported", row.record, row.product.pk, row.product.name, **told)
        return event | {"subject_kind": "product"}
