"""Fills an empty, migrated database with one organisation of the size that the design's budgets name.

    python manage.py load_bench CUSTOMERS

Bulk loading, with a fixed seed: names of the country, a fifth of them shared by many; deals open, won and
lost in the proportions of the real firm's file; every row as the verbs would have left it.
"""

import random
from argparse import ArgumentParser
from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime, timedelta
from itertools import batched
from typing import Any

from django.core.management import BaseCommand, CommandError
from django.db import connection, transaction

from sapa.catalogue.models import Product
from sapa.customers.models import Customer, CustomerTag, Phone, Source, Tag
from sapa.events.models import Event
from sapa.lib.text import search_key
from sapa.pipeline.models import (
    LostReason,
    Opportunity,
    OpportunityLine,
    Pipeline,
    Stage,
)
from sapa.pipeline.tallies import recount
from sapa.places.models import OutletType, Region
from sapa.team.joining import add_member
from sapa.team.models import Member, User
from sapa.team.roles import Role
from sapa.tenancy.current import organization_scope
from sapa.tenancy.models import Organization
from sapa.web.founding import found_organization

PASSWORD = "ukur-sapa-2026"
FIRST = [
    "Agus",
    "Budi",
    "Siti",
    "Dewi",
    "Slamet",
    "Sri",
    "Joko",
    "Wahyu",
    "Rina",
    "Tono",
    "Hendra",
    "Putri",
    "Eko",
    "Dwi",
    "Tri",
    "Wati",
    "Yanti",
    "Rudi",
    "Andi",
    "Ahmad",
    "Muhammad",
    "Nur",
    "Abdul",
    "Fitri",
    "Ayu",
    "Made",
    "Wayan",
    "Ketut",
    "Nyoman",
    "Asep",
    "Dedi",
    "Cecep",
    "Neneng",
    "Ujang",
    "Maman",
    "Yusuf",
    "Ibrahim",
    "Ismail",
    "Halimah",
    "Aminah",
    "Khadijah",
    "Fatimah",
    "Rahmat",
    "Hidayat",
    "Bambang",
    "Sugeng",
    "Sutrisno",
    "Suparman",
    "Sumiati",
    "Kartini",
]
LAST = [
    "Santoso",
    "Wijaya",
    "Saputra",
    "Lestari",
    "Rahayu",
    "Hidayat",
    "Kurniawan",
    "Setiawan",
    "Pratama",
    "Nugroho",
    "Susanto",
    "Wibowo",
    "Gunawan",
    "Purnomo",
    "Suryadi",
    "Handayani",
    "Utami",
    "Wulandari",
    "Anggraini",
    "Permata",
    "Siregar",
    "Nasution",
    "Harahap",
    "Simanjuntak",
    "Sihombing",
    "Tanjung",
    "Chaniago",
    "Koto",
    "Piliang",
    "Lubis",
    "Hasibuan",
    "Ginting",
    "Tarigan",
    "Sembiring",
    "Maulana",
    "Ramadhan",
    "Firmansyah",
    "Hakim",
    "Syahputra",
    "Yulianti",
    "Kusuma",
    "Hartono",
    "Subagyo",
    "Mulyono",
    "Sudirman",
    "Iskandar",
    "Zulkarnain",
    "Matondang",
    "Batubara",
    "Rangkuti",
]
FIRM = ["Toko", "Warung", "UD", "CV", "PT", "Koperasi", "SDN", "Katering", "BUM Desa"]
SHARES = [
    ("Calon konsumen", 500),
    ("Kualifikasi", 789),
    ("Proposal", 500),
    ("Negosiasi", 300),
    ("Menang", 4238),
    ("Kalah", 2473),
]
TODAY = date(2026, 11, 22)
MEMBERS = 10
BATCH = 2000


class Command(BaseCommand):
    help = "Fills an empty database for the benchmark."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("customers", type=int)

    def handle(self, *, customers: int, **options: Any) -> None:
        if Organization.objects.exists():
            raise CommandError("load_bench wants an empty database")
        fill(customers)


