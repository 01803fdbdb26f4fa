"""The benchmark's work: what was done with customers in two years, what is still to be done, what was found out."""

import random
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db import connection

from bench.making import NOW, TODAY, moment, pour
from sapa.activities.models import Activity, Interaction
from sapa.customers.models import Customer
from sapa.events.models import Event
from sapa.pipeline.models import Finding
from sapa.team.models import Member

PER_CUSTOMER = 5
DIRECTOR_OPEN = 5000  # open activities of whoever looks at Today, at full size
OTHERS_OPEN = 300  # of each other member
KINDS = {"call": "Telepon", "visit": "Kunjungan", "task": "Siapkan contoh", "meeting": "Rapat"}
POINTS = {"call": "phone", "visit": "visit", "task": "", "meeting": "visit"}
OUTCOMES = ("talked", "talked", "no_answer", "call_back", "interested", "not_interested", "ordered")
FOUND = (("need", "Beras yang tidak berubah mutunya"), ("problem", "Kiriman sering terlambat"),
         ("hope", "Bisa bayar setelah panen"), ("trend", "Pembeli minta kemasan kecil"))  # fmt: skip
LAST_TOUCH = """
UPDATE customers_customer SET touched_at = (
    SELECT max(at) FROM activities_interaction AS said
    WHERE said.organization_id = customers_customer.organization_id AND said.customer_id = customers_customer.id
) WHERE organization_id = %s
"""


def load_work(chance: random.Random, people: list[Customer], members: list[Member]) -> None:
    """Five activities a customer, each with an event. Two in five of those done became an interaction."""
    names = {member.pk: member.name for member in members}
    pour(Activity, _activities(chance, people, members))
    columns = ("pk", "customer_id", "kind", "title", "assigned_to_id", "created_at", "completed_at")
    rows = Activity.objects.order_by("pk").values(*columns).iterator(5000)
    known = list(rows)
    pour(Event, (_event(row, names) for row in known))
    done = (row for row in known if row["completed_at"] and row["pk"] % 5 < 2)
    pour(Interaction, (_interaction(chance, row) for row in done))
    pour(Finding, _findings(chance, people, members))
    with connection.cursor() as cursor:
        cursor.execute(LAST_TOUCH, [members[0].organization_id])


def _activities(chance: random.Random, people: list[Customer], members: list[Member]) -> Iterator[dict[str, Any]]:
    director, *others = members
    for _one in range(min(DIRECTOR_OPEN, len(people) // 2)):
        yield _activity(chance, chance.choice(people), director, TODAY + timedelta(days=chance.randrange(-20, 90)))
    for other in others:
        for _one in range(min(OTHERS_OPEN, len(people) // 20)):
            yield _activity(chance, chance.choice(people), other, TODAY + timedelta(days=chance.randrange(-5, 60)))
    for person in people * PER_CUSTOMER:
        at = moment(chance, 700)
        yield _activity(chance, person, chance.choice(members), at.date(), at)


def _activity(
    chance: random.Random, customer: Customer, member: Member, due: date, done: datetime | None = None
) -> dict[str, Any]:
    kind = chance.choice(list(KINDS))
    return {
        "customer_id": customer.pk,
        "kind": kind,
        "title": f"{KINDS[kind]} {customer.name}"[:160],
        "purpose": "Tanya pesanan untuk bulan depan",
        "touch_point": POINTS[kind],
        "due_on": due,
        "starts_at": time(chance.randrange(8, 17)) if kind != "task" else None,
        "assigned_to_id": member.pk,
        "created_by_id": member.pk,
        "created_at": (done or NOW) - timedelta(days=chance.randrange(1, 20)),
        "completed_at": done,
        "completed_by_id": member.pk if done else None,
        "result": "Akan dikabari" if done else "",
    }


def _event(row: dict[str, Any], names: dict[int, str]) -> dict[str, Any]:
    done = row["completed_at"]
    return {
        "at": done or row["created_at"],
        "kind": "task.completed" if done else "task.planned",
        "by_id": row["assigned_to_id"],
        "by_name": names[row["assigned_to_id"]],
        "subject_kind": "activity",
        "subject_id": row["pk"],
        "subject_name": row["title"],
        "customer_id": row["customer_id"],
        "data": {},
    }


def _interaction(chance: random.Random, row: dict[str, Any]) -> dict[str, Any]:
    return {
        "customer_id": row["customer_id"],
        "touch_point": POINTS[row["kind"]] or "whatsapp",
        "at": row["completed_at"],
        "by_id": row["assigned_to_id"],
        "note": "Akan dikabari",
        "outcome": chance.choice(OUTCOMES),
        "activity_id": row["pk"],
    }


def _findings(chance: random.Random, people: list[Customer], members: list[Member]) -> Iterator[dict[str, Any]]:
    for person in people:
        if person.contact_at:
            kind, text = chance.choice(FOUND)
            by = chance.choice(members)
            yield {"customer_id": person.pk, "kind": kind, "text": text, "at": person.contact_at, "by_id": by.pk}
