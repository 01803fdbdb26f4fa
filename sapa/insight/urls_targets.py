"""Addresses of targets, inside an organisation: the page is of insight, the verbs are of team."""

from django.urls import path

from sapa.insight.views import targets as figures
from sapa.team.views import targets

app_name = "targets"
urlpatterns = [
    path("", figures.page, name="page"),
    path("export/", figures.export, name="export"),
    path("new/", targets.add, name="new"),
    path("copies/", targets.copy, name="copy"),
    path("<int:pk>/edit/", targets.edit, name="edit"),
    path("<int:pk>/removal/", targets.remove, name="remove"),
    path("removed/<int:pk>/restoring/", targets.restore, name="restore"),
]
