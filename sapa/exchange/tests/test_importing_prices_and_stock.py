"""Price lists and opening stock come in from files."""

from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.utils import translation

from sapa.catalogue.models import PriceItem, PriceList, Product, ProductMeasure, StockLevel, StockMove
from sapa.customers.models import Customer, Tag
from sapa.events.models import Event
from sapa.exchange import running
from sapa.exchange.tests.files import counts, csv_file, take
from sapa.places.models import Channel
from sapa.testing import Cast


def bring(kind: str, cast: Cast, folder: Path, *lines: str) -> tuple[Any, dict[int, str]]:
    with translation.override("en"):
        return take(kind, csv_file(folder, *lines), cast.organization)


@pytest.fixture
def rice(cast: Cast) -> Product:
    made = Product.objects.create(name="Beras", name_key="beras", sku="B1", unit="kg", price=14_000)
    ProductMeasure.objects.create(product=made, name="karung", factor=50)
    return made


def test_a_price_list_comes_with_for_whom_and_its_steps(cast: Cast, tmp_path: Path, rice: Product) -> None:
    tag = Tag.objects.create(name="Langganan")
    channel = Channel.objects.all()[0]
    lines = (
        "Daftar harga,SKU,Produk,Satuan,Mulai,Harga,Saluran,Kelompok pelanggan,Berlaku mulai",
        f"Grosir,B1,,,,13.500,{channel.name},Langganan,1/11/2026",
        "Grosir,,beras,kg,24,13.000,,,",
        "Grosir,B1,,karung,2,640.000,,,",
    )
    summary, reasons = bring("price_lists", cast, tmp_path, *lines)
    assert (counts(summary), reasons) == ((3, 0, 0, 0), {})
    row = PriceList.objects.get()
    assert (row.name, row.channel, row.tag, row.starts_on, row.market) == (
        "Grosir", channel, tag, date(2026, 11, 1), "",
    )  # fmt: skip
    steps = PriceItem.objects.order_by("pk").values_list("measure__name", "from_quantity", "price")
    assert list(steps) == [(None, 0, 13_500), (None, 24, 13_000), ("karung", 2, 640_000)]
    assert Event.objects.filter(kind="price_list.imported", subject_id=row.pk, data__count=3).count() == 1
    assert counts(bring("price_lists", cast, tmp_path, *lines)[0]) == (0, 0, 3, 0)
    changed = [line.replace("13.000", "12.900") for line in lines]
    assert counts(bring("price_lists", cast, tmp_path, *changed)[0]) == (0, 1, 2, 0)
    assert PriceItem.objects.get(from_quantity=24).price == 12_900


def test_a_row_with_a_customer_is_their_own_price(cast: Cast, tmp_path: Path, rice: Product) -> None:
    kita = Customer.objects.create(name="PT KITA", name_key="pt kita", external_id="K1")
    lines = ("Pelanggan,Kode pelanggan,SKU,Harga", "PT KITA,,B1,12.000", ",K2,B1,11.000")
    summary, reasons = bring("price_lists", cast, tmp_path, *lines)
    assert (counts(summary), sorted(reasons)) == ((1, 0, 0, 1), [3])
    row = PriceList.objects.get()
    assert (row.customer, row.items.get().price) == (kita, 12_000)


@pytest.mark.parametrize(
    ("line", "why"),
    [
        ("Grosir,Kopi,,1,", "There is no product “Kopi”."),
        ("Grosir,,,1,", "No product is named."),
        (",Beras,,1,", "No price list is named."),
        ("Grosir,Beras,dus,1,", "“Beras” is not sold by “dus”."),
        ("Grosir,Beras,,1,b2b", "The price list “Grosir” is for others, or of another time."),
        ("Umum,Beras,,13.500,", "The same as row 2."),
    ],
)
def test_a_wrong_price_is_rejected_with_the_reason(
    cast: Cast, tmp_path: Path, rice: Product, line: str, why: str
) -> None:
    PriceList.objects.create(name="Grosir")
    header = "Daftar harga,Produk,Satuan,Harga,Jenis pasar"
    summary, reasons = bring("price_lists", cast, tmp_path, header, "Umum,Beras,,13.500,", line)
    assert (counts(summary), reasons) == ((1, 0, 0, 1), {3: why})


def test_opening_stock_is_counted_from_then_on(cast: Cast, tmp_path: Path, rice: Product) -> None:
    lines = ("SKU;Nama barang;Stok", "B1;;120,5", ";Tidak ada;3")
    with translation.override("id"):
        summary, reasons = take("opening_stock", csv_file(tmp_path, *lines), cast.organization)
    assert (counts(summary), sorted(reasons)) == ((1, 0, 0, 1), [3])
    rice.refresh_from_db()
    assert rice.stock == Decimal("120.5")
    move = StockMove.objects.get()
    assert (move.kind, move.quantity) == ("opening", Decimal("120.5"))
    assert Event.objects.get(kind="stock.imported").subject_kind == "product"


def test_opening_stock_twice_is_once_and_another_figure_is_an_adjustment(
    cast: Cast, tmp_path: Path, rice: Product
) -> None:
    for figure, expected in (("120", (1, 0, 0, 0)), ("120", (0, 0, 1, 0)), ("100", (0, 1, 0, 0))):
        assert counts(bring("opening_stock", cast, tmp_path, "SKU,Stok", f"B1,{figure}")[0]) == expected
    rice.refresh_from_db()
    assert rice.stock == 100
    moves = StockMove.objects.order_by("pk").values_list("kind", "quantity", "reason")
    assert list(moves) == [("opening", 120, ""), ("adjustment", -20, "Opening stock from file.csv")]


def test_each_business_unit_has_its_own(
    cast: Cast, tmp_path: Path, rice: Product, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(running, "CHUNK", 1)
    lunch = Product.objects.create(name="Nasi", name_key="nasi", price=1, business_unit=cast.catering)
    lines = ("Produk,Stok,Unit usaha", "Beras,10,Toko", "Beras,5,Katering", "Nasi,7,", "Nasi,7,Toko", "Beras,1,Toko")
    summary, reasons = bring("opening_stock", cast, tmp_path, *lines)
    assert sorted(reasons) == [5, 6]
    assert summary.rejected == 2
    there = StockLevel.objects.values_list("product", "unit_id", "on_hand")
    assert sorted(there) == sorted(
        [(rice.pk, cast.shop.pk, 10), (rice.pk, cast.catering.pk, 5), (lunch.pk, cast.catering.pk, 7)]
    )
    rice.refresh_from_db()
    assert (rice.stock, rice.stock_by_unit) == (15, True)
