"""Past invoices come in with their lines, what was paid for them, and what is still owed."""

import tracemalloc
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.db.models import Sum
from django.utils import translation

from sapa.catalogue.models import Product, ProductMeasure, Promotion, StockMove
from sapa.customers.models import Customer
from sapa.events.models import Event
from sapa.exchange import running
from sapa.exchange.mapping import Mapping, load_mapping
from sapa.exchange.tests.files import counts, csv_file, take
from sapa.lib.text import search_key
from sapa.sales.models import Allocation, CustomerCredit, Invoice, InvoiceLine, Payment, SalesSettings
from sapa.testing import Cast

MAKE = Mapping(create=frozenset({"customers", "products"}))
HEADER = "Nomor Faktur,Tanggal,Pelanggan,Produk,Qty,Harga,Potongan,Jumlah"


def book(cast: Cast, folder: Path, *lines: str, mapping: Mapping = MAKE) -> tuple[Any, dict[int, str]]:
    with translation.override("en"):
        return take("invoices", csv_file(folder, *lines), cast.organization, mapping)


def customer(name: str, **fields: Any) -> Customer:
    return Customer.objects.create(name=name, name_key=search_key(name), **fields)


def test_an_invoice_has_its_rows_as_lines(cast: Cast, tmp_path: Path) -> None:
    summary, _reasons = book(
        cast, tmp_path, HEADER,
        "INV-1,3/5/2024,PT KITA,Nasi kotak,10,25.000,20.000,",
        "INV-1,3/5/2024,PT KITA,Es teh,4,5.000,,20.000",
        "INV-2,4/5/2024,Bu Siti,Nasi kotak,3,,,75.000",
    )  # fmt: skip
    assert counts(summary) == (3, 0, 0, 0)
    first, second = Invoice.objects.order_by("number")
    assert (first.number, first.external_id, first.on, first.kind) == ("INV-1", "INV-1", date(2024, 5, 3), "history")
    assert (first.gross, first.discount, first.net, first.tax, first.total) == (270_000, 20_000, 250_000, 0, 250_000)
    lines = first.lines.values_list("description", "quantity", "price", "discount", "amount")
    assert list(lines) == [
        ("Nasi kotak", Decimal(10), 25_000, 20_000, 230_000),
        ("Es teh", Decimal(4), 5_000, 0, 20_000),
    ]
    assert (second.lines.get().price, second.total, second.customer.name) == (25_000, 75_000, "Bu Siti")
    told = Event.objects.get(kind="invoice.imported", subject_id=first.pk)
    assert told.data == {"file": "file.csv", "row": 2, "total": 250_000}


def test_it_is_paid_in_full_where_no_column_says_otherwise(cast: Cast, tmp_path: Path) -> None:
    book(cast, tmp_path, HEADER, "INV-1,3/5/2024,PT KITA,Nasi kotak,10,25.000,,")
    invoice, payment, allocation = Invoice.objects.get(), Payment.objects.get(), Allocation.objects.get()
    assert (invoice.paid, invoice.balance, invoice.paid_on) == (250_000, 0, date(2024, 5, 3))
    assert (payment.amount, payment.allocated, payment.method, payment.on) == (250_000, 250_000, "cash", invoice.on)
    assert (allocation.payment, allocation.invoice, allocation.amount) == (payment, invoice, 250_000)
    assert not CustomerCredit.objects.exists()


def test_what_was_not_paid_is_still_owed(cast: Cast, tmp_path: Path) -> None:
    book(
        cast, tmp_path, "Nomor,Tanggal,Pelanggan,Jumlah,Dibayar,Tanggal bayar,Jatuh tempo",
        "1,1/3/2024,PT KITA,100.000,40.000,10/3/2024,31/3/2024",
        "2,2/3/2024,PT KITA,50.000,belum,,",
        "3,3/3/2024,PT KITA,30.000,lunas,5/3/2024,",
        "4,4/3/2024,PT KITA,20.000,,,",
        "5,5/3/2024,PT KITA,10.000,,6/3/2024,",
    )  # fmt: skip
    rows = Invoice.objects.order_by("number").values_list("paid", "balance", "paid_on", "due_on", "terms_days")
    assert list(rows) == [
        (40_000, 60_000, None, date(2024, 3, 31), 30),
        (0, 50_000, None, date(2024, 3, 2), 0),
        (30_000, 0, date(2024, 3, 5), date(2024, 3, 3), 0),
        (0, 20_000, None, date(2024, 3, 4), 0),
        (10_000, 0, date(2024, 3, 6), date(2024, 3, 5), 0),
    ]
    assert CustomerCredit.objects.get().receivable == 130_000
    assert list(Payment.objects.order_by("on").values_list("on", "amount")) == [
        (date(2024, 3, 5), 30_000),
        (date(2024, 3, 6), 10_000),
        (date(2024, 3, 10), 40_000),
    ]


