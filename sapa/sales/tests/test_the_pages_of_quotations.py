"""The pages of quotations: list, form, page, and what is done with one, for each who may and may not."""

from decimal import Decimal
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from sapa.catalogue.models import Product, ProductMeasure
from sapa.customers.models import Customer
from sapa.pipeline.models import Opportunity, OpportunityLine, Stage
from sapa.sales import ending, quoting
from sapa.sales.lines import Wanted, settings_of
from sapa.sales.models import CustomerCredit, Order, Quotation
from sapa.team.models import Member
from sapa.testing import Cast

pytestmark = pytest.mark.django_db
HERE = "/maju-bersama/quotations/"
Status = Quotation.Status


def customer_of(owner: Member) -> Customer:
    return Customer.objects.create(name="PT KITA", name_key="pt kita", search="pt kita", owner=owner, unit=owner.unit)


def quote(by: Member, lines: int = 1, *, send: bool = False, **fields: Any) -> Quotation:
    wanted = [Wanted(product=None, description=f"Menu {n}", quantity=Decimal(2), price=25_000) for n in range(lines)]
    today, now = timezone.localdate(), timezone.now()
    given = {"customer": customer_of(by)} | fields
    made = quoting.draft(uuid=uuid4(), lines=wanted, by=by, on=today, now=now, **given)
    if send:
        quoting.send(made, by=by, on=today, now=now)
    return made


def filled(customer: Customer, **more: Any) -> dict[str, Any]:
    return {
        "customer": customer.pk, "valid_until": timezone.localdate(), "terms_days": 14, "once": uuid4(),
        "lines-count": 1,
        "lines-0-what_text": "Nasi kotak", "lines-0-quantity": "50", "lines-0-price": "25.000", **more,
    }  # fmt: skip


def test_it_is_written_with_its_lines_once(cast: Cast) -> None:
    client, data = cast.client(cast.budi), filled(customer_of(cast.budi))
    for _time in range(2):
        response = client.post(f"{HERE}new/", data)
    made = Quotation.objects.get()
    assert (response.status_code, response["Location"]) == (303, f"{HERE}{made.pk}/")
    assert (made.total, made.terms_days, made.lines.get().description) == (1_250_000, 14, "Nasi kotak")
    assert "Rp1.250.000" in client.get(f"{HERE}{made.pk}/").content.decode()


def test_an_empty_one_comes_back_marked_with_nothing_lost(cast: Cast) -> None:
    data = filled(customer_of(cast.budi), **{"lines-0-what_text": "", "lines-0-price": "", "terms": "Bayar di muka"})
    response = cast.client(cast.budi).post(f"{HERE}new/", data)
    page = response.content.decode()
    assert response.status_code == 422 and "Bayar di muka" in page and 'aria-invalid="true"' in page
    assert not Quotation.objects.exists()


def test_what_is_not_sold_any_more_can_only_stay_where_it_was(cast: Cast) -> None:
    """The form lay open while somebody archived the product."""
    rice = Product.objects.create(name="Beras", name_key="beras", unit="kg", price=15_000)
    client, data = cast.client(cast.budi), filled(customer_of(cast.budi), **{"lines-0-what": rice.pk})
    client.post(f"{HERE}new/", data)
    made = Quotation.objects.get()
    Product.objects.update(archived_at=timezone.now())
    again = client.post(f"{HERE}new/", data | {"once": uuid4()})
    assert again.status_code == 422
    assert "“Beras” sudah tidak dijual." in again.content.decode()
    kept = client.post(f"{HERE}{made.pk}/edit/", data | {"version": made.version, "lines-0-quantity": "60"})
    assert kept.status_code == 303
    assert made.lines.get().quantity == 60


def test_an_opportunity_brings_its_customer_contact_and_lines(cast: Cast) -> None:
    stage = Stage.objects.filter(step="candidate").select_related("pipeline")[0]
    rice = Product.objects.create(name="Beras", name_key="beras", price=70_000)
    deal = Opportunity.objects.create(
        customer=customer_of(cast.budi), title="Beras rutin", pipeline=stage.pipeline, stage=stage, probability=10,
        owner=cast.budi,
    )  # fmt: skip
    OpportunityLine.objects.create(opportunity=deal, product=rice, quantity=2, price=65_000, amount=130_000)
    OpportunityLine.objects.create(opportunity=deal, description="Ongkir", quantity=1, price=10_000, amount=10_000)
    page = cast.client(cast.budi).get(f"{HERE}new/?opportunity={deal.pk}").content.decode()
    assert "PT KITA" in page and "Ongkir" in page and "Rp140.000" in page
    data = filled(deal.customer, opportunity=deal.pk)
    cast.client(cast.budi).post(f"{HERE}new/", data)
    deal.refresh_from_db()
    assert Quotation.objects.get().opportunity == deal and deal.stage.step == "proposal"


