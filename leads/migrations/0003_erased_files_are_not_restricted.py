"""A file whose data were erased is not restricted as well: its row is again what its events add up to."""

from __future__ import annotations

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor


def free(apps: Apps, _editor: BaseDatabaseSchemaEditor) -> None:
    apps.get_model("leads", "Lead").objects.filter(erased_at__isnull=False).update(restricted_at=None)


class Migration(migrations.Migration):
    dependencies = [("leads", "0002_newsletter_day_and_consent_marks")]

    operations = [migrations.RunPython(free, migrations.RunPython.noop, elidable=True)]
