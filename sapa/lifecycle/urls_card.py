"""Addresses of what the card of a customer leads to."""

from django.urls import path

from sapa.lifecycle.views import buying, judging, profiles, steps

OF_CUSTOMER = "customers/<int:pk>/"

urlpatterns = [
    path(f"{OF_CUSTOMER}stage/", judging.pin, name="pin"),
    path(f"{OF_CUSTOMER}stage/removal/", judging.unpin, name="unpin"),
    path(f"{OF_CUSTOMER}bad/", judging.mark, name="mark"),
    path(f"{OF_CUSTOMER}bad/removal/", judging.unmark, name="unmark"),
    path(f"{OF_CUSTOMER}departure/", judging.depart, name="depart"),
    path(f"{OF_CUSTOMER}departure/removal/", judging.take_back, name="undepart"),
    path(f"{OF_CUSTOMER}return/", judging.come_back, name="return"),
    path(f"{OF_CUSTOMER}path/", steps.of_customer, name="path"),
    path(f"{OF_CUSTOMER}products/", buying.products, name="products"),
    path(f"{OF_CUSTOMER}profile/", profiles.profile, name="profile"),
    path(f"{OF_CUSTOMER}profile/edit/", profiles.edit, name="profile_edit"),
    path(f"{OF_CUSTOMER}uses/new/", profiles.add_use, name="use_add"),
    path("uses/products/", profiles.product_options, name="product_options"),
    path("uses/<int:pk>/", profiles.change_use, name="use_edit"),
    path("uses/<int:pk>/removal/", profiles.remove_use, name="use_remove"),
]
