"""The firm before its first customer: units, territories, members, products, questions, campaigns."""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from random import Random
from typing import Any
from uuid import UUID

from sapa.catalogue.models import Product
from sapa.customers.arranging import add_question
from sapa.customers.models import CustomField, Source
from sapa.demo.company.calendar import LEBARAN
from sapa.demo.company.goods import add_goods
from sapa.demo.company.names import COMPETITORS
from sapa.demo.company.trade import CATERING, SHOP, TOURISM, UNITS, WATER
from sapa.demo.logins import user_of
from sapa.pipeline.campaigning import add_campaign, give_own_form
from sapa.pipeline.models import Campaign, CaptureForm, LostReason, Pipeline, Stage
from sapa.places.models import OutletType, Region
from sapa.team.arranging import add_unit, set_territory
from sapa.team.joining import add_member
from sapa.team.models import BusinessUnit, Member, Territory
from sapa.team.roles import Role

REGENCY = "33.10"  # Klaten, in central Java
HOME = "33.10.17.2015"  # Kebonharjo, Polanharjo
NEAR = ("33.10.16", "33.10.17", "33.10.18", "33.10.19")  # most customers live here
TERRITORIES = {
    "Klaten Utara": ["33.10.14", "33.10.15", "33.10.16", "33.10.17", "33.10.18", "33.10.19", "33.10.20"],
    "Klaten Tengah": ["33.10.07", "33.10.10", "33.10.11", "33.10.12", "33.10.13", "33.10.22", "33.10.23", "33.10.24",
                      "33.10.25", "33.10.26"],
    "Klaten Selatan": ["33.10.01", "33.10.02", "33.10.03", "33.10.04", "33.10.05", "33.10.06", "33.10.08", "33.10.09",
                       "33.10.21"],
    "Kebonharjo dan sekitarnya": [HOME, "33.10.17.2009", "33.10.17.2010", "33.10.17.2011", "33.10.17.2013"],
}  # fmt: skip
# key, name, role, unit, territory, led by
MEMBERS = [
    ("sari", "Sari Wulandari", Role.DIRECTOR, None, None, None),
    ("bambang", "Bambang Riyadi", Role.SUPERVISOR, CATERING, "Klaten Utara", "sari"),
    ("endang", "Endang Purwanti", Role.SUPERVISOR, WATER, "Klaten Selatan", "sari"),
    ("budi", "Budi Prasetyo", Role.SALESPERSON, CATERING, "Klaten Utara", "bambang"),
    ("dewi", "Dewi Kartika", Role.SALESPERSON, SHOP, "Klaten Tengah", "bambang"),
    ("wahyu", "Wahyu Nugroho", Role.SALESPERSON, WATER, "Klaten Selatan", "endang"),
    ("tini", "Tini Lestari", Role.TELESALES, TOURISM, None, "endang"),
    ("cici", "Cici Amelia", Role.CARE, None, None, "sari"),
    ("rina", "Rina Puspita", Role.FINANCE, None, None, "sari"),
    ("joko", "Joko Santoso", Role.VOLUNTEER, None, "Kebonharjo dan sekitarnya", "bambang"),
    ("sri", "Sri Hartati", Role.VOLUNTEER, None, "Kebonharjo dan sekitarnya", "bambang"),
    ("darma", "Darma Wijaya", Role.AUDITOR, None, None, None),
]


@dataclass
class Setting:
    """The firm's rows by the names that the story calls them by, and the day on which it is told."""

    today: date
    members: dict[str, Member]
    units: dict[str, BusinessUnit]
    products: dict[str, Product]
    sources: dict[str, Source]
    questions: list[CustomField]
    campaigns: list[Campaign]
    own_form: CaptureForm
    villages: list[Region]
    outlet_types: dict[str, OutletType]
    pipelines: dict[str, Pipeline]
    stages: dict[str, list[Stage]]  # of a pipeline, by its market
    lost_reasons: list[LostReason]
    competitors: list[str] = field(default_factory=lambda: COMPETITORS)

    @property
    def boss(self) -> Member:
        return self.members["sari"]