def test_a_row_is_added_without_javascript(cast: Cast) -> None:
    data = filled(customer_of(cast.budi), add_line="1")
    response = cast.client(cast.budi).post(f"{HERE}new/", data)
    assert response.status_code == 200 and 'id="id_lines-1-what_text"' in response.content.decode()
    assert not Quotation.objects.exists()


def test_a_draft_is_changed_and_the_second_sees_both_versions(cast: Cast) -> None:
    made = quote(cast.budi)
    client = cast.client(cast.budi)
    assert "Menu 0" in client.get(f"{HERE}{made.pk}/edit/").content.decode()
    data = filled(made.customer, version=1)
    assert client.post(f"{HERE}{made.pk}/edit/", data).status_code == 303
    again = client.post(f"{HERE}{made.pk}/edit/", data | {"lines-0-price": "1.000"})
    page = again.content.decode()
    assert again.status_code == 409 and "Rp1.250.000" in page and 'value="2"' in page
    made.refresh_from_db()
    assert made.total == 1_250_000


def test_sending_leads_to_the_ways_to_share_it(cast: Cast) -> None:
    made = quote(cast.budi)
    response = cast.client(cast.budi).post(f"{HERE}{made.pk}/sending/")
    made.refresh_from_db()
    assert (response.status_code, made.status) == (303, Status.SENT)
    page = cast.client(cast.budi).get(response["Location"]).content.decode()
    assert f"/public/quotations/maju-bersama/{made.token}/" in page


def test_confirming_warns_and_makes_the_order_once(cast: Cast) -> None:
    water = Product.objects.create(name="Air", name_key="air", price=3_500, stock=Decimal(0))
    made = quote(cast.budi)
    line = Wanted(product=water, quantity=Decimal(5), price=3_500)
    quoting.change(made, version=1, by=cast.budi, now=timezone.now(), lines=[line])
    client, address = cast.client(cast.budi), f"{HERE}{made.pk}/confirmation/"
    assert "package-x" not in client.get(f"{HERE}{made.pk}/").content.decode()
    assert "5 pcs" in client.get(address).content.decode()
    client.post(address)
    client.post(address)
    order = Order.objects.get()
    assert order.quotation == made and order.total == 17_500


def test_who_refuses_what_is_not_there_sees_no_button(cast: Cast) -> None:
    settings = settings_of()
    settings.oversell = "refuse"
    settings.save()
    water = Product.objects.create(name="Air", name_key="air", price=3_500, stock=Decimal(0))
    made = quote(cast.budi)
    line = Wanted(product=water, quantity=Decimal(5), price=3_500)
    quoting.change(made, version=1, by=cast.budi, now=timezone.now(), lines=[line])
    client, address = cast.client(cast.budi), f"{HERE}{made.pk}/confirmation/"
    assert "btn btn-primary" not in client.get(address).content.decode().partition('id="content"')[2]
    client.post(address)
    assert not Order.objects.exists()


ACTS: list[tuple[str, dict[str, str], str]] = [
    ("acceptance", {"name": "Bu Ani"}, Status.ACCEPTED),
    ("refusal", {"reason": "Mahal"}, Status.REFUSED),
    ("cancellation", {"reason": "Salah"}, Status.CANCELLED),
]


@pytest.mark.parametrize(("act", "data", "status"), ACTS)
def test_an_act_is_done_once_by_who_may(cast: Cast, act: str, data: dict[str, str], status: str) -> None:
    made = quote(cast.budi, send=True)
    address = f"{HERE}{made.pk}/{act}/"
    assert cast.client(cast.asing).post(address, data).status_code == 404
    assert cast.client(cast.wati).post(address, data).status_code == 404
    assert cast.client(cast.cici).post(address, data).status_code == 403
    assert cast.client(cast.budi).post(address, dict.fromkeys(data, "") | {"next": "1"}).status_code == 422
    made.refresh_from_db()
    assert made.status == Status.SENT
    for _time in range(2):
        assert cast.client(cast.budi).post(address, data).status_code == 303
    made.refresh_from_db()
    assert (made.status, made.version) == (status, 3)


