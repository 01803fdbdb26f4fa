"""How the values in an event are read: which name a row, which a choice, which are money, and who may see them."""

from typing import Any

from django.apps import apps
from django.db.models import Model
from django.utils.translation import gettext_lazy

from sapa.activities.models import Activity, Interaction
from sapa.catalogue.models import Product
from sapa.customers.models import Contact, Customer, FunnelStep, LifecycleStage, Source, Tag
from sapa.lifecycle.models import Departure, Factor
from sapa.lifecycle.profiling import FACTOR
from sapa.pipeline.models import Finding, Inquiry, LostReason, Offer, Pipeline, Stage
from sapa.places.models import Channel, OutletType, Region
from sapa.sales.models import CreditNote, Delivery, Document, Invoice, Order, Payment, Quotation, SalesReturn
from sapa.team.models import BusinessUnit, Member, Target, Territory
from sapa.team.roles import Role

# Those whose pages have addresses of their own.
PLACES = {
    "opportunity": "opportunities",
    "product": "catalogue",
    "member": "team",
    "activity": "activities",
    "quotation": "quotations",
    "order": "orders",
    "delivery": "deliveries",
    "salesreturn": "returns",
    "invoice": "invoices",
    "creditnote": "credit-notes",
    "payment": "payments",
    "segment": "segments",
}
PAPERS: tuple[type[Document], ...] = (Quotation, Order, Delivery, SalesReturn, Invoice, CreditNote, Payment)
CUSTOM = "custom."  # before the key of a custom field
MONEY = {"value", "amount", "price", "cost", "budget_amount", "total"}
PERCENT = {"probability"}
# what a person wrote, shown below the sentence as it was typed
QUOTED = ("note", "result", "lost_note", "why", "because")
NAMED: dict[str, type[Model]] = {
    "owner": Member,
    "member": Member,
    "supervisor": Member,
    "assigned_to": Member,
    "stage": Stage,
    "pipeline": Pipeline,
    "lost_reason": LostReason,
    "tag": Tag,
    "source": Source,
    "unit": BusinessUnit,
    "territory": Territory,
    "channel": Channel,
    "outlet_type": OutletType,
    "product": Product,
    "contact": Contact,
    "customer": Customer,
    "region": Region,
}
CHOICES: dict[str, dict[Any, Any]] = {
    "role": dict(Role.choices),
    "method": dict(Payment.Method.choices),
    "door": dict(Inquiry.Door.choices),
    "kind": dict(Activity.Kind.choices),
    "measure": dict(Target.Measure.choices),
    "side": dict(Offer.Side.choices),
    "step": dict(FunnelStep.choices),
    "finding": dict(Finding.Kind.choices),
    "answer": dict(Finding.Answer.choices),
    "outcome": dict(Interaction._meta.get_field("outcome").flatchoices),
    "touch_point": dict(Interaction._meta.get_field("touch_point").flatchoices),
    "reason": dict(Departure.Why.choices),
    **{key: dict(LifecycleStage.choices) for key in ("before", "after", "stage")},
}
LABELS = {
    "tags": gettext_lazy("tags"),
    "phones": gettext_lazy("phones"),
    "conditions": gettext_lazy("who belongs to it"),
}
LABELS |= {f"{FACTOR}{what.value}": what.label for what in Factor.What}
HIDDEN = {("customer", "npwp"): "customers.sensitive", ("product", "cost"): "catalogue.cost"}
MODELS = {model._meta.model_name: model for model in apps.get_models() if model.__module__.startswith("sapa.")}
