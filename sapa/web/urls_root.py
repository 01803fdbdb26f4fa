"""Addresses of web outside any organisation."""

from django.urls import path

from sapa.web.health import health

urlpatterns = [
    path("healthz/", health, name="health"),
]
