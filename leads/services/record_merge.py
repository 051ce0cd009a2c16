"""Two organisations, or two people, become one: previewed, written in one transaction or not at all, undone within
30 days unless a row has changed since.

The act is a ChangeSet of kind `desk_merge`. Its changes are symmetrical, so the undo is before and after exchanged:
{"model": "Lead" | "Contact" | "Organisation", "key": pk, "field": column, "before": value, "after": value}.
Which pointers move stands in `record_rules.POINTERS`. Events are never removed: a merge adds one to each lead that
moves, an undo adds another.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.contrib.auth.models import User
from django.db import models, transaction
from django.db.models import Q

from leads.choices import Role
from leads.models import Contact, Lead, Organisation
from leads.services.access import leads_visible_to, roles_of, seat_of
from leads.services.contact_records import visible_contact
from leads.services.events import record
from leads.services.lead_search import write_lines
from leads.services.organisations import visible_organisation
from leads.services.record_events import Merged, Unmerged
from leads.services.record_rules import POINTERS, OnMerge
from leads.services.roll_up import count_again
from sitepages.choices import ChangeState
from sitepages.models import ChangeSet
from sitepages.refusal import Refused

KIND = f"{ChangeSet.OF_THE_DESK}merge"
UNDO_DAYS = 30
Change = dict[str, Any]
Record = Organisation | Contact


class MergesNothing(Refused):
    """A record is not merged with itself, nor one that was merged before. Facts: `name`."""

    code = "merges_nothing"
    status = 422


class TaxCodesDiffer(Refused):
    """Two tax codes are two bodies. Facts: `kept`, `gone`."""

    code = "tax_codes_differ"


class NotAMerger(Refused):
    """Only a head merges, and only where every lead concerned is in the own scope."""

    code = "not_a_merger"
    status = 403


class MergeDone(Refused):
    """It was applied, undone or put aside already. Facts: `state`."""

    code = "merge_done"


class RowsChanged(Refused):
    """Rows that are not as the preview, or the merge, left them. Facts: `rows`."""

    code = "rows_changed"


class PersonErased(Refused):
    """The personal data of one of these people are gone: there is nobody to join, and nothing to give back."""

    code = "person_erased"
    status = 410


class MergeTooOld(Refused):
    """Facts: `limit` (days)."""

    code = "merge_too_old"


@dataclass(frozen=True)
class What:
    """A kind of record: its model, and the columns that are filled from the other where they are empty."""

    key: str
    model: type[models.Model]
    fills: tuple[str, ...]


WHATS: Mapping[str, What] = {
    "organisation": What(
        "organisation", Organisation, ("name_local", "country", "domain", "tax_code", "tax_key", "checked_at")
    ),
    "person": What("person", Contact, ("email", "phone", "phone_key", "language", "organisation_id")),
}
MODELS: Mapping[str, type[models.Model]] = {"Lead": Lead, "Contact": Contact, "Organisation": Organisation}


# --- Who ---


def can_merge(user: User) -> bool:
    return bool(roles_of(user) & {Role.HEAD_OF_DEPARTMENT, Role.DUTY_HEAD})


def check_can_merge(user: User, what: What, records: Sequence[Record]) -> None:
    """A head who sees both records and every lead of theirs. Raises RecordHidden, RecordMerged or NotAMerger."""
    for one in records:
        visible_organisation(user, one.pk) if isinstance(one, Organisation) else visible_contact(user, one.pk)
    if not can_merge(user):
        raise NotAMerger
    leads = Lead.objects.filter(**{f"{_column(what)}__in": [one.pk for one in records]})
    if leads.exclude(pk__in=leads_visible_to(user)).exists():
        raise NotAMerger


def _check_kept(records: Sequence[Record], leads: Sequence[int] = ()) -> None:
    """Raises PersonErased for a person, or a lead that a merge of people moved, whose data are gone."""
    gone = any(isinstance(one, Contact) and one.erased_at for one in records)
    if gone or Lead.objects.filter(pk__in=leads, erased_at__isnull=False).exists():
        raise PersonErased


def _column(what: What) -> str:
    return "organisation" if what.key == "organisation" else "contact"


# --- The preview ---


@transaction.atomic
def propose_merge(*, what: str, keep: Record, gone: Record, by: User, now: datetime) -> ChangeSet:
    """What joining `gone` to `keep` would change; saved as a preview, nothing else is written.

    Raises MergesNothing, TaxCodesDiffer, NotAMerger, RecordHidden, RecordMerged, PersonErased.
    """
    kind = WHATS[what]
    check_can_merge(by, kind, [keep, gone])
    if keep.pk == gone.pk:
        raise MergesNothing(name=keep.name)
    _check_kept([keep, gone])
    if isinstance(keep, Organisation) and isinstance(gone, Organisation):
        _check_tax_codes(keep, gone)
    return ChangeSet.objects.create(
        kind=KIND,
        title=f"{gone.name} → {keep.name}"[:200],
        changes=list(_changes(kind, keep, gone)),
        details={"what": what, "keep": keep.pk, "gone": gone.pk},
        created_at=now,
        created_by=by,
    )


def _check_tax_codes(keep: Organisation, gone: Organisation) -> None:
    if keep.tax_key and gone.tax_key and keep.tax_key != gone.tax_key:
        raise TaxCodesDiffer(kept=keep.tax_code, gone=gone.tax_code)


def _changes(what: What, keep: Record, gone: Record) -> Iterator[Change]:
    name = type(keep).__name__
    for field in what.fills:
        mine, other = getattr(keep, field), getattr(gone, field)
        if mine in (None, "") and other not in (None, ""):
            yield _change(name, keep.pk, field, mine, other)
    for model, column in moved_pointers(what):
        rows = model._default_manager.filter(**{column: gone.pk}).order_by("pk").values_list("pk", flat=True)
        for pk in rows:
            yield _change(model.__name__, pk, column, gone.pk, keep.pk)
    yield _change(name, gone.pk, "merged_into_id", None, keep.pk)


def _change(model: str, key: int, field: str, before: Any, after: Any) -> Change:
    return {"model": model, "key": key, "field": field, "before": _plain(before), "after": _plain(after)}


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, datetime) else value


def moved_pointers(what: What) -> list[tuple[type[models.Model], str]]:
    """(model, column) of every pointer to this kind of record that a merge moves."""
    found = []
    for field in what.model._meta.related_objects:
        pointer = f"{field.related_model.__name__}.{field.field.name}"
        if POINTERS[pointer].merge == OnMerge.MOVE:
            found.append((MODELS[field.related_model.__name__], f"{field.field.name}_id"))
    return sorted(found, key=lambda one: one[0].__name__)


# --- The acts ---


@transaction.atomic
def apply_merge(*, change_set: ChangeSet, by: User, now: datetime) -> ChangeSet:
    """Do what the preview shows, all or nothing.

    Raises MergeDone, RowsChanged, TaxCodesDiffer, NotAMerger or PersonErased.
    """
    change_set = _locked(change_set, ChangeState.PREVIEWED)
    what, keep, gone = records_of(change_set)
    _check_kept([keep, gone])
    check_can_merge(by, what, [keep, gone])
    if isinstance(keep, Organisation) and isinstance(gone, Organisation):
        _check_tax_codes(keep, gone)
    if list(_changes(what, keep, gone)) != change_set.changes:
        raise RowsChanged(rows=_since(change_set.changes, list(_changes(what, keep, gone))))
    change_set.state, change_set.applied_at, change_set.applied_by = ChangeState.APPLIED, now, by
    change_set.save(update_fields=["state", "applied_at", "applied_by"])
    _write(change_set.changes)
    _refind(what, keep, gone, now=now)
    for pk in _leads(change_set.changes):
        event = Merged(what=what.key, old=gone.pk, new=keep.pk, change_set=change_set.pk)
        record(lead=Lead.objects.get(pk=pk), event=event, by=by, at=now)
    return change_set


@transaction.atomic
def undo_merge(*, change_set: ChangeSet, by: User, now: datetime) -> ChangeSet:
    """Give every row back what it had, all or nothing, within 30 days.

    Raises MergeDone, MergeTooOld, NotAMerger, PersonErased, or RowsChanged with the rows changed since.
    """
    change_set = _locked(change_set, ChangeState.APPLIED)
    what, keep, gone = records_of(change_set)
    if change_set.applied_at is None or now - change_set.applied_at > timedelta(days=UNDO_DAYS):
        raise MergeTooOld(limit=UNDO_DAYS)
    check_can_open(by, what, [keep, gone], change_set)
    _check_kept([keep, gone], _leads(change_set.changes) if what.key == "person" else ())
    change_set.state, change_set.undone_at, change_set.undone_by = ChangeState.UNDONE, now, by
    change_set.save(update_fields=["state", "undone_at", "undone_by"])
    opposite = [
        {**change, "before": change["after"], "after": change["before"]} for change in reversed(change_set.changes)
    ]
    _write(opposite)
    _refind(what, keep, gone, now=now)
    for pk in sorted(_leads(opposite)):
        event = Unmerged(what=what.key, old=keep.pk, new=gone.pk, change_set=change_set.pk)
        record(lead=Lead.objects.get(pk=pk), event=event, by=by, at=now)
    return change_set


def check_can_open(user: User, what: What, records: Sequence[Record], change_set: ChangeSet) -> None:
    """A merge is a head's who sees every lead of both records, and every lead it moved. Raises NotAMerger."""
    own = Q(**{f"{_column(what)}__in": [one.pk for one in records]}) | Q(pk__in=_leads(change_set.changes))
    leads = Lead.objects.filter(own)
    hidden = leads.exclude(pk__in=leads_visible_to(user)).exists()
    if not can_merge(user) or hidden or not (leads.exists() or seat_of(user).sees_all):
        raise NotAMerger


