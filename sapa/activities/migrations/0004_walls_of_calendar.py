from django.db import migrations

from sapa.tenancy.walls import build_walls


class Migration(migrations.Migration):
    dependencies = [("activities", "0003_calendar")]

    operations = [build_walls("CalendarFeed")]
