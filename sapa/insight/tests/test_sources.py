"""Where customers come from, how far they got, and what each that was won cost."""

import csv
from datetime import UTC, date, datetime
from io import StringIO

import pytest
from django.db import connection
from django.http import QueryDict
from django.test.utils import CaptureQueriesContext

from sapa.customers.models import Customer, Source
from sapa.insight.asking_customers import AskedOfCustomers
from sapa.insight.sources import BY, FILTERS, Line, Reached, Sources
from sapa.pipeline import campaigning, capturing
from sapa.pipeline.models import Campaign, CaptureForm
from sapa.team.models import Member
from sapa.testing import Cast

PAGE = "/maju-bersama/insight/sources/"
YEAR = "since=2026-01-01&until=2026-12-31"
MARCH = datetime(2026, 3, 10, 3, tzinfo=UTC)


@pytest.fixture
def fair(cast: Cast) -> Campaign:
    """Four came to the fair, one of them twice, two were won; another came by themselves; the fair cost Rp1,500,001."""
    source = Source.objects.get(name="Pameran")
    fields = {"name": "Pekan Raya", "code": "pekan", "source": source, "cost": 1_500_001}
    days = {"starts_on": date(2026, 3, 1), "ends_on": date(2026, 3, 31)}
    campaign = campaigning.add_campaign(fields=fields | days, with_form=True, by=cast.sari)
    form = CaptureForm.objects.get(campaign=campaign)
    CaptureForm.objects.filter(pk=form.pk).update(owner=cast.budi)
    form.refresh_from_db()
    for number in (1, 2, 3, 4, 4):
        capturing.receive(form, given={"name": "Bu Sumi", "phone": f"08123456780{number}"}, now=MARCH)
    capturing.receive(form, given={"name": "Robot", "phone": "081234567899", "website": "x"}, now=MARCH)
    first, second, *_rest = Customer.objects.order_by("pk")
    times = {"contact_at": MARCH, "account_at": MARCH, "opportunity_at": MARCH, "won_at": MARCH}
    Customer.objects.filter(pk__in=[first.pk, second.pk]).update(**times)
    own = campaigning.own_form()
    assert own is not None
    capturing.receive(own, given={"name": "Pak Karto", "phone": "081234567811"}, now=MARCH)
    return campaign


def of(member: Member, by: str, query: str = YEAR) -> Sources:
    today = date(2026, 11, 22)
    asked = AskedOfCustomers(QueryDict(query), member=member, today=today, names=FILTERS, choices={"by": BY})
    return Sources.of(asked, member, by)


def test_by_source_each_customer_won_has_its_cost(cast: Cast, fair: Campaign) -> None:
    web = Source.objects.get(name="Situs web")
    found = of(cast.sari, "source")
    assert found.lines == [
        Line(fair.source_id, Reached(5, 4, 2, 2, 2, 2, 1_500_001)),
        Line(web.pk, Reached(1, 1, 0, 0, 0, 0, 0)),
    ]
    assert found.total == Reached(6, 5, 2, 2, 2, 2, 1_500_001)
    assert found.total.cost_per_won == 750_001  # half up


def test_by_campaign_those_count_whom_it_made(cast: Cast, fair: Campaign) -> None:
    assert of(cast.sari, "campaign").lines == [
        Line(fair.pk, Reached(5, 4, 2, 2, 2, 2, 1_500_001)),
        Line(None, Reached(1, 1, 0, 0, 0, 0, 0)),
    ]


def test_a_campaign_that_ran_at_another_time_costs_nothing_here(cast: Cast, fair: Campaign) -> None:
    assert of(cast.sari, "source", "since=2026-04-01&until=2026-04-30").lines == []


def test_a_member_counts_only_whom_they_see(cast: Cast, fair: Campaign) -> None:
    assert of(cast.budi, "source").total.customers == 4
    assert of(cast.wati, "source").total == Reached(cost=1_500_001)


def test_nobody_won_has_no_cost_per_head(cast: Cast) -> None:
    assert Reached(cost=5).cost_per_won is None
    assert Reached(won=5).cost_per_won is None


@pytest.mark.parametrize("by", BY)
def test_the_page_shows_it_in_few_queries(cast: Cast, fair: Campaign, by: str) -> None:
    client = cast.client(cast.sari)
    with CaptureQueriesContext(connection) as asked:
        page = client.get(f"{PAGE}?{YEAR}&by={by}").text
    assert len(asked) <= 12
    for words in ("Rp1.500.001", "Rp750.001", "Pameran" if by == "source" else "Pekan Raya"):
        assert words in page


def test_it_can_be_taken_away(cast: Cast, fair: Campaign) -> None:
    answer = cast.client(cast.sari).get(f"{PAGE}export/?{YEAR}&by=campaign")
    lines = list(csv.reader(StringIO(answer.content.decode("utf-8-sig"))))
    assert lines[1] == ["Pekan Raya", "5", "4", "2", "2", "2", "2", "1500001", "750001"]
