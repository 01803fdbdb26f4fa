"""The file for Coretax, read back."""

from datetime import date
from decimal import Decimal
from xml.etree import ElementTree as ET

import pytest

from sapa.lib.coretax import Buyer, Item, TaxInvoice, bulk, unit_code

SELLER, BUYER = "0012345678901000", "3171234567890123"


def invoice(*items: Item) -> TaxInvoice:
    buyer = Buyer(BUYER, "PT Kita & Rekan <Jaya>", "Jl. Rawasari 5, Jakarta Pusat", "kita@example.id")
    return TaxInvoice(date(2026, 11, 22), "04", "007/INV/XI/2026", buyer, list(items))


def test_the_tree_is_the_offices() -> None:
    boxes = Item("Nasi kotak", "pcs", 25_000, Decimal("60.000"), 1_250_000, 1_145_833, Decimal("12.00"), 137_500)
    talk = Item("Sewa tenda", "Hari", 100_000, Decimal(2), 200_000, 183_333, Decimal(12), 22_000, is_service=True)
    content = bulk([invoice(boxes, talk)], npwp=SELLER)
    assert content.startswith(b"<?xml version='1.0' encoding='utf-8'?>")
    root = ET.fromstring(content)
    assert (root.tag, [child.tag for child in root]) == ("TaxInvoiceBulk", ["TIN", "ListOfTaxInvoice"])
    assert root.findtext("TIN") == SELLER
    (row,) = root.findall("ListOfTaxInvoice/TaxInvoice")
    assert [(child.tag, child.text) for child in row][:-1] == [
        ("TaxInvoiceDate", "2026-11-22"),
        ("TaxInvoiceOpt", "Normal"),
        ("TrxCode", "04"),
        ("AddInfo", None),
        ("CustomDoc", None),
        ("RefDesc", "007/INV/XI/2026"),
        ("FacilityStamp", None),
        ("SellerIDTKU", f"{SELLER}000000"),
        ("BuyerTin", BUYER),
        ("BuyerDocument", "TIN"),
        ("BuyerCountry", "IDN"),
        ("BuyerDocumentNumber", "-"),
        ("BuyerName", "PT Kita & Rekan <Jaya>"),
        ("BuyerAdress", "Jl. Rawasari 5, Jakarta Pusat"),
        ("BuyerEmail", "kita@example.id"),
        ("BuyerIDTKU", f"{BUYER}000000"),
    ]
    first, second = row.findall("ListOfGoodService/GoodService")
    assert {child.tag: child.text for child in first} == {
        "Opt": "A", "Code": "000000", "Name": "Nasi kotak", "Unit": "UM.0021", "Price": "25000", "Qty": "60",
        "TotalDiscount": "250000", "TaxBase": "1250000", "OtherTaxBase": "1145833", "VATRate": "12", "VAT": "137500",
        "STLGRate": "0", "STLG": "0",
    }  # fmt: skip
    assert (second.findtext("Opt"), second.findtext("Unit")) == ("B", "UM.0026")


@pytest.mark.parametrize(("price", "quantity", "amount"), [(14_285, "2.5", 35_713), (3, "0.333", 1), (99, "3", 297)])
def test_price_times_quantity_less_the_discount_is_the_base(price: int, quantity: str, amount: int) -> None:
    item = Item("Beras", "kg", price, Decimal(quantity), amount, amount, Decimal(12), 1)
    row = ET.fromstring(bulk([invoice(item)], npwp=SELLER)).find(".//GoodService")
    told = {child.tag: Decimal(child.text) for child in row if child.tag in {"Price", "Qty", "TotalDiscount"}}
    assert abs(told["Price"] * told["Qty"] - told["TotalDiscount"] - amount) <= Decimal("0.02")
    assert told["TotalDiscount"] >= 0


def test_a_measure_nobody_knows_is_another() -> None:
    assert [unit_code(name) for name in (" KG", "renteng", "")] == ["UM.0003", "UM.0033", "UM.0033"]


def test_the_place_of_business_is_named() -> None:
    root = ET.fromstring(bulk([invoice()], npwp=SELLER, nitku=f"{SELLER}000012"))
    assert root.findtext(".//SellerIDTKU") == f"{SELLER}000012"
