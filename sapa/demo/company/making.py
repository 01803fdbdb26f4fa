"""Making Maju Bersama: eighteen months of a village enterprise, up to this morning. And one that has just begun."""

import gc
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, datetime, time, timedelta
from itertools import groupby
from random import Random

from django.db import transaction
from django.utils import timezone, translation

from sapa.customers.models import Customer
from sapa.demo.company import coming
from sapa.demo.company.calendar import ZONE, arrivals
from sapa.demo.company.deals import tell_deals
from sapa.demo.company.goals import set_goals
from sapa.demo.company.knowing import know_everybody, set_rates
from sapa.demo.company.selling import tell_sales
from sapa.demo.company.setting import HOME, Setting, set_up
from sapa.demo.company.sops import tick_some, write_down
from sapa.demo.company.standing import fill_today
from sapa.demo.company.terms import arrange_sales
from sapa.demo.logins import NEWCOMER, user_of
from sapa.events.models import Event
from sapa.events.reacting import reactions_held
from sapa.team.models import Member
from sapa.tenancy.current import organization_scope
from sapa.tenancy.models import Organization
from sapa.web.founding import found_organization

NAME, SLUG = "BUM Desa Maju Bersama", "maju-bersama"
EMPTY_NAME, EMPTY_SLUG = "Koperasi Baru", "koperasi-baru"
PROFILE = """\
Maju Bersama adalah badan usaha milik Desa Kebonharjo, Polanharjo, Klaten. Kami melayani air bersih, wisata embung dan
sawah, katering hajatan dan rapat, serta toko kebutuhan sehari-hari dan hasil warga.

Badan usaha ini contoh: tidak ada orang atau nomor telepon sungguhan di dalamnya."""
SEED = 20_240
CUSTOMERS = 400
DAYS = 548  # eighteen months
NEW = 12  # who came in the last three days
KNOWN, WRITTEN_DOWN = 50, 30  # so many were known before, and were written down in the first days


def make_company(
    today: date, *, count: int = CUSTOMERS, tell: Callable[[int], None] = lambda _done: None
) -> Organization:
    """Found it and tell its story until the morning of `today`. `tell` hears how many of the customers are there.

    The same day gives the same rows.
    """
    with timezone.override(ZONE), translation.override("id"), _without_tidying(), reactions_held():
        began = datetime.combine(today - timedelta(DAYS), time(7), ZONE)
        with transaction.atomic():
            organization = found_organization(
                name=NAME, slug=SLUG, legal_form="bumdes", profile=PROFILE, email="halo@contoh.id", region_code=HOME,
                address="Jl. Embung 1, Kebonharjo, Polanharjo, Klaten", is_demo=True,
            )  # fmt: skip
            with organization_scope(organization):
                setting = set_up(today, began, Random(SEED))
                write_down(setting)
                arrange_sales(setting, began)
                set_rates(setting, began)
                _date_back(organization, began)
        with organization_scope(organization):
            for done in _history(setting, count):
                tell(done)
            with transaction.atomic():
                random = Random(f"{SEED}:today")
                coming.receive_spam(setting, 30, random)
                fill_today(setting, random)
                tick_some(setting, random)
            with transaction.atomic():
                tell_sales(setting, f"{SEED}")
                set_goals(setting)
            know_everybody(setting, f"{SEED}")
    return organization


@contextmanager
def _without_tidying() -> Iterator[None]:
    """So many rows are made that looking for circles of garbage among them takes a tenth of the time."""
    gc.disable()
    try:
        yield
    finally:
        gc.enable()


def make_empty() -> Organization:
    """An organisation on its first day: all its empty pages."""
    return found_organization(
        name=EMPTY_NAME, slug=EMPTY_SLUG, legal_form="koperasi", director=user_of(NEWCOMER.name), is_demo=True
    )


def _date_back(organization: Organization, began: datetime) -> None:
    """It was founded eighteen months ago, not this morning."""
    Organization.objects.filter(pk=organization.pk).update(created_at=began)
    Member.objects.update(joined_at=began)
    Event.objects.update(at=began)


def _history(setting: Setting, count: int) -> Iterator[int]:
    """The stories of all customers in the order in which they came, a transaction for each month."""
    random = Random(f"{SEED}:days")
    last = setting.today - timedelta(1)
    first = setting.today - timedelta(DAYS - 2)
    days = arrivals(first, first + timedelta(WRITTEN_DOWN), count * KNOWN // CUSTOMERS, random)
    later = count - count * NEW // CUSTOMERS - len(days)
    days += arrivals(first + timedelta(WRITTEN_DOWN + 1), last - timedelta(3), later, random)
    days += arrivals(last - timedelta(2), last, count - len(days), random)
    taken: set[str] = set()
    friends: list[Customer] = []
    numbered = enumerate(days, start=1)
    done = 0
    for _month, group in groupby(numbered, key=lambda one: (one[1].year, one[1].month)):
        with transaction.atomic():
            for number, day in group:
                _tell(setting, number, day, taken, friends)
                done = number
        yield done


def _tell(setting: Setting, number: int, day: date, taken: set[str], friends: list[Customer]) -> None:
    random = Random(f"{SEED}:{number}")
    story = coming.arrive(setting, number, day, random, taken, friends)
    if (setting.today - day).days <= 3 or not story.tell():
        return
    coming.hand_on(story)
    tell_deals(story)
    story.customer.refresh_from_db()
    if story.customer.won_at is not None:
        friends.append(story.customer)
