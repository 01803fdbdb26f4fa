"""What the forms of other trades ask only of an organisation that charges value-added tax."""

from django import template

from sapa.sales.models import SalesSettings

register = template.Library()


@register.simple_tag
def is_taxable() -> bool:
    """`{% is_taxable as taxable %}`: whether the organisation is a taxable entrepreneur, as far as it said."""
    return SalesSettings.objects.filter(is_taxable=True).exists()
