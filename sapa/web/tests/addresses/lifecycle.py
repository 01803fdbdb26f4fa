"""What is known of customers."""

from sapa.web.tests.addresses.table import BOTH, GET, POST, Address

INSIDE: list[Address] = [
    Address("lifecycle:rules", "customers.view"),
    Address("lifecycle:rules_change", "settings.manage", BOTH),
    Address("lifecycle:try_out", "settings.manage", POST),
    Address("lifecycle:trial", "settings.manage", GET, "rules_trial"),
]