def test_what_a_customer_owes_is_added_to_what_they_owed(cast: Cast, tmp_path: Path) -> None:
    CustomerCredit.objects.create(customer=customer("PT KITA"), receivable=5_000, limit=1_000_000)
    SalesSettings.objects.update(terms_days=14)
    header = "Nomor,Tanggal,Pelanggan,Jumlah,Dibayar"
    book(cast, tmp_path, header, "1,1/3/2024,PT KITA,100.000,0", "2,1/3/2024,PT KITA,10.000,1.000")
    credit = CustomerCredit.objects.get()
    assert (credit.receivable, credit.limit) == (114_000, 1_000_000)
    assert Invoice.objects.filter(due_on=date(2024, 3, 15), terms_days=14).count() == 2


def test_twice_is_once(cast: Cast, tmp_path: Path) -> None:
    lines = (HEADER, "INV-1,3/5/2024,PT KITA,Nasi,1,,,25.000", "INV-1,3/5/2024,PT KITA,Teh,1,,,5.000",
             ",4/5/2024,PT KITA,Nasi,1,,,25.000")  # fmt: skip
    without = (HEADER.replace("Nomor Faktur", "Lain"), *lines[1:])
    for some in (lines[:3], without):
        book(cast, tmp_path, *some)
        before = (Invoice.objects.count(), InvoiceLine.objects.count(), Payment.objects.count(), Event.objects.count())
        summary, reasons = book(cast, tmp_path, *some)
        assert (counts(summary), reasons) == ((0, 0, len(some) - 1, 0), {})
        after = (Invoice.objects.count(), InvoiceLine.objects.count(), Payment.objects.count(), Event.objects.count())
        assert after == before


def test_without_a_number_customer_and_day_are_the_number(cast: Cast, tmp_path: Path) -> None:
    mapping = Mapping(create=MAKE.create, unnamed={"name": "Pelanggan", "kind": "person", "market": "b2c"})
    book(
        cast, tmp_path, "Kode pelanggan,Tanggal,Jumlah",
        "0026,1997-01-13,166.890", "0026,1997-01-13,60.250", "0026,1997-02-01,10.000", "0027,1997-01-13,5.000",
        mapping=mapping,
    )  # fmt: skip
    found = Invoice.objects.order_by("external_id").values_list("external_id", "number", "total")
    assert list(found) == [
        ("0026/1997-01-13", "0026/1997-01-13", 227_140),
        ("0026/1997-02-01", "0026/1997-02-01", 10_000),
        ("0027/1997-01-13", "0027/1997-01-13", 5_000),
    ]
    assert sorted(Customer.objects.values_list("name", "external_id")) == [
        ("Pelanggan 0026", "0026"),
        ("Pelanggan 0027", "0027"),
    ]


def test_customers_are_known_by_number_phone_or_name(cast: Cast, tmp_path: Path) -> None:
    siti, kita = customer("Bu Siti", external_id="S1"), customer("PT KITA")
    kita.phones.create(number="+6281234567890")
    header = "Nomor,Tanggal,Kode pelanggan,HP,Pelanggan,Jumlah"
    summary, reasons = book(
        cast, tmp_path, header,
        "1,1/3/2024,S1,,Siti yang lain,1000", "2,1/3/2024,,081234567890,,1000", "3,1/3/2024,,,pt kita,1000",
        "4,1/3/2024,,,Pak Asep,1000",
        mapping=Mapping(),
    )  # fmt: skip
    assert list(Invoice.objects.order_by("number").values_list("customer", flat=True)) == [siti.pk, kita.pk, kita.pk]
    assert counts(summary) == (3, 0, 0, 1)
    assert "pak asep" in reasons[5]
    assert Customer.objects.count() == 2


