"""The token of the house's state. Its triggers are put up after each migration (`services.house_version`)."""

from __future__ import annotations

from typing import Any

from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor


def take_down(_apps: Any, editor: BaseDatabaseSchemaEditor) -> None:
    from leads.services.house_version import HOUSE

    HOUSE.take_down(editor.connection)


class Migration(migrations.Migration):
    dependencies = [("leads", "0039_open_leads_counted")]
    operations = [
        migrations.CreateModel(
            name="HouseVersion",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("token", models.CharField(max_length=32)),
            ],
        ),
        migrations.RunPython(migrations.RunPython.noop, take_down),
    ]
