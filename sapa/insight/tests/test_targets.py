"""How far goals are: what is counted, by whom, and how the pace is judged."""

import csv
import re
from datetime import UTC, date, datetime, timedelta
from io import StringIO
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from sapa.activities.models import Interaction
from sapa.customers import keeping
from sapa.customers.models import Customer
from sapa.insight.counting import Done
from sapa.insight.targets import Progress, State, progress
from sapa.insight.tests.test_outcomes import closed
from sapa.insight.tests.test_projection import deal
from sapa.lib.dates import start_of_day
from sapa.pipeline.models import Opportunity, Pipeline
from sapa.pipeline.opening import open_opportunity
from sapa.pipeline.tallies import recount
from sapa.team import targeting
from sapa.team.models import Member, Target
from sapa.testing import Cast
from sapa.web.today_targets import strip

TODAY = date(2026, 11, 15)


def goal(cast: Cast, measure: str, amount: int, length: str = "month", **whose: Any) -> Target:
    return targeting.set_target(measure=measure, length=length, starts_on=TODAY, amount=amount, by=cast.sari, **whose)


def customer(owner: Member | None, created: datetime, contacted: datetime | None = None) -> Customer:
    return Customer.objects.create(
        name="Surti", name_key="surti", owner=owner, unit=owner.unit if owner else None, created_at=created,
        contact_at=contacted,
    )  # fmt: skip


def visit(by: Member, at: datetime, touch_point: str = "visit") -> None:
    of, _made = Customer.objects.get_or_create(name="Warung", name_key="warung")
    Interaction.objects.create(customer=of, touch_point=touch_point, by=by, at=at)


def moment(day: int, month: int = 11, hour: int = 3) -> datetime:
    return datetime(2026, month, day, hour, tzinfo=UTC)


def by_name(found: list[Progress]) -> dict[str, int]:
    return {str(one.target.member or one.target.team_of or one.target.unit or "all"): one.done for one in found}


def test_prospects_are_counted_for_everyone_a_unit_a_team_and_a_member(cast: Cast) -> None:
    Customer.objects.all().delete()
    for owner, made in [
        (cast.budi, moment(1)),
        (cast.budi, moment(31, 10, 17)),  # midnight of 1 November in Jakarta
        (cast.budi, moment(31, 10, 16)),  # an hour before
        (cast.tono, moment(2)),
        (cast.wati, moment(3)),
        (None, moment(4)),
    ]:
        customer(owner, made)
    for whose in ({}, {"unit": cast.catering}, {"team_of": cast.tono}, {"member": cast.budi}):
        goal(cast, "prospects", 10, **whose)
    assert by_name(progress(cast.sari, TODAY)) == {"all": 5, "Katering": 3, "Tono": 3, "Budi": 2}


def test_each_measure_counts_what_it_says(cast: Cast) -> None:
    customer(cast.budi, moment(1, 9), contacted=moment(5))
    customer(cast.budi, moment(1, 9), contacted=moment(5, 10))
    visit(cast.budi, moment(6))
    visit(cast.budi, moment(6), touch_point="phone")
    visit(cast.wati, moment(6))
    for won, value in [(True, 300), (True, 200), (False, 900)]:
        closed(cast.budi, value, date(2026, 11, 3), won=won)
    closed(cast.budi, 5_000, date(2026, 10, 3))
    deal(cast.budi, 1_000, date(2027, 1, 1), opened_on=date(2026, 11, 2))
    Opportunity.objects.exclude(opened_on=date(2026, 11, 2)).update(opened_on=date(2026, 10, 2))
    recount()
    amounts = {"contacts": 4, "visits": 2, "opportunities": 8, "revenue": 1_000, "conversion": 50}
    for measure, amount in amounts.items():
        goal(cast, measure, amount, member=cast.budi)
    found = {one.target.measure: (one.done, one.percent) for one in progress(cast.budi, TODAY)}
    assert found == {
        "contacts": (1, 25),
        "visits": (1, 50),
        "opportunities": (1, 13),
        "revenue": (500, 50),
        "conversion": (67, 134),
    }


