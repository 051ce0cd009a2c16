"""What a newsletter has to say between two moments: articles published, rules of law that came or ended, by sector."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from sitepages import figures
from sitepages.explorer.incentive_pages import slug_of_key
from sitepages.figures import PARK_TIME
from sitepages.models import IncentiveVersion, NewsPage, Sector
from sitepages.services.law import law_book, rule_on
from sitepages.services.law_sectors import sectors_of


@dataclass(frozen=True)
class Item:
    """`note`: the day or what became of it; `sectors`: whom it concerns, none: everybody."""

    title: str
    note: str
    gist: str
    address: str
    sectors: frozenset[str]

    def concerns(self, sectors: list[str]) -> bool:
        return not sectors or not self.sectors or bool(self.sectors & set(sectors))


def articles(since: datetime, until: datetime, lang: str) -> Iterator[Item]:
    """News first published after `since` and not after `until`, in the language, the oldest first."""
    pages = NewsPage.objects.live().filter(first_published_at__gt=since, first_published_at__lte=until)
    pages = pages.filter(locale__language_code=lang).prefetch_related("sectors")
    for page in pages.order_by("first_published_at", "pk"):
        url = page.url
        if url:
            keys = frozenset(sector.key for sector in page.sectors.all())
            yield Item(page.title, figures.day(page.date, lang), page.intro, settings.SITE_URL + url, keys)


def rules(since: datetime, until: datetime, lang: str) -> Iterator[Item]:
    """Rules that versions published in between make say something else, and those that ended in between.

    A version by which no day's law differs is told where its words do, and else not at all.
    """
    rows = IncentiveVersion.objects.rules().filter(published_at__lte=until).select_related("incentive")
    by_rule: dict[str, list[IncentiveVersion]] = {}
    for row in rows.order_by("incentive__order", "number"):
        by_rule.setdefault(row.incentive.key, []).append(row)
    first, last = (at.astimezone(PARK_TIME).date() for at in (since, until))
    with translation.override(lang):
        for key, versions in by_rule.items():
            known = [one for one in versions if one.published_at and one.published_at <= since]
            moves = tuple(_moves(known, versions)) or tuple(_over(versions, first, last))
            if moves:
                note = "; ".join(_told(one, last, lang) for one in _worth_telling(moves))
                yield _item(moves[0], note, lang, _touched(key, [one.day for one in moves]))
            elif len(known) < len(versions) and (shown := _reworded(known, versions, last, lang)):
                move = Move("wording", last, shown)
                yield _item(move, _told(move, last, lang), lang, _touched(key, [shown.valid_from]))


@dataclass(frozen=True)
class Move:
    """A day on which the law of a rule is another than it was known: new, changed, again (in force longer), ended.

    `version`: the one of that day, or the last one before the end.
    """

    kind: str
    day: date
    version: IncentiveVersion


def _moves(known: list[IncentiveVersion], versions: list[IncentiveVersion]) -> Iterator[Move]:
    """By day; what `versions` say of each against what those known before said."""
    if len(known) == len(versions):
        return
    days = sorted({day for one in versions for day in (one.valid_from, one.valid_to) if day})
    told: Any = None
    for day in days:
        before, after = rule_on(known, day), rule_on(versions, day)
        pair = law_of_version(before), law_of_version(after)
        shown = after or before
        if shown and pair[0] != pair[1] and pair != told:
            goes_on = any(rule_on(versions, later) for later in days if later > day)
            yield Move(_kind(known, before, after, goes_on), day, shown)
        told = pair


def _kind(
    known: list[IncentiveVersion], before: IncentiveVersion | None, after: IncentiveVersion | None, goes_on: bool
) -> str:
    if not known:
        return "new"
    if after is None:
        return "changed" if goes_on else "ended"
    return "changed" if before else "again"


def _over(versions: list[IncentiveVersion], first: date, last: date) -> Iterator[Move]:
    """The end that came after `first`, if nothing is in force at `last`."""
    if rule_on(versions, last) is not None:
        return
    for day in sorted({one.valid_to for one in versions if one.valid_to and first < one.valid_to <= last}):
        before = rule_on(versions, day - timedelta(days=1))
        if before and rule_on(versions, day) is None:
            yield Move("ended", day, before)


def _worth_telling(moves: tuple[Move, ...]) -> Iterator[Move]:
    """The first of each kind: a change may come with the day it ends."""
    seen = set[str]()
    for one in moves:
        if one.kind not in seen:
            seen.add(one.kind)
            yield one


# Parts of a record that say what the law is; the rest is words, sources read and worked cases.
LAW_PARTS = (
    "kind",
    "conditions",
    "benefits",
    "provided_that",
    "overrides",
    "exclusion_group",
    "package",
    "parameters",
    "applies_from_tax_year",
    "decided_by",
)
PLACE_PARTS = ("law", "citation", "article", "clause", "point")


def law_of_version(version: IncentiveVersion | None) -> tuple[Any, ...] | None:
    """What the law is by a version, to compare; None: not in force."""
    if version is None:
        return None
    places = [tuple(row.get(part) for part in PLACE_PARTS) for row in version.record.get("basis", ())]
    return (*(version.record.get(part) for part in LAW_PARTS), places)


def _reworded(
    known: list[IncentiveVersion], versions: list[IncentiveVersion], on: date, lang: str
) -> IncentiveVersion | None:
    """The version whose words a reader of the language finds otherwise now, the law being the same."""
    before, after = (rule_on(some, on) for some in (known, versions))
    return after if before and after and _words(before, lang) != _words(after, lang) else None


def _words(version: IncentiveVersion, lang: str) -> tuple[str, ...]:
    return tuple(getattr(version, f"{name}_{lang}") for name in ("name", "summary", "authority"))


def _told(move: Move, last: date, lang: str) -> str:
    day = {"day": figures.day(move.day, lang)}
    match move.kind:
        case "new":
            return _("new, from %(day)s") % day
        case "changed":
            return _("changed, from %(day)s") % day
        case "again":
            return _("in force from %(day)s, too") % day
        case "ended" if move.day <= last:
            return _("no longer in force since %(day)s") % day
        case "ended":
            return _("no longer in force from %(day)s") % day
        case _:
            return _("worded otherwise; the law is the same")


def _item(move: Move, note: str, lang: str, concerns: frozenset[str]) -> Item:
    """Of a rule that ends what it said until then."""
    version = move.version
    name, gist = (version.name_vi, version.summary_vi) if lang == "vi" else (version.name_en, version.summary_en)
    address = settings.SITE_URL + reverse("incentive", args=[slug_of_key(version.incentive.key)])
    gist = _("Until then: %(text)s") % {"text": gist} if move.kind == "ended" else gist
    return Item(name, note, gist, address, concerns)


def _touched(key: str, days: list[date]) -> frozenset[str]:
    """Whom changes of a rule concern: sectors it is about on these days, and those it is about no more."""
    keys = tuple(Sector.objects.filter(retired_on=None).values_list("key", flat=True))
    each = [_around(key, day, keys) for day in days]
    return frozenset() if not all(each) else frozenset().union(*each)


def _around(key: str, day: date, keys: tuple[str, ...]) -> frozenset[str]:
    """Sectors of a rule just before a day or on it. Every sector: none named; none at all: for who reads of all."""
    before, after = (_sectors(key, on, keys) for on in (day - timedelta(days=1), day))
    if len(before) == len(keys) or len(after) == len(keys):
        return frozenset()
    return (before | after) or frozenset({""})


def _sectors(key: str, on: date, keys: tuple[str, ...]) -> frozenset[str]:
    return sectors_of(law_book(on), on, keys).get(key, frozenset())
