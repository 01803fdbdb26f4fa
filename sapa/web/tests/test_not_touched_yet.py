"""What nobody touched for a day is on the list of who leads, with what can be done about it."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from sapa.activities.models import Activity
from sapa.activities.reminding import remind
from sapa.customers import keeping, sharing
from sapa.customers.models import Customer
from sapa.customers.tests.making import make
from sapa.team.models import Member
from sapa.testing import Cast

NOW = datetime(2026, 11, 22, 3, tzinfo=UTC)
PAGE = "/maju-bersama/untouched/"


def waiting(by: Member, name: str, hours: int = 25, **fields: Any) -> Customer:
    """Given to `by` so many hours ago, and not spoken to since."""
    customer = make(by, name, "")
    Customer.objects.filter(pk=customer.pk).update(assigned_at=timezone.now() - timedelta(hours=hours), **fields)
    return customer


def test_a_prospect_is_untouched_a_day_after_it_was_given(cast: Cast) -> None:
    customer = keeping.create(by=cast.budi, fields={"name": "Siti"}, now=NOW)
    day = timedelta(days=1)
    assert not sharing.untouched(cast.sari, NOW + day).exists()
    assert list(sharing.untouched(cast.sari, NOW + day + timedelta(seconds=1))) == [customer]


@pytest.mark.parametrize(
    "fields",
    [{"touched_at": NOW}, {"step": "contact"}, {"set_aside_at": NOW}, {"owner": None, "pooled_at": NOW}],
    ids=["touched", "a contact", "set aside", "in the pool"],
)
def test_it_is_not_when_it_was(cast: Cast, fields: dict[str, Any]) -> None:
    waiting(cast.budi, "Siti", **fields)
    assert not sharing.untouched(cast.sari, timezone.now()).exists()


def test_who_leads_sees_their_team_and_the_director_all(cast: Cast) -> None:
    waiting(cast.budi, "Punya Budi")
    waiting(cast.wati, "Punya Wati")
    seen = {
        who.name: sorted(sharing.untouched(who, timezone.now()).values_list("name", flat=True))
        for who in (cast.sari, cast.tono, cast.budi)
    }
    assert seen == {"Sari": ["Punya Budi", "Punya Wati"], "Tono": ["Punya Budi"], "Budi": ["Punya Budi"]}
    assert cast.client(cast.budi).get(PAGE).status_code == 403


def test_the_page_says_whose_since_when_who_gave_it_and_how(cast: Cast) -> None:
    old, new = waiting(cast.budi, "Lama", 50), make(cast.sari, "Baru", "")
    sharing.assign(new, cast.budi, by=cast.sari, how="hand", now=timezone.now() - timedelta(hours=30))
    rows = cast.client(cast.tono).get(PAGE).context["rows"]
    assert [(row.pk, row.owner.name, giver, str(how)) for row, giver, how in rows] == [
        (old.pk, "Budi", "Budi", ""),
        (new.pk, "Budi", "Sari", "diserahkan langsung"),
    ]


def test_a_reminder_is_a_call_planned_for_the_owner_once(cast: Cast) -> None:
    customer = waiting(cast.budi, "Siti")
    data = {"id": customer.pk, "title": "Sapa dulu", "due_on": "2026-11-23", "purpose": "Tamu", "once": str(uuid4())}
    for _tap in range(2):
        assert cast.client(cast.tono).post(f"{PAGE}reminders/", data).status_code == 303
    planned = Activity.objects.get()
    assert (planned.customer, planned.assigned_to, planned.created_by, planned.kind, planned.title) == (
        customer,
        cast.budi,
        cast.tono,
        "call",
        "Sapa dulu",
    )
    assert (planned.due_on.isoformat(), planned.purpose) == ("2026-11-23", "Tamu")


def test_nobody_reminds_of_what_they_do_not_see_or_may_not(cast: Cast) -> None:
    customer = waiting(cast.wati, "Punya Wati")
    data = {"id": customer.pk, "title": "x", "due_on": "2026-11-23", "once": str(uuid4())}
    for member, status in {cast.wati: 403, cast.joko: 403, cast.darma: 403, cast.asing: 404}.items():
        assert cast.client(member).post(f"{PAGE}reminders/", data).status_code == status
    cast.client(cast.tono).post(f"{PAGE}reminders/", data)  # she is not of his team
    assert not Activity.objects.exists()
    assert cast.client(cast.sari).post(f"{PAGE}reminders/", {**data, "title": ""}).status_code == 422


def test_a_customer_without_an_owner_reminds_nobody(cast: Cast) -> None:
    customer = waiting(cast.budi, "Siti", owner=None)
    customer.owner = None
    assert remind([customer], title="x", due_on=NOW.date(), by=cast.sari, token=uuid4()) == []


def test_it_is_taken_over_and_the_list_is_empty_again(cast: Cast) -> None:
    customer = waiting(cast.budi, "Siti")
    client = cast.client(cast.tono)
    shown = client.get(f"/maju-bersama/customers/{customer.pk}/owner/?from=untouched&member={cast.tono.pk}")
    assert f'value="{cast.tono.pk}" selected' in shown.content.decode()
    url = f"/maju-bersama/customers/{customer.pk}/owner/?from=untouched"
    answer = client.post(url, {"to": cast.tono.pk, "had": cast.budi.pk})
    assert (answer.status_code, answer.url) == (303, PAGE)
    assert not sharing.untouched(cast.sari, timezone.now()).exists()


@pytest.mark.parametrize("number", [2, 30])
def test_its_queries_do_not_grow_with_the_rows(cast: Cast, number: int) -> None:
    for at in range(number):
        waiting(cast.budi, f"Siti {at}", 25 + at)
    client = cast.client(cast.tono)
    client.get(PAGE)
    with CaptureQueriesContext(connection) as queries:
        answer = client.get(PAGE)
    assert len(answer.context["rows"]) == min(number, 25)
    assert len(queries) <= (10 if connection.vendor == "sqlite" else 9)  # which is asked for the ids first