def test_a_quarter_has_its_months(cast: Cast) -> None:
    for at in (moment(1, 10), moment(2, 10), moment(3)):
        visit(cast.budi, at)
    goal(cast, "visits", 30, length="quarter", member=cast.budi)
    (one,) = progress(cast.budi, TODAY)
    assert [done.count for done in one.months] == [2, 1, 0]
    assert (one.done, one.days, one.elapsed, one.expected, one.projected) == (3, 92, 46, 15, 6)


def judged(amount: int, done: int, on: date, measure: str = "visits", **more: int) -> Progress:
    target = Target(organization_id=1, measure=measure, length="month", starts_on=date(2026, 11, 1), amount=amount)
    return Progress(target, on, (Done(done, **more),))


@pytest.mark.parametrize(
    ("amount", "done", "on", "expected", "projected", "state"),
    [
        (20, 10, date(2026, 11, 15), 10, 20, State.ON_PACE),
        (20, 11, date(2026, 11, 15), 10, 22, State.ON_PACE),  # ten percent above is not more than that
        (20, 12, date(2026, 11, 15), 10, 24, State.AHEAD),
        (20, 9, date(2026, 11, 15), 10, 18, State.ON_PACE),
        (20, 8, date(2026, 11, 15), 10, 16, State.BEHIND),
        (15, 7, date(2026, 11, 15), 8, 14, State.BEHIND),  # 7.5 is rounded up
        (5, 0, date(2026, 11, 1), 0, 0, State.ON_PACE),
        (20, 0, date(2026, 10, 31), 0, None, State.ON_PACE),
        (20, 20, date(2026, 11, 15), 10, 40, State.AHEAD),
        (20, 20, date(2026, 12, 5), 20, 20, State.AHEAD),
        (20, 19, date(2026, 12, 5), 20, 19, State.BEHIND),
    ],
)
def test_the_pace_is_judged_by_the_days_elapsed(
    amount: int, done: int, on: date, expected: int, projected: int | None, state: State
) -> None:
    one = judged(amount, done, on)
    assert (one.expected, one.projected, one.state) == (expected, projected, state)


def test_a_rate_is_expected_whole_from_the_first_day() -> None:
    assert judged(30, 0, TODAY, "conversion").state == State.ON_PACE
    one = judged(30, 1, TODAY, "conversion", lost=3)
    assert (one.done, one.expected, one.projected, one.state) == (25, 30, 25, State.BEHIND)
    assert judged(30, 1, TODAY, "conversion", lost=2).state == State.AHEAD


def test_the_week_says_what_is_still_needed() -> None:
    wednesday = date(2026, 11, 11)
    assert judged(20, 7, wednesday).needed_this_week == 3  # ten until Sunday the 15th
    assert judged(20, 10, wednesday).needed_this_week == 0
    assert judged(20, 0, date(2026, 11, 30)).needed_this_week == 20  # the last day, not the Sunday after


def test_the_page_takes_few_queries_however_many_goals_there_are(cast: Cast) -> None:
    url, asked = "/maju-bersama/targets/", []
    today = timezone.localdate()
    browser = cast.client(cast.sari)
    for members in ([cast.budi], [cast.wati, cast.joko, cast.tini, cast.tono]):
        for measure in Target.Measure.values:
            for member in members:
                given = {"measure": measure, "length": "month", "starts_on": today, "amount": 20}
                targeting.set_target(**given, by=cast.sari, member=member)
                targeting.set_target(**given, by=cast.sari, team_of=member)
        browser.get(url)
        with CaptureQueriesContext(connection) as queries:
            assert browser.get(url).status_code == 200
        asked.append(len(queries))
    assert asked[0] == asked[1] <= 12


def test_the_page_shows_what_one_may_see_and_the_measure_in_words(cast: Cast) -> None:
    today = timezone.localdate()
    for member in (cast.budi, cast.wati):
        targeting.set_target(
            measure="prospects", length="month", starts_on=today, amount=4, by=cast.sari, member=member
        )
    own = cast.client(cast.budi).get("/maju-bersama/targets/").content.decode()
    assert "Budi" in own
    assert "Wati" not in own
    assert f"/maju-bersama/customers/?since={today.replace(day=1)}" in own
    assert "/targets/new/" not in own
    whole = cast.client(cast.sari).get("/maju-bersama/targets/").content.decode()
    assert ("Wati" in whole, "/targets/new/" in whole) == (True, True)


