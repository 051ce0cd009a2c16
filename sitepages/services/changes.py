"""The one ChangeSet: a before/after record, applied in one transaction or not at all, undone by its opposite.

Changes are symmetrical, so that the opposite is before and after exchanged:
- {"model": "plot", "key": code, "field": f, "before", "after"}: a value; a new plot has `zone` before None,
  a removed one `zone` after None, and then every field is listed;
- {"model": "receipts", "key": code, "field": "*", "before", "after"}: {field: receipt}, only the fields
  concerned; a receipt is [source, verified_on, verified_by, valid_until, illustrative, disputed_on, change set];
- {"model": "history", "key": code, "field": "*", "before", "after"}: the status history of a plot that goes;
- {"model": "evidence", "key": "code/key", "field": "*", "before", "after"}: one piece of evidence, or None;
- {"model": "park_fact", "key": key, "field": "*", "before", "after"}: a fact of the whole park, or None;
- {"model": "layers", "key": kind, "field": "*", "before", "after"}: all rows of one kind of layer.
Status history is appended on the way, never taken back: an undo adds a line of its own.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta

from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import QuerySet

from sitepages.choices import ChangeState
from sitepages.models import ChangeSet
from sitepages.refusal import Refused
from sitepages.services.change_rows import Change, check_changes, write_changes

UNDO_DAYS = 30


class ImportBlocked(Refused):
    """Findings that must be mended first. Facts: `findings` (count)."""

    code = "import_blocked"
    status = 422


class WarningsStand(Refused):
    """Warnings that nobody has agreed to yet. Facts: `kinds`."""

    code = "warnings_stand"
    status = 422


class NotWaiting(Refused):
    """The change set was applied, discarded or undone already. Facts: `state`."""

    code = "change_not_waiting"


class NotApplied(Refused):
    """Only an applied change set can be undone. Facts: `state`."""

    code = "change_not_applied"


class UndoTooLate(Refused):
    """Undo is offered for 30 days. Facts: `days`."""

    code = "undo_too_late"


def land_changes() -> QuerySet[ChangeSet]:
    """The change sets of the land: those of the desk (`desk_...`) name leads, and are nobody's business here."""
    return ChangeSet.objects.exclude(kind__startswith=ChangeSet.OF_THE_DESK)


# --- The doors ---


@transaction.atomic
def apply_change_set(
    *, change_set: ChangeSet, by: User | None, now: datetime, accepted: Sequence[str] = ()
) -> ChangeSet:
    """Write a previewed change set, all or nothing.

    Raises NotWaiting, ImportBlocked while an error stands, WarningsStand for a kind of warning not in
    `accepted`, ChangedSince if a row is not as in the preview, PlotsReferred.
    """
    if change_set.pk:
        change_set = land_changes().select_for_update().get(pk=change_set.pk)
    _refuse_apply(change_set)
    asked = {finding["code"] for finding in change_set.findings} - set(accepted)
    if asked:
        raise WarningsStand(kinds=sorted(asked))
    change_set.state, change_set.applied_at, change_set.applied_by = ChangeState.APPLIED, now, by
    change_set.save()
    write_changes(change_set, change_set.changes, by, now, change_set.source)
    return change_set


@transaction.atomic
def discard_change_set(*, change_set: ChangeSet, by: User | None, now: datetime) -> ChangeSet:
    """Put a preview aside; it stays as a record. Raises NotWaiting."""
    change_set = land_changes().select_for_update().get(pk=change_set.pk)
    if change_set.state != ChangeState.PREVIEWED:
        raise NotWaiting(state=change_set.state)
    change_set.state, change_set.undone_at, change_set.undone_by = ChangeState.DISCARDED, now, by
    change_set.save(update_fields=["state", "undone_at", "undone_by"])
    return change_set


@transaction.atomic
def undo_change_set(*, change_set: ChangeSet, by: User | None, now: datetime) -> ChangeSet:
    """Apply the opposite, within 30 days, all or nothing.

    Raises NotApplied, UndoTooLate, ChangedSince with the rows changed since, PlotsReferred.
    """
    change_set = land_changes().select_for_update().get(pk=change_set.pk)
    _refuse_undo(change_set, now)
    change_set.state, change_set.undone_at, change_set.undone_by = ChangeState.UNDONE, now, by
    change_set.save(update_fields=["state", "undone_at", "undone_by"])
    write_changes(change_set, list(opposite(change_set)), by, now, f"undo #{change_set.pk}: {change_set.source}"[:300])
    return change_set


def check_can_apply(change_set: ChangeSet) -> None:
    """Whether a preview can be applied once its warnings are agreed to: raises NotWaiting, ImportBlocked,
    ChangedSince or PlotsReferred.
    """
    _refuse_apply(change_set)
    check_changes(change_set.changes)


def check_can_undo(change_set: ChangeSet, now: datetime) -> None:
    """Whether it can be undone now: raises what `undo_change_set` raises."""
    _refuse_undo(change_set, now)
    check_changes(list(opposite(change_set)))


def _refuse_apply(change_set: ChangeSet) -> None:
    if change_set.state != ChangeState.PREVIEWED:
        raise NotWaiting(state=change_set.state)
    errors = sum(finding["error"] for finding in change_set.findings)
    if errors:
        raise ImportBlocked(findings=errors)


def _refuse_undo(change_set: ChangeSet, now: datetime) -> None:
    if change_set.state != ChangeState.APPLIED or change_set.applied_at is None:
        raise NotApplied(state=change_set.state)
    if now - change_set.applied_at > timedelta(days=UNDO_DAYS):
        raise UndoTooLate(days=UNDO_DAYS)


def opposite(change_set: ChangeSet) -> Iterator[Change]:
    """The change that takes this one back; receipts it wrote are its own."""
    for change in reversed(change_set.changes):
        before = change["after"]
        if change["model"] == "receipts":
            before = {field: [*receipt[:6], receipt[6] or change_set.pk] for field, receipt in before.items()}
        yield {**change, "before": before, "after": change["before"]}
