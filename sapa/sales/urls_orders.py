"""Addresses of orders, deliveries and returns."""

from django.urls import path

from sapa.sales.views import deliveries, orders

urlpatterns = [
    path("orders/", orders.listing, name="orders"),
    path("orders/filters/", orders.filters, name="order_filters"),
    path("orders/new/", orders.create, name="order_new"),
    path("orders/<int:pk>/", orders.order, name="order"),
    path("orders/<int:pk>/approval/", orders.approve, name="order_approve"),
    path("orders/<int:pk>/cancellation/", orders.cancel, name="order_cancel"),
    path("orders/<int:pk>/closing/", orders.close, name="order_close"),
    path("orders/<int:pk>/deliveries/new/", deliveries.create, name="delivery_new"),
    path("deliveries/", deliveries.listing, name="deliveries"),
    path("deliveries/filters/", deliveries.filters, name="delivery_filters"),
    path("deliveries/<int:pk>/", deliveries.delivery, name="delivery"),
    path("deliveries/<int:pk>/signature/", deliveries.sign, name="delivery_sign"),
    path("deliveries/<int:pk>/signature.webp", deliveries.signature, name="delivery_signature"),
    path("deliveries/<int:pk>/cancellation/", deliveries.cancel, name="delivery_cancel"),
    path("deliveries/<int:pk>/returns/new/", deliveries.take_back, name="return_new"),
    path("returns/<int:pk>/", deliveries.returned, name="return"),
    path("returns/<int:pk>/cancellation/", deliveries.cancel_return, name="return_cancel"),
]
