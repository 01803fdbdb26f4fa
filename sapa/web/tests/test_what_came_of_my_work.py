"""Everyone reads what came of those whom they were given, claimed or brought."""

from datetime import UTC, datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from sapa.customers import sharing
from sapa.customers.models import Customer
from sapa.customers.tests.making import make
from sapa.pipeline.models import Opportunity, Stage
from sapa.team.models import Member
from sapa.testing import Cast
from sapa.web.context import ENTRIES
from sapa.web.my_work import work_of

NOW = datetime(2026, 11, 22, 3, tzinfo=UTC)
PAGE = "/maju-bersama/my-work/"


def deal(customer: Customer, owner: Member, step: str, value: int) -> None:
    stage = Stage.objects.filter(step=step)[0]
    outcome = step if step in ("won", "lost") else "open"
    closed = {"closed_on": NOW.date()} if outcome != "open" else {}
    Opportunity.objects.create(
        customer=customer,
        title="Nasi kotak",
        pipeline=stage.pipeline,
        stage=stage,
        outcome=outcome,
        probability=stage.probability,
        value=value,
        owner=owner,
        **closed,
    )


def test_it_shows_what_i_was_given_claimed_and_brought(cast: Cast) -> None:
    sharing.assign(make(cast.sari, "Diberi", ""), cast.joko, by=cast.sari, how="hand", now=NOW)
    sharing.claim(sharing.put_in_pool(make(cast.sari, "Diambil", ""), by=cast.sari), by=cast.joko, now=NOW)
    make(cast.joko, "Dibawa", "")
    make(cast.wati, "Punya Wati", "")
    rows = work_of(cast.joko).rows
    assert {row.customer.name: str(row.how) for row in rows} == {
        "Diberi": "diserahkan langsung",
        "Diambil": "diambil dari kolam",
        "Dibawa": "saya bawa",
    }
    assert all(row.is_seen for row in rows)


def test_who_was_passed_on_is_told_by_name_and_outcome_alone(cast: Cast) -> None:
    customer = make(cast.joko, "Siti", "+6281298765432")
    sharing.assign(customer, cast.budi, by=cast.sari, how="hand", now=NOW)
    deal(customer, cast.budi, "won", 1_250_000)
    Customer.objects.filter(pk=customer.pk).update(step="opportunity", won_at=NOW)
    [row] = work_of(cast.joko).rows
    assert (row.is_seen, row.won, row.lost, row.open, row.value) == (False, 1, 0, 0, None)
    page = cast.client(cast.joko).get(PAGE).content.decode()
    assert "Siti" in page
    assert f"/customers/{customer.pk}/" not in page
    assert "1.250.000" not in page
    assert "98765" not in page


def test_the_value_is_shown_to_who_sees_the_deal(cast: Cast) -> None:
    customer = make(cast.budi, "Siti", "")
    deal(customer, cast.budi, "won", 1_250_000)
    deal(customer, cast.wati, "won", 900_000)
    deal(customer, cast.budi, "lost", 500_000)
    [row] = work_of(cast.budi).rows
    assert (row.won, row.lost, row.value) == (2, 1, 1_250_000)


def test_it_counts_by_step_and_narrows_to_one(cast: Cast) -> None:
    make(cast.joko, "A", "")
    make(cast.joko, "B", "", step="contact")
    make(cast.joko, "C", "", step="opportunity", won_at=NOW)
    work = work_of(cast.joko)
    assert [tab.count for tab in work.tabs] == [3, 1, 1, 0, 1, 1]
    assert [row.customer.name for row in work_of(cast.joko, step="contact").rows] == ["B"]
    assert [row.customer.name for row in work_of(cast.joko, step="won").rows] == ["C"]
    assert len(work_of(cast.joko, step="nonsense").rows) == 3


@pytest.mark.parametrize("number", [2, 30])
def test_its_queries_do_not_grow_with_the_rows(cast: Cast, number: int) -> None:
    for at in range(number):
        deal(make(cast.joko, f"Siti {at}", ""), cast.joko, "won", 1000)
    client = cast.client(cast.joko)
    client.get(PAGE)
    with CaptureQueriesContext(connection) as queries:
        answer = client.get(PAGE)
    assert len(answer.context["work"].rows) == min(number, 25)
    assert len(queries) <= 11


def test_a_volunteers_navigation_leads_nowhere_closed(cast: Cast) -> None:
    make(cast.joko, "Siti", "")
    shown = [entry for entry in ENTRIES if not entry.permission or cast.joko.may(entry.permission)]
    statuses = {entry.path: cast.client(cast.joko).get(f"/maju-bersama/{entry.path}").status_code for entry in shown}
    assert set(statuses.values()) == {200}
    assert {"pool/", "my-work/", "customers/"} <= set(statuses)
    assert not {"untouched/", "settings/", "audit/", "insight/projection/"} & set(statuses)
