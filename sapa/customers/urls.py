"""Addresses of customers, inside an organisation."""

from django.urls import URLPattern

app_name = "customers"
urlpatterns: list[URLPattern] = []
