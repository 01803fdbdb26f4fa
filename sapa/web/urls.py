"""Addresses of web, inside an organisation."""

from django.urls import URLPattern

app_name = "web"
urlpatterns: list[URLPattern] = []
