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
    rows = _activities(sets, shown) if counts["activities"] else []
    rows += _customers(sets, counts, rows, shown)
    if counts["deals"] and sum(row.rank in BEFORE_DEALS for row in rows) < shown:
        rows += _deals(sets, shown)
    rows.sort(key=lambda row: row.place)
    rows = rows[:shown]
    hidden = Counter({name: counts[name] for name in ("activities", "prospects", "deals", "again", "born", "coming")})
    hidden.subtract(name for row in rows for name in row.sets)
    left = sum(counts[name] for name in ("activities", "prospects", "deals", "again", "born"))
    return Today(
        items=draw(member, on, rows),
        more=_more(member, hidden),
        hidden=sum(hidden.values()),
        done=counts["completed"] + counts["spoken"] + counts["decided"],
        left=left,
    )


def _counts(sets: Sets) -> dict[str, int]:
    """Each set counted to 1,001 at the most, and what was done today. One query."""
    asked = {
        "activities": sets.due,
        "prospects": sets.prospects,
        "again": sets.again,
        "born": sets.birthdays,
        "coming": sets.coming,
        "completed": sets.completed,
        "spoken": sets.spoken,
        "decided": sets.decided,
    }
    if sets.sells:
        asked["deals"] = sets.undecided
    rows = Organization.objects.filter(pk=sets.member.organization_id)
    found = rows.values_list(*(counted(one) for one in asked.values()))[0]
    return Counter(dict(zip(asked, found, strict=True)))


def _activities(sets: Sets, shown: int) -> list[Row]:
    found = first_of_each(Activity, sets.activities, shown)
    rows = found.select_related("customer__region", "contact")
    return [Row(Kind.ACTIVITY, place_of_activity(one, sets.on), one, ("activities",)) for one in rows]


def _customers(sets: Sets, counts: dict[str, int], before: Sequence[Row], shown: int) -> list[Row]:
    """Birthdays, prospects and another try, each customer once. Where the day is full already, birthdays only."""
    late = sum(row.rank in BEFORE_DEALS for row in before)
    asked = {"born": sets.birthdays}
    if late < shown:
        asked |= {"prospects": sets.prospects, "again": sets.again, "coming": sets.coming}
    queries: list[QuerySet] = [rows for name, rows in asked.items() if counts[name]]
    if not queries:
        return []
    rows = []
    marked = sets.marked(first_of_each(Customer, queries, shown)).select_related("region", "source")
    for customer in marked:
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
            found[Rank.BIRTHDAY] = "born"
        elif 0 < days <= DAYS:
            found[Rank.COMING] = "coming"
    if own and customer.step == "prospect" and not (customer.set_aside_at or customer.touched_at or customer.planned):
        found[Rank.PROSPECT] = "prospects"
    if own and customer.set_aside_at and customer.try_again_on and customer.try_again_on <= sets.on:
        found[Rank.AGAIN] = "again"
    return found


def _deals(sets: Sets, shown: int) -> list[Row]:
    found = first_of_each(Opportunity, sets.deals, shown).select_related("customer__region", "stage")
    return [Row(Kind.DEAL, place_of_deal(one, sets.on), one, ("deals",)) for one in found]


def _more(member: Member, hidden: Counter[str]) -> list[More]:
    """What is not shown, kind by kind."""
    words = {
        "activities": (Kind.ACTIVITY, ngettext("%(n)d activity", "%(n)d activities", hidden["activities"])),
        "prospects": (Kind.PROSPECT, ngettext("%(n)d new prospect", "%(n)d new prospects", hidden["prospects"])),
        "deals": (Kind.DEAL, ngettext("%(n)d opportunity", "%(n)d opportunities", hidden["deals"])),
        "again": (Kind.AGAIN, ngettext("%(n)d to try again", "%(n)d to try again", hidden["again"])),
    }
    return [
        More(text % {"n": hidden[name]}, lists(member, kind))
        for name, (kind, text) in words.items()
        if hidden[name] > 0
    ]
