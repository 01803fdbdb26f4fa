"""Invoices, credit notes, payments and receivables."""

from sapa.web.tests.addresses.table import BOTH, GET, POST, PUBLIC, Address

NO_INVOICE = {"slug": "=maju-bersama", "token": f"={'0' * 43}"}

INSIDE: list[Address] = [
    Address("sales:invoices", "sales.view"),
    Address("sales:invoice_filters", "sales.view"),
    Address("sales:invoice", "sales.view", GET, "invoice"),
    Address("sales:invoice_sending", "invoices.change", BOTH, "invoice"),
    Address("sales:invoice_cancel", "sales.cancel", BOTH, "invoice"),
    Address("sales:invoice_new", "invoices.change", BOTH, "order"),
    Address("sales:down_payment", "invoices.change", BOTH, "order"),
    Address("sales:credit_note_new", "invoices.change", BOTH, "invoice"),
    Address("sales:credit_note", "sales.view", GET, "credit_note"),
    Address("sales:credit_note_cancel", "sales.cancel", BOTH, "credit_note"),
    Address("sales:payments", "sales.view"),
    Address("sales:payment_filters", "sales.view"),
    Address("sales:payment_new", "payments.change", BOTH),
    Address("sales:payment_shares", "payments.change", POST),
    Address("sales:payment", "sales.view", GET, "payment"),
    Address("sales:payment_proof", "sales.view", GET, "payment", answers=frozenset({404})),
    Address("sales:payment_allocation", "payments.change", BOTH, "payment"),
    Address("sales:payment_refund", "payments.change", BOTH, "payment"),
    Address("sales:payment_cancel", "sales.cancel", BOTH, "payment"),
    Address("sales:receivables", "sales.view"),
    Address("sales:receivables_export", "customers.export"),
    Address("sales:statement", "sales.view", GET, "customer"),
    Address("sales:credit", "sales.approve", BOTH, "customer"),
    Address("sales:counter", "payments.change", BOTH),
    Address("sales:tax_invoices", "invoices.change"),
    Address("sales:tax_invoices_file", "invoices.change", POST),
    Address("web:invoice_timeline", "sales.view", GET, "invoice"),
    Address("web:creditnote_timeline", "sales.view", GET, "credit_note"),
    Address("web:payment_timeline", "sales.view", GET, "payment"),
]

OUTSIDE: list[Address] = [
    Address("public_invoice", PUBLIC, GET, NO_INVOICE, answers=frozenset({404})),
    Address("public_invoice_pdf", PUBLIC, GET, NO_INVOICE, answers=frozenset({404})),
]
