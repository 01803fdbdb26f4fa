"""What the catalogue says of the goods beyond name and price: measures, how long they last, halal, stock, the fee."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from decimal import Decimal
from random import Random
from typing import Any

from sapa.catalogue import keeping
from sapa.catalogue.measuring import Measure
from sapa.catalogue.models import Product
from sapa.demo.company.trade import CATERING, PRODUCTS, SHOP, TOURISM, WATER
from sapa.team.models import BusinessUnit, Member

FEE = "TOK-ONG"
FEES = [(FEE, "Ongkos kirim", "kali", 10_000, 4_000, None, SHOP, "Diantar sampai depan rumah, di dalam kecamatan.")]
SERVICES = {"AIR-01", "AIR-02", "WIS-01", "WIS-02", "WIS-03", "WIS-04", "KAT-06", "KAT-07"}
# SKU: other units of measure: name, how many, price (None: as many times the one)
MEASURES: dict[str, list[tuple[str, int, int | None]]] = {
    "AIR-04": [("dus", 24, 80_000)],
    "TOK-01": [("kuintal", 20, None)],
    "TOK-02": [("dus", 6, 215_000)],
    "TOK-03": [("sak", 50, 830_000)],
    "TOK-05": [("dus", 24, 810_000)],
}
LASTS = {"AIR-05": 5, "TOK-01": 21, "TOK-02": 24, "TOK-03": 18, "TOK-04": 9, "TOK-05": 20, "AIR-04": 1}
LEAST = {
    "AIR-04": 480,
    "TOK-01": 40,
    "TOK-02": 48,
    "TOK-03": 100,
    "TOK-04": 20,
    "TOK-05": 48,
    "TOK-06": 20,
    "TOK-07": 5,
}
# Invented numbers of certificates, and in how many days they run out.
HALAL = {
    "KAT-01": ("ID33110000000001124", 1_020), "KAT-02": ("ID33110000000001124", 1_020),
    "KAT-03": ("ID33110000000001225", 24), "KAT-04": ("ID33110000000001124", 1_020),
    "KAT-05": ("ID33110000000001124", 1_020), "TOK-05": ("ID33110000000001326", 410),
    "AIR-04": ("ID33110000000001427", 655),
}  # fmt: skip
UNIT_CODES = {WATER: "AB", TOURISM: "WIS", CATERING: "KAT", SHOP: "TOK"}


def add_goods(
    units: Mapping[str, BusinessUnit], by: Member, now: datetime, today: date, random: Random, uuid: Any
) -> dict[str, Product]:
    """Products by SKU, with their units of measure and opening stock. `uuid` makes one of `random`."""
    names = ("sku", "name", "unit", "price", "cost", "stock", "category", "profile")
    made = {}
    for row in [*PRODUCTS, *FEES]:
        fields: dict[str, Any] = dict(zip(names, row, strict=True))
        sku = fields["sku"]
        fields |= {"business_unit": units[fields["category"]], "kind": _kind(sku), "lasts_days": LASTS.get(sku)}
        fields |= {"reorder_at": LEAST.get(sku)}
        if sku in HALAL:
            number, days = HALAL[sku]
            fields |= {"halal_number": number, "halal_until": today + timedelta(days)}
        measures = [Measure(name, Decimal(factor), price) for name, factor, price in MEASURES.get(sku, [])]
        made[sku] = keeping.create(uuid=uuid(random), by=by, now=now, fields=fields, measures=measures)
    return made


def _kind(sku: str) -> str:
    if sku == FEE:
        return Product.Kind.DELIVERY
    return Product.Kind.SERVICE if sku in SERVICES else Product.Kind.GOODS
