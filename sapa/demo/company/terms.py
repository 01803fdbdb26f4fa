"""How Maju Bersama sells: its papers and rules, what it asks of whom, and what it takes off at times."""

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from random import Random
from typing import Any

from sapa.catalogue import keeping_promotions, listing_prices
from sapa.catalogue.models import PriceList, Promotion
from sapa.customers.models import Customer
from sapa.customers.tagging import find_or_make
from sapa.demo.company.calendar import LEBARAN, ZONE
from sapa.demo.company.goods import UNIT_CODES
from sapa.demo.company.setting import Setting, uuid_of
from sapa.demo.company.trade import CATERING, SHOP, TOURISM
from sapa.lib.qris import checksum
from sapa.sales.arranging import change_settings, set_template
from sapa.sales.lines import settings_of
from sapa.sales.models import DocumentKind
from sapa.team.models import BusinessUnit

REGULAR = "Langganan"
VOUCHER = "KENALAN"
SETTINGS = {
    "is_taxable": False,
    "terms_days": 0,
    "valid_days": 14,
    "bank_account": "Bank Contoh cabang Klaten 000-12-34567-8 a.n. BUM Desa Maju Bersama",
    "signer": "Sari Wulandari",
    "signer_title": "Direktur",
    "quotation_notes": "Harga sudah termasuk antar di dalam kecamatan.\n"
    "Uang muka separuh untuk katering di atas Rp3.000.000.",
    "invoice_notes": "Terima kasih. Mohon cantumkan nomor faktur ketika membayar.",
}
# SKU: (from how many of its own unit, price)
WHOLESALE = {"AIR-04": [(24, 3_300), (240, 3_100)], "TOK-01": [(20, 76_000)], "TOK-02": [(24, 35_500), (96, 35_000)],
             "TOK-03": [(50, 16_500)], "TOK-05": [(24, 33_000), (72, 31_500)]}  # fmt: skip
NEIGHBOURS = {"AIR-05": [(0, 5_500)], "TOK-01": [(0, 77_000)], "TOK-02": [(0, 36_000)]}
OFFICES = {"KAT-01": [(100, 24_000)], "KAT-03": [(100, 12_000)]}


def arrange_sales(setting: Setting, began: datetime) -> None:
    """Settings, codes, numbers, price lists and promotions, set by the director on the first day."""
    by, row = setting.boss, settings_of()
    fields = SETTINGS | {"qris": example_qris("BUMDES MAJU BERSAMA", "KLATEN")}
    change_settings(row, version=row.version, by=by, now=began, fields=fields)
    for name, unit in setting.units.items():
        unit.code = UNIT_CODES[name]
        BusinessUnit.objects.filter(pk=unit.pk).update(code=unit.code)
    receipt, yearly = "{seq:04}/{kind}/MB/{month_roman}/{year}", "yearly"
    set_template(DocumentKind.RECEIPT, None, template=receipt, restart=yearly, by=by, now=began)
    shop = "{kind}-{unit}-{year2}{month}-{seq:04}"
    set_template(DocumentKind.INVOICE, setting.units[SHOP], template=shop, restart="monthly", by=by, now=began)
    random = Random("terms")
    general = setting.outlet_types["Toko kelontong"].channel
    _list(setting, "Grosir", WHOLESALE, began, random, channel=general)
    _list(setting, REGULAR, NEIGHBOURS, began, random, tag=tag_of(REGULAR))
    _list(setting, "Instansi", OFFICES, began, random, market="b2g")
    for wanted in promotions(setting):
        starts = datetime.combine(wanted["starts_on"] - timedelta(5), time(9), ZONE)
        now = min(max(starts, began), datetime.combine(setting.today - timedelta(1), time(15), ZONE))
        keeping_promotions.add(uuid=uuid_of(random), by=by, now=now, fields=wanted)


def tag_of(name: str) -> Any:
    return find_or_make([name])[0]


def _list(setting: Setting, name: str, prices: Mapping, now: datetime, random: Random, **whose: Any) -> PriceList:
    made = listing_prices.add_list(uuid=uuid_of(random), by=setting.boss, now=now, fields={"name": name, **whose})
    _price(setting, made, prices, now)
    return made


