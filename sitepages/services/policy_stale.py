"""Rules that want a second look: ending soon, not confirmed, read long ago, or resting on a source that died."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache

from sitepages.choices import Certainty, StaleReason
from sitepages.incentives.book import LawBook
from sitepages.incentives.golden import law_day, misses
from sitepages.models import IncentiveVersion, SourceCheck
from sitepages.services.law import ends_on, law_book, law_of, published_versions

SOON = timedelta(days=90)
OLD = timedelta(days=180)


@dataclass(frozen=True)
class Stale:
    """One reason about one rule; `day` or `source` say more where there is more to say."""

    version: IncentiveVersion
    reason: StaleReason
    day: date | None = None
    source: str = ""


def stale_rules(on: date) -> list[Stale]:
    """Reasons about the versions of the day, in the order of the rules; two queries beside the law of a day."""
    looks = latest_looks()
    published = published_versions()
    rules, shared = law_of(published, on)
    versions = (*rules, *shared.of_day.values())
    failing = _failing(versions)
    by_rule: dict[int, list[IncentiveVersion]] = {}
    for version in published:
        by_rule.setdefault(version.incentive_id, []).append(version)
    return [
        one
        for version in versions
        for one in (*_ending(by_rule[version.incentive_id], on), *_of(version, looks, failing, on))
    ]


def _ending(versions: Sequence[IncentiveVersion], on: date) -> Iterator[Stale]:
    """Of a rule whose versions, those to come among them, end within the time looked ahead."""
    ends = ends_on(versions, on)
    if ends and ends[1] - on <= SOON:
        yield Stale(ends[0], StaleReason.ENDS_SOON, ends[1])


def _failing(versions: Iterable[IncentiveVersion]) -> set[int]:
    """Versions of which a golden case comes out otherwise by now: something they read has a new version."""
    books: dict[date, LawBook] = {}
    found = set()
    for version in versions:
        day = law_day(version.record)
        if day not in books:
            books[day] = law_book(day)
        if _fails(_Case(books[day], version)):
            found.add(version.pk)
    return found


@dataclass(frozen=True)
class _Case:
    """A version under the law of a day, the same while neither changes."""

    book: LawBook
    version: IncentiveVersion

    def __hash__(self) -> int:
        return hash((self.book.version, self.version.pk))

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Case) and hash(self) == hash(other)


@lru_cache(maxsize=256)
def _fails(case: _Case) -> bool:
    return bool(misses(case.book, case.version.record))


def latest_looks() -> dict[str, SourceCheck]:
    """The newest look at each source, by its key."""
    found: dict[str, SourceCheck] = {}
    for look in SourceCheck.objects.select_related("by").order_by("at", "pk"):
        found[look.citation_id] = look
    return found


def _of(version: IncentiveVersion, looks: Mapping[str, SourceCheck], failing: set[int], on: date) -> Iterator[Stale]:
    if version.pk in failing:
        yield Stale(version, StaleReason.CASE_FAILS)
    if version.certainty != Certainty.CONFIRMED:
        yield Stale(version, StaleReason.NOT_CONFIRMED)
    if on - version.verified_on > OLD:
        yield Stale(version, StaleReason.READ_LONG_AGO, version.verified_on)
    for source in dict.fromkeys(row["citation"] for row in version.record["basis"]):
        look = looks.get(source)
        if look and not look.works:
            yield Stale(version, StaleReason.SOURCE_DEAD, look.at.date(), source)
        elif on - (last := look.at.date() if look else version.verified_on) > OLD:
            yield Stale(version, StaleReason.SOURCE_NOT_LOOKED_AT, last, source)
