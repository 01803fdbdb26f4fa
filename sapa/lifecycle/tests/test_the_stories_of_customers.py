"""Customers told as stories: one for each stage, for each test of the filter, and for each way down.

Their stages and sentences were worked out by hand.
"""

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from uuid import uuid4

import pytest
from django.utils import translation

from sapa.catalogue.models import Product
from sapa.customers.models import Customer
from sapa.lifecycle import departing, figures, keeping
from sapa.lifecycle.models import LifecycleRules, ProductUse
from sapa.lifecycle.saying import warning, why
from sapa.lifecycle.tests.telling import (
    TODAY,
    ago,
    at,
    bought,
    bought_every,
    bought_on,
    known,
    person,
    rules_with,
    scored,
    visited,
)
from sapa.sales import quoting
from sapa.sales.lines import Wanted
from sapa.sales.models import Quotation
from sapa.testing import Cast

type Story = Callable[[Cast, Customer], None]


def nothing(cast: Cast, who: Customer) -> None:
    """Somebody wrote the name down."""


def answered(cast: Cast, who: Customer) -> None:
    visited(who, ago(10), cast.budi, outcome="no_answer")
    visited(who, ago(9), cast.budi, outcome="interested")


def bought_once(cast: Cast, who: Customer) -> None:
    bought(who, ago(12))
    bought(who, ago(12))  # two invoices of one day are one purchase


def bought_three_times(cast: Cast, who: Customer) -> None:
    bought_on(who, [40, 20, 3])


def every_fortnight(cast: Cast, who: Customer) -> None:
    bought_every(who, 14, 8, last=3)


def a_year_of_fortnights(cast: Cast, who: Customer) -> None:
    bought_every(who, 14, 30, last=3)


def satisfied_for_a_year(cast: Cast, who: Customer) -> None:
    a_year_of_fortnights(cast, who)
    scored(who, ago(40), 5, cast.budi)


def advocate(cast: Cast, who: Customer) -> None:
    satisfied_for_a_year(cast, who)
    for name, buys in (("Fitri", True), ("Gani", False)):
        friend = person(cast.budi, name, introduced_by=who)
        if buys:
            bought(friend, ago(5))


def waits_for_discounts(cast: Cast, who: Customer) -> None:
    for turn in range(6):
        bought(who, ago(3 + 14 * turn), 200_000, off=20_000)
    bought(who, ago(3 + 14 * 6), 100_000)


def has_the_small_change_let_off(cast: Cast, who: Customer) -> None:
    for turn in range(6):
        bought(who, ago(3 + 14 * turn), 198_500, off=1_500)


def buys_more_on_discount_yet_without(cast: Cast, who: Customer) -> None:
    bought_every(who, 14, 6, last=3)
    for turn in range(2):
        bought(who, ago(10 + 28 * turn), 150_000, off=10_000)


def once_much_on_discount(cast: Cast, who: Customer) -> None:
    bought_every(who, 14, 4, last=17)
    bought(who, ago(3), 2_000_000, off=200_000)


def buys_when_visited(cast: Cast, who: Customer) -> None:
    for turn in range(6):
        visited(who, ago(3 + 30 * turn), cast.budi)
        bought(who, ago(3 + 30 * turn))


def came_first_when_visited(cast: Cast, who: Customer) -> None:
    """The visits that won them say nothing about the year after."""
    visited(who, ago(101), cast.budi)
    visited(who, ago(88), cast.budi)
    every_fortnight(cast, who)


def buys_without_visits(cast: Cast, who: Customer) -> None:
    visited(who, ago(3 + 14 * 7), cast.budi)
    every_fortnight(cast, who)


def always_visited(cast: Cast, who: Customer) -> None:
    for turn in range(20):
        visited(who, ago(7 * turn), cast.budi)
    every_fortnight(cast, who)


def now_and_then(cast: Cast, who: Customer) -> None:
    bought_on(who, [150, 148, 90, 86, 20, 18])


def missed_the_rhythm(cast: Cast, who: Customer) -> None:
    bought_every(who, 14, 30, last=60)
    scored(who, ago(70), 5, cast.budi)


def late(cast: Cast, who: Customer) -> None:
    bought_every(who, 14, 30, last=20)
    scored(who, ago(70), 5, cast.budi)


def not_satisfied(cast: Cast, who: Customer) -> None:
    a_year_of_fortnights(cast, who)
    scored(who, ago(80), 5, cast.budi)
    scored(who, ago(8), 2, cast.budi)


def buys_elsewhere(cast: Cast, who: Customer) -> None:
    every_fortnight(cast, who)
    rice = Product.objects.create(name="Beras 5 kg", unit="sak", price=70_000)
    ProductUse.objects.create(customer=who, product=rice, needed=10)


def only_gifts(cast: Cast, who: Customer) -> None:
    bought_every(who, 14, 8, last=3, net=0)


def agreed(cast: Cast, who: Customer) -> None:
    """Nobody spoke with them: they opened the link, and signed."""
    told = {"uuid": uuid4(), "customer": who, "by": cast.budi, "on": ago(20)}
    lines = [Wanted(None, "Nasi kotak", Decimal(10), 25_000)]
    made = quoting.draft(lines=lines, now=at(ago(20)), **told)
    quoting.send(made, by=cast.budi, on=ago(20), now=at(ago(20)))
    Quotation.objects.filter(pk=made.pk).update(status="accepted", answered_at=at(ago(6)))


def left(cast: Cast, who: Customer) -> None:
    satisfied_for_a_year(cast, who)
    departing.depart(who, since=ago(1), why="price", by=cast.budi, on=TODAY, now=at(TODAY))


