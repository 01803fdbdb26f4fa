from django.db import migrations

from sapa.tenancy.walls import build_walls


class Migration(migrations.Migration):
    dependencies = [("team", "0003_target")]

    operations = [build_walls("Target")]
