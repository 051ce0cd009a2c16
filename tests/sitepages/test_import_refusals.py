"""An import that must not be written says why and writes nothing."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from django.utils import translation

from sitepages.models import ChangeSet, Plot
from sitepages.refusals import sentence
from sitepages.services.land_import import ChangedSince, ImportBlocked, apply_import

NOW = datetime(2026, 11, 24, 2, 0, tzinfo=UTC)
STALE = {"model": "plot", "key": "SX-01", "field": "zone", "before": "RD", "after": "SX"}
ERROR = {"code": "no_boundary", "plot": "SX-01", "error": True, "facts": {}}


@pytest.mark.parametrize(
    ("refusal", "more"), [(ImportBlocked, {"findings": [ERROR]}), (ChangedSince, {"changes": [STALE]})]
)
def test_what_must_not_be_written_is_refused_in_words(db: None, refusal: type[Any], more: dict[str, Any]) -> None:
    given = {"kind": "plot_import", "title": "x", "source": "x", "surveyed_on": NOW.date(), "created_at": NOW}
    change_set = ChangeSet(**{"changes": [], "findings": [], **given, **more})
    with pytest.raises(refusal) as refused:
        apply_import(change_set=change_set, by=None, now=NOW)
    assert Plot.objects.count() == ChangeSet.objects.count() == 0
    said = {}
    for lang in ("vi", "en"):
        with translation.override(lang):
            said[lang] = sentence(refused.value)
    assert "%(" not in "".join(said.values())
    assert said["vi"] != said["en"]
