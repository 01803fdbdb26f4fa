"""Addresses outside any organisation."""

from django.urls import include, path

urlpatterns = [
    path("", include("sapa.team.urls_root")),
    path("public/", include("sapa.places.urls_root")),
    path("public/", include("sapa.activities.urls_root")),
    path("", include("sapa.web.urls_root")),
    path("", include("sapa.sales.urls_root")),
    path("", include("sapa.pipeline.urls_root")),
]
