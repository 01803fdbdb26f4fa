"""A village enterprise with a week's work in it, made by the real verbs: what the browser tests look at."""

from dataclasses import dataclass
from datetime import date, timedelta
from uuid import uuid4

from django.utils import timezone

from sapa.activities.planning import plan
from sapa.activities.touching import write_note
from sapa.catalogue.models import Product
from sapa.customers import keeping
from sapa.customers.contacting import add_contact
from sapa.customers.models import Customer
from sapa.demo.company.making import SLUG, make_company
from sapa.pipeline import moving
from sapa.pipeline.models import Opportunity, Pipeline
from sapa.pipeline.opening import open_opportunity
from sapa.places.loading import load, shipped_rows
from sapa.team.models import Member
from sapa.tenancy.current import organization_scope
from sapa.testing import Cast, assemble

PEOPLE = [
    ("Aminah", "person", "Bu", "b2c"),
    ("Toko Berkah", "organization", "", "b2b"),
    ("SDN 1 Polanharjo", "organization", "", "b2g"),
    ("Slamet", "person", "Pak", "b2c"),
    ("CV Tirta Sumber Makmur", "organization", "", "b2b"),
    ("Puskesmas Delanggu", "organization", "", "b2g"),
    ("Wayan Sudiarta", "person", "Pak", "b2c"),
    ("Pondok Pesantren Al-Hikmah", "organization", "", "b2b"),
]
WISHES = ["Katering rapat desa", "Air galon 40 kantor", "Kopi lokal untuk hotel", "Sewa tenda hajatan"]
VALUES = [1_250_000, 43_500_000, 3_600_000, 750_000]


@dataclass
class Village:
    """The cast, and what stands in their lists."""

    cast: Cast
    customers: list[Customer]
    deals: list[Opportunity]

    @property
    def root(self) -> str:
        return f"/{self.cast.organization.slug}/"


@dataclass
class Pictured:
    """What stands in the guide's pictures: the demo company, as `bin/run` makes it."""

    sari: Member
    customer: Customer
    deal: Opportunity
    root: str = f"/{SLUG}/"


def show_demo() -> Pictured:
    """Make the demo company, and choose what its pictures show: a deal that goes well, and its customer."""
    load((row for row in shipped_rows() if f"{row['code']}."[:6] in {"33.", "33.10."}), on=timezone.localdate())
    organization = make_company(timezone.localdate())
    with organization_scope(organization):
        open_deals = Opportunity.objects.open().filter(stage__step="proposal").select_related("customer")
        deal = open_deals.order_by("-value", "pk")[0]
        sari = Member.objects.select_related("organization", "user").get(role="director")
    return Pictured(sari, deal.customer, deal)


def settle() -> Village:
    """Found the organisation and give it customers, contacts, plans, notes, products and deals of every kind."""
    cast = assemble()
    today = timezone.localdate()
    with organization_scope(cast.organization):
        for name, unit, price in [("Nasi kotak", "kotak", 25_000), ("Kopi lokal 250 g", "bungkus", 35_000)]:
            Product.objects.create(name=name, name_key=name.lower(), unit=unit, price=price, stock=120)
        owners = [cast.budi, cast.sari, cast.wati, cast.tono]
        customers = [_customer(number, owners[number % 4], today) for number in range(len(PEOPLE))]
        deals = [_deal(number, customers[number], today, cast.sari) for number in range(len(customers))]
    return Village(cast, customers, deals)


def _customer(number: int, owner: Member, today: date) -> Customer:
    name, kind, honorific, market = PEOPLE[number]
    birthday = (today + timedelta(days=number)).replace(year=1980) if kind == "person" else None
    fields = {"name": name, "kind": kind, "honorific": honorific, "market": market, "birthday": birthday}
    fields |= {"street": "Jl. Raya Klaten 12", "hamlet": "Krajan", "rt": "003", "rw": "001", "field": "Kuliner"}
    made = keeping.create(
        by=owner, fields=fields, phones=[(f"+62812345678{number:02}", "WA")], tags=["Ramadan", "Hajatan"][: number % 3]
    )
    if kind == "organization":
        contact = {"name": "Siti Nur", "honorific": "Hj.", "part": "decides", "job": "Bendahara"}
        add_contact(made, by=owner, fields=contact, phones=[(f"+62857000011{number:02}", "")])
    plan(title="Antar contoh kopi", due_on=today - timedelta(days=number % 3), by=owner, customer=made)
    write_note(made, by=owner, note="Minta harga untuk 250 orang.", touch_point="whatsapp")
    return made


def _deal(number: int, customer: Customer, today: date, by: Member) -> Opportunity:
    now = timezone.now() - timedelta(days=20 * (number % 2))
    pipeline = Pipeline.objects.get(market="b2b" if number != 3 else "b2c")
    deal = open_opportunity(
        uuid=uuid4(),
        customer=customer,
        pipeline=pipeline,
        by=by,
        on=timezone.localdate(now),
        now=now,
        value=VALUES[number % 4],
        title=WISHES[number % 4],
        expected_close=today + timedelta(days=5 * number - 8),
        owner=customer.owner,
        unit=customer.unit,
    )
    stage = pipeline.stages.all()[number % 4]
    if stage.pk != deal.stage_id:
        moving.move(deal, to=stage, by=by, now=now, anyway=True)
    return deal
