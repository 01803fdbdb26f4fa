"""Prospects with whom nobody has spoken are counted in an index alone, for Today."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("customers", "0010_counted_for_targets")]

    operations = [
        migrations.RemoveIndex(model_name="customer", name="customer_untouched"),
        migrations.AddIndex(
            model_name="customer",
            index=models.Index(
                fields=["organization", "owner", "assigned_at"],
                include=("id",),
                condition=models.Q(touched_at__isnull=True, step="prospect", set_aside_at__isnull=True),
                name="customer_untouched",
            ),
        ),
    ]
