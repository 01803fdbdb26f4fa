"""Addresses of insight, inside an organisation."""

from django.urls import URLPattern

app_name = "insight"
urlpatterns: list[URLPattern] = []
