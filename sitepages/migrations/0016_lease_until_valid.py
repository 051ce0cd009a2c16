"""The end of the land's term may be used a year, as the questionnaire and readiness say: receipts without a last day get it."""

from datetime import timedelta

from django.db import migrations

YEAR = timedelta(days=365)


def give_last_day(apps, schema_editor):
    receipts = apps.get_model("sitepages", "PlotReceipt").objects.filter(field="lease_until", valid_until=None)
    for day in receipts.order_by("verified_on").values_list("verified_on", flat=True).distinct():
        receipts.filter(verified_on=day).update(valid_until=day + YEAR)


class Migration(migrations.Migration):
    dependencies = [("sitepages", "0015_use_counts")]
    operations = [migrations.RunPython(give_last_day, migrations.RunPython.noop)]
