from django.db import migrations

from sapa.tenancy.walls import build_walls


class Migration(migrations.Migration):
    dependencies = [("pipeline", "0001_initial")]

    operations = [
        build_walls(
            "CheckTick",
            "LostReason",
            "Offer",
            "Opportunity",
            "OpportunityLine",
            "Pipeline",
            "ProfileLink",
            "Qualification",
            "Stage",
            "StageCheck",
            "StageTally",
        )
    ]
