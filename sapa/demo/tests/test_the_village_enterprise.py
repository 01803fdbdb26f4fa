"""Maju Bersama is made by the verbs, alike on the same day, with something of each kind in it for every role."""

import time
from collections import Counter
from datetime import date, timedelta
from io import StringIO

import pytest
from django.core.management import call_command
from django.db import connection, transaction
from django.db.models import Count, Sum
from django.test import Client
from django.utils import timezone

from sapa.activities.models import Activity, Interaction
from sapa.activities.models import Outcome as Said
from sapa.customers.models import Contact, Customer, FunnelStep, LifecycleStage, Market, Phone, Segment, SegmentSize
from sapa.customers.panel import reach
from sapa.customers.sharing import untouched
from sapa.demo.company.calendar import ZONE
from sapa.demo.company.customers import NUMBERS
from sapa.demo.company.lateness import SOME
from sapa.demo.company.making import EMPTY_SLUG, SLUG, make_company
from sapa.demo.logins import LOGINS, NEWCOMER, PASSWORD
from sapa.demo.tests.selling import check_firm, check_season, check_sums, check_variety, figures
from sapa.events.models import Event
from sapa.lifecycle.models import Activity as CustomerActivity
from sapa.lifecycle.models import CustomerMetrics, Departure, StageChange, ValueModel
from sapa.lifecycle.saying import STEADY
from sapa.pipeline.models import Campaign, Finding, Inquiry, Opportunity, Outcome, ProcedureTick, Stage, StageTally
from sapa.pipeline.tallies import counted
from sapa.places.loading import load, shipped_rows
from sapa.sales.models import Order
from sapa.sales.tests.money import books_balance
from sapa.team.models import Member, Target
from sapa.team.roles import Role
from sapa.tenancy.current import organization_scope
from sapa.tenancy.models import Organization
from sapa.web.founding import found_organization

LIMIT = 600  # seconds, on a machine that does much else: on a quiet one it takes less than a tenth
SMALL = 40  # customers
WORKING = {Role.DIRECTOR, Role.SUPERVISOR, Role.SALESPERSON, Role.TELESALES, Role.CARE, Role.VOLUNTEER}


@pytest.fixture
def klaten(db: None) -> None:
    """The villages of the regency: all of Indonesia's take seconds to load."""
    load(
        [row for row in shipped_rows() if row["code"] == "33" or row["code"].startswith("33.10")], on=date(2026, 11, 22)
    )


def test_a_small_one_is_made_once_with_a_login_for_everyone(klaten: None) -> None:
    said = seed_twice(SMALL)
    for login in (*LOGINS, NEWCOMER):
        assert [login.email in output for output in said] == [True, True]
        assert Client().login(request=None, username=login.email, password=PASSWORD)
    organization = Organization.objects.get(slug=SLUG)
    assert organization.is_demo
    with organization_scope(organization):
        assert Customer.objects.count() == SMALL
        check_people()
        check_tallies()
        check_sums()
        check_firm()
        assert books_balance()
        assert not Event.objects.filter(at__gt=timezone.now()).exists()
    check_the_empty_one()


@pytest.mark.skipif(connection.vendor != "sqlite", reason="the same story on any database, where a small one passes")
def test_the_whole_has_something_of_each_kind_for_everyone(klaten: None) -> None:
    began = time.monotonic()
    call_command("seed_demo", stdout=StringIO())
    assert time.monotonic() - began < LIMIT
    with organization_scope(Organization.objects.get(slug=SLUG)):
        assert Customer.objects.count() == 400
        check_people()
        check_customers()
        check_deals()
        check_tallies()
        check_days(timezone.localdate(timezone=ZONE))
        check_sums()
        check_variety(timezone.localdate(timezone=ZONE))
        check_season()
        check_knowing(timezone.localdate(timezone=ZONE))
    check_the_empty_one()


def seed_twice(customers: int) -> list[str]:
    """What the command said both times; the second time it made nothing."""
    first, second = StringIO(), StringIO()
    call_command("seed_demo", customers=customers, stdout=first)
    counts = counted_rows()
    call_command("seed_demo", customers=customers, stdout=second)
    assert counted_rows() == counts
    return [first.getvalue(), second.getvalue()]


def counted_rows() -> dict[str, tuple[int, ...]]:
    found = {}
    for organization in Organization.objects.order_by("slug"):
        with organization_scope(organization):
            models = (Customer, Opportunity, Activity, Interaction, Event, Finding, Inquiry, Target, Member)
            found[organization.slug] = tuple(model.objects.count() for model in models)
    return found


def check_people() -> None:
    roles = Counter(Member.objects.values_list("role", flat=True))
    assert sum(roles.values()) == 12
    assert set(roles) == set(Role)
    assert set(Target.objects.values_list("length", flat=True)) == {"month", "quarter"}


