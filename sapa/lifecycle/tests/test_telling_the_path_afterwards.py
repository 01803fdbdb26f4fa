"""History that came along: the path is read from it, month by month; and groups are known from the first sale on."""

from sapa.lifecycle import backfilling, keeping
from sapa.lifecycle.models import CustomerMetrics, StageChange
from sapa.lifecycle.tests.telling import NOW, TODAY, ago, bought, bought_every, known, person
from sapa.testing import Cast


def path(name: str) -> list[tuple[str, str]]:
    rows = StageChange.objects.filter(customer__name=name).order_by("on", "pk")
    return [(row.on.isoformat(), row.after) for row in rows]


def tell(cast: Cast) -> int:
    return backfilling.tell_afterwards(cast.organization, on=TODAY, now=NOW)


def test_it_is_told_once_for_each_from_the_history_that_came_along(cast: Cast) -> None:
    bought_every(person(cast.budi, "Ani"), 14, 12, last=3)
    assert tell(cast) > 0
    told = [("2026-06-30", "first"), ("2026-07-31", "majority")]
    assert path("Ani") == told
    keeping.run_pass(cast.organization, on=TODAY, now=NOW)
    assert tell(cast) == 0
    assert path("Ani") == told


def test_whose_history_comes_later_has_a_path_as_well(cast: Cast) -> None:
    """Customers were imported on one evening, their invoices on the next."""
    bought_every(person(cast.budi, "Ani"), 14, 12, last=3)
    late, never = person(cast.budi, "Beni"), person(cast.budi, "Citra")
    tell(cast)
    known(cast, late)
    ani = path("Ani")
    bought_every(late, 14, 12, last=3)
    tell(cast)
    keeping.run_pass(cast.organization, on=TODAY, now=NOW)
    assert path("Beni") == path("Ani") == ani
    assert not StageChange.objects.filter(customer=never).exists()


def test_the_first_who_buys_has_groups_at_once(cast: Cast) -> None:
    first, second = person(cast.budi, "Ani"), person(cast.budi, "Beni")
    known(cast, first)
    bought(first, ago(1))
    keeping.refresh(cast.organization, [first.pk], on=TODAY, now=NOW)
    row = CustomerMetrics.objects.get(customer=first)
    assert (row.size, row.potential, row.recency_score) == ("big", "much", 5)
    assert CustomerMetrics.objects.get(customer=second).size == ""
