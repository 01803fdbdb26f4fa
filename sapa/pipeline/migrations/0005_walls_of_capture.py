from django.db import migrations

from sapa.tenancy.walls import build_walls


class Migration(migrations.Migration):
    dependencies = [("pipeline", "0004_capture")]

    operations = [build_walls("Campaign", "CaptureForm", "Finding", "Inquiry", "Procedure", "ProcedureItem", "ProcedureTick")]
