"""A real firm's four files come in exactly: what the report says is what the files say."""

import csv
import json
from collections import Counter
from datetime import datetime
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.test import Client

from sapa.catalogue.models import Product
from sapa.customers.models import Customer
from sapa.demo.firm import FILES, FOLDER, SLUG
from sapa.demo.logins import LOGINS, PASSWORD
from sapa.events.models import Event
from sapa.pipeline.models import Opportunity, OpportunityLine, StageTally
from sapa.pipeline.tallies import counted
from sapa.team.models import BusinessUnit, Member, User
from sapa.tenancy.current import organization_scope
from sapa.tenancy.models import Organization
from sapa.web.founding import found_organization


def rows_of(kind: str) -> list[dict[str, str]]:
    with (FOLDER / FILES[kind]).open(newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


def run_import(kind: str, file: Path) -> str:
    out = StringIO()
    mapping = FOLDER / f"{kind}.toml"
    call_command("import", kind, str(file), "--organization", "hardware", "--mapping", str(mapping), stdout=out)
    return out.getvalue()


def report(slug: str) -> dict[str, Any]:
    out = StringIO()
    call_command("report", "pipeline", "--organization", slug, "--json", stdout=out)
    return json.loads(out.getvalue())


@pytest.fixture
def firm(db: None, tmp_path: Path) -> Organization:
    """The firm after all four imports, by the commands of the guide."""
    organization = found_organization(name="Hardware", slug="hardware", legal_form="pt", currency="USD")
    for kind, name in FILES.items():
        copy = tmp_path / name
        copy.write_bytes((FOLDER / name).read_bytes())
        run_import(kind, copy)
    assert {file.name for file in tmp_path.iterdir()} == set(FILES.values())  # no row was rejected
    return organization


def check_report() -> None:
    told = report("hardware")
    count: Counter[str] = Counter()
    value: Counter[str] = Counter()
    for row in rows_of("opportunities"):
        count[row["deal_stage"]] += 1
        value[row["deal_stage"]] += int(row["close_value"] or 0)
    outcomes = {"Won": "won", "Lost": "lost"}
    assert told["currency"] == "USD"
    assert [(one["stage"], one["outcome"], one["count"], one["value"]) for one in told["stages"]] == [
        (stage, outcomes.get(stage, "open"), count[stage], value[stage])
        for stage in ("Prospecting", "Engaging", "Won", "Lost")
    ]
    assert (told["count"], told["value"]) == (8800, 10005534)


def check_opportunities(firm: Organization) -> None:
    with organization_scope(firm):
        deals = {
            deal.external_id: deal for deal in Opportunity.objects.select_related("customer", "owner", "stage", "unit")
        }
        lines = dict(OpportunityLine.objects.values_list("opportunity__external_id", "product__name"))
        units = {row["sales_agent"]: row["regional_office"] for row in rows_of("members")}
        for row in rows_of("opportunities"):
            deal = deals.pop(row["opportunity_id"])
            assert deal.stage.name == row["deal_stage"]
            assert (deal.owner.name, deal.unit.name) == (row["sales_agent"], units[row["sales_agent"]])
            assert deal.customer.name == (row["account"] or "Tanpa nama")
            assert row["account"] or deal.customer.owner_id == deal.owner_id
            assert lines[deal.external_id] == row["product"].replace("GTXPro", "GTX Pro")
            assert (deal.value, deal.value_by_hand) == (int(row["close_value"] or 0) * 100, True)
            assert deal.closed_on == day(row["close_date"])
            assert day(row["engage_date"]) in {deal.opened_on, None}
        assert not deals
        assert counted_tallies() == kept_tallies()


def check_accounts_products_and_agents(firm: Organization) -> None:
    with organization_scope(firm):
        customers = {customer.name: customer for customer in Customer.objects.exclude(name="Tanpa nama")}
        assert len(customers) == 85
        assert {customer.field for customer in customers.values()} >= {"technology", "medical"}
        assert not any(customer.field == "technolgy" for customer in customers.values())
        for row in rows_of("customers"):
            customer = customers[row["account"]]
            assert (customer.kind, customer.market) == ("organization", "b2b")
            assert (customer.parent.name if customer.parent else "") == row["subsidiary_of"]
            assert customer.custom["revenue"] == float(row["revenue"])
            assert customer.custom["employees"] == int(row["employees"])
            assert customer.custom["founded"] == row["year_established"]
        nameless = {row["sales_agent"] for row in rows_of("opportunities") if not row["account"]}
        assert set(Customer.objects.filter(name="Tanpa nama").values_list("owner__name", flat=True)) == nameless
        assert set(Product.objects.values_list("name", "price")) == {
            (row["product"], int(row["sales_price"]) * 100) for row in rows_of("products")
        }
        agents = Member.objects.filter(role="salesperson").select_related("supervisor", "unit")
        assert {(agent.name, agent.supervisor.name, agent.unit.name) for agent in agents} == {
            (row["sales_agent"], row["manager"], row["regional_office"]) for row in rows_of("members")
        }
        assert Member.objects.filter(role="supervisor").count() == 6
        assert set(BusinessUnit.objects.values_list("name", flat=True)) == {"Central", "East", "West"}
        assert Event.objects.filter(kind="opportunity.imported").count() == 8800


def check_second_run(firm: Organization, tmp_path: Path) -> None:
    with organization_scope(firm):
        events = Event.objects.count()
    for kind, name in FILES.items():
        assert f" {len(rows_of(kind)):,} ".replace(",", ".") in run_import(kind, tmp_path / name).replace(",", ".")
    with organization_scope(firm):
        assert Event.objects.count() == events


def test_the_firm_comes_in_exactly_and_only_once(firm: Organization, tmp_path: Path) -> None:
    check_report()
    check_opportunities(firm)
    check_accounts_products_and_agents(firm)
    check_second_run(firm, tmp_path)


@pytest.mark.shared
def test_the_firm_is_loaded_once_with_a_login_for_each_role(db: None) -> None:
    first, second = StringIO(), StringIO()
    call_command("seed_demo_crm", stdout=first)
    call_command("seed_demo_crm", stdout=second)
    for login in LOGINS:
        assert login.email in first.getvalue()
        assert login.email in second.getvalue()
    assert User.objects.count() == len(LOGINS) == 8
    organization = Organization.objects.get()
    assert organization.is_demo
    with organization_scope(organization):
        assert set(Member.objects.filter(user__isnull=False).values_list("role", flat=True)) == {
            str(login.role) for login in LOGINS
        }
        assert not Opportunity.objects.filter(outcome="open", value=0).exists()
        assert counted_tallies() == kept_tallies()
    client = Client()
    assert client.login(request=None, username="direktur@contoh.id", password=PASSWORD)
    won = [stage for stage in report(SLUG)["stages"] if stage["outcome"] == "won"]
    assert [(stage["count"], stage["value"]) for stage in won] == [(4238, 10005534)]


def test_the_firm_comes_beside_people_but_takes_nobodys_login(db: None) -> None:
    found_organization(name="BUM Desa Kami", slug="kami", legal_form="bumdes")
    User.objects.create_user(name="Orang", email=LOGINS[0].email, password="rahasia-benar")
    with pytest.raises(CommandError):
        call_command("seed_demo_crm", stdout=StringIO())
    assert Organization.objects.get().slug == "kami"


def day(text: str) -> Any:
    return datetime.strptime(text, "%d-%m-%y").date() if text else None


def kept_tallies() -> set[tuple[int, ...]]:
    fields = ("stage_id", "owner_id", "unit_id", "month", "count", "value", "weighted")
    return set(StageTally.objects.exclude(count=0).values_list(*fields))


def counted_tallies() -> set[tuple[int, ...]]:
    return {(t.stage_id, t.owner_id, t.unit_id, t.month, t.count, t.value, t.weighted) for t in counted()}
