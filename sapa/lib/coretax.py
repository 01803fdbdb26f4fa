"""The XML by which Coretax, the tax office's site, takes in many tax invoices at once (`TaxInvoiceBulk`).

After a public implementation, since the office's own schema was not found: to be checked by a person before it is
relied on. Amounts are whole rupiah, quantities have at most three decimals.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from io import BytesIO
from xml.etree import ElementTree as ET

from sapa.lib.numbers import round_half_up

# Control characters, which XML has no way to write; an import may have brought them.
FORBIDDEN = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
GOODS, SERVICE = "A", "B"
NO_CODE = "000000"  # of goods that have none in the office's list
OTHER_UNIT = "UM.0033"
# What firms call their measures, as the office numbers them.
UNITS = {
    "UM.0001": ("ton",),
    "UM.0003": ("kg", "kilo", "kilogram"),
    "UM.0004": ("g", "gr", "gram"),
    "UM.0006": ("kl", "kiloliter", "m3", "m³"),
    "UM.0007": ("l", "ltr", "liter", "litre"),
    "UM.0012": ("m2", "m²"),
    "UM.0013": ("m", "mtr", "meter", "metre"),
    "UM.0015": ("cm",),
    "UM.0016": ("yard",),
    "UM.0017": ("lusin", "dozen"),
    "UM.0018": ("unit", "buah", "ekor"),
    "UM.0019": ("set",),
    "UM.0020": ("lembar", "lbr", "sheet"),
    "UM.0021": ("pcs", "pc", "pce", "piece", "biji", "butir"),
    "UM.0022": ("dus", "box", "boks", "kotak", "karton"),
    "UM.0023": ("tahun", "year"),
    "UM.0024": ("bulan", "month"),
    "UM.0025": ("minggu", "week"),
    "UM.0026": ("hari", "day"),
    "UM.0027": ("jam", "hour"),
    "UM.0028": ("menit", "minute"),
    "UM.0030": ("kegiatan", "acara", "paket", "event"),
}
CODES = {name: code for code, names in UNITS.items() for name in names}


@dataclass(frozen=True)
class Item:
    """A line. `amount` = price × quantity less what was taken off; `base` and `tax` as they were invoiced."""

    name: str
    measure: str
    price: int
    quantity: Decimal
    amount: int
    base: int
    rate: Decimal
    tax: int
    is_service: bool = False


@dataclass(frozen=True)
class Buyer:
    """`npwp` and `nitku` have 16 and 22 digits; without a NITKU it is the head office."""

    npwp: str
    name: str
    address: str
    email: str = ""
    nitku: str = ""


@dataclass(frozen=True)
class TaxInvoice:
    """`code` is the transaction's, 01 to 08; `reference` our number."""

    on: date
    code: str
    reference: str
    buyer: Buyer
    items: list[Item] = field(default_factory=list)


def unit_code(measure: str) -> str:
    """The office's number of a measure: "pcs" → "UM.0021"; the one for others where it knows none."""
    return CODES.get(measure.strip().casefold(), OTHER_UNIT)


def branch(npwp: str, nitku: str = "") -> str:
    """A place of business: the NITKU, or the head office's, which is the NPWP and six zeros."""
    return nitku or f"{npwp}000000"


def bulk(invoices: Iterable[TaxInvoice], *, npwp: str, nitku: str = "") -> bytes:
    """The file of a seller with this NPWP (16 digits), in UTF-8."""
    root = ET.Element("TaxInvoiceBulk")
    root.set("xmlns:xsi", "http://www.w3.org/2001/XMLSchema-instance")
    root.set("xsi:noNamespaceSchemaLocation", "TaxInvoice.xsd")
    _add(root, TIN=npwp)
    listed = ET.SubElement(root, "ListOfTaxInvoice")
    for invoice in invoices:
        _write(listed, invoice, branch(npwp, nitku))
    ET.indent(root)
    buffer = BytesIO()
    ET.ElementTree(root).write(buffer, encoding="utf-8", xml_declaration=True, short_empty_elements=True)
    return buffer.getvalue()


def _write(parent: ET.Element, invoice: TaxInvoice, seller: str) -> None:
    buyer = invoice.buyer
    row = ET.SubElement(parent, "TaxInvoice")
    _add(
        row,
        TaxInvoiceDate=invoice.on.isoformat(),
        TaxInvoiceOpt="Normal",
        TrxCode=invoice.code,
        AddInfo="",
        CustomDoc="",
        RefDesc=invoice.reference,
        FacilityStamp="",
        SellerIDTKU=seller,
        BuyerTin=buyer.npwp,
        BuyerDocument="TIN",
        BuyerCountry="IDN",
        BuyerDocumentNumber="-",
        BuyerName=buyer.name,
        BuyerAdress=buyer.address,  # spelt like this by the office
        BuyerEmail=buyer.email,
        BuyerIDTKU=branch(buyer.npwp, buyer.nitku),
    )
    listed = ET.SubElement(row, "ListOfGoodService")
    for item in invoice.items:
        price, off = _price(item)
        _add(
            ET.SubElement(listed, "GoodService"),
            Opt=SERVICE if item.is_service else GOODS,
            Code=NO_CODE,
            Name=item.name,
            Unit=unit_code(item.measure),
            Price=_plain(price),
            Qty=_plain(item.quantity),
            TotalDiscount=_plain(off),
            TaxBase=str(item.amount),
            OtherTaxBase=str(item.base),
            VATRate=_plain(item.rate),
            VAT=str(item.tax),
            STLGRate="0",
            STLG="0",
        )


def _price(item: Item) -> tuple[Decimal, Decimal]:
    """Price and discount by which price × quantity − discount is the amount, which was rounded."""
    off = item.price * item.quantity - item.amount
    if off >= 0:
        return Decimal(item.price), off
    return round_half_up(item.amount / item.quantity, 2), Decimal(0)


def _add(parent: ET.Element, **values: str) -> None:
    for name, value in values.items():
        ET.SubElement(parent, name).text = FORBIDDEN.sub("", value) or None


def _plain(number: Decimal) -> str:
    """Without an exponent and without zeros at the end: Decimal("10.500") → "10.5"."""
    text = f"{number:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
