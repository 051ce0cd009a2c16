"""How the desk keeps its promises, for a page that an editor puts it on: asked here, answered by `leads`."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.core.cache import cache

from sitepages.registry import SERVICE_FIGURES

KEPT = 3600  # seconds: the figures are those of the last full hour


@dataclass(frozen=True)
class Group:
    """Figures of enquiries of one kind; times in working minutes. None: not published, or nothing to measure.

    `count` are the enquiries received; a group below the least number shows nothing but that it is below.
    """

    name_vi: str
    name_en: str
    count: int
    enough: bool
    answered_share: float | None = None
    first_reply_median: int | None = None
    first_reply_p90: int | None = None
    full_answer_median: int | None = None
    full_answer_p90: int | None = None
    paused_median: int | None = None
    breaches: int | None = None

    def name(self, lang: str) -> str:
        return self.name_vi if lang == "vi" else self.name_en


@dataclass(frozen=True)
class ServiceFigures:
    """All enquiries received from `since` to `until`, and per department; `least` is the number below which a
    group is hidden, `targets` what was promised (working minutes for a normal enquiry)."""

    since: date
    until: date
    at: datetime
    least: int
    whole: Group
    departments: tuple[Group, ...]
    first_reply_target: int
    full_answer_target: int
    illustrative: bool


def service_figures(now: datetime) -> ServiceFigures | None:
    """The figures of the last full hour, reckoned once an hour; None while no desk answers."""
    answer, hour = SERVICE_FIGURES.last, now.replace(minute=0, second=0, microsecond=0)
    if answer is None:
        return None
    found: ServiceFigures = cache.get_or_set(f"service-figures:{hour.isoformat()}", lambda: answer(hour), KEPT)
    return found
