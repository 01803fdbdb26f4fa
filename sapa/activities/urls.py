"""Addresses of activities, inside an organisation."""

from django.urls import path

from sapa.activities.views import activities, tapping

app_name = "activities"
urlpatterns = [
    path("customers/<int:pk>/taps/", tapping.tap, name="tap"),
    path("customers/<int:pk>/notes/new/", activities.write_note, name="note"),
    path("customers/<int:pk>/tasks/new/", activities.plan, name="plan"),
    path("<int:pk>/completion/", activities.complete, name="complete"),
    path("<int:pk>/reopening/", activities.reopen, name="reopen"),
    path("<int:pk>/cancellation/", activities.cancel, name="cancel"),
]
