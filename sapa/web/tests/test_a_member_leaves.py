"""When a member leaves, what they looked after can go to somebody else in the same step."""

from datetime import date
from uuid import uuid4

from sapa.activities import planning
from sapa.customers.models import Customer
from sapa.customers.tests.making import make
from sapa.events.models import Event
from sapa.pipeline.models import Opportunity
from sapa.pipeline.tests.deals import deal, tallies_are_right
from sapa.team.models import Member
from sapa.testing import Cast


def page(member: Member) -> str:
    return f"/maju-bersama/team/{member.pk}/farewell/"


def work_for(cast: Cast) -> tuple[Customer, Opportunity]:
    """Budi has a customer, an open deal, a lost cause and a visit to make."""
    customer = make(cast.budi)
    planning.plan(title="Kunjungan", due_on=date(2026, 11, 24), by=cast.budi, customer=customer)
    return customer, deal(cast.budi, customer=customer)


def test_somebody_takes_over_in_the_same_step(cast: Cast) -> None:
    customer, opportunity = work_for(cast)
    shown = cast.client(cast.sari).get(page(cast.budi)).text
    assert "1 pelanggan" in shown

    answer = cast.client(cast.sari).post(page(cast.budi), {"heir": cast.wati.pk, "once": str(uuid4())})

    assert (answer.status_code, answer["Location"]) == (303, f"/maju-bersama/team/{cast.budi.pk}/")
    cast.budi.refresh_from_db()
    customer.refresh_from_db()
    opportunity.refresh_from_db()
    assert cast.budi.left_at is not None
    assert (customer.owner, opportunity.owner) == (cast.wati, cast.wati)
    assert customer.activities.get().assigned_to == cast.wati
    assert tallies_are_right()
    told = Event.objects.filter(kind__in=["opportunity.changed", "task.handed_over"]).order_by("kind")
    assert [event.by_name for event in told] == ["Sari", "Sari"]


def test_sent_twice_it_hands_over_once(cast: Cast) -> None:
    work_for(cast)
    sent = {"heir": cast.wati.pk, "once": str(uuid4())}
    for _time in range(2):
        assert cast.client(cast.sari).post(page(cast.budi), sent).status_code == 303
    assert Event.objects.filter(kind="member.left").count() == 1
    assert Event.objects.filter(kind="opportunity.changed").count() == 1


def test_it_can_wait_until_somebody_is_found(cast: Cast) -> None:
    customer, _opportunity = work_for(cast)
    assert cast.client(cast.sari).post(page(cast.budi), {"heir": ""}).status_code == 303
    customer.refresh_from_db()
    assert customer.owner == cast.budi

    assert cast.client(cast.sari).post(page(cast.budi), {"heir": ""}).status_code == 422
    cast.client(cast.sari).post(page(cast.budi), {"heir": cast.wati.pk})
    customer.refresh_from_db()
    assert customer.owner == cast.wati


def test_a_decided_deal_keeps_who_decided_it(cast: Cast) -> None:
    _customer, opportunity = work_for(cast)
    Opportunity.objects.filter(pk=opportunity.pk).update(outcome="won", closed_on=date(2026, 11, 20))
    cast.client(cast.sari).post(page(cast.budi), {"heir": cast.wati.pk})
    opportunity.refresh_from_db()
    assert opportunity.owner == cast.budi


def test_nobody_takes_over_from_themselves(cast: Cast) -> None:
    customer, _opportunity = work_for(cast)
    assert cast.client(cast.sari).post(page(cast.budi), {"heir": cast.budi.pk}).status_code == 422
    customer.refresh_from_db()
    cast.budi.refresh_from_db()
    assert (customer.owner, cast.budi.left_at) == (cast.budi, None)


def test_only_who_manages_the_team_may(cast: Cast) -> None:
    work_for(cast)
    assert cast.client(cast.asing).post(page(cast.budi), {"heir": cast.wati.pk}).status_code == 404
    assert cast.client(cast.rina).post(page(cast.budi), {"heir": cast.wati.pk}).status_code == 403
    cast.budi.refresh_from_db()
    assert cast.budi.left_at is None
