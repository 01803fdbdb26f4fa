"""Quotations, and how an organisation sells."""

from sapa.web.tests.addresses.table import POST, Address

INSIDE: list[Address] = [
    Address("sales:lines", "sales.change", POST),
]
