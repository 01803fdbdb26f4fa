"""Addresses of insight, inside an organisation."""

from django.urls import path

from sapa.insight.views import funnel, outcomes, projection, sources, value, voices

app_name = "insight"
urlpatterns = [
    path("projection/", projection.page, name="projection"),
    path("projection/export/", projection.export, name="projection_export"),
    path("funnel/", funnel.page, name="funnel"),
    path("funnel/export/", funnel.export, name="funnel_export"),
    path("voices/", voices.page, name="voices"),
    path("voices/export/", voices.export, name="voices_export"),
    path("sources/", sources.page, name="sources"),
    path("sources/export/", sources.export, name="sources_export"),
    path("value/", value.page, name="value"),
    path("value/export/", value.export, name="value_export"),
    path("value/fitting/", value.fit, name="value_fit"),
    path("value/state/", value.state, name="value_state"),
    path("outcomes/", outcomes.page, name="outcomes"),
    path("outcomes/export/", outcomes.export, name="outcomes_export"),
]
