from django.db import migrations

from sapa.tenancy.walls import build_walls


class Migration(migrations.Migration):
    dependencies = [("files", "0001_initial")]

    operations = [build_walls("StoredFile")]
