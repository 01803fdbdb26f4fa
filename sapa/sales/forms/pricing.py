"""What the rows of a document's form come to: prices, promotions, discounts, tax and stock, for all rows together."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from sapa.catalogue import pricing, promoting, stocking
from sapa.catalogue.models import Product, Promotion
from sapa.customers.models import Customer
from sapa.lib.forms import MOST_STOCK
from sapa.lib.money import MAX_AMOUNT, format_money, multiply
from sapa.sales.forms.lines import DocumentRows
from sapa.sales.forms.row import RowForm, measure_factor, percent_of
from sapa.sales.lines import Wanted, compute, settings_of, totals
from sapa.sales.models import QuotationLine
from sapa.team.models import BusinessUnit


@dataclass(frozen=True)
class Sale:
    """To whom, by which unit and when: what prices, promotions, tax and stock depend on."""

    customer: Customer | None
    unit: BusinessUnit | None
    on: date


def price(rows: DocumentRows, sale: Sale, voucher: str = "") -> None:
    """Find out what each row comes to, and write prices into those that had none. The same few queries for any number.

    A row's price follows the lists until somebody types another. Errors stand in the rows.
    """
    named = [row for row in rows.forms if row.is_valid() and row.is_named]
    _find_prices(named, sale)
    _find_offers(named, sale)
    for row in named:
        if row.is_valid():
            _take_off(row)
    _carry_voucher(rows, sale, voucher)
    settings = settings_of()
    rows.oversell, taxable = settings.oversell, bool(settings.is_taxable)
    for row in named:
        if row.wanted is not None:
            row.line = QuotationLine(**compute(row.wanted, taxable=taxable, on=sale.on))
    rows.is_taxable, rows.totals = settings.is_taxable, totals([row.line for row in named if row.line is not None])
    _find_shortages(named, sale)


def _find_prices(rows: Sequence[RowForm], sale: Sale) -> None:
    of_catalogue = [row for row in rows if row.product is not None]
    wants = [
        (row.product, row.cleaned_data.get("product_measure"), row.cleaned_data["quantity"]) for row in of_catalogue
    ]
    unit_id = sale.unit.pk if sale.unit else None
    found = pricing.prices_for(wants, customer=sale.customer, on=sale.on, unit_id=unit_id) if wants else []
    for row, known in zip(of_catalogue, found, strict=True):
        given = row.cleaned_data
        row.list_price, row.rule = known.amount, known.rule
        if given["price"] is None or given["price"] == given["auto"]:
            given["price"] = known.amount
            row.write("price", row.say_price(known.amount))
        row.write("auto", row.say_price(known.amount))
        row.fields["price"].widget.attrs["data-filled"] = row.say_price(known.amount)
    for row in rows:
        if _is_too_large(row):
            row.add_error("quantity", _("This amount is too large."))


def _is_too_large(row: RowForm) -> bool:
    """Whether it is more of the product's own unit, dearer, or worth more, than anything that can be kept."""
    given, cost = row.cleaned_data, (row.product.cost or 0) if row.product else 0
    quantity = given["quantity"] * measure_factor(given.get("product_measure"))
    if quantity > MOST_STOCK:
        return True
    return max(multiply(given["price"], given["quantity"]), multiply(cost, quantity)) > MAX_AMOUNT


def _find_offers(rows: Sequence[RowForm], sale: Sale) -> None:
    products = list({row.product.pk: row.product for row in rows if row.product is not None}.values())
    offers = promoting.offers(products, customer=sale.customer, unit=sale.unit, on=sale.on) if products else {}
    for row in rows:
        row.offers = offers.get(row.product.pk, []) if row.product else []


def _take_off(row: RowForm) -> None:
    given = row.cleaned_data
    product: Product | None = row.product
    gross = multiply(given["price"], given["quantity"])
    measure = given.get("product_measure")
    chosen, off = _chosen(row, gross)
    discount = given.get("discount") or 0
    if isinstance(discount, Decimal):
        discount = percent_of(gross, discount)
    if discount + off > gross:
        row.add_error("discount", _("This takes off more than the line costs."))
        return
    own = product.unit if product else given["measure"]
    row.wanted = Wanted(
        product=product,
        description="" if product else given["what"][1],
        measure=measure.name if measure else own,
        factor=measure_factor(measure),
        quantity=given["quantity"],
        price=given["price"],
        price_rule=row.rule if given["price"] == row.list_price else "",
        discount=discount,
        promotion=chosen,
        promotion_discount=off,
    )


def _chosen(row: RowForm, gross: int) -> tuple[Promotion | None, int]:
    """The promotion that was tapped, and what it takes off. One that fits no more is dropped, and said so."""
    asked = row.cleaned_data["promotion"]
    chosen = next((one for one in row.offers if str(one.pk) == asked), None)
    if chosen is None:
        row.dropped = _("The promotion chosen before does not fit any more.") if asked not in {"", "0"} else ""
        return None, 0
    if gross < chosen.least:
        currency = row.currency
        row.dropped = _("It is only from %(amount)s on.") % {"amount": format_money(chosen.least, currency)}
        return None, 0
    given = row.cleaned_data
    factor = measure_factor(given.get("product_measure"))
    return chosen, promoting.discount_of(chosen, price=given["price"], quantity=given["quantity"], factor=factor)


def _carry_voucher(rows: DocumentRows, sale: Sale, code: str) -> None:
    """The voucher takes off every line that it fits and that carries no other promotion."""
    if not code:
        return
    voucher = promoting.by_code(code, on=sale.on)
    if voucher is None:
        rows.voucher_note = promoting.why_no_voucher(code, on=sale.on)
        return
    why = ""
    for row in rows.forms:
        if row.wanted is None or row.wanted.promotion is not None:
            continue
        off, reason = _by_voucher(row.wanted, voucher, sale)
        why = why or reason
        if off:
            row.wanted = replace(row.wanted, promotion=voucher, promotion_discount=off)
            rows.voucher = voucher
    if rows.voucher is None:
        rows.voucher_note = why or _("It fits none of these lines.")


def _by_voucher(wanted: Wanted, voucher: Promotion, sale: Sale) -> tuple[int, str]:
    gross = multiply(wanted.price, wanted.quantity)
    why = promoting.why_not(
        voucher, product=wanted.product, customer=sale.customer, unit=sale.unit, amount=gross, on=sale.on
    )
    off = (
        0 if why else promoting.discount_of(voucher, price=wanted.price, quantity=wanted.quantity, factor=wanted.factor)
    )
    return min(off, gross - wanted.discount), why


def _find_shortages(rows: Sequence[RowForm], sale: Sale) -> None:
    """Only of products that each unit counts for itself is the stock not known already."""
    needs: dict[Any, Decimal] = {}
    products = {}
    for row in rows:
        if row.wanted is not None and row.product is not None and row.product.is_counted:
            products[row.product.pk] = row.product
            place = (row.product.pk, stocking.stock_unit(row.product, sale.unit))
            needs[place] = needs.get(place, Decimal(0)) + row.wanted.quantity * row.wanted.factor
    found = {}
    for (pk, unit), wanted in needs.items():
        available = products[pk].available
        if available is not None and available < wanted:
            found[pk] = stocking.Shortage(products[pk], unit, wanted, available)
    by_unit = {place: wanted for place, wanted in needs.items() if products[place[0]].stock_by_unit}
    found |= {shortage.product.pk: shortage for shortage in (stocking.shortages(by_unit) if by_unit else ())}
    for row in rows:
        row.short = found.get(row.product.pk) if row.product else None
