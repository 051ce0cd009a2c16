"""A change of the land that must not be written, or not be undone, says why and changes nothing."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.utils import translation

from sitepages import registry
from sitepages.choices import ChangeState
from sitepages.models import ChangeSet, Plot
from sitepages.refusal import Refused
from sitepages.refusals import sentence
from sitepages.services import change_rows, changes
from sitepages.services.changes import apply_change_set, discard_change_set, undo_change_set

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 24, 2, 0, tzinfo=UTC)
STALE = {"model": "plot", "key": "SX-01", "field": "zone", "before": "RD", "after": "SX"}
FINDING = {"code": "no_boundary", "plot": "SX-01", "error": True, "facts": {}}


def change_set(**more: Any) -> ChangeSet:
    given = {"kind": "plot_import", "title": "x", "source": "x", "surveyed_on": NOW.date(), "created_at": NOW}
    return ChangeSet(**{"changes": [], "findings": [], **given, **more})


def stored(**more: Any) -> ChangeSet:
    one = change_set(**more)
    one.save()
    return one


def refused(verb: Callable[..., Any], one: ChangeSet, refusal: type[Refused]) -> None:
    """The verb refuses, in both languages, and everything is as it was."""
    before = list(ChangeSet.objects.values_list("pk", "state")), Plot.objects.count()
    with pytest.raises(refusal) as raised:
        verb(change_set=one, by=None, now=NOW)
    assert (list(ChangeSet.objects.values_list("pk", "state")), Plot.objects.count()) == before
    said = set()
    for lang in ("vi", "en"):
        with translation.override(lang):
            said.add(sentence(raised.value))
    assert len(said) == 2
    assert "%(" not in "".join(said)


def test_what_must_not_be_written_is_refused_in_words() -> None:
    refused(apply_change_set, change_set(findings=[FINDING]), changes.ImportBlocked)
    refused(apply_change_set, change_set(findings=[{**FINDING, "error": False}]), changes.WarningsStand)
    refused(apply_change_set, change_set(changes=[STALE]), change_rows.ChangedSince)


def test_no_door_stores_a_code_that_no_address_could_carry() -> None:
    for code in ("A/B", "sx-01", "SX-0\u200b"):  # PostgreSQL itself keeps no NUL
        new = {"model": "plot", "key": code, "field": "zone", "before": None, "after": "SX"}
        refused(apply_change_set, change_set(changes=[new]), change_rows.BadPlotCode)


def test_what_was_decided_is_not_decided_again() -> None:
    for verb in (apply_change_set, discard_change_set):
        refused(verb, stored(state=ChangeState.APPLIED, applied_at=NOW), changes.NotWaiting)


def test_only_what_was_applied_lately_is_undone() -> None:
    refused(undo_change_set, stored(), changes.NotApplied)
    long_ago = stored(state=ChangeState.APPLIED, applied_at=NOW - timedelta(days=changes.UNDO_DAYS, minutes=1))
    refused(undo_change_set, long_ago, changes.UndoTooLate)


def test_a_plot_that_somebody_points_at_is_not_taken_away(
    whole_site: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(registry.PLOT_REFERENCES, "answers", [lambda codes: {code: ["YB-2026-0001"] for code in codes}])
    gone = {"model": "plot", "key": "SX-12", "field": "zone", "before": "SX", "after": None}
    refused(apply_change_set, change_set(changes=[gone]), change_rows.PlotsReferred)
