"""One row of each kind that an address can name, belonging to a member."""

from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from typing import Any
from uuid import uuid4

from django.utils import timezone

from sapa.activities.models import Activity, Interaction
from sapa.catalogue.models import PriceItem, PriceList, Product, Promotion
from sapa.catalogue.tests.stock import counted, photo, product
from sapa.customers.models import BulkChange, Contact, Customer, CustomField, Phone, Segment, Source, Tag
from sapa.lib.dates import add_months
from sapa.lifecycle.models import ProductUse, RulesTrial
from sapa.pipeline.models import (
    Campaign,
    CaptureForm,
    Finding,
    Inquiry,
    LostReason,
    Offer,
    Opportunity,
    OpportunityLine,
    Pipeline,
    ProfileLink,
    Stage,
    StageCheck,
)
from sapa.pipeline.procedures import add_procedure
from sapa.places.models import Channel, OutletType
from sapa.sales.lines import Wanted
from sapa.sales.models import Quotation
from sapa.sales.quoting import draft
from sapa.team.models import BusinessUnit, Invitation, Member, Target, Territory
from sapa.team.targeting import remove_target, set_target
from sapa.web.models import SavedView
from sapa.web.tests import rows_money, rows_orders

# Rows whose owner decides who sees them. The rest every member sees, if the role's permissions let it.
OWNED = {
    "customer",
    "contact",
    "phone",
    "interaction",
    "activity",
    "opportunity",
    "line",
    "offer",
    "quotation",
    "profile_link",
    "saved_view",
    "segment",
    "target",
    "finding",
    "product_use",
    *rows_orders.BUILDERS,
    *rows_money.BUILDERS,
}


def build(kind: str, owner: Member) -> Any:
    """A new row of this kind in the current organisation, that `owner` sees."""
    return BUILDERS[kind](owner)


def _new(stem: str) -> str:
    return f"{stem} {uuid4().hex[:8]}"


def _customer(owner: Member) -> Customer:
    return Customer.objects.create(
        name="Warung Bu Tini", name_key="warung bu tini", search="warung bu tini", owner=owner, unit=owner.unit
    )


def _contact(owner: Member) -> Contact:
    return Contact.objects.create(customer=_customer(owner), name="Tini")


def _stage() -> Stage:
    """Where `_opportunity` stands."""
    return Stage.objects.order_by("pipeline__position", "position")[0]


def _opportunity(owner: Member) -> Opportunity:
    stage = _stage()
    return Opportunity.objects.create(
        customer=_customer(owner),
        title="Nasi kotak",
        pipeline=stage.pipeline,
        stage=stage,
        probability=stage.probability,
        value=1_250_000,
        owner=owner,
        unit=owner.unit,
    )


def _quotation(owner: Member) -> Quotation:
    lines = [Wanted(product=None, description="Nasi kotak", quantity=Decimal(50), price=25_000)]
    today, customer = timezone.localdate(), _customer(owner)
    return draft(uuid=uuid4(), customer=customer, lines=lines, by=owner, on=today, now=timezone.now())


def _activity(owner: Member) -> Activity:
    return Activity.objects.create(
        customer=_customer(owner), title="Sapa", due_on=date(2026, 11, 22), assigned_to=owner, created_by=owner
    )


def _invitation(owner: Member) -> Invitation:
    later = timezone.now() + timedelta(days=7)
    return Invitation.objects.create(
        token_hash=uuid4().hex, name="Baru", role="salesperson", invited_by=owner, expires_at=later
    )


def _target(owner: Member) -> Target:
    month = add_months(date(2020, 1, 1), Target.objects.count())
    return set_target(measure="visits", length="month", starts_on=month, amount=20, by=owner, member=owner)


