"""Addresses of team, inside an organisation."""

from django.urls import URLPattern

app_name = "team"
urlpatterns: list[URLPattern] = []
