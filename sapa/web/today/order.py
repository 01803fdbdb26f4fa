"""One thing to do today, and the order in which a day is done."""

from dataclasses import dataclass, field
from datetime import date, datetime
from enum import IntEnum, StrEnum

from django.urls import get_script_prefix

from sapa.activities.models import Activity, Interaction
from sapa.customers.birthdays import next_birthday
from sapa.customers.models import Contact, Customer
from sapa.customers.panel import Reach
from sapa.pipeline.models import Opportunity

Place = tuple["Rank", float, int]  # the rank, the place within it, the row's id


class Kind(StrEnum):
    """What sort of thing it is: the lists that one may come from, and what can be done with it."""

    ACTIVITY = "activity"
    PROSPECT = "prospect"
    DEAL = "deal"
    BIRTHDAY = "birthday"
    AGAIN = "again"


class Rank(IntEnum):
    """The order of the day: what has an hour, then greet, then sell, then what can wait until tomorrow.

    Within a rank the first is: of what has an hour the earliest; of what is late the longest waiting; of prospects
    who waited longest; of deals whose reason is the freshest, since what has lain for a year can lie until noon;
    of today's tasks the greetings; of coming birthdays the nearest.
    """

    TIMED = 1  # activities of today with an hour
    BIRTHDAY = 2  # somebody's day is today
    GREETING = 3  # overdue, to look after somebody
    OVERDUE = 4  # overdue, to sell
    PROSPECT = 5  # nobody has spoken with them yet
    FLOATING = 6  # a deal past its expected close
    CLOSING = 7  # a deal that is expected to close within a week
    ROTTING = 8  # a deal too long in its stage
    AGAIN = 9  # set aside until today or earlier
    TASK = 10  # the rest of what is planned for today
    COMING = 11  # birthdays of the next seven days


@dataclass(frozen=True)
class Act:
    """What a tap on an item does: `post` it, open a `dialog`, or follow a `link`."""

    name: str
    icon: str
    url: str
    how: str = "post"
    worded: bool = False  # drawn with its name, not as an icon alone


@dataclass(frozen=True)
class Item:
    """A row of the day. `done` is the act at its thumb's end; `acts` are the others, besides calling."""

    kind: Kind
    rank: Place
    title: str
    reason: str
    url: str
    customer: Customer | None = None
    contact: Contact | None = None
    hour: str = ""
    reach: Reach | None = None
    done: Act | None = None
    acts: tuple[Act, ...] = field(default=())

    @property
    def late(self) -> bool:
        return self.rank[0] in {Rank.GREETING, Rank.OVERDUE, Rank.FLOATING}

    @property
    def tap_url(self) -> str:
        """Where a call or a draft to them is noted."""
        return f"{get_script_prefix()}activities/customers/{self.customer.pk}/taps/" if self.customer else ""

    @property
    def about(self) -> str:
        """Whom it is about and where they live, where the title does not say it."""
        if self.customer is None:
            return ""
        village = self.customer.region.name if self.customer.region else ""
        named = self.title != self.customer.name
        return " · ".join(part for part in (self.customer.name if named else "", village) if part)


def place_of_activity(activity: Activity, on: date) -> Place:
    greeting = activity.aim == Interaction.Purpose.RELATIONSHIP
    if activity.due_on < on:
        return Rank.GREETING if greeting else Rank.OVERDUE, activity.due_on.toordinal(), activity.pk
    if activity.starts_at:
        return Rank.TIMED, activity.starts_at.hour * 60 + activity.starts_at.minute, activity.pk
    return Rank.TASK, 0 if greeting else 1, activity.pk


def place_of_deal(deal: Opportunity, on: date) -> Place:
    closes = deal.expected_close
    if closes is not None and closes < on:
        return Rank.FLOATING, -closes.toordinal(), -deal.pk
    if deal.is_rotting(on) and (closes is None or (closes - on).days >= 7):
        return Rank.ROTTING, -deal.stage_entered_at.timestamp(), -deal.pk
    assert closes is not None  # the only other reason to be in the list
    return Rank.CLOSING, closes.toordinal(), deal.pk


def place_of_customer(customer: Customer, rank: Rank, on: date) -> Place:
    given: date | datetime | None = customer.assigned_at
    if rank is Rank.AGAIN:
        given = customer.try_again_on
    elif rank is not Rank.PROSPECT:
        given = next_birthday(customer.birthday, on) if customer.birthday else None
    if isinstance(given, datetime):
        return rank, given.timestamp(), customer.pk
    return rank, given.toordinal() if given else 0, customer.pk
