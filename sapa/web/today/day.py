"""The day of one member: its items in order, what is left beyond them, and how far the day has got."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import ngettext

from sapa.activities.models import Activity
from sapa.customers.birthdays import next_birthday
from sapa.customers.models import Customer
from sapa.pipeline.models import Opportunity
from sapa.team.models import Member
from sapa.tenancy.models import Organization
from sapa.web.today.acting import lists
from sapa.web.today.drawing import Row, draw
from sapa.web.today.order import Item, Kind, Rank, place_of_activity, place_of_customer, place_of_deal
from sapa.web.today.sets import DAYS, Sets, counted, first_of_each

SHOWN = 25
BEFORE_DEALS = {Rank.TIMED, Rank.BIRTHDAY, Rank.GREETING, Rank.OVERDUE, Rank.PROSPECT}
TO_DO = ("due", "prospects", "undecided", "again", "birthdays")  # sets of Sets, as are these
COUNTED = ("due", "prospects", "again", "birthdays", "coming", "completed", "spoken", "decided")
KIND_OF = {Rank.BIRTHDAY: Kind.BIRTHDAY, Rank.PROSPECT: Kind.PROSPECT, Rank.AGAIN: Kind.AGAIN}


@dataclass(frozen=True)
class More:
    """How many of a kind are not shown, in words, and where they stand."""

    text: str
    url: str


@dataclass(frozen=True)
class Today:
    """The day. `done` and `left` are things to do today; birthdays that are still to come do not count."""

    items: list[Item]
    more: list[More]
    hidden: int
    done: int
    left: int

    def __bool__(self) -> bool:
        return bool(self.items)

    @property
    def all(self) -> int:
        return self.done + self.left


def todays(member: Member, on: date, shown: int = SHOWN) -> Today:
    """What needs this member on a day, at most `shown` items. At most seven queries, each by an index."""
    sets = Sets(member, on)
    counts = _counts(sets)
    rows = _activities(sets, shown) if counts["due"] else []
    rows += _customers(sets, counts, rows, shown)
    if counts["undecided"] and sum(row.rank in BEFORE_DEALS for row in rows) < shown:
        rows += _deals(sets, shown)
    rows.sort(key=lambda row: row.place)
    rows = rows[:shown]
    hidden = Counter({name: counts[name] for name in (*TO_DO, "coming")})
    hidden.subtract(name for row in rows for name in row.sets)
    return Today(
        items=draw(member, on, rows),
        more=_more(member, hidden),
        hidden=sum(hidden.values()),
        done=counts["completed"] + counts["spoken"] + counts["decided"],
        left=sum(counts[name] for name in TO_DO),
    )


def _counts(sets: Sets) -> dict[str, int]:
    """Each set counted to 1,001 at the most, and what was done today. One query."""
    names = [*COUNTED, "undecided"] if sets.sells else COUNTED

    def all_of(asked: Sets) -> QuerySet:
        rows = Organization.objects.filter(pk=asked.member.organization_id)
        return rows.values_list(*(counted(getattr(asked, name)) for name in names))

    [found] = sets.ask("counts", all_of)
    return Counter(dict(zip(names, found, strict=True)))


def _activities(sets: Sets, shown: int) -> list[Row]:
    def first(asked: Sets) -> QuerySet:
        return first_of_each(Activity, asked.activities, shown).select_related("customer__region", "contact")

    rows = sets.ask("activities", first, shown)
    return [Row(Kind.ACTIVITY, place_of_activity(one, sets.on), one, ("due",)) for one in rows]


def _customers(sets: Sets, counts: dict[str, int], before: Sequence[Row], shown: int) -> list[Row]:
    """Birthdays, prospects and another try, each customer once. Where the day is full already, birthdays only."""
    late = sum(row.rank in BEFORE_DEALS for row in before)
    asked = ("birthdays", "prospects", "again", "coming") if late < shown else ("birthdays",)
    names = tuple(name for name in asked if counts[name])
    if not names:
        return []

    def first(asked: Sets) -> QuerySet:
        found = first_of_each(Customer, [getattr(asked, name) for name in names], shown)
        return asked.marked(found).select_related("region", "source")

    rows = []
    for customer in sets.ask("customers", first, (names, shown)):
        found = _ranks(customer, sets)
        if found:
            rank = min(found)
            kind = KIND_OF.get(rank, Kind.BIRTHDAY)
            rows.append(Row(kind, place_of_customer(customer, rank, sets.on), customer, tuple(found.values())))
    return rows


def _ranks(customer: Any, sets: Sets) -> dict[Rank, str]:
    """The sets of `Sets` that a customer of theirs is in, by the rank which that gives."""
    found: dict[Rank, str] = {}
    own = customer.owner_id == sets.member.pk
    if customer.birthday and (own or customer.owner_id is None):
        days = (next_birthday(customer.birthday, sets.on) - sets.on).days
        if days == 0 and not customer.greeted:
            found[Rank.BIRTHDAY] = "birthdays"
        elif 0 < days <= DAYS:
            found[Rank.COMING] = "coming"
    if own and customer.step == "prospect" and not (customer.set_aside_at or customer.touched_at or customer.planned):
        found[Rank.PROSPECT] = "prospects"
    if own and customer.set_aside_at and customer.try_again_on and customer.try_again_on <= sets.on:
        found[Rank.AGAIN] = "again"
    return found


def _deals(sets: Sets, shown: int) -> list[Row]:
    def first(asked: Sets) -> QuerySet:
        return first_of_each(Opportunity, asked.deals, shown).select_related("customer__region", "stage")

    rows = sets.ask("deals", first, shown)
    return [Row(Kind.DEAL, place_of_deal(one, sets.on), one, ("undecided",)) for one in rows]


def _more(member: Member, hidden: Counter[str]) -> list[More]:
    """What is not shown, kind by kind."""
    words = {
        "due": (Kind.ACTIVITY, ngettext("%(n)d activity", "%(n)d activities", hidden["due"])),
        "prospects": (Kind.PROSPECT, ngettext("%(n)d new prospect", "%(n)d new prospects", hidden["prospects"])),
        "undecided": (Kind.DEAL, ngettext("%(n)d opportunity", "%(n)d opportunities", hidden["undecided"])),
        "again": (Kind.AGAIN, ngettext("%(n)d to try again", "%(n)d to try again", hidden["again"])),
    }
    return [
        More(text % {"n": hidden[name]}, lists(member, kind))
        for name, (kind, text) in words.items()
        if hidden[name] > 0
    ]
