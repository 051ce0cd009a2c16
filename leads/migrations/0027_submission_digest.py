from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("leads", "0026_event_kinds_room")]

    operations = [
        migrations.AddField(
            model_name="lead",
            name="submission_digest",
            field=models.CharField(blank=True, max_length=64),
        ),
    ]
