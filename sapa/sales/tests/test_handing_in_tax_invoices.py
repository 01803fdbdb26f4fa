"""The month's tax invoices for Coretax."""

from xml.etree import ElementTree as ET

import pytest

from sapa.catalogue.models import Product
from sapa.customers.models import Customer
from sapa.lib.errors import Refused
from sapa.sales import tax_invoices
from sapa.sales.lines import settings_of
from sapa.sales.models import Invoice, SalesSettings
from sapa.sales.tests.money import NOW, TODAY, an_invoice, be_taxable, customer, product, wanted
from sapa.testing import Cast

NPWP = "3171234567890123"
MONTH = (TODAY.replace(day=1), TODAY)


def ready(cast: Cast) -> SalesSettings:
    be_taxable()
    SalesSettings.objects.update(exports_tax_invoices=True, npwp="0012345678901000")
    return settings_of()


def test_only_what_lacks_nothing_is_exported_and_marked(cast: Cast) -> None:
    settings = ready(cast)
    good = an_invoice(cast.budi, wanted(1, 1_250_000), whose=customer(cast.budi, npwp=NPWP, street="Jl. Rawasari 5"))
    bad = an_invoice(cast.budi, whose=customer(cast.budi, "Warung Sri"))
    found = tax_invoices.candidates(*MONTH)
    assert [one.invoice for one in found] == [good, bad]
    assert (found[0].missing, len(found[1].missing)) == ([], 2)
    root = ET.fromstring(tax_invoices.export(found, settings=settings, by=cast.sari, now=NOW))
    (row,) = root.findall("ListOfTaxInvoice/TaxInvoice")
    assert (row.findtext("BuyerTin"), row.findtext("RefDesc"), row.findtext("TrxCode")) == (NPWP, good.number, "04")
    assert (row.findtext(".//OtherTaxBase"), row.findtext(".//VAT")) == ("1145833", "137500")
    assert list(Invoice.objects.filter(tax_exported_at=NOW)) == [good]


def test_what_the_site_wants_by_hand_is_named(cast: Cast) -> None:
    ready(cast)
    whose = customer(cast.budi, npwp=NPWP, street="Jl. Rawasari 5")
    rice = product("Beras", tax_category=Product.TaxCategory.EXEMPT)
    an_invoice(cast.budi, wanted(1, 70_000, product=rice), whose=whose)
    an_invoice(cast.budi, wanted(1, 70_000, product=rice), wanted(1, 9_000, name="Kopi"), whose=whose)
    assert [len(one.missing) for one in tax_invoices.candidates(*MONTH)] == [1, 1]


def test_who_is_no_taxable_entrepreneur_exports_nothing(cast: Cast) -> None:
    an_invoice(cast.budi)
    assert tax_invoices.candidates(*MONTH) == []
    with pytest.raises(Refused):
        tax_invoices.refuse_unready(settings_of(), cast.organization)
    with pytest.raises(Refused):
        tax_invoices.export([], settings=settings_of(), by=cast.sari, now=NOW)
    tax_invoices.refuse_unready(ready(cast), cast.organization)
    assert Customer.objects.count() == 1
