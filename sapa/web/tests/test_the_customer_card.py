"""The customer card: everything about a customer on one screen."""

from datetime import date
from typing import Any

from django.db import connection
from django.test.utils import CaptureQueriesContext

from sapa.activities.planning import plan
from sapa.customers import keeping
from sapa.customers.contacting import add_contact
from sapa.customers.models import Customer, CustomField
from sapa.testing import Cast


def shop(cast: Cast, **fields: Any) -> Customer:
    given = {"name": "Toko Berkah", "kind": "organization", "market": "b2b", "custom": {"hobi": "Mancing"}, **fields}
    return keeping.create(by=cast.budi, fields=given, phones=[("+6281234567890", "toko")], tags=["Ramadan", "Hajatan"])


def test_it_shows_who_they_are_and_what_happened(cast: Cast) -> None:
    made = shop(cast, honorific="Bu", birthday=date(1990, 11, 22))
    plan(title="Antar contoh kopi", due_on=date(2026, 11, 30), by=cast.budi, customer=made)
    page = cast.client(cast.budi).get(f"/maju-bersama/customers/{made.pk}/", headers={"Accept-Language": "en"}).text
    for words in ("Toko Berkah", "0812-3456-7890", "Ramadan", "Antar contoh kopi", "Budi added Toko Berkah"):
        assert words in page
    assert "https://wa.me/6281234567890?text=" in page
    assert "tel:+6281234567890" in page


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
            keeping.change(made, version=made.version, by=cast.budi, fields={"note": f"{rows} {number}"})
        browser = cast.client(cast.budi)
        browser.get(f"/maju-bersama/customers/{made.pk}/")
        with CaptureQueriesContext(connection) as queries:
            assert browser.get(f"/maju-bersama/customers/{made.pk}/").status_code == 200
        asked[rows] = len(queries)
    assert asked[1] == asked[15] <= 12
