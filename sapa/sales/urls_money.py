"""Addresses of invoices, credit notes, payments and receivables."""

from django.urls import path

from sapa.sales.views import counter, invoice_acts, invoices, payment_acts, payments, receivables, tax_invoices

OF_INVOICE = "invoices/<int:pk>/"
OF_PAYMENT = "payments/<int:pk>/"
OF_CUSTOMER = "customers/<int:pk>/"

urlpatterns = [
    path("invoices/", invoices.listing, name="invoices"),
    path("invoices/filters/", invoices.filters, name="invoice_filters"),
    path(OF_INVOICE, invoices.invoice, name="invoice"),
    path(f"{OF_INVOICE}sending/", invoice_acts.sending, name="invoice_sending"),
    path(f"{OF_INVOICE}cancellation/", invoice_acts.cancel, name="invoice_cancel"),
    path(f"{OF_INVOICE}credit-notes/new/", invoice_acts.credit, name="credit_note_new"),
    path("orders/<int:pk>/invoices/new/", invoices.create, name="invoice_new"),
    path("orders/<int:pk>/down-payment/", invoices.down_payment, name="down_payment"),
    path("credit-notes/<int:pk>/", invoice_acts.credit_note, name="credit_note"),
    path("credit-notes/<int:pk>/cancellation/", invoice_acts.cancel_credit_note, name="credit_note_cancel"),
    path("payments/", payments.listing, name="payments"),
    path("payments/filters/", payments.filters, name="payment_filters"),
    path("payments/new/", payments.create, name="payment_new"),
    path("payments/shares/", payments.shares, name="payment_shares"),
    path(OF_PAYMENT, payments.payment, name="payment"),
    path(f"{OF_PAYMENT}proof.webp", payments.proof, name="payment_proof"),
    path(f"{OF_PAYMENT}allocation/", payment_acts.allocate, name="payment_allocation"),
    path(f"{OF_PAYMENT}refund/", payment_acts.refund, name="payment_refund"),
    path(f"{OF_PAYMENT}cancellation/", payment_acts.cancel, name="payment_cancel"),
    path("receivables/", receivables.listing, name="receivables"),
    path("receivables/export/", receivables.export, name="receivables_export"),
    path(f"{OF_CUSTOMER}statement/", receivables.statement, name="statement"),
    path(f"{OF_CUSTOMER}credit/", receivables.credit, name="credit"),
    path("counter/new/", counter.create, name="counter"),
    path("tax-invoices/", tax_invoices.listing, name="tax_invoices"),
    path("tax-invoices/file/", tax_invoices.download, name="tax_invoices_file"),
]
