"""A village enterprise with a week's work in it, made by the real verbs: what the browser tests look at."""

from dataclasses import dataclass
from datetime import date, time, timedelta
from decimal import Decimal
from typing import Any
from uuid import uuid4

from django.utils import timezone

from e2e.worth import expect
from sapa.activities.models import Activity
from sapa.activities.planning import plan
from sapa.activities.touching import write_note
from sapa.catalogue.keeping import create as add_product
from sapa.customers import keeping, sharing
from sapa.customers.contacting import add_contact
from sapa.customers.models import Customer
from sapa.demo.company.making import SLUG, make_company
from sapa.pipeline import campaigning, capturing, finding_out, funnel, moving
from sapa.pipeline.models import Campaign, CaptureForm, Opportunity, Pipeline
from sapa.pipeline.opening import open_opportunity
from sapa.places.loading import load, shipped_rows
from sapa.team.models import Member, Target
from sapa.team.targeting import set_target
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
ARRIVALS = [("Bu Tutik", "0812 7000 1001"), ("Mas Agung", "0812 7000 1002"), ("Bu Tutik", "0812 7000 1001")]


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
        regular = Customer.objects.filter(stage="loyal").order_by("-metrics__revenue_year", "pk")[0]
    return Pictured(sari, regular, deal)


def settle() -> Village:
    """Found the organisation and give it customers, contacts, plans, notes, products and deals of every kind."""
    cast = assemble()
    today = timezone.localdate()
    with organization_scope(cast.organization):
        for name, unit, price in [("Nasi kotak", "kotak", 25_000), ("Kopi lokal 250 g", "bungkus", 35_000)]:
            fields = {"name": name, "unit": unit, "price": price, "stock": Decimal(120)}
            add_product(uuid=uuid4(), by=cast.sari, now=timezone.now(), fields=fields)
        owners = [cast.budi, cast.sari, cast.wati, cast.tono]
        customers = [_customer(number, owners[number % 4], today) for number in range(len(PEOPLE))]
        deals = [_deal(number, customers[number], today, cast.sari) for number in range(len(customers))]
        _collect(cast)
        _find_out(cast, today)
        expect(customers, today)
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


def _collect(cast: Cast) -> None:
    """Arrivals by the public form, among them a double and spam; a bazaar; somebody in the pool, somebody forgotten."""
    form, now = CaptureForm.objects.get(), timezone.now()
    for name, phone in ARRIVALS:
        capturing.receive(form, given={"name": name, "phone": phone, "message": "Minta daftar harga."}, now=now)
    capturing.receive(form, given={"name": "Robot", "phone": "0812 7000 1009"}, why="robot", now=now)
    fields = {
        "kind": Campaign.Kind.EVENT,
        "name": "Bazar desa",
        "code": "bazar",
        "cost": 500_000,
        "starts_on": timezone.localdate(),
    }
    campaigning.add_campaign(fields=fields, with_form=True, by=cast.sari)
    sharing.put_in_pool(Customer.objects.get(name="Mas Agung"), by=cast.sari)
    long_ago = now - timedelta(days=3)
    keeping.create(
        by=cast.sari,
        fields={"name": "Pak Karto", "owner_id": cast.budi.pk},
        phones=[("+6281270001010", "")],
        now=long_ago,
    )


def _find_out(cast: Cast, today: date) -> None:
    """Each step of the funnel has somebody, what they said is known, one waits for another try; there is a goal."""
    now = timezone.now()
    contact, aside = (
        keeping.create(by=cast.sari, fields={"name": name}, phones=[(number, "")])
        for name, number in (("Ibu Marni", "+6281270001011"), ("Pak Giyo", "+6281270001012"))
    )
    needs = [("need", "Nasi kotak 50 porsi"), ("problem", "Katering lama terlambat"), ("hope", "Antar gratis")]
    funnel.make_contact(
        contact, touch_point="whatsapp", findings=[*needs, ("trend", "Menu sehat")], by=cast.sari, now=now
    )
    account = Customer.objects.get(name="Wayan Sudiarta")
    finding_out.note_findings(account, needs, by=cast.sari, now=now)
    told: dict[str, Any] = {"reason": "Menunggu panen", "try_again_on": today, "by": cast.sari, "now": now}
    funnel.set_aside(aside, **told)
    call: dict[str, Any] = {
        "kind": Activity.Kind.VISIT,
        "starts_at": time(9, 30),
        "minutes": 45,
        "purpose": "Suka kopi, sudah minta harga.",
    }
    plan(title="Kunjungan ke Ibu Marni", due_on=today, by=cast.sari, customer=contact, **call)
    set_target(measure=Target.Measure.REVENUE, length="month", starts_on=today, amount=25_000_000, by=cast.sari)
