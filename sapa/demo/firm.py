"""The real firm whose data comes with Sapa: 85 customers and 8,800 opportunities of a seller of computers."""

from collections import Counter
from pathlib import Path

from django.db import transaction
from django.db.models import F, OuterRef, Subquery, Sum
from django.db.models.functions import Coalesce
from django.utils import timezone

from sapa.customers.models import Customer
from sapa.demo.logins import join_everyone
from sapa.events.models import Event
from sapa.events.reacting import reactions_held
from sapa.events.recording import event
from sapa.exchange.kinds import KINDS
from sapa.exchange.mapping import load_mapping
from sapa.exchange.running import Job, Summary, run
from sapa.lib.tables import open_table
from sapa.pipeline.models import Opportunity, OpportunityLine, Pipeline
from sapa.pipeline.tallies import recount
from sapa.team.models import Member
from sapa.tenancy.current import organization_scope
from sapa.tenancy.models import Organization
from sapa.web.founding import found_organization

FOLDER = Path(__file__).parent / "crm_sales_opportunities"
FILES = {
    "customers": "accounts.csv",
    "products": "products.csv",
    "members": "sales_teams.csv",
    "opportunities": "sales_pipeline.csv",
}
SLUG, NAME = "toko-komputer", "Toko Komputer Nusantara (data nyata)"
PROFILE = """\
Kami menjual komputer dan perangkat kerja untuk perusahaan, dari tiga kantor wilayah.

Data di sini nyata: 85 perusahaan, 7 produk, 35 tenaga penjual dan 8.800 peluang dari Oktober 2016 sampai
Desember 2017, diterbitkan untuk umum oleh Maven Analytics. Namanya disamarkan."""


@transaction.atomic
def make_firm() -> Organization:
    """Found the firm, import its files and let one member of each role log in: all of it, or nothing."""
    organization = found_organization(
        name=NAME, slug=SLUG, legal_form="pt", currency="USD", profile=PROFILE, email="halo@contoh.id",
        is_demo=True,
    )  # fmt: skip
    with organization_scope(organization), reactions_held():
        import_files(organization)
        join_everyone(organization)
        _show_the_firms_pipeline_first()
        _give_customers_to_who_sells_most()
        _value_open_deals_by_their_products()
        recount()
    return organization


def import_files(organization: Organization) -> dict[str, Summary]:
    """Import the four files as they are, in their order. Call it inside the organisation's scope."""
    done = {}
    for kind, name in FILES.items():
        job = Job(organization, load_mapping(FOLDER / f"{kind}.toml", kind), name)
        with open_table(FOLDER / name) as table:
            done[kind] = run(KINDS[kind](job), table)
    return done


def _show_the_firms_pipeline_first() -> None:
    """The board opens with the first: not with one of the three that every organisation starts with."""
    used = Opportunity.objects.order_by().values("pipeline")
    Pipeline.objects.exclude(pk__in=used).update(position=F("position") + 1)
    Pipeline.objects.filter(pk__in=used).update(position=0)


def _give_customers_to_who_sells_most() -> None:
    """The files do not say whose customer is whose: each goes to the agent with the most of its opportunities."""
    counts: dict[int, Counter[int]] = {}
    pairs = Opportunity.objects.filter(customer__owner=None).values_list("customer_id", "owner_id")
    for customer_id, owner_id in pairs.order_by("pk"):
        counts.setdefault(customer_id, Counter())[owner_id] += 1
    members, events, changed = Member.objects.in_bulk(), [], []
    for customer in Customer.objects.filter(pk__in=counts):
        owner = members[counts[customer.pk].most_common(1)[0][0]]
        customer.owner, customer.unit_id, customer.assigned_at = owner, owner.unit_id, timezone.now()
        customer.version += 1
        changed.append(customer)
        events.append(event("customer.assigned", customer, by=None, customer_id=customer.pk, owner=owner.pk))
    Customer.objects.bulk_update(changed, ["owner", "unit", "assigned_at", "version"], batch_size=100)
    Event.objects.bulk_create(events)


def _value_open_deals_by_their_products() -> None:
    """The files value only what is closed. An open deal is worth its products, as in any deal made in Sapa."""
    deals = Opportunity.objects.open().filter(value=0)
    lines = OpportunityLine.objects.filter(opportunity=OuterRef("pk")).order_by().values("opportunity")
    worth = Subquery(lines.annotate(total=Sum("amount")).values("total"))
    valued = list(deals)
    deals.update(value=Coalesce(worth, 0), value_by_hand=False, version=F("version") + 1, updated_at=timezone.now())
    values = dict(Opportunity.objects.filter(pk__in=[deal.pk for deal in valued]).values_list("pk", "value"))
    events = []
    for deal in valued:
        changes = {"value": [0, values[deal.pk]]}
        events.append(event("opportunity.valued", deal, by=None, customer_id=deal.customer_id, changes=changes))
    Event.objects.bulk_create(events)
