"""Addresses of orders, deliveries and returns."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
