"""Facts of plots one by one: a value with its receipt, a verification of many, a status with its reason, a document.

Each is a ChangeSet applied at once, so each stands in the same history and can be undone for 30 days.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import Max

from sitepages.choices import PlotStatus
from sitepages.figures import PARK_TIME
from sitepages.land.importers.attributes import PARSERS
from sitepages.land.readiness import EvidenceRule
from sitepages.land.tolerances import FIRST_SURVEY
from sitepages.models import ChangeSet, Plot, PlotStatusChange
from sitepages.models.land import FACTS, RECEIPTED, STATUS
from sitepages.refusal import Refused
from sitepages.services.change_rows import (
    Change,
    ChangedSince,
    before_of,
    evidence_row,
    name_of,
    plain,
    receipts_of,
    stored,
)
from sitepages.services.changes import apply_change_set
from sitepages.services.land_receipts import COLUMNS, max_ages, receipt
from sitepages.services.readiness import levels

VERIFICATION = "verification"  # the kind of a change set that found values right


class NoSuchFact(Refused):
    """Not a field of a plot that carries a receipt, or a piece of evidence nobody asks."""

    code = "no_such_fact"
    status = 404


class ReceiptIncomplete(Refused):
    """A value needs where it comes from and a day of verification that is not in the future."""

    code = "receipt_incomplete"
    status = 422


class ReceiptTooOld(Refused):
    """Verified on a day before any record of the park's land. Facts: `first`."""

    code = "receipt_too_old"
    status = 422


class ReceiptEndsEarly(Refused):
    """Valid until a day before it was verified, or longer than the field's facts may be used. Facts: `latest`."""

    code = "receipt_ends_wrongly"
    status = 422


class ValueOutOfRange(Refused):
    """The value is none the field may have. Facts: `field`."""

    code = "fact_out_of_range"
    status = 422


class StatusBackdated(Refused):
    """A status from a day on which another, told later, already counted. Facts: `latest`."""

    code = "status_backdated"
    status = 422


class NothingToVerify(Refused):
    """None of the facts chosen has a value to verify."""

    code = "nothing_to_verify"
    status = 422


@dataclass(frozen=True, slots=True)
class ReceiptGiven:
    """What a person says of a value. `valid_until` None: as long as facts of its kind may be used."""

    source: str
    verified_on: date
    valid_until: date | None = None


def seen_of(plot: Plot, field: str) -> str:
    """A mark of a fact as a page shows it; saving from an older page is refused."""
    values = before_of(plot)
    state = [[values[column] for column in COLUMNS[field]], receipts_of([plot.code]).get(plot.code, {}).get(field)]
    return hashlib.sha256(json.dumps(state, default=str).encode()).hexdigest()[:16]


@transaction.atomic
def record_fact(
    *, plot: Plot, field: str, values: Sequence[Any], given: ReceiptGiven, seen: str, by: User, now: datetime
) -> ChangeSet:
    """Write one fact with its receipt; all values empty: nobody knows it any more, and its receipt goes.

    `values` in the order of COLUMNS[field]. Raises NoSuchFact, ReceiptIncomplete, ReceiptTooOld, ReceiptEndsEarly,
    ValueOutOfRange, ChangedSince.
    """
    if field not in RECEIPTED:
        raise NoSuchFact
    plot = Plot.objects.select_for_update().get(pk=plot.pk)
    if seen_of(plot, field) != seen:
        raise ChangedSince(rows=[f"{plot.code}.{field}"])
    before, changes = before_of(plot), []
    parsed = dict(
        zip(COLUMNS[field], (_parsed(c, v) for c, v in zip(COLUMNS[field], values, strict=True)), strict=True)
    )
    for column, value in parsed.items():
        after = stored(column, value)
        if after != before[column]:
            changes.append(_change("plot", plot.code, before[column], after, column))
    old = receipts_of([plot.code]).get(plot.code, {})
    known = parsed[COLUMNS[field][0]] not in (None, "")
    fresh = {field: _receipt(field, given, by, now)} if known else {}
    changes.append(_change("receipts", plot.code, {field: old[field]} if field in old else {}, fresh))
    return _applied("fact", f"{plot.code}: {field}", changes, given, by, now)


def _parsed(column: str, value: Any) -> Any:
    if value in (None, ""):
        return None
    try:
        return PARSERS[column](value)
    except (ValueError, OverflowError, TypeError) as error:
        raise ValueOutOfRange(field=column) from error


def sourced(given: ReceiptGiven, now: datetime) -> str:
    """The source in one line, of a day somebody can have verified on. Raises ReceiptIncomplete, ReceiptTooOld."""
    source = " ".join(given.source.split())
    if not source or given.verified_on > now.astimezone(PARK_TIME).date():
        raise ReceiptIncomplete
    if given.verified_on < FIRST_SURVEY:
        raise ReceiptTooOld(first=FIRST_SURVEY)
    return source


