"""The story of a customer or of any row, in sentences, from its events."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.db.models import CharField, Field, Model, Q, QuerySet, Value
from django.db.models.functions import Cast
from django.urls import get_script_prefix
from django.utils import timezone
from django.utils.dateparse import parse_date, parse_datetime
from django.utils.text import capfirst
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from sapa.activities.models import Activity
from sapa.customers.models import Customer, CustomField
from sapa.events.models import Event, EventQuerySet
from sapa.lib import dates, keyset, phones
from sapa.lib.money import format_money
from sapa.lib.numbers import format_number
from sapa.lifecycle.models import LifecycleRules, Reason
from sapa.lifecycle.ruling import rules_of
from sapa.lifecycle.saying import remembered
from sapa.pipeline.models import Opportunity
from sapa.team.asking import ids_of, shape_of, stand_in
from sapa.team.models import Member
from sapa.team.roles import Scope
from sapa.tenancy.prepared import ask_planned
from sapa.web.sentences import telling_of
from sapa.web.telling_words import (
    CHOICES,
    CUSTOM,
    HIDDEN,
    LABELS,
    MODELS,
    MONEY,
    NAMED,
    PAPERS,
    PERCENT,
    PLACES,
    QUOTED,
)  # fmt: skip

EMPTY = "–"
PAGE = 25
ON_CARD = 12
ORDER = ("-at", "-pk")


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


def first_lines(
    member: Member, customer: Customer, questions: Mapping[str, str], rules: LifecycleRules
) -> tuple[list[Line], str]:
    """The beginning of a customer's story, for the card, which knows the labels of `questions` by key and the rules."""

    def build(ids: Mapping[str, int]) -> QuerySet:
        return keyset.beginning(of_customer(stand_in(member, ids), Customer(pk=ids["customer"])), ORDER, ON_CARD)

    rows = ask_planned("card.story", shape_of(member), build, customer=customer.pk, **ids_of(member))
    found = keyset.first(rows, ORDER, ON_CARD)
    return Teller(found.rows, member, questions, rules).lines(), found.next


class Teller:
    """Tells many events with the names they need read at once; `questions` and `rules` where they are known."""

    def __init__(
        self,
        events: Sequence[Event],
        member: Member,
        questions: Mapping[str, str] | None = None,
        rules: LifecycleRules | None = None,
    ) -> None:
        self.events, self.member = events, member
        self.currency = member.organization.currency
        self.names = _names(events)
        self.questions = _questions(events) if questions is None else questions
        self.rules = rules

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
        if score := event.data.get("satisfaction"):
            sentence = f"{sentence} · {_('satisfied: %(score)s of 5') % {'score': score}}"
        if event.kind == "customer.staged":
            self.rules = self.rules or rules_of()
            known = event.data.get("figures", {})
            note = remembered(event.data.get("reason", Reason.UNKNOWN), known, self.rules, self.member)
        return Line(event.at, telling.icon, sentence, _url(event), note, self._changes(event))

    def _changes(self, event: Event) -> list[Change]:
        model, found = MODELS.get(event.subject_kind), []
        for name, pair in event.data.get("changes", {}).items():
            permission = HIDDEN.get((event.subject_kind, name))
            if permission and not self.member.may(permission):
                found.append(Change(_label(model, name), "•••", "•••"))
            else:
                before, after = (self._of_field(_field(model, name), name, value) for value in pair)
                label = self.questions.get(name.removeprefix(CUSTOM)) if name.startswith(CUSTOM) else ""
                found.append(Change(label or _label(model, name), before, after))
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
    return dict(CustomField.objects.values_list("key", "label"))


def day_of(moment: datetime) -> date:
    """The day under whose heading a line stands."""
    return timezone.localdate(moment)
