"""Addresses of activities outside any organisation: the calendars that programs subscribe to."""

from django.urls import path

from sapa.activities.views import feeds

urlpatterns = [path("calendar/<slug:organization>/<str:token>.ics", feeds.public, name="public_calendar")]
