"""Prices on the pages of other things."""

from typing import Any

from django import template
from django.template.context import Context
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from sapa.catalogue.models import Product
from sapa.catalogue.pricing import items_of

register = template.Library()
SHOWN = 30


@register.inclusion_tag("ui/tabs.html")
def catalogue_tabs(active: str) -> dict[str, Any]:
    """`{% catalogue_tabs "list" %}`: products, price lists, promotions and the moves of stock beside each other."""
    pages = [
        ("list", _("Products")), ("price_lists", _("Price lists")), ("promotions", _("Promotions")),
        ("moves", _("Stock moves")),
    ]  # fmt: skip
    tabs = [{"name": name, "url": reverse(f"catalogue:{page}"), "active": page == active} for page, name in pages]
    return {"tabs": tabs, "label": _("Catalogue")}


@register.inclusion_tag("catalogue/_prices_of.html", takes_context=True)
def prices_of(context: Context, product: Product) -> dict[str, Any]:
    """`{% prices_of product %}`: what it costs whom today, in the order in which the lists are asked."""
    found = items_of(product, context["request"].member, timezone.localdate(), SHOWN + 1)
    return {
        "product": product,
        "items": found[:SHOWN],
        "more": len(found) > SHOWN,
        "currency": context["currency"],
    }
