"""Addresses of segments, inside an organisation."""

from django.urls import path

from sapa.customers.views import segments

app_name = "segments"

urlpatterns = [
    path("segments/", segments.listing, name="list"),
    path("segments/new/", segments.create, name="create"),
    path("segments/<int:pk>/", segments.segment, name="segment"),
    path("segments/<int:pk>/edit/", segments.edit, name="edit"),
    path("segments/<int:pk>/archiving/", segments.archive, name="archive"),
    path("segments/<int:pk>/restoring/", segments.restore, name="restore"),
]
