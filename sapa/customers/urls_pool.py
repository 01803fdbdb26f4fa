"""Addresses of the pool, inside an organisation."""

from django.urls import path

from sapa.customers.views import pool

app_name = "pool"

urlpatterns = [
    path("pool/", pool.listing, name="list"),
    path("pool/<int:pk>/claim/", pool.claim, name="claim"),
]
