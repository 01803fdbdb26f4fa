"""The customer card tells the stage, why, what to do next, and every figure with how it came about."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone, translation

from sapa.customers.models import Customer, CustomField
from sapa.events.models import Event
from sapa.lifecycle import departing, keeping, marking, pinning
from sapa.lifecycle.life import life_of
from sapa.lifecycle.models import CustomerMetrics, CustomerValue, StageChange, ValueModel
from sapa.lifecycle.panel import customer_panel, essentials
from sapa.lifecycle.tests.cards import HOME, refreshed
from sapa.lifecycle.tests.telling import NOW, TODAY, ago, bought, bought_every, person, scored, visited
from sapa.pipeline.models import Opportunity
from sapa.sales.models import CreditNote, CustomerCredit, Invoice
from sapa.team.models import Member
from sapa.testing import Cast
from sapa.web.tests.rows import build


def steady(cast: Cast, by: Member | None = None) -> Customer:
    """A majority customer: every fortnight, eight times, never on discount."""
    customer = person(by or cast.budi, "Warung Bu Siti")
    bought_every(customer, 14, 8, last=3)
    refreshed(cast, customer)
    return customer


def head(member: Member, customer: Customer, language: str = "en") -> dict[str, Any]:
    with translation.override(language):
        return essentials(member, Customer.objects.get(pk=customer.pk), TODAY).context


def record(member: Member, customer: Customer, language: str = "en") -> dict[str, Any]:
    with translation.override(language):
        panel = customer_panel(member, Customer.objects.get(pk=customer.pk), TODAY)
        assert panel is not None
        return panel.context


def figures(member: Member, customer: Customer) -> dict[str, str]:
    return {one.label: one.value for one in record(member, customer)["figures"]}


def test_it_says_the_stage_and_why_in_both_languages(cast: Cast) -> None:
    customer = steady(cast)
    assert head(cast.budi, customer)["why"] == (
        "Buys every 14 days, steady since 24 Sep 2026; loyal can be who is so for 180 days, from 23 Mar 2027."
    )
    assert head(cast.budi, customer, "id")["why"] == (
        "Membeli tiap 14 hari, ajek sejak 24 Sep 2026; bisa setia bila begitu selama 180 hari, mulai 23 Mar 2027."
    )
    page = cast.client(cast.budi).get(f"{HOME}customers/{customer.pk}/").text
    for words in ("Pelanggan utama", "Membeli tiap 14 hari", "Langkah berikutnya", "Rekam jejaknya", "Angkanya"):
        assert words in page


def test_it_warns_of_who_is_late_but_not_of_who_left(cast: Cast) -> None:
    customer = person(cast.budi, "Warung Bu Siti")
    bought_every(customer, 14, 8, last=21)
    refreshed(cast, customer)
    assert head(cast.budi, customer)["warning"] == (
        "Late: was due on 15 Nov 2026. From 24 Nov 2026 they count as a repeat customer."
    )
    assert head(cast.budi, customer, "id")["warning"].startswith("Terlambat: mestinya membeli 15 Nov 2026.")
    departing.depart(customer, since=TODAY, why="price", by=cast.budi, on=TODAY, now=NOW)
    assert head(cast.budi, customer)["warning"] == ""


def test_whose_reason_is_that_they_are_late_is_told_so_once(cast: Cast) -> None:
    customer = person(cast.budi, "Warung Bu Siti")
    bought_every(customer, 14, 8, last=21)
    refreshed(cast, customer)
    CustomerMetrics.objects.filter(customer=customer).update(reason="late")
    told = head(cast.budi, customer, "id")
    assert told["why"] == "Membeli tiap 14 hari, dan terlambat: mestinya membeli 15 Nov 2026."
    assert told["warning"] == "Mulai 24 Nov 2026 terhitung pelanggan berulang."


def cells(member: Member, customer: Customer) -> dict[str, tuple[str, bool]]:
    return {one.label: (one.value, one.is_late) for one in head(member, customer)["cells"]}


def test_the_first_screen_has_the_figures_that_the_member_may_know(cast: Cast) -> None:
    customer = steady(cast)
    assert head(cast.budi, person(cast.budi, "Bu Baru"))["cells"] == []
    scored(customer, ago(20), 2, cast.budi)
    keeping.run_pass(cast.organization, on=TODAY, now=NOW)
    ValueModel.objects.create(on=TODAY, days_ahead=180)
    CustomerValue.objects.create(customer=customer, alive=0.934, expected_purchases=12.34, value=480_000)
    CustomerCredit.objects.create(customer=customer, receivable=75_000)
    due, unhappy, owes = ("3 Dec", False), ("2 of 5", True), ("Rp75K", False)
    assert cells(cast.sari, customer) == {
        "Next purchase": due,
        "Profit in a year": ("Rp320K", False),
        "Expected": ("Rp480K", False),
        "Satisfaction": unhappy,
        "Receivable": owes,
    }
    by_budi = {"Next purchase": due, "Expected": ("12.3 times", False), "Satisfaction": unhappy, "Receivable": owes}
    assert cells(cast.budi, customer) == by_budi
    Customer.objects.filter(pk=customer.pk).update(owner=cast.joko)
    assert cells(cast.joko, customer) == {"Next purchase": due, "Satisfaction": unhappy}


def test_what_nobody_kept_is_said_in_words_and_not_drawn(cast: Cast) -> None:
    customer = person(cast.budi, "Warung Bu Siti")
    taken = bought(customer, ago(50), 300_000)
    refreshed(cast, customer)
    told = head(cast.budi, customer)
    assert (told["bought"], bool(told["bars"])) == ("Twelve months: Rp300K, 1 invoice", True)
    CreditNote.objects.create(customer=customer, invoice=taken, on=ago(2), number="NK/1", net=300_000, total=300_000)
    told = head(cast.budi, customer)
    assert (told["bought"], told["bars"]) == ("Gave back all they bought in twelve months", "")
    assert len(told["months"]) == 12
    Invoice.objects.filter(pk=taken.pk).update(on=ago(500))
    assert head(cast.budi, customer)["bought"] == "Bought nothing in twelve months"
    assert head(cast.budi, customer)["months"] == []


def test_who_depends_on_our_visits_is_told_by_the_rule_that_is_reckoned(cast: Cast) -> None:
    customer = steady(cast)
    [why] = [one.why for one in record(cast.sari, customer)["figures"] if one.label == "Visits and calls"]
    assert why.endswith("Dependent is who, left alone, buys less than 50% as often as over all.")


def test_it_says_who_set_the_stage_by_hand_and_why(cast: Cast) -> None:
    customer = steady(cast)
    until = TODAY + timedelta(days=30)
    pinning.pin(customer, stage="loyal", reason="Ketua RW", until=until, by=cast.budi, on=TODAY, now=NOW)
    marking.mark_bad(customer, reason="Tidak diambil", by=cast.sari, now=NOW)
    refreshed(cast, customer)
    page = cast.client(cast.budi).get(f"{HOME}customers/{customer.pk}/").text
    for words in ("Setia", "ditetapkan oleh Budi sampai 22 Des 2026", "Ketua RW", "Ditandai buruk", "Tidak diambil"):
        assert words in page


def test_the_groups_and_figures_explain_themselves(cast: Cast) -> None:
    customer = steady(cast)
    visited(customer, ago(40), cast.budi)
    scored(customer, ago(20), 4, cast.budi)
    keeping.run_pass(cast.organization, on=TODAY, now=NOW)
    told = record(cast.sari, customer) | {"groups": head(cast.sari, customer)["groups"]}
    # alone, nobody is above the others
    assert [one.name for one in told["groups"]] == ["Active", "Big", "Freshly bought"]
    assert told["groups"][0].why == "Last bought on 19 Nov 2026: within their own rhythm, which ends on 12 Dec 2026."
    assert figures(cast.sari, customer) == {
        "Buys": "every 14 days; due on 3 Dec 2026, in 11 days",
        "In a year": "Rp800,000, 8 purchases",
        "Profit in a year": "Rp320,000",
        "Relationship": "greeted 1 : sold to 1",
        "Satisfaction": "4 of 5 on 2 Nov 2026",
        "Pays": "on time",
        "Discounts": "not dependent",
        "Visits and calls": "not dependent",
    }
    why = {one.label: one.why for one in told["figures"]}
    assert why["Profit in a year"] == (
        "Of the last 365 days: sales Rp800,000 − their cost Rp480,000 − what serving them cost Rp0."
    )
    assert why["Discounts"].startswith("8 purchases, none of them on discount.")


def test_cost_and_profit_are_for_who_may_know_them(cast: Cast) -> None:
    customer = steady(cast)
    keeping.run_pass(cast.organization, on=TODAY, now=NOW)
    assert "Profit in a year" not in figures(cast.budi, customer)
    assert not any("480" in one.why for one in record(cast.budi, customer)["figures"])
    assert not any("480" in one.why for one in head(cast.budi, customer)["groups"])
    assert "Profit in a year" in figures(cast.rina, customer)


def test_a_volunteer_reads_no_amounts(cast: Cast) -> None:
    customer = steady(cast, cast.joko)
    for days in (10, 24, 38, 52):
        bought(customer, ago(days), 600_000, off=100_000)
    refreshed(cast, customer)
    assert set(figures(cast.joko, customer)) == {"Buys"}
    assert [head(cast.joko, customer)[name] for name in ("months", "bars", "bought")] == [[], "", ""]
    assert head(cast.joko, customer)["why"] == "Buys on discount."
    assert "Rp" in head(cast.sari, customer)["why"]
    page = cast.client(cast.joko).get(f"{HOME}customers/{customer.pk}/").text
    assert "Rp" not in page.split('id="card-story"')[0].split('class="card-page"')[1]


def test_purchases_stand_by_month_less_what_came_back(cast: Cast) -> None:
    customer = person(cast.budi, "Warung Bu Siti")
    bought(customer, ago(400), 900_000)
    bought(customer, ago(60), 200_000)
    taken = bought(customer, ago(50), 300_000)
    bought(customer, ago(1), 100_000, kind="down")
    CreditNote.objects.create(customer=customer, invoice=taken, on=ago(2), number="NK/1", net=100_000, total=100_000)
    refreshed(cast, customer)
    months = head(cast.budi, customer)["months"]
    assert len(months) == 12
    assert [row for row in months if row[1]] == [("Sep 2026", 1, "Rp200,000"), ("Oct 2026", 1, "Rp200,000")]
    assert months[0][0] == "Dec 2025"


def test_a_member_sees_the_months_of_the_sales_that_they_see(cast: Cast) -> None:
    customer = person(cast.budi, "Warung Bu Siti")
    bought(customer, ago(3), 100_000)
    Invoice.objects.filter(pk=bought(customer, ago(4), 200_000).pk).update(owner=cast.wati)
    refreshed(cast, customer)
    assert head(cast.budi, customer)["months"][-1][2] == "Rp100,000"
    assert head(cast.sari, customer)["months"][-1][2] == "Rp300,000"


def test_what_the_value_model_expects_is_shown_with_its_days(cast: Cast) -> None:
    customer = steady(cast)
    ValueModel.objects.create(on=TODAY, days_ahead=180)
    CustomerValue.objects.create(customer=customer, alive=0.934, expected_purchases=12.34, value=480_000)
    assert figures(cast.sari, customer)["Expected"] == "12.3 purchases in 180 days, Rp480,000"
    assert figures(cast.budi, customer)["Expected"] == "12.3 purchases in 180 days"
    ValueModel.objects.update(on=ago(30))
    assert figures(cast.budi, customer)["Expected"] == "12.3 purchases in 180 days"
    ValueModel.objects.update(on=ago(31))
    assert figures(cast.budi, customer)["Expected"] == "12.3 purchases in 180 days (as of 22 Oct 2026)"
    [why] = [one.why for one in record(cast.sari, customer)["figures"] if one.label == "Expected"]
    assert "still a customer with 93% probability" in why


def test_the_path_shows_the_last_steps_and_leads_to_all(cast: Cast) -> None:
    customer = steady(cast)
    StageChange.objects.all().delete()
    stages = ["prospect", "first", "repeat", "majority", "repeat", "majority", "loyal", "majority"]
    for number, (before, after) in enumerate(zip(["suspect", *stages], stages, strict=False)):
        StageChange.objects.create(customer=customer, on=ago(200 - number), before=before, after=after, reason="new")
    told = head(cast.budi, customer)
    assert [str(name) for name, _on in told["path"]][-2:] == ["Loyal", "Majority customer"]
    assert (len(told["path"]), told["life"].has_more) == (6, True)
    page = cast.client(cast.budi).get(f"{HOME}customers/{customer.pk}/path/")
    assert [step.after for step, _why, _up in page.context["steps"]] == stages[::-1]
    assert [up for _step, _why, up in page.context["steps"]][:3] == [False, True, True]


def test_the_whole_path_pages_in_few_queries(cast: Cast) -> None:
    customer, asked = steady(cast), {}
    for rows in (5, 30):
        for number in range(rows):
            StageChange.objects.create(customer=customer, on=ago(number), before="repeat", after="first", reason="once")
        cast.client(cast.budi).get(f"{HOME}customers/{customer.pk}/path/")
        with CaptureQueriesContext(connection) as queries:
            page = cast.client(cast.budi).get(f"{HOME}customers/{customer.pk}/path/")
        asked[rows] = len(queries)
    assert asked[5] == asked[30] <= 12
    assert len(page.context["page"].rows) == 25
    assert cast.client(cast.wati).get(f"{HOME}customers/{customer.pk}/path/").status_code == 404


def test_a_step_told_afterwards_says_why_without_figures(cast: Cast) -> None:
    customer = steady(cast)
    StageChange.objects.create(
        customer=customer, on=ago(200), before="repeat", after="majority", reason="new", is_told_afterwards=True
    )
    page = cast.client(cast.budi).get(f"{HOME}customers/{customer.pk}/path/").text
    assert "Belum cukup lama ajek." in page
    assert "None" not in page


@pytest.mark.parametrize(
    ("activity", "lost", "bought_on", "asks"),
    [
        ("passive", None, ago(400), True),
        ("active", ago(10), ago(20), True),
        ("active", ago(10), ago(5), False),
        ("active", ago(100), ago(200), False),
        ("active", None, ago(5), False),
    ],
)
def test_it_asks_why_they_left(cast: Cast, activity: str, lost: Any, bought_on: Any, asks: bool) -> None:
    customer = steady(cast)
    CustomerMetrics.objects.filter(customer=customer).update(activity=activity, last_on=bought_on)
    if lost:
        deal = build("opportunity", cast.budi)
        Opportunity.objects.filter(pk=deal.pk).update(customer=customer, outcome="lost", closed_on=lost)
    assert head(cast.budi, customer)["asks_why"] is asks
    assert head(cast.darma, customer)["asks_why"] is False
    departing.depart(customer, since=TODAY, why="price", by=cast.budi, on=TODAY, now=NOW)
    assert head(cast.budi, customer)["asks_why"] is False


def test_a_lost_deal_leads_to_the_question(cast: Cast) -> None:
    deal = build("opportunity", cast.budi)
    path = f"customers/{deal.customer_id}/departure/"
    assert path not in cast.client(cast.budi).get(f"{HOME}opportunities/{deal.pk}/").text
    Opportunity.objects.filter(pk=deal.pk).update(outcome="lost", closed_on=TODAY)
    assert path in cast.client(cast.budi).get(f"{HOME}opportunities/{deal.pk}/").text


def test_before_the_first_figures_the_card_says_so(cast: Cast) -> None:
    customer = person(cast.budi, "Warung Bu Siti")
    page = cast.client(cast.budi).get(f"{HOME}customers/{customer.pk}/").text
    assert "Angkanya sedang dihitung." in page
    assert 'id="record"' not in page


def test_the_story_tells_the_steps(cast: Cast) -> None:
    customer = person(cast.budi, "Warung Bu Siti")
    refreshed(cast, customer)
    bought_every(customer, 14, 8, last=3)
    refreshed(cast, customer)
    page = cast.client(cast.budi).get(f"{HOME}customers/{customer.pk}/").text
    assert "Warung Bu Siti: dari Suspek ke Pelanggan utama" in page
    assert Event.objects.filter(kind="customer.staged", customer_id=customer.pk).count() == 1


def test_the_panel_asks_once_however_much_there_is(cast: Cast) -> None:
    customer = steady(cast)
    life_of(cast.budi, customer, TODAY)
    assert cast.budi.organization  # a request has it
    with CaptureQueriesContext(connection) as queries:
        customer_panel(cast.budi, Customer.objects.get(pk=customer.pk), TODAY)
    assert len(queries) == 2, queries.captured_queries  # the customer, and everything else


@pytest.mark.parametrize("role", ["sari", "tono", "budi", "tini", "cici", "rina", "joko", "darma"])
def test_the_whole_card_takes_at_most_twelve_queries(cast: Cast, role: str) -> None:
    member = getattr(cast, role)
    CustomField.objects.create(key="hobi", label="Hobi")
    customer = steady(cast, member)
    until = timezone.localdate() + timedelta(days=30)
    pinning.pin(customer, stage="loyal", reason="Ketua RW", until=until, by=cast.sari, on=TODAY, now=NOW)
    departing.depart(customer, since=TODAY, why="price", by=cast.sari, on=TODAY, now=NOW)
    changes = {"owner": [None, member.pk], "custom.hobi": ["", "Mancing"]}
    Event.objects.create(kind="customer.changed", subject_kind="customer", subject_id=customer.pk,
                         customer_id=customer.pk, data={"changes": changes})  # fmt: skip
    url = f"{HOME}customers/{customer.pk}/"
    cast.client(member).get(url)
    with CaptureQueriesContext(connection) as queries:
        assert cast.client(member).get(url).status_code == 200
    assert len(queries) <= 12, [query["sql"][:200] for query in queries.captured_queries]
