"""The tests' own clock: it begins at one working morning, two days after the filled databases were loaded, and runs on.

Doors read `django.utils.timezone.now`; so whatever the day and the hour of the machine, facts are as old, offices as
open and promises as late as when the tests were written.
"""

from __future__ import annotations

import time
from datetime import UTC, datetime, timedelta

from django.utils import timezone

BEGINS = datetime(2026, 11, 26, 2, 0, tzinfo=UTC)  # a Thursday, 09:00 in the province
_started = time.monotonic()


def now() -> datetime:
    return BEGINS + timedelta(seconds=time.monotonic() - _started)


def use_own_clock() -> None:
    timezone.now = now
