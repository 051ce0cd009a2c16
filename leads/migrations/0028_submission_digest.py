from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("leads", "0027_lead_sheet")]

    operations = [
        migrations.AddField(
            model_name="lead",
            name="submission_digest",
            field=models.CharField(blank=True, max_length=64),
        ),
    ]
