"""From prospect to opportunity: each step once, with its moment, and back again."""

from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest

from sapa.activities.models import Interaction
from sapa.customers.models import Customer
from sapa.events.models import Event
from sapa.lib.errors import AlreadyDone, Refused
from sapa.pipeline import closing, finding_out, funnel, opening
from sapa.pipeline.models import Finding, Opportunity
from sapa.pipeline.tests.deals import NOW, TODAY, business, customer_of, deal, fresh, line, product
from sapa.testing import Cast

LATER = NOW + timedelta(days=3)
MOMENTS = ("contact_at", "account_at", "opportunity_at", "won_at")
TOLD = [("need", "Nasi kotak untuk 50 orang tiap Jumat"), ("problem", "Katering lama sering terlambat")]


def again(customer: Customer) -> Customer:
    return Customer.objects.get(pk=customer.pk)


def story(customer: Customer) -> list[str]:
    """The kinds of what happened with the customer, oldest first."""
    return list(Event.objects.filter(customer_id=customer.pk).order_by("at", "pk").values_list("kind", flat=True))


def contact(cast: Cast, **fields: Any) -> Customer:
    made = customer_of(cast.budi, created_at=NOW - timedelta(days=2))
    funnel.make_contact(made, touch_point="visit", note="Ramah", outcome="interested", findings=TOLD, by=cast.budi,
                        now=NOW, **fields)  # fmt: skip
    return again(made)


def account(cast: Cast) -> Customer:
    made = contact(cast)
    need, problem = made.findings.order_by("pk")
    answers = {need: funnel.Answer("yes", product(), "Paket hemat"), problem: funnel.Answer("no")}
    funnel.make_account(made, answers=answers, by=cast.budi, now=LATER)
    return again(made)


def test_a_talk_makes_a_prospect_a_contact(cast: Cast) -> None:
    made = contact(cast)
    talk = Interaction.objects.get()
    assert (made.step, made.contact_at, made.step_entered_at, made.account_at) == ("contact", NOW, NOW, None)
    assert (talk.touch_point, talk.direction, talk.note, talk.outcome) == ("visit", "out", "Ramah", "interested")
    assert list(Finding.objects.order_by("pk").values_list("kind", "text", "interaction", "answer")) == [
        (kind, text, talk.pk, "") for kind, text in TOLD
    ]
    assert story(made) == ["note.written", "finding.noted", "finding.noted", "customer.contacted"]


def test_a_form_sent_twice_makes_one_contact(cast: Cast) -> None:
    once = uuid4()
    made = contact(cast, uuid=once)
    funnel.make_contact(made, touch_point="visit", findings=TOLD, by=cast.budi, now=LATER, uuid=once)
    assert (Interaction.objects.count(), Finding.objects.count()) == (1, 2)
    assert again(made).contact_at == NOW


def test_a_contact_is_no_prospect_any_more(cast: Cast) -> None:
    made = contact(cast)
    with pytest.raises(AlreadyDone):
        funnel.make_contact(made, touch_point="phone", by=cast.budi, now=LATER)
    assert Interaction.objects.count() == 1


def test_what_we_can_serve_makes_a_contact_an_account(cast: Cast) -> None:
    made = account(cast)
    need, problem = made.findings.order_by("pk")
    assert (made.step, made.contact_at, made.account_at, made.step_entered_at) == ("account", NOW, LATER, LATER)
    assert (need.answer, str(need.product), need.solution) == ("yes", "Nasi kotak", "Paket hemat")
    assert (problem.answer, problem.product, problem.solution) == ("no", None, "")
    assert story(made)[-3:] == ["finding.answered", "finding.answered", "customer.accounted"]
    with pytest.raises(AlreadyDone):
        funnel.make_account(made, answers={need: ("yes", None, "")}, by=cast.budi, now=LATER)


def test_whom_we_cannot_serve_at_all_becomes_no_account(cast: Cast) -> None:
    made = contact(cast)
    with pytest.raises(Refused):
        funnel.make_account(made, answers={one: funnel.Answer("no") for one in made.findings.all()}, by=cast.budi,
                            now=LATER)  # fmt: skip
    assert again(made).step == "contact"
    assert not made.findings.filter(answer="no").exists()


