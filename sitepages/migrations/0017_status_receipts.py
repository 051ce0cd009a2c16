from datetime import timedelta

from django.db import migrations

USED_DAYS = 90  # max_age_days of site_status in the questionnaire when this was written


def give_receipts(apps, schema_editor):
    """The newest line of the history that says what a plot's status is becomes its receipt."""
    plot_model, receipts = apps.get_model("sitepages", "Plot"), apps.get_model("sitepages", "PlotReceipt")
    lines = apps.get_model("sitepages", "PlotStatusChange")
    told = {}
    for line in lines.objects.order_by("since", "pk").iterator():
        told[line.plot_id, line.status] = line
    invented = set(receipts.objects.filter(illustrative=True).values_list("plot_id", "source"))
    receipts.objects.bulk_create(
        [
            receipts(
                plot=plot,
                field="status",
                source=line.reason,
                verified_on=line.since,
                verified_by=line.recorded_by,
                valid_until=line.since + timedelta(days=USED_DAYS),
                illustrative=(plot.pk, line.reason) in invented,
            )
            for plot in plot_model.objects.all()
            if (line := told.get((plot.pk, plot.status))) and line.reason and line.recorded_by
        ],
        batch_size=1_000,
        ignore_conflicts=True,
    )


def take_receipts(apps, schema_editor):
    apps.get_model("sitepages", "PlotReceipt").objects.filter(field="status").delete()


class Migration(migrations.Migration):
    dependencies = [("sitepages", "0016_lease_until_valid")]

    operations = [migrations.RunPython(give_receipts, take_receipts)]
