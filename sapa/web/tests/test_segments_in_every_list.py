"""A segment narrows every list, board and report that can be filtered, to what its viewer sees."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from sapa.activities.models import Activity
from sapa.customers import segmenting, sharing, within
from sapa.customers.models import BulkChange, Customer, Segment
from sapa.customers.tests.making import make
from sapa.lifecycle.models import CustomerMetrics
from sapa.pipeline.models import Finding, Inquiry, Opportunity, Stage
from sapa.pipeline.tallies import recount
from sapa.pipeline.tests.deals import business, deal
from sapa.sales.tests.money import an_invoice, an_order, paid
from sapa.team.models import Member
from sapa.testing import Cast

BASE = "/maju-bersama/"
NOW = timezone.now()


@pytest.fixture
def inside(cast: Cast) -> Customer:
    """Who is in the segment: big, and late."""
    found = make(cast.budi, "Warung Besar", "")
    CustomerMetrics.objects.create(customer=found, size="big", late_on=timezone.localdate())
    return found


@pytest.fixture
def outside(cast: Cast) -> Customer:
    found = make(cast.budi, "Warung Kecil", "")
    CustomerMetrics.objects.create(customer=found, size="micro", late_on=timezone.localdate())
    return found


@pytest.fixture
def segment(cast: Cast) -> Segment:
    return segmenting.create(name="Besar dan terlambat", query="size=big&late=yes", shared=True, by=cast.sari, now=NOW)


def get(cast: Cast, member: Member, path: str, **headers: str) -> Any:
    answer = cast.client(member).get(f"{BASE}{path}", headers={"Accept-Language": "id", **headers})
    assert answer.status_code == 200, path
    return answer


def customers_of(page: Any) -> set[str]:
    return {row.customer.name for row in page.context["page"].rows}


def task(customer: Customer, member: Member) -> Activity:
    return Activity.objects.create(
        customer=customer, title="Sapa", due_on=timezone.localdate(), assigned_to=member, created_by=member
    )


def test_the_customer_list_its_file_and_its_funnel(
    cast: Cast, inside: Customer, outside: Customer, segment: Segment
) -> None:
    asked = f"?segment={segment.pk}"
    page = get(cast, cast.sari, f"customers/{asked}")
    assert [row["name"] for row in page.context["listed"].rows] == ["Warung Besar"]
    assert [(chip.value, chip.remove_url) for chip in page.context["found"].chips] == [("Besar dan terlambat", "?")]
    answer = cast.client(cast.sari).post(f"{BASE}customers/export/", {"segment": segment.pk})
    lines = b"".join(answer.streaming_content).decode().splitlines()
    assert (len(lines), "Warung Besar" in lines[1]) == (2, True)
    board = get(cast, cast.sari, f"funnel/{asked}")
    assert [card.name for column in board.context["columns"] for card in column.cards] == ["Warung Besar"]
    panel = get(cast, cast.sari, f"funnel/filters/{asked}").context["form"]
    assert list(panel.fields)[-1] == "segment" or "segment" in panel.fields
    assert panel.initial["segment"] == segment.pk


def test_changing_many_and_sharing_them_out(cast: Cast, inside: Customer, outside: Customer, segment: Segment) -> None:
    tag = {"do": "tag", "all": "yes", "segment": segment.pk, "new_tag": "Sapa dulu", "once": str(uuid4())}
    assert cast.client(cast.sari).post(f"{BASE}customers/bulk/changes/", tag).status_code == 303
    assert set(Customer.objects.filter(tags__name="Sapa dulu")) == {inside}
    share = {"all": "yes", "segment": segment.pk, "way": "round_robin", "members": [cast.wati.pk], "once": str(uuid4())}
    assert cast.client(cast.sari).post(f"{BASE}customers/sharing/changes/", share).status_code == 303
    assert set(Customer.objects.filter(owner=cast.wati)) == {inside}
    gone = {"do": "tag", "all": "yes", "segment": "99999", "new_tag": "Semua", "once": str(uuid4())}
    cast.client(cast.sari).post(f"{BASE}customers/bulk/changes/", gone)
    assert not Customer.objects.filter(tags__name="Semua").exists()  # and not everybody
    assert BulkChange.objects.order_by("-pk")[0].total == 0


def test_opportunities_on_the_board_in_the_list_and_the_calendar(
    cast: Cast, inside: Customer, outside: Customer, segment: Segment
) -> None:
    closes = timezone.localdate() + timedelta(days=1)
    theirs = deal(cast.budi, customer=inside, value=700, expected_close=closes)
    deal(cast.budi, customer=outside, value=90_000, expected_close=closes)
    asked = f"?segment={segment.pk}&pipeline={business().pk}"
    board = get(cast, cast.sari, f"opportunities/{asked}")
    assert [(card.id, column.total) for column in board.context["columns"] for card in column.cards] == [
        (theirs.pk, 700)
    ]
    assert [column.count for column in board.context["columns"] if column.count] == [1]
    listed = get(cast, cast.sari, f"opportunities/list/{asked}").context
    assert [line["opportunity"].pk for line in listed["lines"]] == [theirs.pk]
    assert [chip.value for chip in listed["found"].chips] == ["Besar dan terlambat"]
    month = get(cast, cast.sari, f"opportunities/calendar/{asked}&day={closes}&month={closes:%Y-%m}").context
    assert [line["opportunity"].pk for line in month["lines"]] == [theirs.pk]
    assert month["totals"][0][1].value == 700
    form = get(cast, cast.sari, f"opportunities/filters/{asked}").context["form"]
    assert (segment.pk, segment.name) in form.fields["segment"].choices


def test_activities_in_the_list_and_the_calendar(
    cast: Cast, inside: Customer, outside: Customer, segment: Segment
) -> None:
    theirs = task(inside, cast.budi)
    task(outside, cast.budi)
    asked = f"?whose=all&segment={segment.pk}"
    page = get(cast, cast.sari, f"activities/{asked}").context
    assert [row.pk for row in page["page"].rows] == [theirs.pk]
    assert [chip.value for chip in page["found"].chips] == ["Semua orang", "Besar dan terlambat"]
    day = get(cast, cast.sari, f"activities/calendar/{asked}&view=day").context
    assert [item.pk for column, _slots in day["columns"] for item in column.items] == [theirs.pk]
    form = get(cast, cast.sari, f"activities/filters/{asked}").context["form"]
    assert (segment.pk, segment.name) in form.fields["segment"].choices


def test_the_papers_of_sales_and_what_is_owed(
    cast: Cast, inside: Customer, outside: Customer, segment: Segment
) -> None:
    for customer in (inside, outside):
        paid(an_invoice(cast.budi, whose=customer), 100, cast.rina)
        an_order(cast.budi, whose=customer)
    for place in ("orders/", "invoices/", "payments/"):
        assert customers_of(get(cast, cast.sari, f"{place}?segment={segment.pk}")) == {"Warung Besar"}, place
        assert customers_of(get(cast, cast.sari, place)) == {"Warung Besar", "Warung Kecil"}, place
    for place in ("quotations/", "deliveries/"):
        assert customers_of(get(cast, cast.sari, f"{place}?segment={segment.pk}")) == set()
    form = get(cast, cast.sari, f"invoices/filters/?segment={segment.pk}").context["form"]
    assert (segment.pk, segment.name) in form.fields["segment"].choices
    for member in (cast.sari, cast.budi):
        debts = get(cast, member, f"receivables/?segment={segment.pk}").context
        assert [debt.customer for debt in debts["page"].rows] == [inside]
        assert debts["owed"] == 249_900
        assert debts["query"] == f"segment={segment.pk}"
    lines = cast.client(cast.sari).get(f"{BASE}receivables/export/?segment={segment.pk}").text.splitlines()
    assert len(lines) == 2


def test_the_reports_about_customers(cast: Cast, inside: Customer, outside: Customer, segment: Segment) -> None:
    for customer in (inside, outside):
        Finding.objects.create(customer=customer, kind="need", text="Nasi kotak", by=cast.budi)
        Inquiry.objects.create(door="hand", state="new", customer=customer, name=customer.name, by=cast.budi)
    asked = f"?segment={segment.pk}"
    assert get(cast, cast.sari, f"insight/funnel/{asked}").context["conversion"].total.arrived == 1
    assert get(cast, cast.sari, f"insight/sources/{asked}").context["sources"].total.customers == 1
    assert get(cast, cast.sari, f"insight/sources/{asked}&by=campaign").context["sources"].total.arrivals == 1
    voices = get(cast, cast.sari, f"insight/voices/{asked}").context
    assert voices["voices"].total.all == 1
    assert [chip.value for chip in voices["asked"].chips] == ["Besar dan terlambat"]
    assert f"segment={segment.pk}" in get(cast, cast.sari, f"insight/funnel/{asked}").context["board_url"]
    words = segmenting.create(name="Kecil", query="q=kecil", by=cast.sari, now=NOW)
    assert get(cast, cast.sari, f"insight/funnel/?segment={words.pk}").context["conversion"].total.arrived == 1
    assert get(cast, cast.sari, f"insight/voices/?segment={words.pk}").context["voices"].total.all == 1
    assert get(cast, cast.sari, "insight/voices/?segment=99999").context["voices"].total.all == 0


def test_the_reports_about_deals(cast: Cast, inside: Customer, outside: Customer, segment: Segment) -> None:
    """What is expected, and what became of them; the tallies know no segments."""
    today = timezone.localdate()
    closes = today + timedelta(days=40)
    deal(cast.budi, customer=inside, value=700, expected_close=closes)
    deal(cast.budi, customer=inside, value=50, expected_close=None)
    deal(cast.budi, customer=outside, value=90_000, expected_close=closes)
    for customer, value in ((inside, 1_000), (outside, 20_000)):
        Opportunity.objects.filter(pk=deal(cast.budi, customer=customer, value=value).pk).update(
            outcome="won", closed_on=today, stage=Stage.objects.get(step="won", pipeline=business())
        )
    recount()
    asked = f"?segment={segment.pk}"
    page = get(cast, cast.sari, f"insight/projection/{asked}")
    assert [(line.kind, line.total.value) for line in page.context["projection"].lines if line.total.count] == [
        ("month", 700),
        ("undated", 50),
    ]
    assert get(cast, cast.sari, "insight/projection/").context["projection"].total.value == 90_750
    assert [(chip.value, chip.remove_url) for chip in page.context["asked"].chips] == [("Besar dan terlambat", "?")]
    assert (segment.pk, segment.name) in page.context["form"].fields["segment"].choices
    assert f"/opportunities/list/?segment={segment.pk}&amp;outcome=open" in page.text
    for by in ("month", "owner", "unit", "source", "product"):
        outcomes = get(cast, cast.sari, f"insight/outcomes/{asked}&by={by}").context["outcomes"]
        assert (outcomes.total.won, outcomes.total.won_value) == (1, 1_000), by
    assert get(cast, cast.sari, "insight/outcomes/").context["outcomes"].total.won_value == 21_000
    for report in ("projection", "outcomes"):
        lines = cast.client(cast.sari).get(f"{BASE}insight/{report}/export/{asked}").text
        assert "20000" not in lines and "90000" not in lines
        assert get(cast, cast.sari, f"insight/{report}/?segment=99999").status_code == 200
    assert get(cast, cast.sari, "insight/projection/?segment=99999").context["projection"].total.count == 0


def test_the_pool(cast: Cast, inside: Customer, outside: Customer, segment: Segment) -> None:
    for customer in (inside, outside):
        sharing.put_in_pool(customer, by=cast.sari, now=NOW)
    page = get(cast, cast.sari, f"pool/?segment={segment.pk}")
    assert [row["pk"] for row in page.context["rows"]] == [inside.pk]
    assert page.context["total"] == 1
    assert [(chip.value, chip.remove_url) for chip in page.context["chips"]] == [
        ("Besar dan terlambat", "/maju-bersama/pool/")
    ]
    assert (segment.pk, segment.name) in page.context["form"].fields["segment"].choices
    assert len(get(cast, cast.sari, "pool/").context["rows"]) == 2
    none = segmenting.create(name="Tidak ada", query="q=tidakada", shared=True, by=cast.sari, now=NOW)
    assert "Tidak ada pelanggan yang cocok" in get(cast, cast.sari, f"pool/?segment={none.pk}").text


def test_the_pool_tells_nothing_of_customers_to_who_may_only_claim(
    cast: Cast, inside: Customer, outside: Customer, segment: Segment
) -> None:
    """They know a name and a village: of which kind these are is not theirs to know before they claim."""
    for customer in (inside, outside):
        sharing.put_in_pool(customer, by=cast.sari, now=NOW)
    for member in (cast.budi, cast.joko):
        page = get(cast, member, f"pool/?segment={segment.pk}")
        assert page.context["rows"] == []
        assert page.context["form"] is None
        assert get(cast, member, "pool/").context["form"] is None


def test_a_member_learns_nothing_of_customers_whom_they_do_not_see(
    cast: Cast, inside: Customer, outside: Customer, segment: Segment
) -> None:
    """Wati has a deal and a task with customers of Budi's; of which kind these are is not hers to know."""
    deal(cast.wati, customer=inside)
    task(inside, cast.wati)
    assert get(cast, cast.wati, f"opportunities/list/?segment={segment.pk}").context["lines"] == []
    assert get(cast, cast.wati, f"activities/?segment={segment.pk}").context["page"].rows == []
    own = segmenting.create(name="Punya saya", query="size=big", by=cast.sari, now=NOW)
    page = get(cast, cast.budi, f"opportunities/list/?segment={own.pk}").context
    assert page["lines"] == []
    assert [chip.value for chip in page["found"].chips] == ["sudah tidak ada"]