@pytest.mark.parametrize("query", ["?length=quarter", "?length=x&on=2026-99&show=z", "?on=1e9", "?show=999999"])
def test_the_page_answers_whatever_the_address_says(cast: Cast, query: str) -> None:
    for member in (cast.sari, cast.joko):
        assert cast.client(member).get(f"/maju-bersama/targets/{query}").status_code == 200


def test_the_goals_leave_as_a_file_for_who_may_take_data_away(cast: Cast) -> None:
    targeting.set_target(
        measure="revenue", length="month", starts_on=date(2026, 10, 1), amount=1_000, by=cast.sari, member=cast.budi
    )
    closed(cast.budi, 250, date(2026, 10, 3))
    recount()
    url = "/maju-bersama/targets/export/?on=2026-10"
    lines = list(csv.reader(StringIO(cast.client(cast.sari).get(url).content.decode("utf-8-sig"))))
    assert lines[1][1:8] == ["Budi", "Oktober 2026", "1000", "250", "25", "1000", "250"]
    assert cast.client(cast.budi).get(url).status_code == 403


def test_today_shows_at_most_three_of_ones_own_goals_in_three_queries(cast: Cast) -> None:
    assert strip(cast.budi, TODAY) is None
    for measure in ("visits", "contacts", "opportunities", "revenue"):
        goal(cast, measure, 20, member=cast.budi)
    goal(cast, "visits", 999)
    visit(cast.budi, moment(6))
    with CaptureQueriesContext(connection) as queries:
        panel = strip(cast.budi, TODAY)
    assert len(queries) <= 3
    assert panel is not None
    rows = panel.context["targets"]
    assert [row.whose for row in rows] == ["Budi"] * 3
    assert rows[0].sentence == "0 dari 20 prospek dihubungi" or rows[0].done == "0"


@pytest.mark.parametrize(
    ("measure", "list_name", "since"),
    [
        ("prospects", "customers/", "since"),
        ("contacts", "customers/", "contacted_since"),
        ("opportunities", "opportunities/list/", "opened_since"),
        ("revenue", "opportunities/list/", "since"),
        ("conversion", "insight/outcomes/", "since"),
    ],
)
def test_a_figure_opens_the_list_behind_it(cast: Cast, measure: str, list_name: str, since: str) -> None:
    first = timezone.localdate().replace(day=1)
    targeting.set_target(measure=measure, length="month", starts_on=first, amount=4, by=cast.sari, member=cast.budi)
    client = cast.client(cast.sari)
    page = client.get("/maju-bersama/targets/").text
    found = re.search(rf'href="(/maju-bersama/{list_name}\?[^"]*{since}={first}[^"]*)"', page)
    assert found
    assert f"owner={cast.budi.pk}" in found[1]
    assert client.get(found[1].replace("&amp;", "&")).status_code == 200


def test_the_lists_behind_contacts_and_opened_deals_have_just_those(cast: Cast) -> None:
    first = timezone.localdate().replace(day=1)
    old, new = (keeping.create(by=cast.budi, fields={"name": name}) for name in ("Kontak Lama", "Kontak Baru"))
    Customer.objects.filter(pk=old.pk).update(contact_at=start_of_day(first, "Asia/Jakarta") - timedelta(seconds=1))
    Customer.objects.filter(pk=new.pk).update(contact_at=start_of_day(first, "Asia/Jakarta"))
    client = cast.client(cast.sari)
    listed = (
        cast.client(cast.sari).get(f"/maju-bersama/customers/?contacted_since={first}&contacted_until={first}").text
    )
    assert ("Kontak Baru" in listed, "Kontak Lama" in listed) == (True, False)
    told: dict[str, Any] = {
        "pipeline": Pipeline.objects.order_by("pk")[0],
        "customer": new,
        "by": cast.budi,
        "now": timezone.now(),
    }
    for title, day in (("Peluang lama", first - timedelta(days=1)), ("Peluang baru", first)):
        open_opportunity(title=title, on=day, uuid=uuid4(), **told)
    url = f"/maju-bersama/opportunities/list/?opened_since={first}&opened_until={first}"
    listed = client.get(url).text
    assert ("Peluang baru" in listed, "Peluang lama" in listed) == (True, False)
