"""What Maju Bersama asked its regular customers: how satisfied they are, what they need, why some left."""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from random import Random
from typing import Any

from django.db.models import Count, F, Max, Min, OuterRef, QuerySet, Subquery, Sum

from sapa.activities import touching
from sapa.activities.models import Interaction, TouchPoint
from sapa.catalogue.models import Product
from sapa.customers import segmenting
from sapa.customers.models import Customer
from sapa.demo.company.calendar import ZONE
from sapa.demo.company.setting import Setting, uuid_of
from sapa.demo.company.standing import this_morning
from sapa.lifecycle import departing, marking, pinning, profiling
from sapa.lifecycle.models import CustomerProfile, Departure, Factor
from sapa.sales.models import Invoice, InvoiceLine

ASKED = 0.7  # of those who bought often enough
OFTEN = 4  # purchases
NEEDS = (1, 1, 1, Decimal("1.3"), Decimal("1.6"), 4)  # times what they buy of us
LEAST = 10  # regular customers of whom two are judged
SCORES = ((5, 50), (4, 32), (3, 12), (2, 6))  # and how many of a hundred give them
WORDS = {5: "Senang, tidak ada keluhan", 4: "Baik, sudah cocok", 3: "Biasa saja", 2: "Pernah telat diantar"}
GONE = ((Departure.Why.PRICE, "Toko Makmur"), (Departure.Why.DISTANCE, "Warung dekat rumah"), (Departure.Why.MOVED, ""),
        (Departure.Why.COMPETITOR, "Distributor kota"), (Departure.Why.STOCK, "Pasar Delanggu"))  # fmt: skip
SEGMENTS = (
    ("Perlu disapa minggu ini", "Terlambat dari iramanya sendiri, belum lepas", "late=warned"),
    ("Pelanggan besar", "Yang bersama-sama menyumbang paling banyak", "size=big"),
    ("Pembeli baru", "Baru membeli sekali: sapa sebelum lupa", "stage=first"),
    ("Hanya bila ada potongan", "Jangan ditambah promo, cari alasan lain", "discount=dependent"),
)


def ask_everybody(setting: Setting, seed: str) -> None:
    """Scores, needs and profiles of regular customers; who left and why."""
    random = Random(f"{seed}:asked")
    buyers = list(_buyers())
    regulars = [one for one in buyers if one.times >= OFTEN]
    for one in regulars:
        if random.random() < ASKED:
            _ask_how_satisfied(setting, one, random)
    for one in regulars[::4]:
        _ask_what_they_need(setting, one, random)
    _note_who_left(setting, buyers, random)
    _judge(setting, regulars)


def make_segments(setting: Setting) -> None:
    """The director's: once the figures are there, for their size is noted as they are made."""
    for name, why, query in SEGMENTS:
        segmenting.create(
            name=name, description=why, query=query, shared=True, by=setting.boss, now=this_morning(setting)
        )


def _buyers() -> QuerySet[Any]:
    """Customers who bought and whom somebody looks after: with how often, and when first and last."""
    bought = Invoice.objects.filter(customer=OuterRef("pk"), cancelled_at=None).order_by().values("customer")
    sums = {"times": Count("on", distinct=True), "first_on": Min("on"), "last_on": Max("on")}
    parts = {name: Subquery(bought.annotate(found=value).values("found")) for name, value in sums.items()}
    rows: Any = Customer.objects.filter(owner__isnull=False).select_related("owner")
    return rows.annotate(**parts).filter(times__gt=0).order_by("pk")


def _judge(setting: Setting, regulars: Sequence[Any]) -> None:
    """Where people have a word in it: one bad customer, one honoured above what they buy."""
    by, now = setting.boss, this_morning(setting)
    if len(regulars) > LEAST:
        marking.mark_bad(regulars[7], reason="Cek kosong dua kali", by=by, now=now)
        until, why = setting.today + timedelta(60), "Sesepuh desa, pelanggan sejak BUM Desa berdiri"
        pinning.pin(regulars[3], stage="loyal", reason=why, until=until, by=by, on=setting.today, now=now)


def _ask_how_satisfied(setting: Setting, who: Any, random: Random) -> None:
    """By phone or when they met, some time in the last months."""
    score = random.choices([score for score, _n in SCORES], [n for _score, n in SCORES])[0]
    on = setting.today - timedelta(random.randint(5, 150))
    if on > who.first_on:
        point = random.choice([TouchPoint.PHONE, TouchPoint.VISIT, TouchPoint.STORE])
        way = Interaction.Direction.INBOUND if point == TouchPoint.STORE else Interaction.Direction.OUTBOUND
        touching.log(who, touch_point=point, outcome="talked", by=who.owner, note=WORDS[score], satisfaction=score,
                     at=_at(on, random), uuid=uuid_of(random), direction=way)  # fmt: skip


def _ask_what_they_need(setting: Setting, who: Any, random: Random) -> None:
    """Some answers of a profile, what matters, and how much of what they buy most they need in a month."""
    now = this_morning(setting)
    asked: dict[str, Any] = {"style": CustomerProfile.Style, "occasion": CustomerProfile.Occasion}
    if who.kind == Customer.Kind.PERSON:
        asked |= {"age": CustomerProfile.Age, "income": CustomerProfile.Income}
    fields = {name: random.choice(choices.values) for name, choices in asked.items()}
    weights = {what: random.randint(3, 5) for what in random.sample(Factor.What.values, 3)}
    profiling.change_profile(who, version=0, fields=fields, weights=weights, by=who.owner, now=now)
    since = setting.today - timedelta(365)
    lines = InvoiceLine.objects.filter(invoice__customer=who, invoice__on__gt=since, product__isnull=False)
    sums = lines.order_by().values("product").annotate(bought=Sum(F("quantity") * F("factor"))).order_by("-bought")
    if most := sums.first():
        needed = Decimal(round(most["bought"] * NEEDS[random.randrange(len(NEEDS))] / 12) + 1)
        product = Product.objects.get(pk=most["product"])
        profiling.note_use(who, product, needed=needed, used_for="Keperluan sehari-hari", by=who.owner, now=now)


def _note_who_left(setting: Setting, buyers: Sequence[Any], random: Random) -> None:
    """Of those who have not bought for very long, as far as somebody asked."""
    away = [one for one in buyers if one.last_on < setting.today - timedelta(100)]
    for who, (why, to_whom) in zip(sorted(away, key=lambda one: one.last_on), GONE, strict=False):
        since = who.last_on + timedelta(random.randint(20, 60))
        departing.depart(who, since=since, why=why, switched_to=to_whom, by=who.owner, on=setting.today,
                         now=this_morning(setting))  # fmt: skip


def _at(on: date, random: Random) -> datetime:
    return datetime.combine(on, time(random.randint(8, 16), random.randint(0, 59)), ZONE)
