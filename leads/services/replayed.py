"""Leads whose row is not the sum of their events: there must be none."""

from __future__ import annotations

from collections.abc import Iterator

from leads.models import Lead
from leads.services.events import columns_of, fold, histories

BATCH = 200


def rows_unlike_their_events() -> Iterator[tuple[str, list[str]]]:
    """(reference, columns that differ) of every such lead; read in batches."""
    keys = list(Lead.objects.order_by("pk").values_list("pk", flat=True))
    for first in range(0, len(keys), BATCH):
        leads = list(Lead.objects.filter(pk__in=keys[first : first + BATCH]).select_related("owner"))
        past = histories(leads)
        for lead in leads:
            wrong = columns_unlike(lead, columns_of(fold(past[lead.pk])))
            if wrong:
                yield lead.reference, wrong


def columns_unlike(lead: Lead, columns: dict[str, object]) -> list[str]:
    """The columns of this lead that differ from what its events add up to."""
    own = {"department": lead.department_id, "owner": lead.owner.key if lead.owner else ""}
    return [name for name, value in columns.items() if own.get(name, getattr(lead, name, None)) != value]
