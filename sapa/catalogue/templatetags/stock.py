"""The stock card's links."""

from django import template
from django.urls import NoReverseMatch, reverse

from sapa.catalogue.models import StockMove

register = template.Library()


@register.simple_tag
def document_of(move: StockMove) -> str:
    """`{% document_of move as url %}`: the page of the document that moved it, "" where there is none."""
    try:
        return reverse(f"sales:{move.document_kind}", args=[move.document_id])
    except NoReverseMatch:
        return ""
