"""Giving documents their numbers: one series after another, without gaps or doubles."""

from datetime import date
from functools import lru_cache
from typing import Any

from django.db import IntegrityError, connection, transaction
from django.db.models import F, Q, QuerySet

from sapa.lib import document_numbers
from sapa.lib.document_numbers import Template
from sapa.sales.models import (
    DOCUMENT_CODES,
    CreditNote,
    Delivery,
    Document,
    DocumentKind,
    Invoice,
    NumberCounter,
    NumberTemplate,
    Order,
    Payment,
    Quotation,
    SalesReturn,
)
from sapa.team.models import BusinessUnit

DEFAULT = "{seq:03}/{kind}/{unit}/{month_roman}/{year}"
MONTHLY = NumberTemplate.Restart.MONTHLY
CODE_LENGTH = 8
AT_ONCE = 400  # numbers that are looked at, where some are taken
PAPERS: dict[DocumentKind, type[Document]] = {
    DocumentKind.QUOTATION: Quotation,
    DocumentKind.ORDER: Order,
    DocumentKind.DELIVERY: Delivery,
    DocumentKind.RETURN: SalesReturn,
    DocumentKind.INVOICE: Invoice,
    DocumentKind.CREDIT_NOTE: CreditNote,
    DocumentKind.RECEIPT: Payment,
}

parsed = lru_cache(maxsize=200)(document_numbers.parse)


def give_number(kind: DocumentKind | str, *, unit: BusinessUnit | None, on: date) -> str:
    """The next number of the series that a document of this kind, unit and day belongs to.

    Call it in the transaction that posts the document, as late as can be: until that ends nobody else gets a number of
    the series, and where it fails the number was never given. Numbers that stand on documents already, because these
    were imported or the template was another one, are passed over. Three queries, where there are none of these.
    Raises RuntimeError outside a transaction.
    """
    if not connection.in_atomic_block:
        raise RuntimeError("a number is given in the transaction of its document")
    text, restart = template_of(kind, unit)
    template = parsed(text, monthly=restart == MONTHLY)
    code = code_of(unit)
    series = template.series(kind=DOCUMENT_CODES[DocumentKind(kind)], unit=code)
    period = document_numbers.period(on, monthly=restart == MONTHLY)
    counter = NumberCounter.objects.filter(kind=kind, series=series, period=period)
    seq = _next(counter, kind, series, period)

    def written(seq: int) -> str:
        return template.render(seq, kind=DOCUMENT_CODES[DocumentKind(kind)], unit=code, on=on)

    rows: Any = PAPERS[DocumentKind(kind)]._default_manager
    if not rows.filter(number=written(seq)).exists():
        return written(seq)
    while True:
        some = {written(one): one for one in range(seq + 1, seq + AT_ONCE)}
        taken = set(rows.filter(number__in=some).values_list("number", flat=True))
        if free := next((number for number in some if number not in taken), ""):
            counter.update(last=some[free])
            return free
        seq = max(some.values())


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


def _next(counter: QuerySet[NumberCounter], kind: str, series: str, period: str) -> int:
    """Raise the counter by one: its row is held until the transaction ends."""
    if not counter.update(last=F("last") + 1):
        try:
            with transaction.atomic():
                NumberCounter.objects.create(kind=kind, series=series, period=period, last=1)
            return 1
        except IntegrityError:  # somebody else began the series meanwhile
            counter.update(last=F("last") + 1)
    return counter.values_list("last", flat=True).get()
