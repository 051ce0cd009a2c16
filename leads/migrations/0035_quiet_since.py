"""Since when each lead is quiet, as its events say (leads.services.erasure_events.quiet_after)."""

from datetime import date, datetime, time, timedelta, timezone
from itertools import groupby

from django.db import migrations

PARK_TIME = timezone(timedelta(hours=7))
RENEWS = (
    "received",
    "replied",
    "contacted",
    "stage_changed",
    "consent_given",
    "mail_received",
    "message_written",
    "reminded",
    "profile_changed",
    "answer_judged",
    "step_begun",
    "step_done",
    "held",
    "hold_queued",
    "hold_extended",
    "hold_approved",
    "hold_signed",
    "hold_ended",
)


def quiet_since(apps, schema_editor):
    Lead, LeadEvent = apps.get_model("leads", "Lead"), apps.get_model("leads", "LeadEvent")
    rows = LeadEvent.objects.filter(kind__in=RENEWS).order_by("lead", "seq").values_list("lead", "kind", "data", "at")
    ready = []
    for lead, events in groupby(rows.iterator(chunk_size=2000), key=lambda row: row[0]):
        since = None
        for _lead, kind, data, at in events:
            if kind == "mail_received" and data.get("automatic"):
                continue
            since = at
            if kind == "stage_changed" and data["new"] == "parked" and data.get("come_back_on"):
                day = date.fromisoformat(data["come_back_on"])
                since = max(at, datetime.combine(day, time(0), PARK_TIME))
        ready.append(Lead(pk=lead, quiet_since=since))
        if len(ready) == 1000:
            Lead.objects.bulk_update(ready, ["quiet_since"])
            ready.clear()
    Lead.objects.bulk_update(ready, ["quiet_since"])


class Migration(migrations.Migration):
    dependencies = [("leads", "0034_retention")]

    operations = [migrations.RunPython(quiet_since, migrations.RunPython.noop, elidable=True)]
