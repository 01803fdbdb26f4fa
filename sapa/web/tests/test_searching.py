"""Search and the palette: what one may see, found by part of a name or number, and commands by their trade names."""

import pytest

from sapa.customers.models import Customer, Phone
from sapa.lib.text import search_key
from sapa.tenancy.current import organization_scope
from sapa.testing import Cast
from sapa.web.searching import find, find_commands


def customer(name: str, owner: object, number: str) -> Customer:
    key = search_key(name)
    made = Customer.objects.create(name=name, name_key=key, search=f"{key} {number}", owner=owner)
    Phone.objects.create(customer=made, number=number)
    return made


@pytest.mark.django_db
def test_it_finds_a_customer_by_part_of_a_name_or_number(cast: Cast) -> None:
    with organization_scope(cast.organization):
        made = customer("Warung Bu Aminah", cast.budi, "+6281234567890")
        assert [found.pk for found in find("amin", cast.budi).customers] == [made.pk]
        assert [found.pk for found in find("0812-3456", cast.sari).customers] == [made.pk]
        assert find("amin", cast.wati).customers == []


@pytest.mark.django_db
def test_the_outsider_finds_nothing(cast: Cast) -> None:
    with organization_scope(cast.organization):
        customer("Warung Bu Aminah", cast.budi, "+6281234567890")
    answer = cast.client(cast.asing).get("/ud-asing/search/?q=aminah")
    assert "Aminah" not in answer.text.split("<main")[1].replace("“aminah”", "")
    assert cast.client(cast.asing).get("/maju-bersama/search/?q=aminah").status_code == 404


@pytest.mark.django_db
def test_the_trades_own_words_lead_to_pages_that_the_role_may_open(cast: Cast) -> None:
    assert {command.path for command in find_commands("deal", cast.budi)} == {"opportunities/new/", "opportunities/"}
    assert "customers/new/" in {command.path for command in find_commands("lead", cast.budi)}
    assert "settings/" not in {command.path for command in find_commands("", cast.budi)}
    assert "customers/new/" not in {command.path for command in find_commands("", cast.darma)}


@pytest.mark.django_db
def test_the_page_takes_few_queries_and_shows_the_words_as_they_were_typed(
    cast: Cast, django_assert_max_num_queries: object
) -> None:
    with organization_scope(cast.organization):
        for at in range(12):
            customer(f"Aminah {at}", cast.budi, f"+62812345678{at:02}")
    browser = cast.client(cast.budi)
    with django_assert_max_num_queries(8):  # type: ignore[operator]
        answer = browser.get("/maju-bersama/search/?q=aminah<b>")
    assert answer.status_code == 200
    assert "<b>" not in answer.text
    options = cast.client(cast.budi).get("/maju-bersama/search/commands/?q=aminah")
    assert options.text.count('role="option"') == 8
    assert 'aria-selected="true"' in options.text