BUILDERS: dict[str, Callable[[Member], Any]] = {
    "member": lambda owner: Member.objects.create(name=_new("Baru"), role="salesperson"),
    "unit": lambda owner: BusinessUnit.objects.create(name=_new("Unit")),
    "territory": lambda owner: Territory.objects.create(name=_new("Wilayah"), region_codes=["31.71.05"]),
    "invitation": _invitation,
    "channel": lambda owner: Channel.objects.create(code=uuid4().hex[:4], name="Saluran"),
    "outlet_type": lambda owner: OutletType.objects.create(channel=BUILDERS["channel"](owner), name="Warung"),
    "customer": _customer,
    "pooled": lambda owner: Customer.objects.create(
        name="Warung Bu Tini", name_key="warung bu tini", search="warung bu tini", pooled_at=timezone.now()
    ),
    "contact": _contact,
    "phone": lambda owner: Phone.objects.create(customer=_customer(owner), number="+6281234567890"),
    "tag": lambda owner: Tag.objects.create(name=_new("Tanda")),
    "source": lambda owner: Source.objects.create(name=_new("Sumber")),
    "custom_field": lambda owner: CustomField.objects.create(key=f"f{uuid4().hex[:8]}", label="Hobi"),
    "rules_trial": lambda owner: RulesTrial.objects.create(values={}, by=owner),
    "bulk_change": lambda owner: BulkChange.objects.create(kind="assign", by=owner),
    "segment": lambda owner: Segment.objects.create(name=_new("Segmen"), query="market=b2b", owner=owner),
    "product": lambda owner: Product.objects.create(name="Beras", name_key=uuid4().hex, price=70_000),
    "counted_product": lambda owner: counted(owner, name=_new("Beras")),
    "product_with_photo": lambda owner: product(owner, _new("Beras"), photo=photo(owner)),
    "price_list": lambda owner: PriceList.objects.create(name=_new("Grosir")),
    "price_item": lambda owner: PriceItem.objects.create(
        price_list=BUILDERS["price_list"](owner), product=BUILDERS["product"](owner), price=65_000
    ),
    "promotion": lambda owner: Promotion.objects.create(
        name=_new("Hemat"), kind="delivery", starts_on=date(2026, 1, 1)
    ),
    "activity": _activity,
    "interaction": lambda owner: Interaction.objects.create(customer=_customer(owner), touch_point="phone", by=owner),
    "pipeline": lambda owner: Pipeline.objects.create(name=_new("Pipeline")),
    "stage": lambda owner: Stage.objects.create(
        pipeline=BUILDERS["pipeline"](owner), name="Calon", step="candidate", probability=10
    ),
    "check": lambda owner: StageCheck.objects.create(stage=_stage(), text="Sudah disapa"),
    "campaign": lambda owner: Campaign.objects.create(name=_new("Pameran"), code=uuid4().hex[:8]),
    "capture_form": lambda owner: CaptureForm.objects.create(
        slug=uuid4().hex[:8], title=_new("Formulir"), consent_text="Saya setuju."
    ),
    "arrival": lambda owner: Inquiry.objects.create(
        door="form", state="spam", why="trap", name="Sumi", phone="081234567890", by=owner
    ),
    "lost_reason": lambda owner: LostReason.objects.create(name=_new("Alasan")),
    "opportunity": _opportunity,
    "line": lambda owner: OpportunityLine.objects.create(
        opportunity=_opportunity(owner), description="Nasi", price=1000, amount=1000
    ),
    "finding": lambda owner: Finding.objects.create(
        customer=_customer(owner), kind="need", text="Nasi kotak", by=owner
    ),
    "product_use": lambda owner: ProductUse.objects.create(
        customer=_customer(owner), product=BUILDERS["product"](owner), needed=Decimal(20), updated_by=owner
    ),
    "quotation": _quotation,
    "offer": lambda owner: Offer.objects.create(opportunity=_opportunity(owner), side="ours", amount=1000, by=owner),
    "profile_link": lambda owner: ProfileLink.objects.create(
        token=uuid4().hex, opportunity=_opportunity(owner), by=owner
    ),
    "target": _target,
    "procedure": lambda owner: add_procedure(by=owner, title=_new("SOP"), text="", step="prospect", lines=["Salam"]),
    "procedure_line": lambda owner: BUILDERS["procedure"](owner).items.get(),
    "removed_target": lambda owner: remove_target(_target(owner), by=owner),
    "saved_view": lambda owner: SavedView.objects.create(
        list_name="customers", name=_new("Tampilan"), query="market=b2b", owner=owner
    ),
    **rows_orders.BUILDERS,
    **rows_money.BUILDERS,
}
