"""Addresses of sales, a list per kind of document."""

from django.urls import URLPattern

from sapa.sales.urls_quotations import urlpatterns as quotations

app_name = "sales"

urlpatterns: list[URLPattern] = [
    *quotations,
]
