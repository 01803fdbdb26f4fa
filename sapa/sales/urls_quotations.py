"""Addresses of quotations and of how an organisation sells."""

from django.urls import path

from sapa.sales.views import lines, quotation_acts, quotations, settings

OF_ONE = "quotations/<int:pk>/"
OF_NUMBER = "settings/numbers/<slug:kind>/<int:unit>/"

urlpatterns = [
    path("quotations/", quotations.listing, name="quotations"),
    path("quotations/new/", quotations.create, name="quotation_new"),
    path("quotations/filters/", quotations.filters, name="quotation_filters"),
    path("quotations/lines/", lines.lines, name="lines"),
    path(OF_ONE, quotations.quotation, name="quotation"),
    path(f"{OF_ONE}signature/", quotations.signature, name="quotation_signature"),
    path(f"{OF_ONE}edit/", quotations.edit, name="quotation_edit"),
    path(f"{OF_ONE}sending/", quotation_acts.sending, name="quotation_sending"),
    path(f"{OF_ONE}confirmation/", quotation_acts.confirmation, name="quotation_confirmation"),
    path(f"{OF_ONE}acceptance/", quotation_acts.acceptance, name="quotation_acceptance"),
    path(f"{OF_ONE}refusal/", quotation_acts.refusal, name="quotation_refusal"),
    path(f"{OF_ONE}revision/", quotation_acts.revision, name="quotation_revision"),
    path(f"{OF_ONE}cancellation/", quotation_acts.cancellation, name="quotation_cancellation"),
    path("settings/sales/", settings.sales, name="settings"),
    path("settings/sales/logo/", settings.logo, name="settings_logo"),
    path("settings/numbers/", settings.numbers, name="numbers"),
    path(OF_NUMBER, settings.number, name="number"),
    path(f"{OF_NUMBER}example/", settings.number_example, name="number_example"),
    path(f"{OF_NUMBER}removal/", settings.number_removal, name="number_removal"),
]
