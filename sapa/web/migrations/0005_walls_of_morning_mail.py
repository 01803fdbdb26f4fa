from django.db import migrations

from sapa.tenancy.walls import build_walls


class Migration(migrations.Migration):
    dependencies = [("web", "0004_morning_mail")]

    operations = [build_walls("MorningMail")]
