from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("tenancy", "0002_greeting")]

    operations = [migrations.AddField("organization", "is_demo", models.BooleanField(default=False, editable=False))]
