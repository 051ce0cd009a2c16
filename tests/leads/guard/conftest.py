"""The guard is on for every test of this room."""

from __future__ import annotations

from typing import Any

import pytest
from django.utils import timezone

from leads.models import MatchRun
from tests.leads.conftest import Cast, a_match
from tests.leads.guard.senders import Sender, Watch


@pytest.fixture(autouse=True)
def clock(monkeypatch: pytest.MonkeyPatch, settings: Any) -> Watch:
    settings.FORM_GUARD = True
    watch = Watch()
    monkeypatch.setattr(timezone, "now", watch)
    return watch


@pytest.fixture
def run(cast: Cast) -> MatchRun:
    return a_match()


@pytest.fixture
def sender(run: MatchRun, clock: Watch) -> Sender:
    one = Sender(run, clock)
    one.open()
    return one
