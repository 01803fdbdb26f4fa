"""Documents of a sale as PDFs."""

from sapa.web.tests.addresses.table import GET, Address

INSIDE: list[Address] = [
    Address("sales:quotation_pdf", "sales.view", GET, "quotation"),
    Address("sales:order_pdf", "sales.view", GET, "order"),
    Address("sales:delivery_pdf", "sales.view", GET, "delivery"),
    Address("sales:invoice_pdf", "sales.view", GET, "invoice"),
    Address("sales:credit_note_pdf", "sales.view", GET, "credit_note"),
    Address("sales:receipt_pdf", "sales.view", GET, "payment"),
    Address("sales:statement_pdf", "sales.view", GET, "customer"),
]
