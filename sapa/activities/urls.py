"""Addresses of activities, inside an organisation."""

from django.urls import URLPattern

app_name = "activities"
urlpatterns: list[URLPattern] = []
