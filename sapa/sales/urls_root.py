"""Addresses of sales outside any organisation: papers behind links that nobody can guess."""

from django.urls import path

from sapa.sales.views import public_invoices, public_quotations

OF_QUOTATION = "public/quotations/<slug:organization>/<str:token>/"
OF_INVOICE = "public/invoices/<slug:slug>/<str:token>/"

urlpatterns = [
    path(OF_QUOTATION, public_quotations.page, name="public_quotation"),
    path(f"{OF_QUOTATION}acceptance/", public_quotations.acceptance, name="public_quotation_acceptance"),
    path(f"{OF_QUOTATION}refusal/", public_quotations.refusal, name="public_quotation_refusal"),
    path(f"{OF_QUOTATION}questions/", public_quotations.question, name="public_quotation_question"),
    path(f"{OF_QUOTATION}document.pdf", public_quotations.pdf, name="public_quotation_pdf"),
    path(f"{OF_QUOTATION}logo/", public_quotations.logo, name="public_quotation_logo"),
    path(OF_INVOICE, public_invoices.page, name="public_invoice"),
    path(f"{OF_INVOICE}document.pdf", public_invoices.pdf, name="public_invoice_pdf"),
]
