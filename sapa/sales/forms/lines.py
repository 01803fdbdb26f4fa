"""The lines of a document's form: what, how many, in which measure, for how much, and what is taken off.

Rows can be added, opened and taken away also without JavaScript. Prices, promotions and stock come from the server
whenever a row changes; a row that is done is drawn in one line, so that sixty of them stay usable.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from django.db.models import Q
from django.forms.utils import ErrorDict
from django.http import QueryDict
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from sapa.catalogue.models import Product, Promotion
from sapa.lib.money import MAX_AMOUNT, format_amount
from sapa.lib.numbers import format_number, row_id
from sapa.lib.text import search_key
from sapa.pipeline.forms.lines import count_rows, read_number
from sapa.pipeline.forms.lines import rearranged as rearrange
from sapa.sales.forms.row import NAMES, RowForm
from sapa.sales.lines import Wanted

MOST = 120  # rows


class DocumentRows:
    """The rows of a document's form, from what was posted or from the lines that there are."""

    def __init__(self, data: QueryDict | None, *, currency: str, lines: Sequence[Any] = ()) -> None:
        self.currency = currency
        self.kept = {line.product.pk for line in lines if line.product}
        posted = data_of(lines, currency) if data is None else data.copy()
        places = range(count_rows(posted, MOST))
        known, named = _products(posted, places)
        self.forms = [
            RowForm(posted, prefix=f"lines-{place}", currency=currency, known=known, named=named) for place in places
        ]
        for place, form in enumerate(self.forms):
            form.place = place
        self.voucher: Promotion | None = None
        self.voucher_note = ""
        self.totals: Mapping[str, int] = {}
        self.oversell = ""
        self.is_taxable: bool | None = False
        opened = row_id(posted.get("open_line", ""))
        if opened is not None and opened < len(self.forms):
            self.forms[opened].write("closed", "")
            self._focus(self.forms[opened])
        if "add_line" in posted and self.forms:
            self._focus(self.forms[-1])

    def _focus(self, row: RowForm) -> None:
        row.focus = True
        row.fields["what"].widget.attrs["autofocus"] = True

    def is_valid(self) -> bool:
        """Call it after `forms.pricing.price`, which may find errors too."""
        if not all(form.is_valid() for form in self.forms) or self._has_what_is_not_sold():
            return False
        if not self.wanted:
            if self.forms:
                self.forms[0].add_error("what", _("What is it about? At least one line is needed."))
            return False
        if self.totals.get("total", 0) <= MAX_AMOUNT:
            return True
        self.forms[-1].add_error("price", _("Together these lines are too much."))
        return False

    def _has_what_is_not_sold(self) -> bool:
        """Whether a product was archived while the form lay open. What stood in the document before may stay."""
        gone = [
            one for one in self.forms if one.product and one.product.archived_at and one.product.pk not in self.kept
        ]
        for form in gone:
            form.add_error("what", _("“%(name)s” is not sold any more.") % {"name": form.product})
        return bool(gone)

    @property
    def errors(self) -> list[Any]:
        return [form.errors for form in self.forms if form.errors]

    @property
    def wanted(self) -> list[Wanted]:
        """What the valid rows want, in order."""
        return [form.wanted for form in self.forms if form.wanted is not None]

    @property
    def has_more(self) -> bool:
        return len(self.forms) < MOST

    def close_the_done(self) -> None:
        """Draw in one line the rows that are filled in, when another one is begun."""
        for form in self.forms:
            if form.wanted is not None and not form.focus and not form.errors:
                form.write("closed", "1")

    def say_nothing_yet(self) -> None:
        """Draw the rows without judging them: they are being filled in."""
        for form in self.forms:
            form._errors = ErrorDict()  # type: ignore[attr-defined]


def rearranged(data: QueryDict) -> QueryDict:
    """What was posted, with a row more or less (see pipeline.forms.lines)."""
    return rearrange(data, names=NAMES, most=MOST)


def data_of(lines: Sequence[Any], currency: str) -> QueryDict:
    """Lines (a DocumentLine, a Wanted, or a pipeline line) as the form would post them; one empty row without any."""
    data = QueryDict(mutable=True)
    data["lines-count"] = str(max(len(lines), 1))
    for place, line in enumerate(lines):
        given = {
            "what": str(line.product.pk) if line.product else "",
            "what_text": "" if line.product else line.description,
            "quantity": format_number(line.quantity),
            "measure": getattr(line, "measure", ""),
            "price": format_amount(line.price, currency, get_language()),
            "discount": _amount(getattr(line, "discount", 0), currency),
            "promotion": _promotion(line),
            "closed": "1" if len(lines) > 1 else "",
        }
        for name, value in given.items():
            data[f"lines-{place}-{name}"] = value
    return data


def voucher_of(lines: Sequence[Any]) -> str:
    """The voucher that lines carry, or ""."""
    carried = [line.promotion for line in lines if getattr(line, "promotion", None)]
    return next((promotion.code for promotion in carried if promotion.code), "")


def _products(posted: QueryDict, places: range) -> tuple[dict[int, Product], dict[str, Product]]:
    """The products chosen in the rows by id, and those whose names were typed by key: with their measures."""
    asked = {read_number(posted.get(f"lines-{place}-what", "")) for place in places} - {0}
    typed = {search_key(posted.get(f"lines-{place}-what_text", "")) for place in places} - {""}
    if not asked and not typed:
        return {}, {}
    rows = Product.objects.filter(Q(pk__in=asked) | Q(name_key__in=typed, archived_at__isnull=True))
    found = list(rows.prefetch_related("measures"))
    return {one.pk: one for one in found}, {one.name_key: one for one in found if one.archived_at is None}


def _amount(amount: int, currency: str) -> str:
    return format_amount(amount, currency, get_language()) if amount else ""


def _promotion(line: Any) -> str:
    promotion = getattr(line, "promotion", None)
    return str(promotion.pk) if promotion and not promotion.code else ""