def test_an_opportunity_carries_the_needs_along(cast: Cast) -> None:
    made, once = account(cast), uuid4()
    need = made.findings.get(answer="yes")
    given: dict[str, Any] = {"title": "Nasi kotak tiap Jumat", "pipeline": business(), "by": cast.budi, "on": TODAY}
    for _attempt in range(2):
        opened = funnel.make_opportunity(
            made, uuid=once, now=LATER, probability=40, expected_close=date(2026, 12, 18),
            lines=[line(need.product, "50")], findings=[need], **given,
        )  # fmt: skip
    made, need = again(made), Finding.objects.get(pk=need.pk)
    assert Opportunity.objects.get() == opened
    assert (opened.value, opened.probability, opened.owner, opened.unit) == (1_250_000, 40, cast.budi, cast.catering)
    assert need.opportunity == opened
    assert (made.step, made.opportunity_at, made.account_at) == ("opportunity", LATER, LATER)
    assert story(made)[-2:] == ["opportunity.created", "customer.promoted"]
    with pytest.raises(AlreadyDone):
        funnel.make_opportunity(made, uuid=uuid4(), now=LATER, **given)


def test_findings_of_another_customer_are_refused(cast: Cast) -> None:
    made, other = contact(cast), customer_of(cast.budi, "Toko Lain")
    [found] = finding_out.note_findings(other, [("need", "Beras")], by=cast.budi, now=NOW)
    with pytest.raises(Refused):
        funnel.make_account(made, answers={found: funnel.Answer("yes")}, by=cast.budi, now=LATER)


def test_any_deal_brings_its_customer_to_the_last_step(cast: Cast) -> None:
    made = customer_of(cast.budi)
    deal(cast.budi, customer=made)
    found = again(made)
    assert (found.step, found.contact_at, found.account_at, found.opportunity_at) == ("opportunity", NOW, NOW, NOW)
    assert story(made) == ["opportunity.created", "customer.reached"]
    deal(cast.budi, customer=made, title="Yang kedua")
    assert story(made).count("customer.reached") == 1


def test_a_step_that_was_taken_keeps_its_moment(cast: Cast) -> None:
    made = contact(cast)
    opening.open_opportunity(uuid=uuid4(), customer=made, pipeline=business(), by=cast.budi, on=TODAY, now=LATER,
                             title="Langsung")  # fmt: skip
    assert (made.contact_at, made.account_at, made.opportunity_at, made.step) == (NOW, LATER, LATER, "opportunity")


def test_a_deal_given_to_another_customer_brings_that_one(cast: Cast) -> None:
    made, other = deal(cast.budi), customer_of(cast.budi, "Toko Lain")
    opening.change(made, by=cast.budi, now=LATER, customer=other, value=made.value)
    assert (again(other).step, again(other).opportunity_at) == ("opportunity", LATER)


def test_the_first_deal_won_is_remembered_until_it_is_reopened(cast: Cast) -> None:
    made = customer_of(cast.budi)
    first, second = deal(cast.budi, customer=made), deal(cast.budi, customer=made)
    closing.win(first, by=cast.budi, on=TODAY, now=NOW)
    closing.win(second, by=cast.budi, on=TODAY + timedelta(days=3), now=LATER)
    assert again(made).won_at == NOW
    closing.reopen(fresh(first), by=cast.sari, now=LATER)
    assert again(made).won_at == datetime(2026, 11, 24, 17, tzinfo=UTC)  # the day of the second, in Jakarta
    closing.reopen(fresh(second), by=cast.sari, now=LATER)
    assert again(made).won_at is None


def test_a_lost_deal_that_is_reopened_changes_no_victory(cast: Cast) -> None:
    made = customer_of(cast.budi)
    won, lost = deal(cast.budi, customer=made), deal(cast.budi, customer=made)
    closing.win(won, by=cast.budi, on=TODAY, now=NOW)
    reason = lost.organization and closing.LostReason.objects.first()
    assert reason is not None
    closing.lose(lost, reason=reason, by=cast.budi, on=TODAY, now=NOW)
    closing.reopen(fresh(lost), by=cast.sari, now=LATER)
    assert again(made).won_at == NOW


