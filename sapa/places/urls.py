"""Addresses of places inside an organisation."""

from django.urls import path, re_path

from sapa.places.views import channels, regions

KIND = r"(?P<kind>channels|outlet-types)"

app_name = "places"
urlpatterns = [
    path("regions/", regions.regions, name="regions"),
    path("regions/chosen/", regions.chosen, name="chosen"),
    path("settings/channels/", channels.overview, name="channels"),
    path("settings/channels/new/", channels.add_channel, name="channel_add"),
    path("settings/channels/<int:pk>/new/", channels.add_outlet_type, name="outlet_type_add"),
    re_path(rf"^settings/{KIND}/(?P<pk>\d+)/$", channels.rename, name="rename"),
    re_path(rf"^settings/{KIND}/(?P<pk>\d+)/archiving/$", channels.archive, name="archive"),
    re_path(rf"^settings/{KIND}/(?P<pk>\d+)/restoring/$", channels.restore, name="restore"),
    re_path(rf"^settings/{KIND}/(?P<pk>\d+)/moving/$", channels.move, name="move"),
]
