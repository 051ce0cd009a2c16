"""What a watched result says otherwise by today's land and law, in its reader's words; a mere version is no news.

Options with their ranks, points and lease; where nothing fits the nearest change; verdicts of incentives; money; for a
project that kept an older law verdicts and money by the law of today, too. A reason shown beside an option, and what
is near beside options, are no news by themselves: they are when points, ranks or the options themselves differ.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, fields, replace
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils import translation
from django.utils.translation import gettext as _

from leads.matching.difference import Difference, NearestMoved, differences, nearest_moved
from leads.matching.record import from_json
from leads.matching.words_difference import difference, nearest_difference
from leads.models import MatchRun
from leads.services.differences import standing_of
from leads.services.house import incentive_names
from leads.services.law_answer import DISCOUNT_PCT, rate_of
from sitepages import figures
from sitepages.incentives.cells import Row
from sitepages.incentives.stored import opened, sums

Json = Mapping[str, Any]
Amounts = tuple[tuple[Any, ...], ...]
OUT = frozenset({"ineligible", "does_not_apply"})
CONDITIONAL = "conditional"
MOST_TOLD = 12  # sentences of one kind in a mail; the page tells the rest


@dataclass(frozen=True)
class Turned:
    """A rule of the law that reads otherwise: "" before it was there. `over`: the day (ISO) it is in force no more."""

    key: str
    before: str
    after: str
    over: str = ""


@dataclass(frozen=True)
class News:
    """`nearest`: where nothing fits any more or either time; `sure`, `supposed`: whether that money differs.

    `kept`, `kept_sure`: verdicts and sure money by the law of today, of a project that kept an older law.
    """

    options: tuple[Difference, ...]
    nearest: NearestMoved | None
    verdicts: tuple[Turned, ...]
    sure: bool
    supposed: bool
    kept: tuple[Turned, ...]
    kept_sure: bool

    def __bool__(self) -> bool:
        return any(getattr(self, one.name) for one in fields(self))


def news_of(told: MatchRun, again: MatchRun, land: MatchRun | None = None) -> News:
    """`again`: the same by today's land and law (`matching.matched_again`), or today's result; `land`: a stored
    result of today, asked why an option is gone.
    """
    old, new = (from_json(run.answer["match"]) for run in (told, again))
    now = tuple(_by_today(run.answer) for run in (told, again))
    return News(
        options=differences(old, new, standing_of(land)) if land else differences(old, new),
        nearest=nearest_moved(old, new),
        verdicts=tuple(_turned(told.answer, again.answer)),
        sure=_sure(told.answer) != _sure(again.answer),
        supposed=_supposed(told.answer) != _supposed(again.answer),
        kept=tuple(_turned(*now)) if all(now) else (),
        kept_sure=all(now) and _sure(now[0]) != _sure(now[1]),
    )


def because(cause: News, shown: News) -> News:
    """What is shown otherwise, of the kinds that land and law made different: a rate of exchange alone is no news."""
    return replace(
        shown,
        options=_not_by_time(shown.options, cause.options) if cause.options else (),
        nearest=shown.nearest if cause.nearest else None,
        verdicts=shown.verdicts if cause.verdicts else (),
        sure=shown.sure and cause.sure,
        supposed=shown.supposed and cause.supposed,
        kept=shown.kept if cause.kept else (),
        kept_sure=shown.kept_sure and cause.kept_sure,
    )


def _not_by_time(shown: tuple[Difference, ...], cause: tuple[Difference, ...]) -> tuple[Difference, ...]:
    """Without points that only the days moved; all of them where nothing else is left."""
    moved = {one.plots for one in cause if one.code == "score"}
    return tuple(one for one in shown if one.code != "score" or one.plots in moved) or shown


def _by_today(answer: Json) -> Json:
    """The same by the law of today, where an older one was kept."""
    found: Json = (answer.get("kept_law") or {}).get("now") or {}
    return found


def _turned(old: Json, new: Json) -> Iterator[Turned]:
    before, after = ({one["id"]: _tag(one) for one in answer["incentives"]} for answer in (old, new))
    over = {one["id"]: one.get("over_since") or "" for one in new["incentives"]}
    for key in dict.fromkeys([*before, *after]):
        was, now = before.get(key, ""), after.get(key, "")
        if was != now and not (was in {"", *OUT} and now in {"", *OUT}):
            yield Turned(key, was, now, over.get(key, ""))


def _tag(one: Json) -> str:
    """As the page says it: conditional where only the park's own recognition is missing."""
    return CONDITIONAL if one["verdict"] == "unknown" and one.get("missing") == ["zone_status"] else str(one["verdict"])


