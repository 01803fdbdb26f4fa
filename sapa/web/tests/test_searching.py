"""Search and the palette: what one may see, found by part of a name or number, and commands by their trade names."""

from typing import Any

from sapa.catalogue.models import Product
from sapa.customers.models import Contact, Customer, Phone
from sapa.lib.text import search_key
from sapa.pipeline.models import Opportunity
from sapa.team.models import Member
from sapa.testing import Cast
from sapa.web.commands import find_commands, find_organizations
from sapa.web.searching import find
from sapa.web.tests.rows import build


def customer(name: str, owner: Member, number: str = "", contact: str = "") -> Customer:
    key = search_key(f"{name} {contact}")
    kind = "organization" if contact else "person"
    made = Customer.objects.create(
        name=name, name_key=search_key(name), search=f"{key} {number[1:]}", owner=owner, kind=kind
    )
    if number:
        Phone.objects.create(customer=made, number=number)
    if contact:
        Contact.objects.create(customer=made, name=contact)
    return made


def names(text: str, member: Member) -> dict[str, list[str]]:
    return {str(group.icon): [hit.name for hit in group.hits] for group in find(text, member)}


def test_it_finds_a_customer_by_part_of_a_name_or_number(cast: Cast) -> None:
    customer("Warung Bu Aminah", cast.budi, "+6281234567890")
    assert names("amin", cast.budi) == {"user-round": ["Warung Bu Aminah"]}
    assert names("0812-3456", cast.sari) == {"user-round": ["Warung Bu Aminah"]}
    assert names("amin", cast.wati) == {}


def test_it_finds_a_contact_and_says_where_they_are(cast: Cast) -> None:
    customer("PT Maju", cast.budi, contact="Hj. Aminah")
    assert names("aminah", cast.budi) == {"user-round": ["PT Maju"], "contact": ["Hj. Aminah"]}


def test_it_finds_deals_by_title_and_the_open_ones_of_a_customer(cast: Cast) -> None:
    deal: Opportunity = build("opportunity", cast.budi)
    Opportunity.objects.filter(pk=deal.pk).update(title="Nasi kotak", title_key="nasi kotak")
    assert names("kotak", cast.budi) == {"handshake": ["Nasi kotak"]}
    assert names("warung", cast.budi) == {"user-round": ["Warung Bu Tini"], "handshake": ["Nasi kotak"]}
    assert names("kotak", cast.wati) == {}


def test_it_finds_products_and_members_for_whom_they_are(cast: Cast) -> None:
    Product.objects.create(name="Kopi Budi 250 g", name_key="kopi budi 250 g", price=35_000)
    assert names("budi", cast.sari) == {"package": ["Kopi Budi 250 g"], "id-card": ["Budi"]}
    assert names("budi", cast.budi) == {"package": ["Kopi Budi 250 g"]}
    assert names("budi", cast.joko) == {}


def test_the_outsider_finds_nothing(cast: Cast) -> None:
    customer("Warung Bu Aminah", cast.budi)
    answer = cast.client(cast.asing).get("/ud-asing/search/?q=aminah")
    assert "Warung" not in answer.text
    assert cast.client(cast.asing).get("/maju-bersama/search/?q=aminah").status_code == 404


def test_the_trades_own_words_lead_to_pages_that_the_role_may_open(cast: Cast) -> None:
    def paths(text: str, member: Member) -> set[str]:
        return {command.path for command in find_commands(text, member)}

    assert paths("deal", cast.budi) == {"opportunities/new/", "opportunities/", "opportunities/calendar/"}
    assert paths("follow up", cast.budi) == {"", "activities/"}
    assert "insight/projection/" in paths("closing", cast.budi)
    assert "customers/new/" in paths("lead", cast.budi)
    assert "settings/" not in paths("", cast.budi)
    assert "customers/new/" not in paths("", cast.darma)


def test_pages_are_found_by_their_name_in_either_language(cast: Cast) -> None:
    assert "customers/" in {command.path for command in find_commands("pelanggan", cast.budi)}
    assert "customers/" in {command.path for command in find_commands("customers", cast.budi)}


def test_the_palette_changes_organisation_language_and_colours(cast: Cast) -> None:
    cast.sari.user.organizations.add(cast.other)
    assert [one.path for one in find_organizations("", cast.sari.user, cast.organization)] == ["/ud-asing/"]
    assert find_organizations("pindah", cast.budi.user, cast.organization) == []
    answer = cast.client(cast.sari).get("/maju-bersama/search/commands/?q=bahasa")
    assert answer.text.count('name="language"') == 2
    assert 'action="/ui/language/"' in answer.text
    assert 'data-theme-choice="sapa-dark"' in cast.client(cast.sari).get("/maju-bersama/search/commands/?q=gelap").text


def test_the_page_takes_few_queries_and_shows_the_words_as_they_were_typed(
    cast: Cast, django_assert_max_num_queries: Any
) -> None:
    for at in range(12):
        customer(f"Aminah {at}", cast.sari, f"+62812345678{at:02}", contact=f"Bu {at}")
    browser = cast.client(cast.sari)
    with django_assert_max_num_queries(13):
        answer = browser.get("/maju-bersama/search/?q=aminah<b>")
    assert answer.status_code == 200
    assert "<b>" not in answer.text
    options = browser.get("/maju-bersama/search/commands/?q=aminah")
    assert options.text.count('role="option"') == 8
    assert options.text.count('aria-selected="true"') == 1


def test_while_one_types_only_the_results_come(cast: Cast) -> None:
    customer("Warung Bu Aminah", cast.budi)
    answer = cast.client(cast.budi).get("/maju-bersama/search/?q=aminah", headers={"HX-Request": "true"})
    assert "Warung Bu Aminah" in answer.text
    assert "<html" not in answer.text


def test_a_customer_who_is_found_wears_their_stage(cast: Cast) -> None:
    made = customer("Warung Bu Aminah", cast.budi)
    Customer.objects.filter(pk=made.pk).update(stage="loyal")
    for path in ("search/?q=amin", "search/commands/?q=amin", "customers/"):
        page = cast.client(cast.budi).get(f"/maju-bersama/{path}").text
        assert '<span class="badge badge-soft-success">Setia</span>' in page, path
