"""Addresses inside an organisation, after its slug."""

from django.urls import include, path

urlpatterns = [
    path("", include("sapa.web.urls")),
    path("team/", include("sapa.team.urls")),
    path("", include("sapa.places.urls")),
    path("customers/", include("sapa.customers.urls")),
    path("", include("sapa.customers.urls_pool")),
    path("", include("sapa.customers.urls_segments")),
    path("catalogue/", include("sapa.catalogue.urls")),
    path("activities/", include("sapa.activities.urls")),
    path("", include("sapa.pipeline.urls")),
    path("", include("sapa.lifecycle.urls")),
    path("insight/", include("sapa.insight.urls")),
    path("targets/", include("sapa.insight.urls_targets")),
    path("", include("sapa.sales.urls")),
]