@pytest.mark.parametrize("few", [0, 1, 10_000])
def test_very_many_members_are_found_as_few_are(
    cast: Cast, inside: Customer, outside: Customer, segment: Segment, few: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(within, "FEW", few)
    theirs = deal(cast.budi, customer=inside)
    deal(cast.budi, customer=outside)
    an_invoice(cast.budi, whose=inside)
    an_invoice(cast.budi, whose=outside)
    asked = f"?segment={segment.pk}"
    assert [line["opportunity"] for line in get(cast, cast.sari, f"opportunities/list/{asked}").context["lines"]] == [
        theirs
    ]
    assert customers_of(get(cast, cast.sari, f"invoices/{asked}")) == {"Warung Besar"}
    assert [debt.customer for debt in get(cast, cast.sari, f"receivables/{asked}").context["page"].rows] == [inside]
    assert get(cast, cast.sari, f"insight/funnel/{asked}").context["conversion"].total.arrived == 1


LISTS: list[str] = [
    "customers/?",
    "funnel/?",
    "opportunities/?",
    "opportunities/list/?",
    "opportunities/calendar/?",
    "activities/?whose=all&",
    "activities/calendar/?whose=all&",
    "invoices/?",
    "receivables/?",
    "insight/funnel/?",
    "insight/voices/?",
    "insight/sources/?",
    "insight/projection/?",
    "insight/outcomes/?",
    "insight/value/?",
    "insight/pareto/?",
    "pool/?",
]


@pytest.mark.parametrize("place", LISTS)
def test_a_list_asks_no_more_often_for_many_in_a_segment(
    cast: Cast, place: str, inside: Customer, segment: Segment
) -> None:
    def fill(count: int) -> None:
        for number in range(count):
            customer = make(cast.budi, f"Warung {number}", "")
            CustomerMetrics.objects.create(customer=customer, size="big", late_on=timezone.localdate())
            deal(cast.budi, customer=customer, expected_close=timezone.localdate())
            task(customer, cast.budi)
            an_invoice(cast.budi, whose=customer)
            Finding.objects.create(customer=customer, kind="need", text="Nasi kotak", by=cast.budi)
            pooled = make(cast.sari, f"Kolam {number}", "")
            CustomerMetrics.objects.create(customer=pooled, size="big", late_on=timezone.localdate())
            sharing.put_in_pool(pooled, by=cast.sari, now=NOW)

    counted: Callable[[], int] = lambda: _queries(cast, f"{place}segment={segment.pk}")  # noqa: E731
    fill(2)
    few = counted()
    fill(6)
    assert few == counted() <= 12, place


def _queries(cast: Cast, path: str) -> int:
    get(cast, cast.sari, path)
    with CaptureQueriesContext(connection) as queries:
        get(cast, cast.sari, path)
    return len(queries)