def check_customers() -> None:
    assert set(Customer.objects.values_list("step", flat=True)) == set(FunnelStep)
    assert set(Customer.objects.values_list("market", flat=True)) == set(Market)
    assert not Customer.objects.exclude(region__code__startswith="33.10.").exists()
    assert Customer.objects.filter(pooled_at__isnull=False).exists()
    assert Customer.objects.filter(introduced_by__isnull=False).exists()
    assert set(Inquiry.objects.values_list("state", flat=True)) >= {"new", "double", "spam"}
    assert set(Inquiry.objects.values_list("door", flat=True)) == set(Inquiry.Door)
    assert Campaign.objects.annotate(came=Count("inquiries")).filter(came=0).count() == 0
    assert set(Finding.objects.values_list("kind", flat=True)) == set(Finding.Kind)
    assert Contact.objects.exists()
    assert not Phone.objects.exclude(number__startswith=NUMBERS).exists()
    sari, phone = Member.objects.get(role="director"), Phone.objects.all()[0]
    found = reach(phone, "Bu Ani", sari)
    assert (found.tel_url, found.whatsapp_url, found.is_example) == ("", "", True)


def check_deals() -> None:
    assert set(Opportunity.objects.values_list("outcome", flat=True)) == set(Outcome)
    assert set(Opportunity.objects.values_list("stage__step", flat=True)) == set(
        Stage.objects.values_list("step", flat=True)
    )
    assert Opportunity.objects.filter(outcome="lost").exclude(competitor="").exists()
    assert not Opportunity.objects.filter(outcome="lost", lost_reason=None).exists()
    assert 90 <= Opportunity.objects.open().count() <= 150
    for market in Market:
        decided = Counter(Opportunity.objects.filter(customer__market=market).values_list("outcome", flat=True))
        assert 42 <= 100 * decided["won"] // (decided["won"] + decided["lost"]) <= 63
    assert set(Interaction.objects.values_list("outcome", flat=True)) >= set(Said)
    assert ProcedureTick.objects.exists()


def check_knowing(today: date) -> None:
    """Everybody has their figures, each stage has somebody, some are late or soon due, and some left for a reason."""
    late = CustomerMetrics.objects.filter(late_on__lte=today, slips_on__gt=today)
    assert late.count() >= SOME
    assert late.filter(stage__in=STEADY).exists()  # whose cards warn
    assert CustomerMetrics.objects.filter(due_on__range=(today, today + timedelta(7)), late_on__gt=today).exists()
    assert SegmentSize.objects.get(segment__name="Perlu disapa minggu ini").count >= SOME
    assert CustomerMetrics.objects.count() == 400
    assert set(Customer.objects.values_list("stage", flat=True)) == set(LifecycleStage)
    assert set(CustomerMetrics.objects.values_list("activity", flat=True)) == {"", *CustomerActivity}
    assert CustomerMetrics.objects.filter(discount_verdict="dependent").exists()
    assert StageChange.objects.filter(is_told_afterwards=True).exists()
    assert Departure.objects.exclude(switched_to="").exists()
    assert ValueModel.objects.get().refused == ""
    assert set(SegmentSize.objects.values_list("segment_id", flat=True)) == set(
        Segment.objects.values_list("pk", flat=True)
    )


def check_tallies() -> None:
    fields = ("stage_id", "owner_id", "unit_id", "month", "count", "value", "weighted")
    kept = set(StageTally.objects.exclude(count=0).values_list(*fields))
    assert {(t.stage_id, t.owner_id, t.unit_id, t.month, t.count, t.value, t.weighted) for t in counted()} == kept


def check_days(today: date) -> None:
    """Nothing happens in the future, and whoever works has late, due and coming activities."""
    assert not Event.objects.filter(at__gt=timezone.now()).exists()
    assert Opportunity.objects.floating(today).exists()
    assert any(deal.is_rotting(today) for deal in Opportunity.objects.open().select_related("stage"))
    for role in WORKING:
        mine = Activity.objects.open().filter(assigned_to__role=role)
        assert mine.filter(due_on__lt=today).exists()
        assert mine.filter(due_on=today).exists()
        assert mine.filter(due_on__gt=today).exists()
    assert Customer.objects.filter(set_aside_at__isnull=False, try_again_on__lte=today).exists()
    assert untouched(Member.objects.get(name="Bambang Riyadi"), timezone.now()).exists()


def check_the_empty_one() -> None:
    with organization_scope(Organization.objects.get(slug=EMPTY_SLUG)):
        assert Customer.objects.count() == Opportunity.objects.count() == 0
        assert Member.objects.get().role == Role.DIRECTOR


@pytest.mark.shared
def test_the_same_day_gives_the_same_rows(klaten: None) -> None:
    assert told_again() == told_again()


def told_again() -> tuple[object, ...]:
    """The figures of a small one, which is then forgotten."""
    with transaction.atomic():
        with organization_scope(make_company(date(2026, 11, 22), count=25)):
            deals = Opportunity.objects.aggregate(count=Count("pk"), value=Sum("value"), chances=Sum("probability"))
            names = list(Customer.objects.order_by("pk").values_list("name", "step", "touched_at"))
            acts = list(Activity.objects.order_by("pk").values_list("title", "due_on", "completed_at"))
            counts = Event.objects.count(), Interaction.objects.count(), Order.objects.count()
            assert counts[-1] > 0
            told = (deals, names, acts, counts, figures())
        transaction.set_rollback(True)
    return told


def test_a_database_in_which_people_work_is_left_alone(db: None) -> None:
    found_organization(name="BUM Desa Kami", slug="kami", legal_form="bumdes")
    out = StringIO()
    call_command("seed_demo", stdout=out)
    assert (out.getvalue(), Organization.objects.count()) == ("", 1)
