"""The story of a customer or of any row, in sentences, from its events."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.apps import apps
from django.db.models import CharField, Field, Model, Q, QuerySet, Value
from django.db.models.functions import Cast
from django.urls import get_script_prefix
from django.utils import timezone
from django.utils.dateparse import parse_date, parse_datetime
from django.utils.text import capfirst
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from sapa.activities.models import Activity, Interaction
from sapa.catalogue.models import Product
from sapa.customers.models import Contact, Customer, CustomField, FunnelStep, Source, Tag
from sapa.events.models import Event, EventQuerySet
from sapa.lib import dates, keyset, phones
from sapa.lib.money import format_money
from sapa.lib.numbers import format_number
from sapa.pipeline.models import Finding, Inquiry, LostReason, Offer, Opportunity, Pipeline, Stage
from sapa.places.models import Channel, OutletType, Region
from sapa.sales.models import CreditNote, Delivery, Document, Invoice, Order, Payment, Quotation, SalesReturn
from sapa.team.asking import ids_of, shape_of, stand_in
from sapa.team.models import BusinessUnit, Member, Target, Territory
from sapa.team.roles import Role, Scope
from sapa.tenancy.prepared import ask
from sapa.web.sentences import telling_of

EMPTY = "–"
PAGE = 25
ORDER = ("-at", "-pk")
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
}
LABELS = {
    "tags": gettext_lazy("tags"),
    "phones": gettext_lazy("phones"),
    "conditions": gettext_lazy("who belongs to it"),
}
HIDDEN = {("customer", "npwp"): "customers.sensitive", ("product", "cost"): "catalogue.cost"}
MODELS = {model._meta.model_name: model for model in apps.get_models() if model.__module__.startswith("sapa.")}


@dataclass(frozen=True)
class Change:
    """A field that changed, in words. `before` and `after` are "–" when empty."""

    label: str
    before: str
    after: str


@dataclass(frozen=True)
class Line:
    """One event as the page shows it. `url` is where what it tells of stands, "" where there is no such page."""

    at: datetime
    icon: str
    sentence: str
    url: str = ""
    note: str = ""
    changes: list[Change] = field(default_factory=list)


def of_customer(member: Member, customer: Customer) -> EventQuerySet:
    """All that happened with a customer, without the opportunities and papers that this member does not see."""
    rows = Event.objects.of_customer(customer.pk)
    seen = Opportunity.objects.visible_to(member).filter(customer=customer)
    rows = rows.filter(~Q(subject_kind="opportunity") | Q(subject_id__in=seen.values("pk")))
    if member.may("sales.view") and member.scope == Scope.ALL:
        return rows
    shown = ~Q(subject_kind__in=[str(paper._meta.model_name) for paper in PAPERS])
    for paper in PAPERS if member.may("sales.view") else ():
        own = paper.objects.visible_to(member).filter(customer=customer)
        shown |= Q(subject_kind=paper._meta.model_name, subject_id__in=own.values("pk"))
    return rows.filter(shown)


def page(events: EventQuerySet, member: Member, *, after: str = "") -> tuple[list[Line], str]:
    """A page of lines, newest first, and the cursor of the next one. Two queries at the most, and one for fields."""
    found = keyset.page(events, ORDER, after=after, size=PAGE)
    return Teller(found.rows, member).lines(), found.next


def first_page(member: Member, customer: Customer) -> tuple[list[Line], str]:
    """The first `page` of a customer's story, for the card."""

    def build(ids: Mapping[str, int]) -> QuerySet:
        return keyset.beginning(of_customer(stand_in(member, ids), Customer(pk=ids["customer"])), ORDER, PAGE)

    rows = ask("card.story", shape_of(member), build, customer=customer.pk, **ids_of(member))
    found = keyset.first(rows, ORDER, PAGE)
    return Teller(found.rows, member).lines(), found.next


