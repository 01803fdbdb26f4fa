"""Addresses of price lists and promotions, below those of the catalogue."""

from django.urls import path

from sapa.catalogue.views import prices, promotions

urlpatterns = [
    path("prices/", prices.listing, name="price_lists"),
    path("prices/new/", prices.create, name="price_list_new"),
    path("prices/<int:pk>/", prices.price_list, name="price_list"),
    path("prices/<int:pk>/edit/", prices.edit, name="price_list_edit"),
    path("prices/<int:pk>/archive/", prices.archive, name="price_list_archive"),
    path("prices/<int:pk>/restoration/", prices.restore, name="price_list_restore"),
    path("prices/<int:pk>/items/", prices.set_price, name="price_set"),
    path("prices/<int:pk>/items/<int:item>/removal/", prices.remove_price, name="price_remove"),
    path("customers/<int:pk>/prices/", prices.customer_prices, name="customer_prices"),
    path("customers/<int:pk>/prices/items/", prices.set_customer_price, name="customer_price_set"),
    path("promotions/", promotions.listing, name="promotions"),
    path("promotions/new/", promotions.create, name="promotion_new"),
    path("promotions/<int:pk>/", promotions.promotion, name="promotion"),
    path("promotions/<int:pk>/edit/", promotions.edit, name="promotion_edit"),
    path("promotions/<int:pk>/archive/", promotions.archive, name="promotion_archive"),
    path("promotions/<int:pk>/restoration/", promotions.restore, name="promotion_restore"),
]