def fill(customers: int) -> None:
    chance = random.Random(2026)
    director = User.objects.create_user(name="Sari Direktur", email="sari@example.id", password=PASSWORD)
    organization = found_organization(name="BUM Desa Ukur", slug="ukur", director=director)
    found_organization(name="Penampung Impor", slug="impor", director=director)
    with organization_scope(organization), transaction.atomic():
        members = hire()
        people = load_customers(chance, customers, members)
        load_opportunities(chance, people, members)
        recount()
    for number in range(20):  # neighbours on the same server, so that "one organisation" is not the whole table
        neighbour = found_organization(name=f"Tetangga {number}", slug=f"tetangga-{number}")
        with organization_scope(neighbour), transaction.atomic():
            load_customers(chance, customers // 200, list(Member.objects.all()))
    if connection.vendor == "postgresql":
        return  # the owner of the tables analyses them
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def hire() -> list[Member]:
    director = Member.objects.get()
    roles = [Role.SUPERVISOR, *[Role.SALESPERSON] * 6, Role.FINANCE, Role.AUDITOR]
    hired = [director]
    for number, role in enumerate(roles[: MEMBERS - 1]):
        user = User.objects.create_user(
            name=f"Anggota {number}",
            email=f"anggota{number}@example.id",
            password=PASSWORD,
        )
        hired.append(add_member(user=user, name=user.name, role=role, by=director))
    return hired


def bulk(model: type[Any], rows: Iterable[Any]) -> Iterator[Any]:
    for some in batched(rows, BATCH):
        yield from model.objects.bulk_create(some)


def load_customers(chance: random.Random, count: int, members: list[Member]) -> list[Customer]:
    villages = list(Region.objects.filter(level=Region.Level.VILLAGE).values_list("code", flat=True)[:20000]) or [None]
    types = list(OutletType.objects.all())
    sources = list(Source.objects.all())
    tags = Tag.objects.bulk_create([Tag(name=name) for name in ("langganan", "lebaran", "sekolah", "grosir", "baru")])

    def made() -> Iterator[Customer]:
        for number in range(count):
            firm = chance.random() < 0.3
            name = f"{chance.choice(FIRST)} {chance.choice(LAST)}"
            name = f"{chance.choice(FIRM)} {name} {chance.randrange(60)}" if firm else name
            kind = chance.choice(types) if firm else None
            yield Customer(
                kind="organization" if firm else "person",
                name=name,
                name_key=search_key(name),
                search=f"{search_key(name)} {phone(number)[1:]}",
                honorific="" if firm else chance.choice(["Pak", "Bu", ""]),
                market=chance.choice(["b2b", "b2b", "b2g"]) if firm else "b2c",
                outlet_type=kind,
                channel_id=kind.channel_id if kind else None,
                region_id=chance.choice(villages),
                rt="003",
                rw="001",
                street=f"Jl. Melati {chance.randrange(200)}",
                source=chance.choice(sources),
                owner=chance.choice(members) if members else None,
                created_at=moment(chance, 700),
            )

    people = list(bulk(Customer, made()))
    list(
        bulk(
            Phone,
            (Phone(customer=person, number=phone(place)) for place, person in enumerate(people)),
        )
    )
    list(
        bulk(
            CustomerTag,
            (CustomerTag(customer=p, tag=chance.choice(tags)) for p in people if chance.random() < 0.2),
        )
    )
    list(
        bulk(
            Event,
            (history("customer.created", person, person, members) for person in people),
        )
    )
    return people


def load_opportunities(chance: random.Random, people: list[Customer], members: list[Member]) -> None:
    product_names = (
        "Beras 5 kg",
        "Minyak 2 L",
        "Gula 1 kg",
        "Nasi kotak",
        "Snack box",
        "Sewa tenda",
        "Kopi 250 g",
    )
    products = Product.objects.bulk_create(
        [Product(name=name, name_key=search_key(name), price=5000 * place, cost=4000 * place, stock=1000)
         for place, name in enumerate(product_names, 3)]
    )  # fmt: skip
    reasons = list(LostReason.objects.all())
    pipelines = [(pipeline, {s.name: s for s in pipeline.stages.all()}) for pipeline in Pipeline.objects.all()]
    names, weights = [name for name, _ in SHARES], [weight for _, weight in SHARES]

    def made() -> Iterator[Opportunity]:
        for person in people:
            pipeline, stages = pipelines[0]
            stage = stages[chance.choices(names, weights)[0]]
            yield opportunity(chance, person, pipeline, stage, members, reasons)

    deals = list(bulk(Opportunity, made()))
    lines = (
        OpportunityLine(
            opportunity=deal,
            product=chance.choice(products),
            quantity=10,
            price=deal.value // 10,
            amount=deal.value,
        )
        for deal in deals
    )
    list(bulk(OpportunityLine, lines))
    list(
        bulk(
            Event,
            (history("opportunity.created", deal, deal.customer, members) for deal in deals),
        )
    )


def opportunity(
    chance: random.Random,
    person: Customer,
    pipeline: Pipeline,
    stage: Stage,
    members: list[Member],
    reasons: list[LostReason],
) -> Opportunity:
    closed = stage.is_closed
    entered = moment(chance, 700 if closed else 40)
    return Opportunity(
        customer=person,
        title=f"Pesanan {person.name}"[:160],
        pipeline=pipeline,
        stage=stage,
        stage_entered_at=entered,
        value=chance.randrange(5, 2000) * 10_000,
        probability=stage.probability,
        expected_close=TODAY + timedelta(days=chance.randrange(-20, 120)),
        owner=chance.choice(members),
        source_id=person.source_id,
        outcome=stage.step if closed else "open",
        opened_on=entered.date() - timedelta(days=chance.randrange(30)),
        closed_on=entered.date() if closed else None,
        lost_reason=chance.choice(reasons) if stage.step == "lost" else None,
        created_at=entered,
    )


def history(kind: str, subject: Any, customer: Customer, members: list[Member]) -> Event:
    by = members[subject.pk % len(members)] if members else None
    return Event(
        at=subject.created_at,
        kind=kind,
        by_id=by.pk if by else None,
        by_name=by.name if by else "",
        subject_kind=subject._meta.model_name,
        subject_id=subject.pk,
        subject_name=str(subject),
        customer_id=customer.pk,
    )


def moment(chance: random.Random, days: int) -> datetime:
    return datetime(2026, 11, 22, 3, tzinfo=UTC) - timedelta(minutes=chance.randrange(days * 24 * 60))


def phone(number: int) -> str:
    return f"+62812{10_000_000 + number * 7:08}"
