"""What lists and pages say of invoices."""

from datetime import date

from django import template

from sapa.sales.models import Invoice

register = template.Library()


@register.filter
def late(invoice: Invoice, on: date) -> int:
    """`{{ invoice|late:today }}`: days past the due date of what is still owed, 0 where it is not late."""
    return invoice.days_late(on)
