"""Addresses of insight, inside an organisation."""

from django.urls import path

from sapa.insight.views import outcomes, projection

app_name = "insight"
urlpatterns = [
    path("projection/", projection.page, name="projection"),
    path("projection/export/", projection.export, name="projection_export"),
    path("outcomes/", outcomes.page, name="outcomes"),
    path("outcomes/export/", outcomes.export, name="outcomes_export"),
]