def _money(answer: Json) -> Json:
    return answer.get("money") or {}


def _sure(answer: Json) -> Amounts:
    return _amounts(_money(answer).get("sure", ()))


def _supposed(answer: Json) -> dict[Any, Amounts]:
    found = _money(answer).get("if", ())
    return {(tuple(one["rules"]), tuple(one["hangs_on"])): _amounts(one["rows"]) for one in found}


def _amounts(stored: Iterable[Json]) -> Amounts:
    """Year by year what is due, without the clauses it rests on."""
    return tuple(
        (row.year, row.tax, row.of, row.cell, row.baseline, row.payable, row.most, row.currency)
        for row in opened(stored)
    )


# --- In words ---


def told_in_words(news: News, told: MatchRun, again: MatchRun, lang: str) -> tuple[str, ...]:
    """Whole sentences, the most important first; never none where there is news."""
    with translation.override(lang):
        return (
            *_first(tuple(difference(one, lang) for one in _worth_telling(news, told, again))),
            *((nearest_difference(news.nearest, lang),) if news.nearest else ()),
            *_first(tuple(_verdict_told(news.verdicts, lang))),
            *_money_told(news, told.answer, again.answer, lang),
            *_kept_told(news, told.answer, again.answer, lang),
        )


def _worth_telling(news: News, told: MatchRun, again: MatchRun) -> Iterator[Difference]:
    """Without ranks that moved only because others came or went: among those that stayed the order is the same."""
    old, new = ([one["plots"] for one in run.answer["match"]["options"]] for run in (told, again))
    before, after = [plots for plots in old if plots in new], [plots for plots in new if plots in old]
    for one in news.options:
        plots = list(one.plots)
        if one.code != "moved" or before.index(plots) != after.index(plots):
            yield one


def _first(sentences: tuple[str, ...]) -> Iterator[str]:
    yield from sentences[:MOST_TOLD]
    if len(sentences) > MOST_TOLD:
        yield _("And %(n)s more; the result shows them.") % {"n": len(sentences) - MOST_TOLD}


TAGS: Mapping[str, Callable[[], str]] = {
    "eligible": lambda: _("eligible"),
    "applies": lambda: _("applies"),
    "ineligible": lambda: _("not eligible"),
    "does_not_apply": lambda: _("does not apply"),
    CONDITIONAL: lambda: _("only once the park is recognised"),
    "unknown": lambda: _("not settled yet"),
}


def _verdict_told(verdicts: tuple[Turned, ...], lang: str) -> Iterator[str]:
    names = incentive_names(lang) if verdicts else {}
    for one in verdicts:
        name = names.get(one.key, one.key)
        before, after = (TAGS[tag]() if tag else "" for tag in (one.before, one.after))
        if not before:
            yield _("New: “%(name)s”, for you: %(after)s.") % {"name": name, "after": after}
        elif one.over:
            words = _("“%(name)s” is no longer in force since %(day)s; it was: %(before)s.")
            day = figures.day(date.fromisoformat(one.over), lang)
            yield words % {"name": name, "day": day, "before": before}
        elif not after:
            yield _("“%(name)s” is no longer on file; it was: %(before)s.") % {"name": name, "before": before}
        else:
            words = _("“%(name)s”: %(after)s; it was: %(before)s.")
            yield words % {"name": name, "after": after, "before": before}


def _money_told(news: News, old: Json, new: Json, lang: str) -> Iterator[str]:
    if news.sure:
        before, after = (_saving(_money(answer), lang) for answer in (old, new))
        if before == after:
            yield _("The sure tax and fees are spread otherwise over the years; their sum stays %(sum)s.") % {
                "sum": after
            }
        else:
            words = _("What the law surely spares, over all years: %(after)s; it was %(before)s.")
            yield words % {"after": after, "before": before}
    if news.supposed:
        yield _("What hangs on a condition, year by year, reads otherwise.")


def _kept_told(news: News, old: Json, new: Json, lang: str) -> Iterator[str]:
    for sentence in _first(tuple(_verdict_told(news.kept, lang))):
        yield _("By today's law: %(what)s") % {"what": sentence}
    if news.kept_sure:
        before, after = (_saving(_money(_by_today(answer)), lang) for answer in (old, new))
        words = _("By today's law, what it surely spares over all years: %(after)s; it was %(before)s.")
        yield words % {"after": after, "before": before}


def _saving(money: Json, lang: str) -> str:
    rows: tuple[Row, ...] = tuple(opened(money.get("sure", ())))
    total = sums(rows, rate_of(money), money["year"], DISCOUNT_PCT)["saving_usd"] if rows else None
    return _("not known") if total is None else figures.usd(float(Decimal(str(total))), lang)
