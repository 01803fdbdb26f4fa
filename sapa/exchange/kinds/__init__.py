"""The kinds of files that can be imported."""

from sapa.exchange.kinds.customers import CustomerImporter
from sapa.exchange.kinds.invoices import InvoiceImporter
from sapa.exchange.kinds.members import MemberImporter
from sapa.exchange.kinds.opening_stock import OpeningStockImporter
from sapa.exchange.kinds.opportunities import OpportunityImporter
from sapa.exchange.kinds.price_lists import PriceListImporter
from sapa.exchange.kinds.products import ProductImporter
from sapa.exchange.running import Importer

KINDS: dict[str, type[Importer]] = {
    importer.kind: importer
    for importer in (
        CustomerImporter,
        ProductImporter,
        PriceListImporter,
        OpeningStockImporter,
        MemberImporter,
        OpportunityImporter,
        InvoiceImporter,
    )
}
