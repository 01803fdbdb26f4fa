"""The chain of documents: quotation, order, delivery, invoice, payment."""

from sapa.sales.models.delivery import Delivery, DeliveryLine, SalesReturn, SalesReturnLine
from sapa.sales.models.document import MOST_LINES, Document, DocumentLine, Priced
from sapa.sales.models.invoice import CreditNote, CreditNoteLine, Invoice, InvoiceLine, InvoiceReminder
from sapa.sales.models.order import Order, OrderLine, PromotionUse
from sapa.sales.models.payment import Allocation, CustomerCredit, Payment
from sapa.sales.models.quotation import Quotation, QuotationLine, QuotationQuestion
from sapa.sales.models.settings import (
    DOCUMENT_CODES,
    CreditRule,
    DocumentKind,
    NumberCounter,
    NumberTemplate,
    SalesSettings,
    Strictness,
)

__all__ = [
    "DOCUMENT_CODES",
    "MOST_LINES",
    "Allocation",
    "CreditNote",
    "CreditNoteLine",
    "CreditRule",
    "CustomerCredit",
    "Delivery",
    "DeliveryLine",
    "Document",
    "DocumentKind",
    "DocumentLine",
    "Invoice",
    "InvoiceLine",
    "InvoiceReminder",
    "NumberCounter",
    "NumberTemplate",
    "Order",
    "OrderLine",
    "Payment",
    "Priced",
    "PromotionUse",
    "Quotation",
    "QuotationLine",
    "QuotationQuestion",
    "SalesReturn",
    "SalesReturnLine",
    "SalesSettings",
    "Strictness",
]
