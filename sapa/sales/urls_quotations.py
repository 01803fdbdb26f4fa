"""Addresses of quotations and of how an organisation sells."""

from django.urls import path

from sapa.sales.views import lines

urlpatterns = [
    path("quotations/lines/", lines.lines, name="lines"),
]