def test_a_revision_is_one_draft_that_is_changed_at_once(cast: Cast) -> None:
    made = quote(cast.budi, send=True)
    assert cast.client(cast.cici).post(f"{HERE}{made.pk}/revision/").status_code == 403
    places = {cast.client(cast.budi).post(f"{HERE}{made.pk}/revision/")["Location"] for _time in range(2)}
    new = Quotation.objects.get(replaces=made)
    assert places == {f"{HERE}{new.pk}/edit/"}


def test_a_refusal_can_lead_to_the_lost_opportunity(cast: Cast) -> None:
    stage = Stage.objects.filter(step="candidate").select_related("pipeline")[0]
    deal = Opportunity.objects.create(
        customer=customer_of(cast.budi), title="Beras", pipeline=stage.pipeline, stage=stage, probability=10,
        owner=cast.budi,
    )  # fmt: skip
    made = quote(cast.budi, customer=deal.customer, opportunity=deal, send=True)
    response = cast.client(cast.budi).post(f"{HERE}{made.pk}/refusal/", {"reason": "Mahal", "lose": "1"})
    assert response["Location"] == f"/maju-bersama/opportunities/{deal.pk}/lose/"


def test_cost_and_margin_are_for_those_who_may_know(cast: Cast) -> None:
    water = Product.objects.create(name="Air", name_key="air", price=3_500, cost=2_000)
    made = quote(cast.budi)
    line = Wanted(product=water, quantity=Decimal(10), price=3_500)
    quoting.change(made, version=1, by=cast.budi, now=timezone.now(), lines=[line])
    assert "Rp15.000" in cast.client(cast.sari).get(f"{HERE}{made.pk}/").content.decode()
    assert "Rp15.000" not in cast.client(cast.budi).get(f"{HERE}{made.pk}/").content.decode()


def test_the_list_is_narrowed_by_its_address(cast: Cast) -> None:
    draft, sent = quote(cast.budi), quote(cast.budi, send=True)
    client = cast.client(cast.budi)
    assert f"quotations/{draft.pk}/" in client.get(HERE).content.decode()
    page = client.get(f"{HERE}?state=sent").content.decode()
    assert f"quotations/{sent.pk}/" in page and f"quotations/{draft.pk}/" not in page
    assert f"quotations/{sent.pk}/" in client.get(f"{HERE}?q={sent.number[:5]}").content.decode()
    assert f"quotations/{sent.pk}/" not in cast.client(cast.wati).get(HERE).content.decode()


def queries_of(client: Client, address: str) -> int:
    client.get(address)
    with CaptureQueriesContext(connection) as queries:
        assert client.get(address).status_code == 200
    return len(queries)


@pytest.mark.parametrize("address", ["{}", "{}edit/", "{}confirmation/"])
def test_sixty_lines_cost_as_many_queries_as_one(cast: Cast, address: str) -> None:
    client = cast.client(cast.sari)
    counts = [queries_of(client, f"{HERE}{address.format(f'{quote(cast.budi, lines).pk}/')}") for lines in (1, 60)]
    assert counts[0] == counts[1] <= 12 + 4  # the session's and the member's four come on top


def test_the_list_asks_as_much_for_one_as_for_many(cast: Cast) -> None:
    client, count = cast.client(cast.sari), []
    for more in (1, 20):
        for _time in range(more):
            quote(cast.budi)
        count.append(queries_of(client, HERE))
    assert count[0] == count[1] <= 12


def test_an_opportunitys_page_shows_its_quotations_and_its_card_makes_one(cast: Cast) -> None:
    stage = Stage.objects.filter(step="candidate").select_related("pipeline")[0]
    deal = Opportunity.objects.create(
        customer=customer_of(cast.budi), title="Beras", pipeline=stage.pipeline, stage=stage, probability=10,
        owner=cast.budi, unit=cast.budi.unit,
    )  # fmt: skip
    made = quote(cast.budi, customer=deal.customer, opportunity=deal, send=True)
    link = f"/maju-bersama/quotations/new/?opportunity={deal.pk}"
    page = cast.client(cast.budi).get(f"/maju-bersama/opportunities/{deal.pk}/").content.decode()
    assert link in page and made.number in page
    assert link in cast.client(cast.budi).get("/maju-bersama/opportunities/").content.decode()
    reader = cast.client(cast.darma).get(f"/maju-bersama/opportunities/{deal.pk}/").content.decode()
    assert link not in reader and made.number in reader


def test_of_two_versions_one_becomes_an_order(cast: Cast) -> None:
    first = quote(cast.budi, send=True)
    second = quoting.revise(first, by=cast.budi, on=timezone.localdate(), now=timezone.now())
    client = cast.client(cast.budi)
    client.post(f"{HERE}{first.pk}/confirmation/")
    client.post(f"{HERE}{second.pk}/confirmation/")
    assert Order.objects.get().quotation == first


