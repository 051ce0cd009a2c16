"""Until now the demo alone brought zones and permitted sectors: where its invented plots are, those rows are its own."""

from django.db import migrations

SOURCE = "Illustrative plan YB-TT/01 (sample data, not real figures)"


def mark(apps, schema_editor):
    invented = apps.get_model("sitepages", "PlotReceipt").objects.filter(illustrative=True, source=SOURCE)
    day = invented.order_by("verified_on").values_list("verified_on", flat=True).first()
    if day is None:
        return
    for name in ("FunctionalZone", "SectorPermission"):
        rows = apps.get_model("sitepages", name).objects.filter(source="")
        rows.update(source=SOURCE, verified_on=day, illustrative=True)


class Migration(migrations.Migration):
    dependencies = [("sitepages", "0020_zoning_sources")]
    operations = [migrations.RunPython(mark, migrations.RunPython.noop)]
