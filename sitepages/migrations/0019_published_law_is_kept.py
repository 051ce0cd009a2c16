"""Triggers that keep published versions of law as they are; put up again after each later migration."""

from __future__ import annotations

from typing import Any

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor


def up(_apps: Any, editor: BaseDatabaseSchemaEditor) -> None:
    from sitepages.services.law_guard import put_up

    put_up(editor.connection)


def down(_apps: Any, editor: BaseDatabaseSchemaEditor) -> None:
    from sitepages.services.law_guard import take_down

    take_down(editor.connection)


class Migration(migrations.Migration):
    dependencies = [("sitepages", "0018_sources_of_law")]
    operations = [migrations.RunPython(up, down)]