def test_a_version_confirmed_before_it_was_sent_replaces_the_one_before_until_its_order_is_cancelled(
    cast: Cast,
) -> None:
    first = quote(cast.budi, send=True)
    second = quoting.revise(first, by=cast.budi, on=timezone.localdate(), now=timezone.now())
    client = cast.client(cast.budi)
    client.post(f"{HERE}{second.pk}/confirmation/")
    client.post(f"{HERE}{first.pk}/confirmation/")
    order = Order.objects.get()
    first.refresh_from_db()
    assert (order.quotation, first.status) == (second, Status.REPLACED)
    ending.cancel(order, reason="Batal", by=cast.sari, now=timezone.now())
    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.status, second.status) == (Status.SENT, Status.DRAFT)


def test_the_quotation_of_an_opportunity_stays_with_its_customer(cast: Cast) -> None:
    stage = Stage.objects.filter(step="candidate").select_related("pipeline")[0]
    deal = Opportunity.objects.create(
        customer=customer_of(cast.budi), title="Beras rutin", pipeline=stage.pipeline, stage=stage, probability=10,
        owner=cast.budi,
    )  # fmt: skip
    made = quote(cast.budi, customer=deal.customer, opportunity=deal)
    other = Customer.objects.create(name="PT LAIN", name_key="pt lain", search="pt lain", owner=cast.budi)
    response = cast.client(cast.budi).post(f"{HERE}{made.pk}/edit/", filled(other, version=1))
    made.refresh_from_db()
    assert (response.status_code, made.customer) == (422, deal.customer)


def test_a_draft_without_terms_of_payment_gets_the_usual_ones(cast: Cast) -> None:
    made = quote(cast.budi, terms_days=30)
    data = filled(made.customer, version=1, terms_days="")
    assert cast.client(cast.budi).post(f"{HERE}{made.pk}/edit/", data).status_code == 303
    made.refresh_from_db()
    assert made.terms_days == settings_of().terms_days


def test_more_than_can_be_kept_comes_back_marked(cast: Cast) -> None:
    rice = Product.objects.create(name="Beras", name_key="beras", price=1, cost=10**14)
    ProductMeasure.objects.create(product=rice, name="dus", factor=Decimal(99999999999))
    lines = {"lines-0-what": rice.pk, "lines-0-measure": "dus", "lines-0-quantity": "99999999999", "lines-0-price": "0"}
    for more in (lines, lines | {"lines-0-measure": "pcs", "lines-0-quantity": "1000"}):
        answer = cast.client(cast.budi).post(f"{HERE}new/", filled(customer_of(cast.budi), **more))
        assert answer.status_code == 422


@pytest.mark.parametrize("place", ["orders", "quotations"])
def test_a_customer_has_terms_of_payment_of_their_own(cast: Cast, place: str) -> None:
    whose = customer_of(cast.budi)
    CustomerCredit.objects.create(customer=whose, terms_days=30)
    cast.client(cast.budi).post(f"/maju-bersama/{place}/new/", filled(whose, terms_days=""))
    made = (Order if place == "orders" else Quotation).objects.get()
    assert made.terms_days == 30


@pytest.mark.parametrize("accepted", [True, False])
def test_a_won_deal_is_worth_what_the_later_version_comes_to(cast: Cast, accepted: bool) -> None:
    stage = Stage.objects.filter(step="candidate").select_related("pipeline")[0]
    deal = Opportunity.objects.create(
        customer=customer_of(cast.budi), title="Beras rutin", pipeline=stage.pipeline, stage=stage, probability=10,
        owner=cast.budi,
    )  # fmt: skip
    today, now = timezone.localdate(), timezone.now()
    first = quote(cast.budi, customer=deal.customer, opportunity=deal, send=True)
    quoting.accept(first, name="Ibu Tuti", now=now, on=today)
    second = quoting.revise(first, by=cast.budi, on=today, now=now)
    line = Wanted(product=None, description="Menu lengkap", quantity=Decimal(1), price=900_000)
    quoting.change(second, version=1, by=cast.budi, now=now, lines=[line])
    quoting.send(second, by=cast.budi, on=today, now=now)
    if accepted:
        quoting.accept(second, name="Ibu Tuti", now=now, on=today)
    else:
        cast.client(cast.budi).post(f"{HERE}{second.pk}/confirmation/")
    deal.refresh_from_db()
    assert (deal.outcome, deal.value) == ("won", 900_000)
