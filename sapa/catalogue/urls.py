"""Addresses of catalogue, inside an organisation."""

from django.urls import path

from sapa.catalogue import urls_prices
from sapa.catalogue.views import products

app_name = "catalogue"
urlpatterns = [
    path("", products.listing, name="list"),
    path("options/", products.options, name="options"),
    path("new/", products.create, name="create"),
    path("<int:pk>/", products.product, name="product"),
    path("<int:pk>/edit/", products.edit, name="edit"),
    path("<int:pk>/archive/", products.archive, name="archive"),
    path("<int:pk>/restoration/", products.restore, name="restore"),
    *urls_prices.urlpatterns,
]
