"""Addresses of pipeline outside any organisation: profiles behind a link that nobody can guess."""

from django.urls import path

from sapa.pipeline.views import profiles

urlpatterns = [
    path("public/<slug:slug>/<str:token>/", profiles.public, name="public_profile"),
    path("public/<slug:slug>/<str:token>/profile.pdf", profiles.public_pdf, name="public_profile_pdf"),
]
