"""From counted cells to the rows that pages and the monthly report show alike: plain, frozen values."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from leads.choices import Kept, Outcome, Stage, Standing
from leads.services.figures import LEAST, Counts
from leads.services.stages import pipeline
from leads.services.story import DAY_MINUTES, DAYS, LONGER, MINUTES, STEPS, median_group
from sitepages import figures
from sitepages.language import site_language


@dataclass(frozen=True)
class Reason:
    key: str  # step:reason
    name: str
    count: int


@dataclass(frozen=True)
class Step:
    """A step of the path. Of those who reached it: went on, still there, parked, lost; together they are `reached`."""

    key: str
    name: str
    reached: int
    share: float | None  # of the step before, percent
    went_on: int
    still: int
    parked: int
    lost: int
    reasons: tuple[Reason, ...]


def number_of(found: Counts, measure: str, key: str = "") -> int:
    return found.get((measure, key), (0, 0))[0]


FUNNEL = ("received", "no_lead", "reached", "stands", "lost")


def steps_of(found: Counts) -> tuple[Step, ...]:
    """The funnel: measures FUNNEL."""
    return tuple(_steps(found))


def _steps(found: Counts) -> Iterator[Step]:
    before: int | None = None
    for place, stage in enumerate(STEPS):
        reached = number_of(found, "reached", stage.value)
        after = number_of(found, "reached", STEPS[place + 1].value) if place + 1 < len(STEPS) else 0
        stands = {one: number_of(found, "stands", f"{stage.value}:{one.value}") for one in Standing}
        yield Step(
            key=stage.value,
            name=stage_name(stage.value),
            reached=reached,
            share=100 * reached / before if before else None,
            went_on=after,
            still=stands[Standing.OPEN],
            parked=stands[Standing.PARKED],
            lost=stands[Standing.LOST],
            reasons=tuple(_reasons(found, stage.value)),
        )
        before = reached


def _reasons(found: Counts, stage: str) -> Iterator[Reason]:
    rows = [(key, count) for (measure, key), (count, _amount) in found.items() if measure == "lost"]
    for key, count in sorted(rows, key=lambda row: (-row[1], row[0])):
        step, _colon, reason = key.partition(":")
        if step == stage:
            yield Reason(key, reason_name(reason), count)


def stage_name(key: str) -> str:
    return pipeline().stages[Stage(key)].name


def reason_name(key: str) -> str:
    found = pipeline().loss_reasons.get(key)
    return found.name if found else key


# --- Time ---


@dataclass(frozen=True)
class Stay:
    """How long leads stayed in a stage they have left: `median` in words, `mean` in days."""

    key: str
    name: str
    count: int
    median: str
    mean: float | None


@dataclass(frozen=True)
class Answered:
    """A promised answer: in time, late, not yet; `median` working time of those given, in words."""

    key: str
    name: str
    in_time: int
    late: int
    none: int
    median: str

    @property
    def total(self) -> int:
        return self.in_time + self.late + self.none

    @property
    def kept(self) -> float | None:
        """Percent in time of those answered."""
        given = self.in_time + self.late
        return 100 * self.in_time / given if given else None


TIMES = ("stay", "first_reply", "first_time", "full_answer", "full_time")


def stays_of(found: Counts) -> tuple[Stay, ...]:
    rows = []
    for stage in STEPS[:-1]:
        cells = {key: cell for (measure, key), cell in found.items() if measure == "stay"}
        mine = {key.partition(":")[2]: cell for key, cell in cells.items() if key.partition(":")[0] == stage.value}
        count, minutes = sum(n for n, _a in mine.values()), sum(a for _n, a in mine.values())
        group = median_group({key: n for key, (n, _a) in mine.items()}, DAYS)
        mean = minutes / DAY_MINUTES / count if count else None
        rows.append(Stay(stage.value, stage_name(stage.value), count, days_in_words(group), mean))
    return tuple(rows)


def answers_of(found: Counts) -> tuple[Answered, ...]:
    return tuple(_answers(found))


def _answers(found: Counts) -> Iterator[Answered]:
    for measure, times, name in (
        ("first_reply", "first_time", _("First human reply")),
        ("full_answer", "full_time", _("Full answer")),
    ):
        groups = {key: n for (kind, key), (n, _a) in found.items() if kind == times}
        kept = {one: number_of(found, measure, one.value) for one in Kept}
        median = minutes_in_words(median_group(groups, MINUTES))
        yield Answered(measure, name, kept[Kept.IN_TIME], kept[Kept.LATE], kept[Kept.NONE], median)


def days_in_words(group: str | None) -> str:
    """The group of a median: at most so many days."""
    if group is None:
        return ""
    if group == LONGER:
        return _("over %(n)s days") % {"n": DAYS[-1]}
    return ngettext("at most %(n)s day", "at most %(n)s days", int(group)) % {"n": group}


def minutes_in_words(group: str | None) -> str:
    if group is None:
        return ""
    ends, words = (MINUTES[-1], _("over %(time)s")) if group == LONGER else (int(group), _("at most %(time)s"))
    return words % {"time": figures.working_time(ends, site_language())}


# --- Unmet demand ---


@dataclass(frozen=True)
class Unmet:
    """A constraint and what it kept out. `area_m2` and `jobs`: of as many projects as said so.

    None where none did, or where so few did that the sum would tell of one of them: `*_few`.
    """

    key: str
    name: str
    projects: int
    area_m2: int | None
    area_known: int
    jobs: int | None
    jobs_known: int

    @property
    def area_few(self) -> bool:
        return 0 < self.area_known < LEAST

    @property
    def jobs_few(self) -> bool:
        return 0 < self.jobs_known < LEAST


UNMET = ("unmet", "unmet_area", "unmet_jobs")


def unmet_of(found: Counts) -> tuple[tuple[Unmet, ...], int]:
    """(the constraints, most projects first; how many were left out because fewer than LEAST projects met them)."""
    keys = [(key, count) for (measure, key), (count, _a) in found.items() if measure == "unmet"]
    shown = sorted((row for row in keys if row[1] >= LEAST), key=lambda row: (-row[1], row[0]))
    return tuple(_unmet(found, key, count) for key, count in shown), len(keys) - len(shown)


def _unmet(found: Counts, key: str, count: int) -> Unmet:
    area_known, area = found.get(("unmet_area", key), (0, 0))
    jobs_known, jobs = found.get(("unmet_jobs", key), (0, 0))
    return Unmet(
        key,
        reason_name(key),
        count,
        area if area_known >= LEAST else None,
        area_known,
        jobs if jobs_known >= LEAST else None,
        jobs_known,
    )


def reasons_lost(found: Counts) -> tuple[tuple[str, int], ...]:
    """Why leads were lost, the most frequent first; what fewer than LEAST were lost for stands as one, at the end."""
    sums: Counter[str] = Counter()
    for (measure, key), (count, _amount) in found.items():
        if measure == "lost":
            sums[key.partition(":")[2]] += count
    shown = sorted((row for row in sums.items() if row[1] >= LEAST), key=lambda row: (-row[1], row[0]))
    others = sums.total() - sum(count for _key, count in shown)
    rows = [(reason_name(key), count) for key, count in shown]
    return (
        (*rows, (_("Other reasons, fewer than %(least)s leads each") % {"least": LEAST}, others))
        if others
        else (*rows,)
    )


# --- Did we answer ---


@dataclass(frozen=True)
class Said:
    key: str
    name: str
    count: int


def outcome_of(found: Counts) -> tuple[Said, ...]:
    return tuple(Said(one.value, str(one.label), number_of(found, "verdict", one.value)) for one in Outcome)


def yes_share(rows: Sequence[Said]) -> float | None:
    """Percent of "yes" among those who said anything."""
    said = {row.key: row.count for row in rows if row.key in (Outcome.YES, Outcome.PARTLY, Outcome.NO)}
    total = sum(said.values())
    return 100 * said[Outcome.YES] / total if total else None
