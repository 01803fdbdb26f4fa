"""Qualifying, proposing and negotiating."""

from decimal import Decimal
from uuid import uuid4

import pytest

from sapa.lib.errors import AlreadyDone
from sapa.pipeline import negotiating, proposing, qualifying
from sapa.pipeline.models import Offer, ProfileLink, Qualification
from sapa.pipeline.tests.deals import NOW, deal, fresh, kinds, line, product, tallies_are_right
from sapa.testing import Cast


@pytest.mark.parametrize(
    ("stock", "lines", "answer"),
    [(None, ["50"], "yes"), ("99", ["50", "49"], "yes"), ("99", ["50", "50"], "no"), ("99", [], "unknown")],
)
def test_the_catalogue_answers_whether_it_is_available(
    cast: Cast, stock: str | None, lines: list[str], answer: str
) -> None:
    rice = product(stock=Decimal(stock) if stock else None)
    made = deal(cast.budi, lines=[line(rice, quantity) for quantity in lines])
    assert qualifying.availability(made).answer == answer


def test_the_answers_are_written_once(cast: Cast) -> None:
    made = deal(cast.budi, lines=[line(product(stock=Decimal(10)), "50")])
    answers = {"need": "yes", "need_note": "Rapat", "budget": "yes", "budget_amount": 2_000_000, "authority": "no"}
    qualifying.answer(made, by=cast.budi, now=NOW, **answers)
    with pytest.raises(AlreadyDone):
        qualifying.answer(made, by=cast.budi, now=NOW, **answers)
    qualifying.answer(made, by=cast.budi, now=NOW, **{**answers, "authority": "yes"})
    known = Qualification.objects.get()
    assert (known.need, known.budget_amount, known.authority, known.available) == ("yes", 2_000_000, "yes", "no")
    assert kinds(made) == ["opportunity.created", "opportunity.qualified", "opportunity.qualified"]


def test_the_offer_that_both_accept_is_what_the_deal_is_worth(cast: Cast) -> None:
    made, uuid = deal(cast.budi), uuid4()
    offer = negotiating.make_offer(made, uuid=uuid, side="theirs", amount=1_000_000, by=cast.budi, now=NOW)
    with pytest.raises(AlreadyDone):
        negotiating.make_offer(made, uuid=uuid, side="theirs", amount=1_000_000, by=cast.budi, now=NOW)
    negotiating.accept(offer, by=cast.budi, now=NOW)
    with pytest.raises(AlreadyDone):
        negotiating.accept(Offer.objects.get(), by=cast.budi, now=NOW)
    assert (fresh(made).value, fresh(made).value_by_hand) == (1_000_000, True)
    assert kinds(made) == ["opportunity.created", "offer.made", "offer.accepted"]
    assert tallies_are_right()


def test_a_profile_has_one_link_that_tells_when_it_was_opened(cast: Cast) -> None:
    made, rice = deal(cast.budi), product()
    company = proposing.share_profile(made, product=None, by=cast.budi, now=NOW)
    assert proposing.share_profile(made, product=None, by=cast.budi, now=NOW) == company
    assert proposing.share_profile(made, product=rice, by=cast.budi, now=NOW) != company
    assert (len(company.token), ProfileLink.objects.count()) == (43, 2)
    assert proposing.mark_opened(company, now=NOW)
    assert not proposing.mark_opened(company, now=NOW)
    assert kinds(made) == ["opportunity.created", "profile.shared", "profile.shared", "profile.opened"]
