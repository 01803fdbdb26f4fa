"""Addresses of pipeline outside any organisation: public forms, and profiles behind a link that nobody can guess."""

from django.urls import path

from sapa.pipeline.views import profiles, public

OF_FORM = "public/forms/<slug:organization>/<slug:slug>/"

urlpatterns = [
    path("public/forms/<slug:organization>/", public.page, name="public_form_own"),
    path(OF_FORM, public.page, name="public_form"),
    path(f"{OF_FORM}thanks/", public.thanks, name="public_form_thanks"),
    path(f"{OF_FORM}embed/", public.embedded, name="public_form_embedded"),
    path(f"{OF_FORM}embed/thanks/", public.embedded_thanks, name="public_form_embedded_thanks"),
    path("public/<slug:slug>/<str:token>/", profiles.public, name="public_profile"),
    path("public/<slug:slug>/<str:token>/profile.pdf", profiles.public_pdf, name="public_profile_pdf"),
]
