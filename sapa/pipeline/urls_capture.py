"""Addresses of collecting prospects, inside an organisation and among those of pipeline."""

from django.urls import path

from sapa.pipeline.views import arrivals, capture, prospects

urlpatterns = [
    path("capture/", capture.overview, name="capture"),
    path("capture/forms/new/", capture.form_add, name="capture_form_add"),
    path("capture/forms/<int:pk>/", capture.form_edit, name="capture_form_edit"),
    path("capture/forms/<int:pk>/closing/", capture.form_close, name="capture_form_close"),
    path("capture/forms/<int:pk>/sharing/", capture.form_share, name="capture_share"),
    path("capture/forms/<int:pk>/poster/", capture.form_poster, name="capture_poster"),
    path("capture/forms/<int:pk>/qr.svg", capture.form_qr, name="capture_qr"),
    path("capture/campaigns/new/", capture.campaign_add, name="campaign_add"),
    path("capture/campaigns/<int:pk>/", capture.campaign_edit, name="campaign_edit"),
    path("capture/campaigns/<int:pk>/archiving/", capture.campaign_archive, name="campaign_archive"),
    path("capture/campaigns/<int:pk>/form/", capture.campaign_form, name="campaign_form"),
    path("prospects/new/", prospects.new, name="prospect_new"),
    path("prospects/contacts/", prospects.contacts, name="contacts_import"),
    path("prospects/contacts/creation/", prospects.take_in, name="contacts_create"),
    path("arrivals/", arrivals.listing, name="arrivals"),
    path("arrivals/<int:pk>/acceptance/", arrivals.accept, name="arrival_accept"),
    path("arrivals/<int:pk>/rejection/", arrivals.reject, name="arrival_reject"),
]
