from django.db import migrations

from sapa.tenancy.walls import build_walls


class Migration(migrations.Migration):
    dependencies = [("customers", "0014_segments")]

    operations = [build_walls("Segment", "SegmentSize")]