def uuid_of(random: Random) -> UUID:
    """The same for the same seed."""
    return UUID(int=random.getrandbits(128), version=4)


def set_up(today: date, began: datetime, random: Random) -> Setting:
    """Make all of it, inside the organisation's scope and a transaction."""
    units = {name: add_unit(name, by=None) for name in UNITS}
    members = _members(units)
    boss = members["sari"]
    give_own_form(boss)
    pipelines = {pipeline.market: pipeline for pipeline in Pipeline.objects.prefetch_related("stages__checks")}
    return Setting(
        today=today,
        members=members,
        units=units,
        products=add_goods(units, boss, began, today, random, uuid_of),
        sources={source.name: source for source in Source.objects.all()},
        questions=_questions(boss),
        campaigns=_campaigns(today, units, boss),
        own_form=CaptureForm.objects.get(campaign=None),
        villages=_villages(),
        outlet_types={kind.name: kind for kind in OutletType.objects.select_related("channel")},
        pipelines=pipelines,
        stages={market: list(pipeline.stages.all()) for market, pipeline in pipelines.items()},
        lost_reasons=list(LostReason.objects.order_by("pk")),
    )


def _members(units: dict[str, BusinessUnit]) -> dict[str, Member]:
    made: dict[str, Member] = {}
    lands: dict[str, Territory] = {}
    for key, name, role, unit, territory, leader in MEMBERS:
        fields: dict[str, Any] = {"unit": units[unit] if unit else None, "supervisor": made[leader] if leader else None}
        if territory and territory not in lands:
            lands[territory] = set_territory(None, territory, TERRITORIES[territory], by=made["sari"])
        fields["territory"] = lands[territory] if territory else None
        made[key] = add_member(user=user_of(name), name=name, role=role, by=made.get("sari"), **fields)
    return made


def _questions(by: Member) -> list[CustomField]:
    kinds = CustomField.Kind
    return [
        add_question(label="Jumlah anggota keluarga", kind=kinds.NUMBER, by=by),
        add_question(label="Cara bayar yang disukai", kind=kinds.CHOICE, choices=["Tunai", "Transfer", "Tempo"], by=by),
        add_question(label="Anggota BUM Desa", kind=kinds.YES_NO, by=by),
    ]


def _campaigns(today: date, units: dict[str, BusinessUnit], by: Member) -> list[Campaign]:
    """Two of every year and one that runs now, each with its form, cost and days."""
    sources = {source.name: source for source in Source.objects.all()}
    feast = max(day for day in LEBARAN if day < today)
    kinds = Campaign.Kind
    wanted = [
        (kinds.EXHIBITION, f"Pameran UMKM Klaten {(today - timedelta(120)).year}", "Pameran", SHOP, 120, 7, 3_500_000,
         "Alun-alun Klaten"),
        (kinds.EVENT, "Pasar Ramadan Polanharjo", "Acara", CATERING, (today - feast).days + 22, 20, 1_750_000,
         "Lapangan Kebonharjo"),
        (kinds.CAMPAIGN, "Brosur air bersih musim kemarau", "Tenaga penjual", WATER, 75, 45, 900_000, ""),
        (kinds.CAMPAIGN, "Promo wisata edukasi sekolah", "Situs web", TOURISM, 30, 60, 1_200_000, ""),
    ]  # fmt: skip
    made = []
    for kind, name, source, unit, ago, days, cost, place in wanted:
        starts = today - timedelta(ago)
        fields = {"kind": kind, "name": name, "code": "-".join(name.lower().split()), "source": sources[source],
                  "unit": units[unit], "place": place, "cost": cost, "starts_on": starts,
                  "ends_on": starts + timedelta(days - 1)}  # fmt: skip
        made.append(add_campaign(fields=fields, with_form=True, by=by))
    return made


def _villages() -> list[Region]:
    """Those of the regency, the near ones four times: so many more customers live there."""
    rows = Region.objects.current().filter(level=Region.Level.VILLAGE, code__gte=f"{REGENCY}.", code__lt=f"{REGENCY}/")
    found = list(rows.order_by("code"))
    return [village for village in found for _times in range(4 if village.pk.startswith(NEAR) else 1)]