def test_a_new_customer_is_made_once_with_phone_and_first_purchase(cast: Cast, tmp_path: Path) -> None:
    book(
        cast, tmp_path, "Nomor,Tanggal,HP,Pelanggan,Jumlah",
        "1,5/3/2024,081234567890,Bu Ani,1000", "2,1/3/2024,081234567890,Bu Ani,1000", "3,9/3/2024,,Bu Ani,1000",
    )  # fmt: skip
    ani = Customer.objects.get()
    assert (ani.step, ani.won_at, ani.contact_at) == ("opportunity", *[datetime(2024, 3, 1, tzinfo=UTC)] * 2)
    assert ani.phones.get().number == "+6281234567890"
    assert Invoice.objects.filter(customer=ani).count() == 3


def test_the_first_purchase_moves_a_customer_up_the_funnel(cast: Cast, tmp_path: Path) -> None:
    early, late = datetime(2024, 2, 1, tzinfo=UTC), datetime(2024, 6, 1, tzinfo=UTC)
    day = datetime(2024, 3, 1, tzinfo=UTC)
    new = customer("Baru", contact_at=early, step="contact", step_entered_at=early)
    old = customer("Lama", step="opportunity", contact_at=early, opportunity_at=early, won_at=early)
    later = customer("Nanti", step="opportunity", opportunity_at=late, won_at=late, step_entered_at=late)
    book(
        cast, tmp_path, "Nomor,Tanggal,Pelanggan,Jumlah",
        "1,1/3/2024,Baru,1000", "2,1/3/2024,Lama,1000", "3,1/3/2024,Nanti,1000", "4,2/3/2024,Baru,1000",
    )  # fmt: skip
    for row in (new, old, later):
        row.refresh_from_db()
    assert (new.step, new.step_entered_at, new.contact_at, new.account_at, new.won_at) == (
        "opportunity", day, early, day, day,
    )  # fmt: skip
    assert (old.opportunity_at, old.won_at) == (early, early)
    assert (later.opportunity_at, later.won_at, later.step_entered_at) == (day, day, day)