class Teller:
    """Tells many events with the names they need read at once."""

    def __init__(self, events: Sequence[Event], member: Member) -> None:
        self.events, self.member = events, member
        self.currency = member.organization.currency
        self.names = _names(events)
        self.questions = _questions(events)

    def lines(self) -> list[Line]:
        return [self._line(event) for event in self.events]

    def _line(self, event: Event) -> Line:
        telling = telling_of(event.kind, event.data.get("how"))
        places = _Places({key: self._loose(key, value) for key, value in event.data.items() if key != "changes"})
        places |= {"by": event.by_name or "Sapa", "name": event.subject_name, "kind": event.kind}
        note = next((str(event.data[key]) for key in QUOTED if event.data.get(key)), "")
        sentence = str(telling.sentence) % places
        if event.data.get("outcome"):
            sentence = f"{sentence} · {places['outcome']}"
        return Line(event.at, telling.icon, sentence, _url(event), note, self._changes(event))

    def _changes(self, event: Event) -> list[Change]:
        model, found = MODELS.get(event.subject_kind), []
        for name, pair in event.data.get("changes", {}).items():
            permission = HIDDEN.get((event.subject_kind, name))
            if permission and not self.member.may(permission):
                found.append(Change(_label(model, name), "•••", "•••"))
            else:
                before, after = (self._of_field(_field(model, name), name, value) for value in pair)
                found.append(Change(self.questions.get(name) or _label(model, name), before, after))
        return found

    def _of_field(self, known: Field | None, name: str, value: Any) -> str:
        """A value of a model's field."""
        if known is None or value in (None, ""):
            return self._loose(name, value)
        if known.is_relation:
            return self.names.get((known.related_model, str(value))) or str(value)
        if known.flatchoices:
            return str(dict(known.flatchoices).get(value, value))
        return self._loose(name, value)

    def _loose(self, key: str, value: Any) -> str:
        """A value by its key alone, as an event's data has it."""
        if value in (None, "", [], {}):
            return EMPTY
        if key in NAMED and (NAMED[key], str(value)) in self.names:
            return self.names[NAMED[key], str(value)]
        if key in CHOICES and isinstance(value, str):
            return str(CHOICES[key].get(value, value))
        if key in MONEY and isinstance(value, int):
            return format_money(value, self.currency, get_language())
        if key in PERCENT:
            return f"{value}%"
        return self._plain(value)

    def _plain(self, value: Any) -> str:
        if value in (None, ""):
            return EMPTY
        if isinstance(value, bool):
            return _("Yes") if value else _("No")
        if isinstance(value, int | float):
            return format_number(value, get_language())
        if isinstance(value, list):
            return ", ".join(map(str, value))
        text = str(value)
        return _moment(text) or ", ".join(_phone(part) or part for part in text.split(", "))


def _url(event: Event) -> str:
    if event.subject_kind in PLACES:
        return f"{get_script_prefix()}{PLACES[event.subject_kind]}/{event.subject_id}/"
    return f"{get_script_prefix()}customers/{event.customer_id}/" if event.customer_id else ""


class _Places(dict[str, str]):
    """What goes into a sentence: an old event may lack a value."""

    def __missing__(self, key: str) -> str:
        return EMPTY


def _moment(text: str) -> str:
    try:
        if len(text) == 10 and (day := parse_date(text)):
            return dates.format_date(day, get_language())
        if len(text) > 18 and (moment := parse_datetime(text)) and timezone.is_aware(moment):
            return dates.format_datetime(moment, timezone.get_current_timezone_name(), get_language())
    except ValueError:
        return ""
    return ""


def _phone(text: str) -> str:
    return phones.format_national(text) if text.startswith("+") and text[1:].isdigit() else ""


def _field(model: type[Model] | None, name: str) -> Field | None:
    known = {field.name: field for field in model._meta.concrete_fields} if model else {}
    return known.get(name)


def _label(model: type[Model] | None, name: str) -> str:
    found = _field(model, name)
    label = found.verbose_name if found else LABELS.get(name, name.removeprefix(CUSTOM).replace("_", " "))
    return str(capfirst(str(label)))


def _names(events: Iterable[Event]) -> dict[tuple[Any, str], str]:
    """The names of all rows that the events mention by id, in one query."""
    wanted: dict[type[Model], set[str]] = {}
    for event in events:
        for key, value in event.data.items():
            if key in NAMED and isinstance(value, int):
                wanted.setdefault(NAMED[key], set()).add(str(value))
        for name, pair in event.data.get("changes", {}).items():
            known = _field(MODELS.get(event.subject_kind), name)
            model = known.related_model if known is not None and known.is_relation else None
            if isinstance(model, type):  # most verbs write names in place of ids: those stay as they are
                wanted.setdefault(model, set()).update(str(value) for value in pair if isinstance(value, int))
    queries = [_rows(model, keys) for model, keys in wanted.items() if keys]
    if not queries:
        return {}
    rows = queries[0].union(*queries[1:], all=True).order_by()
    labels = {model._meta.label: model for model in wanted}
    return {(labels[label], key): name for label, key, name in rows}


def _rows(model: type[Model], keys: set[str]) -> Any:
    title = "title" if model in (Opportunity, Activity) else "name"
    rows = model._default_manager.filter(pk__in=sorted(keys)).order_by()
    return rows.values_list(Value(model._meta.label, CharField()), Cast("pk", CharField()), Cast(title, CharField()))


def _questions(events: Iterable[Event]) -> dict[str, str]:
    """The labels of custom fields by the name of the change, read only where one of them changed."""
    if not any(name.startswith(CUSTOM) for event in events for name in event.data.get("changes", {})):
        return {}
    return {f"{CUSTOM}{key}": label for key, label in CustomField.objects.values_list("key", "label")}


def day_of(moment: datetime) -> date:
    """The day under whose heading a line stands."""
    return timezone.localdate(moment)
