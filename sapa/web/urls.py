"""Addresses of web, inside an organisation."""

from django.urls import URLPattern, path

from sapa.web.views import search

app_name = "web"
urlpatterns: list[URLPattern] = [
    path("search/", search.search, name="search"),
    path("search/commands/", search.commands, name="commands"),
]