def test_an_invoice_comes_whole_or_not_at_all(cast: Cast, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(running, "CHUNK", 2)  # the rows of one invoice lie in two chunks
    summary, reasons = book(
        cast, tmp_path, HEADER,
        "INV-1,3/5/2024,PT KITA,Nasi,1,,,25.000", "INV-1,3/5/2024,PT KITA,Teh,satu,,,5.000",
        "INV-1,3/5/2024,PT KITA,Kopi,1,,,5.000",
        "INV-2,3/5/2024,PT KITA,Nasi,1,,,25.000", "INV-2,3/5/2024,PT KITA,Nasi,1,,,25.000", ",,,Teh,1,,,mahal",
        "INV-3,3/5/2024,PT KITA,Nasi,1,,,25.000", ",,,Teh,1,,,5.000", ",,,Kopi,1,,,5.000",
    )  # fmt: skip
    assert counts(summary) == (3, 0, 0, 6)
    assert [(one.number, one.total, one.lines.count()) for one in Invoice.objects.all()] == [("INV-3", 35_000, 3)]
    assert sorted(reasons) == [2, 3, 4, 5, 6, 7]
    assert reasons[2] == reasons[4] == "Row 3 of the same invoice was not taken."
    assert Customer.objects.count() == 1


@pytest.mark.parametrize(
    ("line", "why"),
    [
        ("1,3/5/2124,PT KITA,Nasi,1,,,25.000,", "too far|still to come"),
        ("1,,PT KITA,Nasi,1,,,25.000,", "has no date"),
        ("1,3/5/2024,,Nasi,1,,,25.000,", "No customer is named"),
        ("1,3/5/2024,PT KITA,Nasi,0,,,25.000,", "above zero"),
        ("1,3/5/2024,PT KITA,Nasi,1,,,,", "Neither a price nor an amount"),
        ("1,3/5/2024,PT KITA,Nasi,2,10.000,1.000,25.000,", "do not add up"),
        ("1,3/5/2024,PT KITA,Nasi,1,10.000,11.000,,", "discount is more"),
        ("1,3/5/2024,PT KITA,Nasi,1,,,25.000,26.000", "More was paid"),
    ],
)
def test_a_row_that_cannot_be_is_rejected_with_the_reason(cast: Cast, tmp_path: Path, line: str, why: str) -> None:
    summary, reasons = book(cast, tmp_path, f"{HEADER},Dibayar", line)
    assert counts(summary) == (0, 0, 0, 1)
    assert any(part in reasons[2] for part in why.split("|")), reasons
    assert (Invoice.objects.count(), Customer.objects.count()) == (0, 0)


def test_rows_of_one_number_have_one_customer_and_stand_together(
    cast: Cast, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(running, "CHUNK", 2)
    _summary, reasons = book(
        cast, tmp_path, "Nomor,Tanggal,Pelanggan,Jumlah",
        "1,1/3/2024,PT KITA,1000", "1,1/3/2024,Bu Siti,1000",
        "2,1/3/2024,PT KITA,1000", "3,1/3/2024,PT KITA,1000", "2,1/3/2024,PT KITA,1000",
    )  # fmt: skip
    assert sorted(reasons) == [2, 3, 6]
    assert reasons[3] == "The rows of one invoice name two customers, or two days."
    assert reasons[6] == "The rows of an invoice must stand together: see row 4."
    assert sorted(Invoice.objects.values_list("number", "total")) == [("2", 1000), ("3", 1000)]


def test_an_invoice_that_is_there_is_never_changed(cast: Cast, tmp_path: Path) -> None:
    book(cast, tmp_path, "Nomor,Tanggal,Pelanggan,Jumlah", "1,1/3/2024,PT KITA,1000")
    _summary, reasons = book(cast, tmp_path, "Nomor,Tanggal,Pelanggan,Jumlah", "1,1/3/2024,PT KITA,2000")
    assert reasons == {2: "Invoice 1 is there already, with another total."}
    header = "Kode transaksi,Nomor,Tanggal,Pelanggan,Jumlah"
    _summary, reasons = book(cast, tmp_path, header, "X9,1,1/3/2024,PT KITA,1000")
    assert reasons == {2: "Another invoice has the number 1."}
    assert Invoice.objects.get().total == 1000


def test_products_measures_and_promotions_are_looked_up(cast: Cast, tmp_path: Path) -> None:
    told: dict[str, Any] = {"price": 16_000, "cost": 14_000, "stock": 5}
    sugar = Product.objects.create(name="Gula", name_key="gula", sku="G1", unit="pcs", **told)
    ProductMeasure.objects.create(product=sugar, name="dus", factor=24)
    saving = Promotion.objects.create(name="Hemat", kind="amount", amount=1000, code="HEMAT10",
                                      starts_on=date(2024, 1, 1))  # fmt: skip
    _summary, reasons = book(
        cast, tmp_path, "Nomor,Tanggal,Pelanggan,SKU,Produk,Satuan,Qty,Harga,Diskon,Promosi,PPN",
        "1,1/3/2024,PT KITA,G1,,dus,2,380.000,10.000,hemat 10,",
        "1,1/3/2024,PT KITA,,gula,,3,16.000,1.000,Promo lama,5.000",
        "2,1/3/2024,PT KITA,,Kopi,,1,5.000,,,",
        mapping=Mapping(create=frozenset({"customers"})),
    )  # fmt: skip
    box, loose = Invoice.objects.get().lines.all()
    assert (box.product, box.measure, box.factor, box.promotion, box.promotion_discount, box.discount, box.cost) == (
        sugar, "dus", 24, saving, 10_000, 0, 672_000,
    )  # fmt: skip
    assert (loose.promotion, loose.price_rule, loose.promotion_discount, loose.tax) == (None, "Promo lama", 1000, 5000)
    invoice = Invoice.objects.get()
    assert (invoice.net, invoice.promotion_discount, invoice.tax, invoice.total) == (797_000, 11_000, 5000, 802_000)
    assert reasons == {4: "There is no product “Kopi”."}
    sugar.refresh_from_db()
    assert (sugar.stock, StockMove.objects.count()) == (5, 0)


CUT = """\
customer_id,date,units,amount_usd
0001,1997-01-01,2,29.33
0001,1997-01-18,2,29.73
0001,1997-08-02,1,14.96
0001,1997-12-12,2,26.48
0026,1997-01-13,10,166.89
0026,1997-01-13,4,60.25
0087,1997-01-05,1,0.00""".splitlines()


def test_the_history_of_a_music_shop_sums_to_the_cent(cast: Cast, tmp_path: Path) -> None:
    summary, reasons = cdnow(cast, csv_file(tmp_path, *CUT))
    assert (counts(summary), reasons) == ((7, 0, 0, 0), {})
    assert list(Customer.objects.order_by("external_id").values_list("external_id", "won_at__date")) == [
        ("0001", date(1997, 1, 1)), ("0026", date(1997, 1, 13)), ("0087", date(1997, 1, 5)),
    ]  # fmt: skip
    assert Invoice.objects.count() == 6
    assert totals() == (32_764, 32_764, 32_764, 32_764, 22)
    assert Payment.objects.count() == 5  # nothing was paid for what cost nothing
    assert Invoice.objects.get(total=0).paid_on == date(1997, 1, 5)
    pair = Invoice.objects.get(on=date(1997, 1, 13))
    assert list(pair.lines.values_list("quantity", "price", "amount")) == [(10, 1669, 16_689), (4, 1506, 6025)]


def cdnow(cast: Cast, path: Path) -> tuple[Any, dict[int, str]]:
    type(cast.organization).objects.filter(pk=cast.organization.pk).update(currency="USD")
    cast.organization.refresh_from_db()
    mapping = Path(running.__file__).parents[1] / "demo" / "cdnow" / "invoices.toml"
    return take("invoices", path, cast.organization, load_mapping(mapping, "invoices"))


def totals() -> tuple[int, ...]:
    """Of invoices, of their lines, of payments and of allocations, in cents; and how many units."""
    lines = InvoiceLine.objects.aggregate(amount=Sum("amount"), units=Sum("quantity"))
    invoices = Invoice.objects.aggregate(total=Sum("total"))["total"]
    paid, shared = (model.objects.aggregate(amount=Sum("amount"))["amount"] for model in (Payment, Allocation))
    return invoices, lines["amount"], paid, shared, int(lines["units"])


WHOLE = Path(running.__file__).parents[3] / "shared" / "data" / "cdnow_sample.csv"


@pytest.mark.skipif(not WHOLE.exists(), reason="the data set is not shipped: see the guide for where it is published")
def test_the_whole_history_is_what_an_independent_reading_finds(cast: Cast, tmp_path: Path) -> None:
    copy = tmp_path / WHOLE.name
    copy.write_bytes(WHOLE.read_bytes())
    summary, reasons = cdnow(cast, copy)
    rows = [line.split(",") for line in WHOLE.read_text(encoding="ascii").splitlines()[1:]]
    cents = sum(int(amount.replace(".", "")) for *_others, amount in rows)
    assert (len(rows), cents) == (6919, 24_409_194)
    assert (counts(summary), reasons) == ((6919, 0, 0, 0), {})
    assert totals() == (cents, cents, cents, cents, sum(int(units) for _who, _day, units, _amount in rows))
    by_customer: dict[str, list[Any]] = {}
    for who, day, _units, amount in rows:
        by_customer.setdefault(who, []).append((day, int(amount.replace(".", ""))))
    assert Customer.objects.count() == len(by_customer) == 2357
    assert Invoice.objects.count() == len({(who, day) for who, day, *_rest in rows}) == 6696
    spent = dict(Invoice.objects.values_list("customer__external_id").annotate(Sum("total")))
    assert spent == {who: sum(amount for _day, amount in bought) for who, bought in by_customer.items()}
    first = dict(Customer.objects.values_list("external_id", "won_at__date"))
    assert first == {who: date.fromisoformat(min(bought)[0]) for who, bought in by_customer.items()}
    assert not CustomerCredit.objects.filter(receivable__gt=0).exists()


def test_memory_stays_flat(cast: Cast, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(running, "CHUNK", 100)
    peaks = []
    for rows in (200, 1400):
        told = "x" * 250
        path = csv_file(
            tmp_path, "Nomor,Tanggal,Pelanggan,Jumlah,Keterangan",
            *(f"{rows}-{n // 2},1/3/2024,Bu {n // 2 % 50},1000,{told}" for n in range(rows)),
        )  # fmt: skip
        tracemalloc.start()
        assert counts(take("invoices", path, cast.organization, MAKE)[0]) == (rows, 0, 0, 0)
        peaks.append(tracemalloc.get_traced_memory()[1])
        tracemalloc.stop()
    assert peaks[1] < peaks[0] + 600_000  # seven times the rows, 400 kB more of file
