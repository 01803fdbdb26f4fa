"""Quotations, and how an organisation sells."""

from sapa.web.tests.addresses.table import BOTH, GET, POST, PUBLIC, Address

NO_QUOTATION = {"organization": "=maju-bersama", "token": f"={'0' * 43}"}
NONE = frozenset({404})
OF_NUMBER = {"kind": "=invoice", "unit": "=0"}

OUTSIDE: list[Address] = [
    Address("public_quotation", PUBLIC, GET, NO_QUOTATION, answers=NONE),
    Address("public_quotation_acceptance", PUBLIC, POST, NO_QUOTATION, answers=NONE | {429}),
    Address("public_quotation_refusal", PUBLIC, POST, NO_QUOTATION, answers=NONE | {429}),
    Address("public_quotation_question", PUBLIC, POST, NO_QUOTATION, answers=NONE | {429}),
    Address("public_quotation_pdf", PUBLIC, GET, NO_QUOTATION, answers=NONE),
    Address("public_quotation_logo", PUBLIC, GET, NO_QUOTATION, answers=NONE),
]
INSIDE: list[Address] = [
    Address("sales:quotations", "sales.view"),
    Address("sales:quotation_filters", "sales.view"),
    Address("sales:quotation_new", "sales.change", BOTH),
    Address("sales:lines", "sales.change", POST),
    Address("sales:quotation", "sales.view", GET, "quotation"),
    Address("sales:quotation_signature", "sales.view", GET, "quotation", answers=frozenset({200, 404})),
    Address("sales:quotation_edit", "sales.change", BOTH, "quotation"),
    Address("sales:quotation_sending", "sales.change", BOTH, "quotation"),
    Address("sales:quotation_confirmation", "sales.change", BOTH, "quotation"),
    Address("sales:quotation_acceptance", "sales.change", BOTH, "quotation"),
    Address("sales:quotation_refusal", "sales.change", BOTH, "quotation"),
    Address("sales:quotation_revision", "sales.change", POST, "quotation"),
    Address("sales:quotation_cancellation", "sales.change", BOTH, "quotation"),
    Address("web:quotation_timeline", "sales.view", GET, "quotation"),
    Address("sales:settings", "settings.manage", BOTH),
    Address("sales:settings_logo", "settings.manage", GET, answers=frozenset({404})),
    Address("sales:numbers", "settings.manage"),
    Address("sales:number", "settings.manage", BOTH, OF_NUMBER),
    Address("sales:number_example", "settings.manage", GET, OF_NUMBER),
    Address("sales:number_removal", "settings.manage", POST, OF_NUMBER),
]
