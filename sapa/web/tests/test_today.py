"""Today: what a member has to do, the most pressing first."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

from django.db import connection
from django.test.utils import CaptureQueriesContext

from sapa.activities.planning import complete, plan
from sapa.customers import keeping
from sapa.customers.models import Customer
from sapa.pipeline.models import Opportunity, Stage
from sapa.pipeline.tallies import recount
from sapa.team.models import Member
from sapa.testing import Cast
from sapa.web.today import Why, todays

ON = date(2026, 11, 22)
NOW = datetime(2026, 11, 22, 1, tzinfo=UTC)


def customer(owner: Member, name: str = "Tini", **fields: Any) -> Customer:
    return keeping.create(by=owner, fields={"name": name, **fields}, phones=[("+6281234567890", "")], now=NOW)


def deal(owner: Member, title: str, *, entered: int = 0, closes: int | None = None, **fields: Any) -> Opportunity:
    """A deal that entered its stage `entered` days ago and closes in `closes` days."""
    stage = Stage.objects.filter(rots_after=14).order_by("pk")[0]
    made = Opportunity.objects.create(
        customer=customer(owner),
        title=title,
        pipeline=stage.pipeline,
        stage=stage,
        stage_entered_at=NOW - timedelta(days=entered),
        probability=10,
        expected_close=ON + timedelta(days=closes) if closes is not None else None,
        owner=owner,
        unit=owner.unit,
        **fields,
    )
    recount()
    return made


def test_it_lists_what_is_due_and_not_what_comes_later_or_is_done(cast: Cast) -> None:
    late = plan(title="Late", due_on=ON - timedelta(days=1), by=cast.budi)
    due = plan(title="Due", due_on=ON, by=cast.budi)
    plan(title="Later", due_on=ON + timedelta(days=1), by=cast.budi)
    plan(title="Wati's", due_on=ON, by=cast.wati)
    complete(plan(title="Done", due_on=ON, by=cast.budi), by=cast.budi)
    assert todays(cast.budi, ON).activities == [late, due]


def test_it_says_why_a_deal_needs_a_decision(cast: Cast) -> None:
    deal(cast.budi, "Calm", closes=30)
    deal(cast.budi, "Long past", closes=-40)
    deal(cast.budi, "Just past", closes=-1)
    deal(cast.budi, "Silent", entered=16)
    deal(cast.budi, "Not yet silent", entered=14)
    deal(cast.budi, "This week", closes=6)
    deal(cast.budi, "Next week", closes=7)
    found = [(item.opportunity.title, item.why) for item in todays(cast.budi, ON).deals]
    assert found == [
        ("Just past", Why.FLOATING),
        ("Long past", Why.FLOATING),
        ("Silent", Why.ROTTING),
        ("This week", Why.CLOSING),
    ]


def test_it_shows_the_deals_that_a_member_may_see(cast: Cast) -> None:
    deal(cast.budi, "Budi's", closes=-1)
    seen = {name: len(todays(getattr(cast, name), ON).deals) for name in ("budi", "tono", "sari", "wati", "joko")}
    assert seen == {"budi": 1, "tono": 1, "sari": 1, "wati": 0, "joko": 0}


def test_it_knows_the_birthdays_of_the_week_and_the_number_to_greet(cast: Cast) -> None:
    customer(cast.budi, "Slamet", birthday=date(1980, 11, 25))
    customer(cast.budi, "Yuli", birthday=date(1990, 11, 22))
    customer(cast.budi, "Later", birthday=date(1990, 11, 29))
    found = todays(cast.budi, ON).birthdays
    assert [(one.customer.name, one.day) for one in found] == [("Yuli", ON), ("Slamet", date(2026, 11, 25))]
    assert found[0].reach is not None
    assert found[0].reach.number == "+6281234567890"


def test_it_shows_who_is_new_this_week(cast: Cast) -> None:
    customer(cast.budi, "New")
    keeping.create(by=cast.budi, fields={"name": "Old"}, now=NOW - timedelta(days=8))
    assert [one.name for one in todays(cast.budi, ON).newcomers] == ["New"]


def test_an_empty_day_says_what_to_do_next(cast: Cast) -> None:
    assert "/maju-bersama/customers/new/" in cast.client(cast.budi).get("/maju-bersama/").text
    page = cast.client(cast.darma).get("/maju-bersama/").text
    assert "/maju-bersama/customers/new/" not in page
    assert 'href="/maju-bersama/customers/"' in page


def test_it_takes_at_most_twelve_queries_however_much_there_is(cast: Cast) -> None:
    asked = {}
    for rows in (1, 15):
        for number in range(rows):
            made = customer(cast.budi, birthday=date(1980, 11, 22))
            plan(title="Due", due_on=date(2020, 1, 1), by=cast.budi, customer=made)
            deal(cast.budi, f"Past {number}", closes=-5000)
        browser = cast.client(cast.budi)
        browser.get("/maju-bersama/")
        with CaptureQueriesContext(connection) as queries:
            assert browser.get("/maju-bersama/").status_code == 200
        asked[rows] = len(queries)
    assert max(asked.values()) <= 12
