"""The lines of a document: as they are wanted, what they come to, and what their sums are."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from sapa.catalogue.models import Product, Promotion
from sapa.lib.errors import Refused
from sapa.lib.money import MAX_AMOUNT, multiply
from sapa.lib.taxes import UNTAXED, tax_of
from sapa.sales.models import MOST_LINES, DocumentLine, SalesSettings

SUMS = ("discount", "promotion_discount", "tax_base", "tax", "cost")


@dataclass(frozen=True)
class Wanted:
    """A line as it is wanted. Money in minor units; price, discount and promotion are of the line's own measure.

    `discount` and `promotion_discount` are of the whole line. `price_rule` says where the price came from.
    """

    product: Product | None
    description: str = ""
    quantity: Decimal = Decimal(1)
    price: int = 0
    measure: str = ""
    factor: Decimal = Decimal(1)
    price_rule: str = ""
    discount: int = 0
    promotion: Promotion | None = None
    promotion_discount: int = 0

    @property
    def name(self) -> str:
        return self.description or (self.product.name if self.product else "")

    @property
    def gross(self) -> int:
        return multiply(self.price, self.quantity)

    @property
    def amount(self) -> int:
        """Without tax."""
        return self.gross - self.discount - self.promotion_discount


def compute(wanted: Wanted, *, taxable: bool, on: date) -> dict[str, Any]:
    """The fields of a DocumentLine for it, on a day; without tax where the organisation is no PKP."""
    product, base_quantity = wanted.product, wanted.quantity * wanted.factor
    category = product.tax_category if product else Product.TaxCategory.STANDARD
    taxed = tax_of(wanted.amount, category, on) if taxable else UNTAXED
    return {
        "product": product,
        "description": wanted.name,
        "measure": wanted.measure or (product.unit if product else ""),
        "factor": wanted.factor,
        "quantity": wanted.quantity,
        "price": wanted.price,
        "price_rule": wanted.price_rule,
        "discount": wanted.discount,
        "promotion": wanted.promotion,
        "promotion_discount": wanted.promotion_discount,
        "amount": wanted.amount,
        "tax_category": category,
        "tax_rate": taxed.percent,
        "tax_base": taxed.base,
        "tax": taxed.tax,
        "cost": multiply(product.cost, base_quantity) if product and product.cost else 0,
    }


def build[L: DocumentLine](
    model: type[L], wanted: Sequence[Wanted], *, taxable: bool, on: date, **parent: Any
) -> list[L]:
    """Unsaved lines of a document (`quotation=…`), in order. Raises Refused where they cannot be."""
    refuse_impossible(wanted)
    return [
        model(position=position, **parent, **compute(line, taxable=taxable, on=on))
        for position, line in enumerate(wanted)
    ]


def totals(lines: Iterable[DocumentLine]) -> dict[str, int]:
    """The sums of lines as a Priced document keeps them: gross, discounts, net, tax, total and cost."""
    rows = list(lines)
    sums = {name: sum(getattr(row, name) for row in rows) for name in SUMS}
    net = sum(row.amount for row in rows)
    gross = net + sums["discount"] + sums["promotion_discount"]
    return {**sums, "gross": gross, "net": net, "total": net + sums["tax"]}


def wanted_of(lines: Iterable[DocumentLine]) -> list[Wanted]:
    """The lines of a document, wanted again: for its next version, or the document that follows it."""
    return [
        Wanted(
            product=line.product,
            description=line.description,
            quantity=line.quantity,
            price=line.price,
            measure=line.measure,
            factor=line.factor,
            price_rule=line.price_rule,
            discount=line.discount,
            promotion=line.promotion,
            promotion_discount=line.promotion_discount,
        )
        for line in lines
    ]


def refuse_impossible(wanted: Sequence[Wanted]) -> None:
    """Raise Refused for no lines, too many, a quantity of nothing, or more taken off than there is."""
    if not wanted:
        raise Refused(_("Write at least one line."))
    if len(wanted) > MOST_LINES:
        raise Refused(_("A document has at most %(count)d lines.") % {"count": MOST_LINES})
    for line in wanted:
        if not line.name:
            raise Refused(_("A line needs a product, or words."))
        if line.quantity <= 0:
            raise Refused(_("“%(name)s”: how many?") % {"name": line.name})
        if line.amount < 0 or line.discount < 0 or line.promotion_discount < 0 or line.price < 0:
            raise Refused(_("“%(name)s”: more is taken off than it costs.") % {"name": line.name})
    if sum(line.gross for line in wanted) > MAX_AMOUNT:
        raise Refused(_("Together these lines are too much."))


def settings_of() -> SalesSettings:
    """How the current organisation sells. Every organisation has its row since it was founded."""
    return SalesSettings.objects.select_related("logo").defer("logo__content").get()
