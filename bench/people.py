"""The benchmark's customers: names of the country, a fifth of them shared by many, spread over the funnel."""

import random
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from bench.making import NOW, bulk, history, moment, pour
from bench.words import FIRM, FIRST, LAST
from sapa.customers.models import Customer, CustomerTag, Phone, Source, Tag
from sapa.events.models import Event
from sapa.lib.text import search_key
from sapa.places.models import OutletType, Region
from sapa.team.joining import add_member
from sapa.team.models import Member, User
from sapa.team.roles import Role

PASSWORD = "ukur-sapa-2026"
MEMBERS = 10
TAGS = ("langganan", "lebaran", "sekolah", "grosir", "baru")
STEPS = ("prospect", "contact", "account", "opportunity")
SHARES = (25, 15, 10, 50)  # of a hundred customers at each step
ASIDE = 0.05  # of those before the last step


def hire() -> list[Member]:
    """The director of the current organisation and nine more."""
    director = Member.objects.get()
    roles = [Role.SUPERVISOR, *[Role.SALESPERSON] * 6, Role.FINANCE, Role.AUDITOR]
    hired = [director]
    for number, role in enumerate(roles[: MEMBERS - 1]):
        login = {"email": f"anggota{number}@example.id", "password": PASSWORD}
        user = User.objects.create_user(name=f"Anggota {number}", **login)
        hired.append(add_member(user=user, name=user.name, role=role, by=director))
    return hired


def load_customers(chance: random.Random, count: int, members: list[Member]) -> list[Customer]:
    """Customers with a phone, an event, and a tag now and then."""
    villages = list(Region.objects.filter(level=Region.Level.VILLAGE).values_list("code", flat=True)[:20000]) or [None]
    known = {"types": list(OutletType.objects.all()), "sources": list(Source.objects.all()), "villages": villages}
    tags = Tag.objects.bulk_create([Tag(name=name) for name in TAGS])
    people = list(bulk(Customer, _made(chance, count, members, known)))
    pour(Phone, ({"customer_id": person.pk, "number": phone(place)} for place, person in enumerate(people)))
    tagged = (person for person in people if chance.random() < 0.2)
    pour(CustomerTag, ({"customer_id": person.pk, "tag_id": chance.choice(tags).pk} for person in tagged))
    pour(Event, (history("customer.created", person, person.pk, members) for person in people))
    return people


def phone(number: int) -> str:
    return f"+62812{10_000_000 + number * 7:08}"


def _made(chance: random.Random, count: int, members: list[Member], known: dict[str, Any]) -> Iterator[Customer]:
    for number in range(count):
        firm = chance.random() < 0.3
        name = f"{chance.choice(FIRST)} {chance.choice(LAST)}"
        name = f"{chance.choice(FIRM)} {name} {chance.randrange(60)}" if firm else name
        kind = chance.choice(known["types"]) if firm else None
        created = moment(chance, 700)
        yield Customer(
            kind="organization" if firm else "person",
            name=name,
            name_key=search_key(name),
            search=f"{search_key(name)} {phone(number)[1:]}",
            honorific="" if firm else chance.choice(["Pak", "Bu", ""]),
            market=chance.choice(["b2b", "b2b", "b2g"]) if firm else "b2c",
            outlet_type=kind,
            channel_id=kind.channel_id if kind else None,
            region_id=chance.choice(known["villages"]),
            rt="003",
            rw="001",
            street=f"Jl. Melati {chance.randrange(200)}",
            source=chance.choice(known["sources"]),
            owner=chance.choice(members) if members else None,
            created_at=created,
            assigned_at=created if members else None,
            **_progress(chance, created),
        )


def _progress(chance: random.Random, created: Any) -> dict[str, Any]:
    """How far the funnel, and when each step was reached."""
    reached = STEPS.index(chance.choices(STEPS, SHARES)[0])
    progress: dict[str, Any] = {"step": STEPS[reached], "step_entered_at": created}
    for step in STEPS[1 : reached + 1]:
        at = min(progress["step_entered_at"] + timedelta(hours=chance.randrange(4, 400)), NOW)
        progress |= {f"{step}_at": at, "step_entered_at": at}
    if reached < len(STEPS) - 1 and chance.random() < ASIDE:
        day = NOW.date() + timedelta(days=chance.randrange(1, 90))
        progress |= {"set_aside_at": NOW, "set_aside_reason": "Belum perlu", "try_again_on": day}
    return progress
