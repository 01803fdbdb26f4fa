"""Addresses of what is known of customers."""

from django.urls import path

from sapa.lifecycle import urls_card
from sapa.lifecycle.views import rules

app_name = "lifecycle"

urlpatterns = [
    path("lifecycle/rules/", rules.page, name="rules"),
    path("lifecycle/rules/change/", rules.change, name="rules_change"),
    path("lifecycle/rules/trials/", rules.try_out, name="try_out"),
    path("lifecycle/rules/trials/<int:pk>/", rules.trial, name="trial"),
    *urls_card.urlpatterns,
]
