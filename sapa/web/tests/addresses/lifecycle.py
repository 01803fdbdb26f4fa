"""What is known of customers, and what their card leads to: the stage by hand, the profile, what they buy."""

from sapa.web.tests.addresses.table import BOTH, GET, POST, Address

INSIDE: list[Address] = [
    Address("lifecycle:pin", "customers.judge", BOTH, "customer"),
    Address("lifecycle:unpin", "customers.judge", POST, "customer"),
    Address("lifecycle:mark", "customers.judge", BOTH, "customer"),
    Address("lifecycle:unmark", "customers.judge", POST, "customer"),
    Address("lifecycle:depart", "customers.change", BOTH, "customer"),
    Address("lifecycle:undepart", "customers.change", POST, "customer"),
    Address("lifecycle:return", "customers.change", POST, "customer"),
    Address("lifecycle:path", "customers.view", GET, "customer"),
    Address("lifecycle:products", "sales.view", GET, "customer"),
    Address("lifecycle:profile", "customers.view", GET, "customer"),
    Address("lifecycle:profile_edit", "customers.change", BOTH, "customer"),
    Address("lifecycle:use_add", "customers.change", BOTH, "customer"),
    Address("lifecycle:product_options", "customers.change"),
    Address("lifecycle:use_edit", "customers.change", BOTH, "product_use"),
    Address("lifecycle:use_remove", "customers.change", POST, "product_use"),
    Address("lifecycle:rules", "customers.view"),
    Address("lifecycle:rules_change", "settings.manage", BOTH),
    Address("lifecycle:try_out", "settings.manage", POST),
    Address("lifecycle:trial", "settings.manage", GET, "rules_trial"),
]
