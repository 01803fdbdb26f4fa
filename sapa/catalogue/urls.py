"""Addresses of catalogue, inside an organisation."""

from django.urls import path

from sapa.catalogue import urls_prices
from sapa.catalogue.views import moves, products, stock

app_name = "catalogue"
urlpatterns = [
    path("", products.listing, name="list"),
    path("options/", products.options, name="options"),
    path("new/", products.create, name="create"),
    path("measures/", products.measures, name="measures"),
    path("moves/", moves.listing, name="moves"),
    path("moves/export/", moves.export, name="moves_export"),
    path("<int:pk>/", products.product, name="product"),
    path("<int:pk>/photo/", products.photo, name="photo"),
    path("<int:pk>/edit/", products.edit, name="edit"),
    path("<int:pk>/archive/", products.archive, name="archive"),
    path("<int:pk>/restoration/", products.restore, name="restore"),
    path("<int:pk>/stock/", stock.card, name="stock"),
    path("<int:pk>/stock/opening/", stock.opening, name="stock_opening"),
    path("<int:pk>/stock/purchases/new/", stock.purchase, name="stock_purchase"),
    path("<int:pk>/stock/adjustments/new/", stock.adjustment, name="stock_adjustment"),
    path("<int:pk>/stock/transfers/new/", stock.transfer, name="stock_transfer"),
    path("<int:pk>/stock/closing/", stock.closing, name="stock_closing"),
    *urls_prices.urlpatterns,
]
