from django.db import migrations

from sapa.tenancy.walls import build_walls


class Migration(migrations.Migration):
    dependencies = [("sales", "0001_initial")]

    operations = [
        build_walls(
            "Allocation",
            "CreditNote",
            "CreditNoteLine",
            "CustomerCredit",
            "Delivery",
            "DeliveryLine",
            "Invoice",
            "InvoiceLine",
            "InvoiceReminder",
            "NumberCounter",
            "NumberTemplate",
            "Order",
            "OrderLine",
            "Payment",
            "PromotionUse",
            "Quotation",
            "QuotationLine",
            "QuotationQuestion",
            "SalesReturn",
            "SalesReturnLine",
            "SalesSettings",
        )
    ]
