"""Addresses of documents as PDFs."""

from django.urls import path

from sapa.sales.views import papers

urlpatterns = [
    *(
        path(f"{place}/<int:pk>/document.pdf", papers.paper, {"place": place}, name=f"{kind}_pdf")
        for place, (kind, _model) in papers.PAPERS.items()
    ),
    path("customers/<int:pk>/statement/document.pdf", papers.statement, name="statement_pdf"),
]
