"""Records are found by names folded as `leads.records.names` folds them now: ø, ł, æ, œ, more legal forms, tax words.

What did not change is not written, so a table of a million leads is read once and hardly touched.
"""

from django.db import migrations
from django.db.models import Q

from leads.records import names

BATCH = 2_000
LETTERS = "øłæœß"


def batches(rows):
    after = 0
    while batch := list(rows.filter(pk__gt=after).order_by("pk")[:BATCH]):
        after = batch[-1].pk
        yield batch


def fold_anew(apps, schema_editor):
    Organisation, Contact, Lead = (apps.get_model("leads", name) for name in ("Organisation", "Contact", "Lead"))
    for batch in batches(Organisation.objects.all()):
        changed = []
        for row in batch:
            before = (row.folded, row.core, row.tax_key)
            row.folded, row.core = names.folded(row.name), names.core(row.name)
            row.tax_key = names.tax_key(row.tax_code)
            changed += [row] if (row.folded, row.core, row.tax_key) != before else []
        Organisation.objects.bulk_update(changed, ["folded", "core", "tax_key"], batch_size=500)
    for model, column in ((Contact, "folded"), (Lead, "search_line")):
        stale = Q()
        for letter in LETTERS:
            stale |= Q(**{f"{column}__contains": letter})
        for batch in batches(model.objects.filter(stale).only(column)):
            for row in batch:
                limit = model._meta.get_field(column).max_length
                setattr(row, column, getattr(row, column).translate(names.PLAIN)[:limit])
            model.objects.bulk_update(batch, [column], batch_size=500)


class Migration(migrations.Migration):

    dependencies = [("leads", "0042_breach")]

    operations = [migrations.RunPython(fold_anew, migrations.RunPython.noop, elidable=True)]
