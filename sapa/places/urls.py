"""Addresses of places, inside an organisation."""

from django.urls import URLPattern

app_name = "places"
urlpatterns: list[URLPattern] = []
