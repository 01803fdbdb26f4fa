"""Who became a contact when is read from an index alone, for targets."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("customers", "0009_funnel_board")]

    operations = [
        migrations.AddIndex(
            model_name="customer",
            index=models.Index(
                fields=["organization", "contact_at"],
                include=("owner", "unit"),
                condition=models.Q(contact_at__isnull=False),
                name="customer_contacted",
            ),
        ),
    ]