def records_of(change_set: ChangeSet) -> tuple[What, Record, Record]:
    """The kind, the record that stays, and the one that goes, under lock."""
    what = WHATS[change_set.details["what"]]
    keep_pk, gone_pk = change_set.details["keep"], change_set.details["gone"]
    rows: dict[int, Any] = {
        row.pk: row
        for row in what.model._default_manager.select_for_update().filter(pk__in=[keep_pk, gone_pk]).order_by("pk")
    }
    return what, rows[keep_pk], rows[gone_pk]


def _locked(change_set: ChangeSet, wanted: ChangeState) -> ChangeSet:
    found = ChangeSet.objects.select_for_update().get(pk=change_set.pk, kind=KIND)
    if found.state != wanted:
        raise MergeDone(state=ChangeState(found.state))
    return found


def _leads(changes: Sequence[Change]) -> list[int]:
    return [change["key"] for change in changes if change["model"] == "Lead"]


def _write(changes: Sequence[Change]) -> None:
    """Every row, each still as the change says before; else raises RowsChanged with those that are not."""
    moved: list[str] = []
    for name, model in MODELS.items():
        keys = sorted({change["key"] for change in changes if change["model"] == name})
        rows = {row.pk: row for row in model._default_manager.select_for_update().filter(pk__in=keys).order_by("pk")}
        own = [change for change in changes if change["model"] == name]
        moved += [
            _said(change)
            for change in own
            if change["key"] not in rows or _plain(getattr(rows[change["key"]], change["field"])) != change["before"]
        ]
    if moved:
        raise RowsChanged(rows=sorted(set(moved)))
    for change in changes:
        MODELS[change["model"]]._default_manager.filter(pk=change["key"]).update(**{change["field"]: change["after"]})


def _refind(what: What, *records: Record, now: datetime) -> None:
    """What is filled in from the other is what the leads that stood there before are found and counted by, too."""
    keys = [one.pk for one in records]
    write_lines(Lead.objects.filter(**{f"{_column(what)}__in": keys}))
    if what.key == "organisation":
        count_again(organisations=keys, now=now)


def _said(change: Change) -> str:
    """A row as a person finds it: a lead by its reference."""
    if change["model"] == "Lead":
        return Lead.objects.values_list("reference", flat=True).get(pk=change["key"])
    row = MODELS[change["model"]]._default_manager.filter(pk=change["key"]).first()
    return f"{row or change['model']}: {change['field'].removesuffix('_id')}"


def _since(shown: Sequence[Change], current: Sequence[Change]) -> list[str]:
    """Rows that differ between the preview and now."""
    differing = [change for change in [*shown, *current] if change not in shown or change not in current]
    return sorted({_said(change) for change in differing})
