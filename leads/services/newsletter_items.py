"""What a newsletter has to say between two moments: articles published, rules of law that came or ended, by sector."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.conf import settings
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from sitepages import figures
from sitepages.explorer.incentive_pages import slug_of_key
from sitepages.figures import PARK_TIME
from sitepages.models import IncentiveVersion, NewsPage, Sector
from sitepages.services.law import in_force, law_book
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
    """Rules with a version published in between, and those that ended in between with nothing after them."""
    first, last = (at.astimezone(PARK_TIME).date() for at in (since, until))
    rows = IncentiveVersion.objects.rules().filter(published_at__isnull=False).select_related("incentive")
    by_rule: dict[str, list[IncentiveVersion]] = {}
    for row in rows.order_by("incentive__order", "number"):
        by_rule.setdefault(row.incentive.key, []).append(row)
    keys = tuple(Sector.objects.filter(retired_on=None).values_list("key", flat=True))
    with translation.override(lang):
        for versions in by_rule.values():
            new = [one for one in versions if one.published_at and since < one.published_at <= until]
            over = [one for one in versions if one.valid_to and first < one.valid_to <= last]
            if new:
                yield _item(new[-1], _change(new[-1], len(versions), lang), lang, _touched(new, keys))
            elif over and not any(in_force(one, last) for one in versions):
                ended = max(one.valid_to for one in over if one.valid_to)
                note = _("no longer in force since %(day)s") % {"day": figures.day(ended, lang)}
                yield _item(versions[-1], note, lang, _around(versions[-1].incentive.key, ended, keys))


def _change(version: IncentiveVersion, count: int, lang: str) -> str:
    day = figures.day(version.valid_from, lang)
    return (_("changed, from %(day)s") if count > 1 else _("new, from %(day)s")) % {"day": day}


def _item(version: IncentiveVersion, note: str, lang: str, concerns: frozenset[str]) -> Item:
    name, gist = (version.name_vi, version.summary_vi) if lang == "vi" else (version.name_en, version.summary_en)
    address = settings.SITE_URL + reverse("incentive", args=[slug_of_key(version.incentive.key)])
    return Item(name, note, gist, address, concerns)


def _touched(versions: list[IncentiveVersion], keys: tuple[str, ...]) -> frozenset[str]:
    """Whom versions concern, each on its own first day: sectors it is about, and those it is about no more."""
    each = [_around(one.incentive.key, one.valid_from, keys) for one in versions]
    return frozenset() if not all(each) else frozenset().union(*each)


def _around(key: str, day: date, keys: tuple[str, ...]) -> frozenset[str]:
    """Sectors of a rule just before a day or on it. Every sector: none named; none at all: for who reads of all."""
    before, after = (_sectors(key, on, keys) for on in (day - timedelta(days=1), day))
    if len(before) == len(keys) or len(after) == len(keys):
        return frozenset()
    return (before | after) or frozenset({""})


def _sectors(key: str, on: date, keys: tuple[str, ...]) -> frozenset[str]:
    return sectors_of(law_book(on), on, keys).get(key, frozenset())
