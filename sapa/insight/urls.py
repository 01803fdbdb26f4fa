"""Addresses of insight, inside an organisation."""

from django.urls import path

from sapa.insight.views import (
    cohorts,
    departures,
    flow,
    funnel,
    outcomes,
    pareto,
    profit,
    projection,
    rfm,
    sources,
    value,
    voices,
)

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
    path("stages/", flow.page, name="flow"),
    path("stages/export/", flow.export, name="flow_export"),
    path("rfm/", rfm.page, name="rfm"),
    path("rfm/export/", rfm.export, name="rfm_export"),
    path("pareto/", pareto.page, name="pareto"),
    path("pareto/export/", pareto.export, name="pareto_export"),
    path("profit/", profit.page, name="profit"),
    path("profit/export/", profit.export, name="profit_export"),
    path("retention/", cohorts.page, name="cohorts"),
    path("retention/export/", cohorts.export, name="cohorts_export"),
    path("attrition/", departures.page, name="departures"),
    path("attrition/export/", departures.export, name="departures_export"),
]
