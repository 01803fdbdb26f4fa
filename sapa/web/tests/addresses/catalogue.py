"""Products."""

from sapa.web.tests.addresses.table import BOTH, GET, POST, Address

INSIDE: list[Address] = [
    Address("catalogue:list", "catalogue.view"),
    Address("catalogue:options", "catalogue.view"),
    Address("catalogue:create", "catalogue.change", BOTH),
    Address("catalogue:product", "catalogue.view", GET, "product"),
    Address("catalogue:edit", "catalogue.change", BOTH, "product"),
    Address("catalogue:archive", "catalogue.change", POST, "product"),
    Address("catalogue:restore", "catalogue.change", POST, "product"),
    Address("catalogue:price_lists", "catalogue.view"),
    Address("catalogue:price_list_new", "catalogue.change", BOTH),
    Address("catalogue:price_list", "catalogue.view", GET, "price_list"),
    Address("catalogue:price_list_edit", "catalogue.change", BOTH, "price_list"),
    Address("catalogue:price_list_archive", "catalogue.change", POST, "price_list"),
    Address("catalogue:price_list_restore", "catalogue.change", POST, "price_list"),
    Address("catalogue:price_set", "catalogue.change", POST, "price_list"),
    Address("catalogue:price_remove", "catalogue.change", POST, {"pk": "price_list", "item": "price_item"}),
    Address("catalogue:customer_prices", "catalogue.view", GET, "customer"),
    Address("catalogue:customer_price_set", "catalogue.change", POST, "customer"),
    Address("web:pricelist_timeline", "catalogue.view", GET, "price_list"),
    Address("catalogue:promotions", "catalogue.view"),
    Address("catalogue:promotion_new", "catalogue.change", BOTH),
    Address("catalogue:promotion", "catalogue.view", GET, "promotion"),
    Address("catalogue:promotion_edit", "catalogue.change", BOTH, "promotion"),
    Address("catalogue:promotion_archive", "catalogue.change", POST, "promotion"),
    Address("catalogue:promotion_restore", "catalogue.change", POST, "promotion"),
    Address("web:promotion_timeline", "catalogue.view", GET, "promotion"),
]
