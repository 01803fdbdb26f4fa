"""Orders, deliveries and returns."""

from sapa.web.tests.addresses.table import BOTH, GET, POST, Address

INSIDE: list[Address] = [
    Address("sales:orders", "sales.view"),
    Address("sales:order_filters", "sales.view"),
    Address("sales:order_new", "sales.change", BOTH),
    Address("sales:order", "sales.view", GET, "order"),
    Address("sales:order_approve", "sales.approve", POST, "order"),
    Address("sales:order_cancel", "sales.cancel", BOTH, "order"),
    Address("sales:order_close", "sales.cancel", BOTH, "order"),
    Address("sales:delivery_new", "sales.change", BOTH, "order"),
    Address("sales:deliveries", "sales.view"),
    Address("sales:delivery_filters", "sales.view"),
    Address("sales:delivery", "sales.view", GET, "delivery"),
    Address("sales:delivery_sign", "sales.change", BOTH, "delivery"),
    Address("sales:delivery_signature", "sales.view", GET, "delivery", answers=frozenset({404})),
    Address("sales:delivery_cancel", "sales.cancel", BOTH, "delivery"),
    Address("sales:return_new", "sales.change", BOTH, "delivery"),
    Address("sales:return", "sales.view", GET, "sales_return"),
    Address("sales:return_cancel", "sales.cancel", BOTH, "sales_return"),
    Address("web:order_timeline", "sales.view", GET, "order"),
    Address("web:delivery_timeline", "sales.view", GET, "delivery"),
    Address("web:salesreturn_timeline", "sales.view", GET, "sales_return"),
]
