"""Addresses of sales, a list per kind of document."""

from django.urls import URLPattern

app_name = "sales"

urlpatterns: list[URLPattern] = []
