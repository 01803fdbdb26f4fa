"""Giving documents their numbers: one series after another, without gaps or doubles."""

from datetime import date
from functools import lru_cache

from django.db import IntegrityError, connection, transaction
from django.db.models import F, Q

from sapa.lib import document_numbers
from sapa.lib.document_numbers import Template
from sapa.sales.models import DOCUMENT_CODES, DocumentKind, NumberCounter, NumberTemplate
from sapa.team.models import BusinessUnit

DEFAULT = "{seq:03}/{kind}/{unit}/{month_roman}/{year}"
MONTHLY = NumberTemplate.Restart.MONTHLY
CODE_LENGTH = 8

parsed = lru_cache(maxsize=200)(document_numbers.parse)


def give_number(kind: DocumentKind | str, *, unit: BusinessUnit | None, on: date) -> str:
    """The next number of the series that a document of this kind, unit and day belongs to.

    Call it in the transaction that posts the document, as late as can be: until that ends nobody else gets a number of
    the series, and where it fails the number was never given. Two queries. Raises RuntimeError outside a transaction.
    """
    if not connection.in_atomic_block:
        raise RuntimeError("a number is given in the transaction of its document")
    text, restart = template_of(kind, unit)
    template = parsed(text, monthly=restart == MONTHLY)
    code = code_of(unit)
    series = template.series(kind=DOCUMENT_CODES[DocumentKind(kind)], unit=code)
    period = document_numbers.period(on, monthly=restart == MONTHLY)
    seq = _next(kind, series, period)
    return template.render(seq, kind=DOCUMENT_CODES[DocumentKind(kind)], unit=code, on=on)


def template_of(kind: DocumentKind | str, unit: BusinessUnit | None) -> tuple[str, str]:
    """The unit's own template, or the one for all, or ours; and when it starts again."""
    own = Q(unit__isnull=True) | Q(unit_id=unit.pk) if unit else Q(unit__isnull=True)
    rows = NumberTemplate.objects.filter(own, kind=kind).order_by(F("unit_id").desc(nulls_last=True))
    found = rows.values_list("template", "restart").first()
    return found or (DEFAULT, NumberTemplate.Restart.YEARLY)


def code_of(unit: BusinessUnit | None) -> str:
    """A unit's code, or the beginnings of its name's words: "Air Bersih" → "AB". "" without a unit."""
    if unit is None:
        return ""
    beginnings = "".join(word[0] for word in unit.name.split() if word[0].isalnum())
    return (unit.code or beginnings).upper()[:CODE_LENGTH]


def example(template: Template, *, kind: DocumentKind | str, unit: BusinessUnit | None, on: date) -> str:
    """The first number of a template, for the page on which it is written."""
    return template.render(1, kind=DOCUMENT_CODES[DocumentKind(kind)], unit=code_of(unit), on=on)


def _next(kind: str, series: str, period: str) -> int:
    """Raise the counter by one: its row is held until the transaction ends."""
    counter = NumberCounter.objects.filter(kind=kind, series=series, period=period)
    if not counter.update(last=F("last") + 1):
        try:
            with transaction.atomic():
                NumberCounter.objects.create(kind=kind, series=series, period=period, last=1)
            return 1
        except IntegrityError:  # somebody else began the series meanwhile
            counter.update(last=F("last") + 1)
    return counter.values_list("last", flat=True).get()