def test_a_step_back_forgets_its_moment_and_nothing_else(cast: Cast) -> None:
    made = account(cast)
    funnel.step_back(made, by=cast.budi, reason="Belum jelas", now=LATER)
    found = again(made)
    assert (found.step, found.contact_at, found.account_at, found.step_entered_at) == ("contact", NOW, None, LATER)
    assert found.findings.count() == 2
    told = Event.objects.filter(kind="customer.stepped_back").get()
    assert told.data == {"step": "contact", "note": "Belum jelas"}
    stale = again(made)
    funnel.step_back(made, by=cast.budi, now=LATER)
    with pytest.raises(AlreadyDone):
        funnel.step_back(stale, by=cast.budi, now=LATER)
    with pytest.raises(Refused):
        funnel.step_back(again(made), by=cast.budi, now=LATER)


def test_who_is_set_aside_is_taken_up_again(cast: Cast) -> None:
    made, day = customer_of(cast.budi), date(2027, 1, 5)
    funnel.set_aside(made, reason="Menunggu panen", try_again_on=day, by=cast.budi, now=NOW)
    with pytest.raises(AlreadyDone):
        funnel.set_aside(again(made), reason="Lagi", by=cast.budi, now=LATER)
    found = again(made)
    assert (found.set_aside_at, found.set_aside_reason, found.try_again_on) == (NOW, "Menunggu panen", day)
    assert not Customer.objects.on_the_board().exists()
    assert not Customer.objects.to_try_again(date(2027, 1, 4)).exists()
    assert Customer.objects.to_try_again(day).get() == made
    funnel.take_up(found, by=cast.budi, now=LATER)
    found = again(made)
    assert (found.set_aside_at, found.set_aside_reason, found.try_again_on, found.step) == (None, "", None, "prospect")
    with pytest.raises(AlreadyDone):
        funnel.take_up(found, by=cast.budi, now=LATER)


def test_who_has_an_open_deal_is_not_set_aside(cast: Cast) -> None:
    made = deal(cast.budi).customer
    with pytest.raises(Refused):
        funnel.set_aside(made, reason="Nanti", by=cast.budi, now=NOW)
    assert again(made).set_aside_at is None


def test_a_talk_or_a_deal_takes_up_who_was_set_aside(cast: Cast) -> None:
    for act in (
        lambda who: funnel.make_contact(who, touch_point="phone", by=cast.budi, now=LATER),
        lambda who: deal(cast.budi, customer=who),
    ):
        made = customer_of(cast.budi)
        funnel.set_aside(made, reason="Nanti", try_again_on=TODAY, by=cast.budi, now=NOW)
        act(again(made))
        assert (again(made).set_aside_at, again(made).try_again_on) == (None, None)


def test_a_finding_is_marked_as_met_once_and_that_is_taken_back_once(cast: Cast) -> None:
    made = contact(cast)
    need = made.findings.order_by("pk")[0]
    finding_out.meet(need, by=cast.wati, now=LATER)
    found = Finding.objects.get(pk=need.pk)
    assert (found.met_at, found.met_by) == (LATER, cast.wati)
    with pytest.raises(AlreadyDone):
        finding_out.meet(found, by=cast.budi, now=LATER)
    finding_out.unmeet(found, by=cast.budi, now=LATER)
    with pytest.raises(AlreadyDone):
        finding_out.unmeet(found, by=cast.budi, now=LATER)
    assert Finding.objects.unmet().count() == 2
    assert story(made)[-2:] == ["finding.met", "finding.unmet"]


def test_an_answer_or_a_word_that_does_not_differ_is_not_told(cast: Cast) -> None:
    need = contact(cast).findings.order_by("pk")[0]
    given: dict[str, Any] = {"answer": "yes", "product": None, "solution": "Paket", "by": cast.budi, "now": LATER}
    assert finding_out.answer(need, **given)
    assert not finding_out.answer(need, **given)
    assert finding_out.reword(need, kind="hope", text=" Nasi  murah ", by=cast.budi, now=LATER)
    assert not finding_out.reword(need, kind="hope", text="Nasi murah", by=cast.budi, now=LATER)
    assert Event.objects.filter(kind__in=["finding.answered", "finding.changed"]).count() == 2