def own_prices(setting: Setting, customer: Customer, prices: Mapping, now: datetime) -> None:
    """What was agreed with one customer alone."""
    _price(setting, listing_prices.own_list(customer, by=setting.boss, now=now), prices, now)


def _price(setting: Setting, row: PriceList, prices: Mapping, now: datetime) -> None:
    for sku, steps in prices.items():
        for start, price in steps:
            listing_prices.set_price(row, product=setting.products[sku], measure=None, from_quantity=Decimal(start),
                                     price=price, by=setting.boss, now=now)  # fmt: skip


def promotions(setting: Setting) -> list[dict[str, Any]]:
    """Those of the feasts of these eighteen months, and some that run today; the last one is still to come."""
    kinds, today = Promotion.Kind, setting.today
    began = today - timedelta(540)
    rows: list[dict[str, Any]] = []
    for feast in (day for day in LEBARAN if began < day < today + timedelta(40)):
        rows.append(_row(f"Berkah Lebaran {feast.year}", kinds.PERCENT, feast - timedelta(28), feast - timedelta(1),
                         15_000_000, percent=10, category=SHOP))  # fmt: skip
    for year in (today.year - 1, today.year):
        if began < (day := date(year, 8, 17)) < today:
            rows.append(_row(f"Merdeka {year}", kinds.PERCENT, day - timedelta(10), day + timedelta(4), 4_000_000,
                             percent=8, category=SHOP))  # fmt: skip
        if began < (day := date(year, 12, 20)) < today:
            rows.append(_row(f"Libur akhir tahun {year}", kinds.AMOUNT, day, day + timedelta(14), 2_500_000,
                             amount=2_000, product=setting.products["WIS-01"]))  # fmt: skip
    rows += [
        _row("Beli 10 gratis 1 galon", kinds.BUY_GET, today - timedelta(70), today + timedelta(20), 1_000_000, buy=10,
             get=1, product=setting.products["AIR-05"]),
        _row("Kenalan: potongan pesanan pertama", kinds.PERCENT, began, None, 3_000_000, percent=5, code=VOUCHER,
             uses_per_customer=1, least=50_000),
        _row("Gratis ongkir langganan", kinds.FREE_DELIVERY, today - timedelta(300), None, 4_000_000,
             tag=tag_of(REGULAR)),
        _row("Gebyar sembako", kinds.PERCENT, today - timedelta(17), today + timedelta(11), 5_000_000, percent=5,
             category=SHOP),
        _row("Paket rapat akhir tahun", kinds.PERCENT, today + timedelta(9), today + timedelta(39), 3_000_000,
             percent=7, category=CATERING, least=1_000_000),
        _row("Rombongan hari kerja", kinds.AMOUNT, today - timedelta(330), today - timedelta(120), 1_200_000,
             amount=1_000, product=setting.products["WIS-01"], unit=setting.units[TOURISM]),
    ]  # fmt: skip
    return rows


def _row(name: str, kind: str, starts_on: date, ends_on: date | None, budget: int, **fields: Any) -> dict[str, Any]:
    return {"name": name, "kind": kind, "starts_on": starts_on, "ends_on": ends_on, "budget": budget, **fields}


def example_qris(merchant: str, city: str) -> str:
    """A static payload that is formed as one must be, of an acquirer and a merchant that do not exist."""

    def tag(name: str, value: str) -> str:
        return f"{name}{len(value):02}{value}"

    acquirer = (
        tag("00", "ID.CO.CONTOH.WWW") + tag("01", "936000000000000000") + tag("02", "000000000") + tag("03", "UMI")
    )
    national = tag("00", "ID.CO.QRIS.WWW") + tag("02", "ID1000000000000") + tag("03", "UMI")
    parts = [("00", "01"), ("01", "11"), ("26", acquirer), ("51", national), ("52", "5411"), ("53", "360"),
             ("58", "ID"), ("59", merchant[:25]), ("60", city[:15]), ("61", "57474")]  # fmt: skip
    body = "".join(tag(*part) for part in parts) + "6304"
    return body + checksum(body)
