"""The token of the land's state. Its triggers are put up after each migration (`services.land_version`)."""

from __future__ import annotations

from typing import Any

from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor


def take_down(_apps: Any, editor: BaseDatabaseSchemaEditor) -> None:
    from sitepages.services.land_version import leave_the_land

    leave_the_land(editor.connection)


class Migration(migrations.Migration):
    dependencies = [("sitepages", "0009_guide_and_prices")]
    operations = [
        migrations.CreateModel(
            name="LandVersion",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("token", models.CharField(max_length=32)),
            ],
        ),
        migrations.RunPython(migrations.RunPython.noop, take_down),
    ]