def _receipt(field: str, given: ReceiptGiven, by: User, now: datetime) -> list[Any]:
    source = sourced(given, now)
    out = receipt(field, source, given.verified_on, name_of(by), False)
    if given.valid_until is not None:
        latest = date.fromisoformat(out[3]) if out[3] else None
        if given.valid_until < given.verified_on or (latest and given.valid_until > latest):
            raise ReceiptEndsEarly(latest=latest or given.verified_on)
        out[3] = given.valid_until.isoformat()
    return out


def _change(model: str, key: str, before: Any, after: Any, field: str = "*") -> Change:
    return {"model": model, "key": key, "field": field, "before": before, "after": after}


def _applied(kind: str, title: str, changes: list[Change], given: ReceiptGiven, by: User, now: datetime) -> ChangeSet:
    change_set = ChangeSet(
        kind=kind,
        title=title[:200],
        source=" ".join(given.source.split())[:300],
        surveyed_on=given.verified_on,
        changes=changes,
        created_at=now,
        created_by=by,
    )
    return apply_change_set(change_set=change_set, by=by, now=now)


@transaction.atomic
def verify_facts(*, facts: Sequence[tuple[str, str]], given: ReceiptGiven, by: User, now: datetime) -> ChangeSet:
    """New receipts for values that were looked at and found right; (plot code, field) each. A dispute ends with it.

    Values nobody ever gave are left out. Raises NothingToVerify, ReceiptIncomplete, ReceiptTooOld.
    """
    plots = {plot.code: plot for plot in Plot.objects.select_for_update().filter(code__in={code for code, _f in facts})}
    old = receipts_of(list(plots))
    changes = []
    for code in sorted(plots):
        fields = sorted({f for c, f in facts if c == code and f in FACTS and _has_value(plots[code], f)})
        if fields:
            before = {field: old[code][field] for field in fields if field in old.get(code, {})}
            after = {field: _receipt(field, given, by, now) for field in fields}
            for field, row in before.items():
                after[field][4] = row[4]  # an illustrative value stays illustrative however often it is looked at
            changes.append(_change("receipts", code, before, after))
    if not changes:
        raise NothingToVerify
    count = sum(len(change["after"]) for change in changes)
    return _applied(VERIFICATION, f"{count} facts of {len(changes)} plots", changes, given, by, now)


def _has_value(plot: Plot, field: str) -> bool:
    return getattr(plot, COLUMNS[field][0]) not in (None, "")


@transaction.atomic
def change_status(*, plot: Plot, status: str, given: ReceiptGiven, seen: str, by: User, now: datetime) -> ChangeSet:
    """A new status from a day on, with its reason: a line of the plot's history, and its receipt.

    Raises ValueOutOfRange, ReceiptIncomplete, ReceiptTooOld, ReceiptEndsEarly, ChangedSince, StatusBackdated.
    """
    if status not in PlotStatus.values:
        raise ValueOutOfRange(field=STATUS)
    fresh = _receipt(STATUS, given, by, now)
    plot = Plot.objects.select_for_update().get(pk=plot.pk)
    if seen_of(plot, STATUS) != seen or plot.status == status:
        raise ChangedSince(rows=[f"{plot.code}.{STATUS}"])
    _refuse_backdated(plot, given.verified_on)
    old = receipts_of([plot.code]).get(plot.code, {})
    before = {STATUS: old[STATUS]} if STATUS in old else {}
    changes = [
        _change("plot", plot.code, plot.status, status, STATUS),
        _change("receipts", plot.code, before, {STATUS: fresh}),
    ]
    return _applied(STATUS, f"{plot.code}: {plot.status} -> {status}", changes, given, by, now)


def _refuse_backdated(plot: Plot, since: date) -> None:
    """The history is told forwards: its newest line stays the newest."""
    latest = PlotStatusChange.objects.filter(plot=plot).aggregate(day=Max("since"))["day"]
    if latest and since < latest:
        raise StatusBackdated(latest=latest)


@transaction.atomic
def record_evidence(*, plot: Plot | None, key: str, given: ReceiptGiven, by: User, now: datetime) -> ChangeSet:
    """A document on record for a plot or the whole park.

    Raises NoSuchFact, ReceiptIncomplete, ReceiptTooOld, ReceiptEndsEarly.
    """
    rule = evidence_rule(key)
    source = sourced(given, now)
    latest = given.verified_on + timedelta(days=rule.max_age_days)
    until = given.valid_until or latest
    if not given.verified_on <= until <= latest:
        raise ReceiptEndsEarly(latest=latest)
    where = f"{plot.code if plot else ''}/{key}"
    after = [source[:300], plain(given.verified_on), name_of(by), plain(until), False]
    return _applied("evidence", where, [_change("evidence", where, evidence_row(where), after)], given, by, now)


def evidence_rule(key: str) -> EvidenceRule:
    rule = next((one for level in levels() for one in level.evidence if one.key == key), None)
    if rule is None:
        raise NoSuchFact
    return rule


def latest_day(field: str, verified_on: date) -> date | None:
    """Until when a fact verified on this day may be used at most; None: no limit."""
    age = max_ages().get(field)
    return verified_on + timedelta(days=age) if age else None
