"""The moves of stock: their links, and what is told of them."""

from django import template
from django.template.context import Context
from django.urls import NoReverseMatch, reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from sapa.catalogue.models import StockMove
from sapa.lib.money import format_money

register = template.Library()


@register.simple_tag
def document_of(move: StockMove) -> str:
    """`{% document_of move as url %}`: the page of the document that moved it, "" where there is none."""
    try:
        return reverse(f"sales:{move.document_kind}", args=[move.document_id])
    except NoReverseMatch:
        return ""


@register.simple_tag(takes_context=True)
def told_of(context: Context, move: StockMove, *, of_unit: int | None = None) -> str:
    """`{% told_of move of_unit=unit %}`: why, what one cost who may know it, and the unit unless all are of one."""
    told, member = [move.reason], context["request"].member
    if move.kind == StockMove.Kind.PURCHASE and move.cost is not None and member.may("catalogue.cost"):
        cost = format_money(move.cost, context["currency"], get_language())
        told.append(_("%(cost)s each") % {"cost": cost})
    if move.unit and of_unit is None:
        told.append(move.unit.name)
    return " · ".join(filter(None, told))
