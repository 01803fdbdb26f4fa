from django.db import migrations

from sapa.tenancy.walls import build_walls


class Migration(migrations.Migration):
    dependencies = [("places", "0001_initial")]

    operations = [build_walls("Channel", "OutletType")]
