"""Products from a file, known again by SKU or name."""

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from sapa.catalogue.counting import take_totals
from sapa.catalogue.models import Product
from sapa.events.models import Event
from sapa.exchange import cells
from sapa.exchange.reading import Field, Record
from sapa.exchange.references import Seen, differences, plain_changes, repeated
from sapa.exchange.running import Importer, Job
from sapa.lib.invalid import Invalid
from sapa.lib.text import search_key
from sapa.tenancy import bulk

FIELDS = (
    Field("sku", cells.text(40), "SKU|kode|kode produk|kode barang|barcode|product code|code"),
    Field("name", cells.text(120), "Nama|nama produk|nama barang|produk|barang|product|item", True),
    Field("unit", cells.text(20), "Satuan|unit of measure|uom"),
    Field("price", cells.amount, "Harga|harga jual|sales price|selling price"),
    Field("cost", cells.amount, "Harga pokok|hpp|modal|harga beli|buying price"),
    Field("stock", cells.quantity, "Stok|persediaan|jumlah stok|qty"),
    Field("category", cells.text(60), "Kategori|golongan|kelompok|series|group"),
    Field("profile", cells.note, "Profil|keterangan|deskripsi|description"),
)  # fmt: skip


class ProductImporter(Importer):
    kind = "products"
    keys = ("sku", "name")

    def __init__(self, job: Job) -> None:
        super().__init__(job)
        self._seen = Seen()

    def fields(self) -> Sequence[Field]:
        return FIELDS

    def take(self, records: list[Record]) -> None:
        by_sku, by_name = self._known(records)
        new: list[tuple[Record, Product]] = []
        changed: list[tuple[Record, Product, dict[str, list[Any]]]] = []
        for record in records:
            try:
                product = self._find(record, by_sku, by_name)
            except Invalid as reason:
                self.job.reject(record, reason)
                continue
            if product is None:
                new.append((record, _built(record.full())))
            elif found := _set(product, record.values):
                changed.append((record, product, found))
            else:
                self.job.summary.unchanged += 1
        self._write(new, changed)

    def _known(self, records: list[Record]) -> tuple[dict[str, Product], dict[str, Product]]:
        skus = {record.values["sku"] for record in records if "sku" in record.values}
        names = {search_key(record.values["name"]) for record in records}
        by_sku = {product.sku: product for product in Product.objects.filter(sku__in=skus)} if skus else {}
        by_name = {product.name_key: product for product in Product.objects.filter(name_key__in=names)}
        return by_sku, {key: by_sku.get(product.sku, product) for key, product in by_name.items()}

    def _find(self, record: Record, by_sku: dict[str, Product], by_name: dict[str, Product]) -> Product | None:
        """The product that the row is, None for a new one. A name belongs to one product. Raises Invalid."""
        sku, name = record.values.get("sku", ""), search_key(record.values["name"])
        for key in [("sku", sku)] * bool(sku) + [("name", name)]:
            if (first := self._seen.first(key)) is not None:
                raise repeated(first)
        named = by_name.get(name)
        found = by_sku.get(sku) if sku and self.job.mapping.key != "name" else None
        if (
            found is None
            and named is not None
            and sku
            and named.sku not in {"", sku}
            and self.job.mapping.key != "name"
        ):
            raise Invalid(_("“%(name)s” is already there with another SKU: %(sku)s."), name=named.name, sku=named.sku)
        if found is not None and named is not None and found.pk != named.pk:
            raise Invalid(_("“%(name)s” is already there with another SKU: %(sku)s."), name=named.name, sku=named.sku)
        for key in [("sku", sku)] * bool(sku) + [("name", name)]:
            self._seen.note(key, record.number)
        return found or named

    def _write(
        self,
        new: list[tuple[Record, Product]],
        changed: list[tuple[Record, Product, dict[str, list[Any]]]],
    ) -> None:
        job = self.job
        Product.objects.bulk_create([product for _record, product in new])
        names = sorted({name for _record, _product, found in changed for name in found} - {"stock"})
        if changed:
            products = [product for _record, product, _found in changed]
            Product.objects.bulk_update(products, [*names, "name_key", "version"], batch_size=200)
        self._take_stock([*new, *((record, product) for record, product, found in changed if "stock" in found)])
        events = [job.history("product.imported", record, product.pk, product.name) for record, product in new]
        for record, product, found in changed:
            changes = plain_changes(found)
            events.append(job.history("product.imported", record, product.pk, product.name, changes=changes))
        bulk.insert(Event, events)
        job.summary.created += len(new)
        job.summary.changed += len(changed)

    def _take_stock(self, rows: list[tuple[Record, Product]]) -> None:
        """What the file says there is: a new product's opening stock, a known one's difference."""
        totals = {product.pk: record.values["stock"] for record, product in rows if "stock" in record.values}
        if totals:
            reason = _now("From the file %(file)s") % {"file": self.job.file}
            take_totals(totals, reason=reason[:200], by=None, now=self.job.now)


def _built(values: dict[str, Any]) -> Product:
    """A new product. Its stock is written by the ledger."""
    return Product(**values | {"stock": None}, name_key=search_key(values["name"]))


def _set(product: Product, values: dict[str, Any]) -> dict[str, list[Any]]:
    found = differences(product, values)
    for name, (_before, after) in found.items():
        setattr(product, name, after)
    if found:
        product.name_key = search_key(product.name)
        product.version += 1
    return found
