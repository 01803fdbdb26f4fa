"""What lists and pages say of invoices."""

from datetime import date

from django import template
from django.utils.html import format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from sapa.lib.money import format_money
from sapa.sales.models import Invoice
from sapa.sales.receivables import AGES, Ages

register = template.Library()


@register.filter
def late(invoice: Invoice, on: date) -> int:
    """`{{ invoice|late:today }}`: days past the due date of what is still owed, 0 where it is not late."""
    return invoice.days_late(on)


@register.simple_tag
def cells_of(ages: Ages, currency: str) -> SafeString:
    """`{% cells_of debt.ages currency %}`: a cell for each age, drawn in Python: there are 125 of them on a page."""
    language, name = get_language(), "md:text-right"
    told = (format_money(amount, currency, language) if amount else "" for amount in ages)
    return format_html_join(
        "",
        '<td data-label="{}" class="{}">{}</td>',
        (
            (label, name if amount else f"{name} max-md:hidden", amount)
            for (label, _least, _most), amount in zip(AGES.values(), told, strict=True)
        ),
    )
