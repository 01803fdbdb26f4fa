"""The customer card: everything about a customer on one screen."""

from datetime import date
from typing import Any

from django.db import connection
from django.test.utils import CaptureQueriesContext

from sapa.activities.planning import plan
from sapa.customers import keeping
from sapa.customers.contacting import add_contact
from sapa.customers.models import Customer, CustomField
from sapa.pipeline.models import Opportunity
from sapa.pipeline.panel import customer_panel
from sapa.testing import Cast
from sapa.web.tests.rows import build

ON = date(2026, 11, 22)


def shop(cast: Cast, **fields: Any) -> Customer:
    given = {"name": "Toko Berkah", "kind": "organization", "market": "b2b", "custom": {"hobi": "Mancing"}, **fields}
    return keeping.create(by=cast.budi, fields=given, phones=[("+6281234567890", "toko")], tags=["Ramadan", "Hajatan"])


def test_it_shows_who_they_are_and_what_happened(cast: Cast) -> None:
    made = shop(cast, honorific="Bu", birthday=date(1990, 11, 22))
    plan(title="Antar contoh kopi", due_on=date(2026, 11, 30), by=cast.budi, customer=made)
    page = cast.client(cast.budi).get(f"/maju-bersama/customers/{made.pk}/").text
    for words in ("Toko Berkah", "0812-3456-7890", "Ramadan", "Antar contoh kopi", "Budi menambah Toko Berkah"):
        assert words in page
    assert "https://wa.me/6281234567890?text=" in page
    assert "tel:+6281234567890" in page


def test_it_sums_the_deals_that_the_member_sees(cast: Cast) -> None:
    made = shop(cast)
    for owner, value in [(cast.budi, 1_250_000), (cast.budi, 750_000), (cast.wati, 5_000_000)]:
        deal = build("opportunity", owner)
        Opportunity.objects.filter(pk=deal.pk).update(customer=made, value=value)
    own = customer_panel(cast.budi, made, ON)
    whole = customer_panel(cast.sari, made, ON)
    assert own is not None
    assert whole is not None
    assert (own.context["open_value"], whole.context["open_value"]) == (2_000_000, 7_000_000)
    assert [deal.value for deal, _floating, _rotting in own.context["deals"]] == [750_000, 1_250_000]


def test_who_may_only_look_is_offered_nothing_to_do(cast: Cast) -> None:
    made = shop(cast)
    page = cast.client(cast.darma).get(f"/maju-bersama/customers/{made.pk}/").text
    assert f"customers/{made.pk}/edit/" not in page
    assert "opportunities/new/" not in page
    assert "notes/new/" not in page


def test_it_takes_at_most_twelve_queries_however_much_there_is(cast: Cast) -> None:
    CustomField.objects.create(key="hobi", label="Hobi")
    made = shop(cast)
    asked = {}
    for rows in (1, 15):
        for number in range(rows):
            add_contact(made, by=cast.budi, fields={"name": f"Bu {number}"}, phones=[(f"+62812345678{number:02}", "")])
            plan(title=f"Sapa {number}", due_on=date(2026, 11, 30), by=cast.budi, customer=made)
            deal = build("opportunity", cast.budi)
            Opportunity.objects.filter(pk=deal.pk).update(customer=made)
            keeping.change(made, version=made.version, by=cast.budi, fields={"note": f"{rows} {number}"})
        browser = cast.client(cast.budi)
        browser.get(f"/maju-bersama/customers/{made.pk}/")
        with CaptureQueriesContext(connection) as queries:
            assert browser.get(f"/maju-bersama/customers/{made.pk}/").status_code == 200
        asked[rows] = len(queries)
    assert asked[1] == asked[15] <= 12
