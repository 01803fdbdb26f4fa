"""Addresses of what is known of customers."""

from django.urls import path

from sapa.lifecycle.views import rules

app_name = "lifecycle"

urlpatterns = [
    path("rules/", rules.page, name="rules"),
    path("rules/change/", rules.change, name="rules_change"),
    path("rules/trials/", rules.try_out, name="try_out"),
    path("rules/trials/<int:pk>/", rules.trial, name="trial"),
]
