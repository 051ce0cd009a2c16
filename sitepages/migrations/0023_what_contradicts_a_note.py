"""What answers contradict a note of the guide; of the two first notes that answers can contradict it is told here."""

from typing import Any

from django.db import migrations, models

AGAINST = {
    "irc_required": {"investor_kind": ["foreign"], "irc": ["not_required"]},
    "policy_for_land": {"lane": ["normal"], "lessor": ["state"], "policy_approval": ["none"]},
}


def tell(apps: Any, _schema_editor: Any) -> None:
    notes = apps.get_model("sitepages", "ProcedureNote").objects
    for key, against in AGAINST.items():
        notes.filter(key=key).update(against=against)


class Migration(migrations.Migration):
    dependencies = [("sitepages", "0022_status_never_told")]

    operations = [
        migrations.AddField("procedurenote", "against", models.JSONField(blank=True, default=dict)),
        migrations.RunPython(tell, migrations.RunPython.noop),
    ]
