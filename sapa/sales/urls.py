"""Addresses of sales inside an organisation, a file per kind of document."""

from sapa.sales import urls_money, urls_orders, urls_papers, urls_quotations

app_name = "sales"

urlpatterns = [
    *urls_quotations.urlpatterns,
    *urls_orders.urlpatterns,
    *urls_money.urlpatterns,
    *urls_papers.urlpatterns,
]