def cancelled(cast: Cast, who: Customer) -> None:
    answered(cast, who)
    bought(who, ago(4), cancelled_at=at(TODAY))


STORIES: list[tuple[Story, str, str]] = [
    (nothing, "suspect", "Known to us, but has not shown interest yet."),
    (answered, "prospect", "Showed interest on 13 Nov 2026, and has not bought yet."),
    (bought_once, "first", "Bought once, on 10 Nov 2026."),
    (bought_three_times, "repeat", "Bought 3 times; 4 purchases are needed to tell more."),
    (
        every_fortnight,
        "majority",
        "Buys every 14 days, steady since 24 Sep 2026; loyal can be who is so for 180 days, from 23 Mar 2027.",
    ),
    (
        a_year_of_fortnights,
        "majority",
        "Steady since 20 Nov 2025; nobody asked in the last 365 days how satisfied they are.",
    ),
    (
        satisfied_for_a_year,
        "loyal",
        "Steady since 20 Nov 2025 and satisfied (5 of 5); has not introduced anybody who bought.",
    ),
    (advocate, "advocate", "Loyal, and introduced 1 customer who bought."),
    (
        waits_for_discounts,
        "repeat",
        "Buys on discount: 6 purchases on discount, of Rp200,000 on the average; 1 without, of Rp100,000.",
    ),
    (
        has_the_small_change_let_off,
        "majority",
        "Buys every 14 days, steady since 22 Oct 2026; loyal can be who is so for 180 days, from 20 Apr 2027.",
    ),
    (
        buys_more_on_discount_yet_without,
        "majority",
        "Buys every 7 days, give or take 3, steady since 15 Oct 2026; loyal can be who is so for 180 days, from"
        " 13 Apr 2027.",
    ),
    (
        once_much_on_discount,
        "repeat",
        "Whether they buy without discounts is not known: 1 purchase on discount, of Rp2,000,000; 4 without, of"
        " Rp100,000 on the average.",
    ),
    (
        buys_when_visited,
        "repeat",
        "Buys when we spend on them: 6 of 6 purchases within 14 days of a visit or call; in the 75 days when we left"
        " them alone they bought 0% as often as usual.",
    ),
    (
        came_first_when_visited,
        "majority",
        "Buys every 14 days, steady since 24 Sep 2026; loyal can be who is so for 180 days, from 23 Mar 2027.",
    ),
    (
        buys_without_visits,
        "majority",
        "Buys every 14 days, steady since 24 Sep 2026; loyal can be who is so for 180 days, from 23 Mar 2027.",
    ),
    (
        always_visited,
        "majority",
        "Buys every 14 days, steady since 24 Sep 2026; loyal can be who is so for 180 days, from 23 Mar 2027.",
    ),
    (
        now_and_then,
        "repeat",
        "Bought 6 times, but not in a steady rhythm: buys every 4 days, give or take 24.",
    ),
    (
        missed_the_rhythm,
        "repeat",
        "Buys every 14 days, was due on 7 Oct 2026, and bought nothing until 16 Oct 2026.",
    ),
    (late, "majority", "Buys every 14 days, and is late: was due on 16 Nov 2026."),
    (not_satisfied, "majority", "Steady since 20 Nov 2025, but not satisfied: 2 of 5 on 14 Nov 2026."),
    (buys_elsewhere, "repeat", "Buys more elsewhere: we supply 0% of what they need."),
    (
        only_gifts,
        "repeat",
        "Whether they buy without discounts is not known: 8 purchases, none of them on discount.",
    ),
    (agreed, "prospect", "Showed interest on 16 Nov 2026, and has not bought yet."),
    (left, "repeat", "Is written down as having left us; bought last on 19 Nov 2026."),
    (cancelled, "prospect", "Showed interest on 13 Nov 2026, and has not bought yet."),
]


@pytest.mark.parametrize(("story", "stage", "sentence"), STORIES, ids=[story.__name__ for story, *_rest in STORIES])
def test_a_customer_stands_where_their_story_leads(cast: Cast, story: Story, stage: str, sentence: str) -> None:
    rules = rules_with(rates={"visit": 20_000, "phone": 2_000})
    who = person(cast.budi, "Ani")
    story(cast, who)
    row = known(cast, who)
    with translation.override("en"):
        assert (row.stage, why(row.reason, figures.of_row(row, TODAY), rules, "IDR")) == (stage, sentence)
    who.refresh_from_db()
    assert who.stage == stage


def test_it_holds_back_who_was_always_visited_where_the_rule_says_so(cast: Cast) -> None:
    rules_with(rates={"visit": 20_000}, spend_unknown_passes=False)
    who = person(cast.budi, "Ani")
    always_visited(cast, who)
    row = known(cast, who)
    assert (row.stage, row.reason, row.is_undecided) == ("repeat", "spending_unknown", True)


def test_who_is_late_is_warned_of_before_they_move_down(cast: Cast) -> None:
    rules = LifecycleRules.objects.get()
    who = person(cast.budi, "Ani")
    bought_every(who, 14, 10, last=0)
    row = known(cast, who)
    day = TODAY
    stages = {}
    with translation.override("en"):
        for later in range(14, 25):
            day = TODAY + timedelta(days=later)
            keeping.run_pass(cast.organization, on=day, now=at(day))
            row.refresh_from_db()
            stages[later] = (row.stage, warning(row.stage, row.reason, figures.of_row(row, day), day))
    told = "Late: was due on 6 Dec 2026. From 15 Dec 2026 they count as a repeat customer."
    assert stages == (
        dict.fromkeys(range(14, 19), ("majority", ""))
        | dict.fromkeys(range(19, 23), ("majority", told))
        | dict.fromkeys(range(23, 25), ("repeat", ""))
    )
    assert rules.warn_percent == 150
