"""Addresses of sales inside an organisation, a file per kind of document."""

from sapa.sales import urls_orders, urls_quotations

app_name = "sales"

urlpatterns = [*urls_quotations.urlpatterns, *urls_orders.urlpatterns]
