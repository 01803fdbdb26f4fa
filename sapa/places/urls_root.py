"""Addresses of places outside any organisation: signing up asks for a village."""

from django.urls import path

from sapa.places.views import regions

app_name = "places"
urlpatterns = [
    path("regions/", regions.regions, name="regions"),
    path("regions/chosen/", regions.chosen, name="chosen"),
]
