"""What the result page of a match says: a frozen value built from the same answer the API gives.

The template that shows it asks the database nothing.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from leads.criteria import CRITERIA
from leads.matching.record import Elimination, from_json
from leads.matching.words import elimination
from leads.matching.words_relief import relief
from leads.models import MatchRun
from leads.portal.bars import Bar, segments
from leads.portal.contributions import Contribution, contributions_of
from leads.portal.incentive_rows import IncentiveGroup, RuleNames, incentive_groups, rule_names
from leads.portal.match_headline import headline_of, lede_of, unverified
from leads.portal.match_next import COMPARED, NextSteps, form_for, next_steps
from leads.portal.match_words import named, shown
from leads.portal.money_page import MoneyShown, money_shown
from leads.portal.plan import PlanShown, plan_of
from leads.ratios import ratio_book
from leads.services.asked import asked_lines
from leads.services.differences import changed
from leads.services.law_answer import law_day
from leads.services.matching import answer_in
from leads.vocabulary import Vocabulary
from sitepages import figures
from sitepages.choices import status_words
from sitepages.explorer.plot_lines import dated_words
from sitepages.land.facts import NOT_VERIFIED
from sitepages.models import ParkSettings

IN_FULL = 3
VERDICTS = {"pass": ("yes", "v-yes"), "fail": ("nay", "v-no"), "unknown": ("may-be", "v-may")}


@dataclass(frozen=True, slots=True)
class Reason:
    """A criterion in words; `tone` and `icon` are the three values."""

    tone: str
    icon: str
    spoken: str
    text: str


@dataclass(frozen=True, slots=True)
class OptionShown:
    rank: int
    plots: tuple[str, ...]
    area: str
    area_short: str
    lease: str
    price: str
    points: str
    band: str
    bars: tuple[Bar, ...]
    reasons: tuple[Reason, ...]
    contributions: tuple[Contribution, ...]
    warnings: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ChangeShown:
    name: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class NearShown:
    plots: tuple[str, ...]
    changes: tuple[ChangeShown, ...]
    blocked: str


@dataclass(frozen=True, slots=True)
class AcrossShown:
    """Two sets of plots with an internal street between them."""

    sets: tuple[tuple[str, ...], ...]
    area: str
    lease: str
    gap: str


@dataclass(frozen=True, slots=True)
class OutShown:
    """Plots that are out for one reason; `receipt`: source and day of the fact, where it is one of the plots."""

    why: str
    plots: tuple[str, ...]
    receipt: str


@dataclass(frozen=True, slots=True)
class MatchPage:
    token: str
    headline: str
    lede: str
    asked: tuple[tuple[str, str], ...]
    fits: bool
    options: tuple[OptionShown, ...]
    others: tuple[OptionShown, ...]
    plan: PlanShown
    searched: str
    near: tuple[NearShown, ...]
    larger: str  # where nothing is near: which single change, however large, adds a choice
    across: tuple[AcrossShown, ...]
    out: tuple[OutShown, ...]
    incentives: tuple[IncentiveGroup, ...]
    money: MoneyShown
    assumed: tuple[tuple[str, str], ...]
    moved: tuple[tuple[str, str], ...]
    computed: str
    until: str  # the last day of the address; empty where a lead keeps the result
    weights: int
    versions: tuple[tuple[str, str], ...]
    next: NextSteps

    @property
    def out_count(self) -> int:
        return sum(len(one.plots) for one in self.out)

    @property
    def compared(self) -> tuple[OptionShown, ...]:
        """The options that stand side by side."""
        return (*self.options, *self.others)[:COMPARED]


def match_page(
    run: MatchRun,
    *,
    vocabulary: Vocabulary,
    lang: str,
    today: date,
    data: Any = None,
    notice: str = "",
    plan: PlanShown | None = None,
    names: RuleNames | None = None,
    until: date | None = None,
    country: str = "",
) -> MatchPage:
    """Read a stored run in the reader's language; `data` is a change asked for that was refused.

    `plan`, `names`: a drawing and the day's rules that the caller has at hand already; `until`: the last day of the
    address, None where a lead keeps the result; `country`: the investor's, where it is to stand among what was asked.
    """
    answer, result = answer_in(run, lang), from_json(run.answer["match"])
    eliminated = result.eliminated
    names = names or rule_names(law_day(run.request.get("project") or {}, run.on), lang)
    form = form_for(run, answer, vocabulary=vocabulary, lang=lang, on=today, data=data)
    since = changed(run.previous, run, lang) if run.previous else None
    options = tuple(_option(rank, one, lang) for rank, one in enumerate(answer["options"], start=1))
    near = tuple(_near(one, lang) for one in answer["near_misses"])
    invented = bool(eliminated) and ParkSettings.load().land_illustrative
    return MatchPage(
        token=run.token,
        headline=headline_of(answer, lang, unverified(run)),
        lede=lede_of(answer, eliminated, lang),
        asked=tuple(asked_lines(run, country=country)),
        fits=bool(options),
        options=options[:IN_FULL],
        others=options[IN_FULL:],
        plan=plan or plan_of(answer, on=run.on),
        searched=_searched(answer["searched"], bool(options), lang),
        near=near,
        larger="" if options or near else " ".join(relief(one, lang) for one in result.reliefs if one.options),
        across=tuple(_across(one, lang) for one in answer["across_street"]),
        out=tuple(_out(one, lang, illustrative=invented) for one in eliminated),
        incentives=incentive_groups(run.answer["incentives"], names, vocabulary=vocabulary, lang=lang),
        money=money_shown(run, names=names.of_rules, vocabulary=vocabulary, lang=lang),
        assumed=tuple(_assumed(answer["assumed"], lang)),
        moved=tuple(_moved(run.request.get("weights") or {}, lang)),
        computed=figures.moment(run.created_at, lang),
        until=figures.day(until, lang) if until else "",
        weights=answer["versions"]["weights"],
        versions=tuple(_versions(answer, lang)),
        next=next_steps(run, answer, form, book=ratio_book(), since=since, lang=lang, notice=notice),
    )


def _option(rank: int, option: Mapping[str, Any], lang: str) -> OptionShown:
    criteria, area, lease = option["criteria"], option["area_m2"], option["lease_usd"]
    low, high = option["band"]
    longest = max((one["weight"] for one in criteria), default=0)
    scored = [one for one in criteria if one["weight"]]
    return OptionShown(
        rank=rank,
        plots=tuple(option["plots"]),
        area=figures.area_both(area, lang) if area is not None else "",
        area_short=figures.area(area, lang) if area is not None else "",
        lease=figures.usd(lease, lang) if lease is not None else "",
        price=figures.price_m2(lease / area, lang) if lease is not None and area else "",
        points=points(option["score"], lang),
        band=points(high, lang) if high > low else "",
        bars=segments([one["contribution"] for one in scored]),
        reasons=tuple(_reason(one) for one in criteria),
        contributions=tuple(contributions_of(scored, option["score"], longest, lang)),
        warnings=tuple(option["warnings"]),
    )


def points(share: float, lang: str) -> str:
    """A share of the score as points of 100."""
    return figures.number(100 * share, 1, lang)


def _reason(criterion: Mapping[str, Any]) -> Reason:
    tone, icon = VERDICTS[criterion["verdict"]]
    spoken = {"yes": _("yes:"), "nay": _("no:"), "may-be": _("not known:")}[tone]
    return Reason(tone, icon, spoken, criterion["reason"])


def _near(near: Mapping[str, Any], lang: str) -> NearShown:
    changes = tuple(
        ChangeShown(named(c["key"]), shown(c["key"], c["from"], lang), shown(c["key"], c["to"], lang))
        for c in near["changes"]
    )
    return NearShown(tuple(near["plots"]), changes, _blocked(near["blocked_by"]))


def _across(group: Mapping[str, Any], lang: str) -> AcrossShown:
    area, lease = group["area_m2"], group["lease_usd"]
    return AcrossShown(
        sets=tuple(tuple(codes) for codes in group["sets"]),
        area=figures.area(area, lang) if area is not None else "",
        lease=figures.usd(lease, lang) if lease is not None else "",
        gap=f"{figures.number(group['gap_m'], None, lang)}{figures.NBSP}m",
    )


def _out(one: Elimination, lang: str, *, illustrative: bool) -> OutShown:
    fact, parts = one.fact, []
    if fact and fact.source:
        parts.append(fact.source)
    if fact and fact.verified_on:
        parts.append(dated_words(date.fromisoformat(fact.verified_on), lang, illustrative=illustrative))
    return OutShown(elimination(one, lang), one.plots, ", ".join(parts))


def _blocked(plots: Sequence[Mapping[str, str]]) -> str:
    """In words, never as a change the investor could make."""
    if not plots:
        return ""
    by_status: dict[str, list[str]] = {}
    for one in plots:
        by_status.setdefault(one["status"], []).append(one["plot"])
    open_still = by_status.pop(NOT_VERIFIED, [])
    words = status_words()
    parts = [f"{', '.join(codes)}: {words[status]}" for status, codes in by_status.items()]
    told = [_("Blocked: %(plots)s. Changing the request does not help.") % {"plots": "; ".join(parts)}] if parts else []
    if open_still:
        told.append(
            _("To be confirmed: nobody has verified the status of %(plots)s lately.") % {"plots": ", ".join(open_still)}
        )
    return " ".join(told)


def _searched(searched: Mapping[str, Any], fits: bool, lang: str) -> str:
    """How far was looked, and what that proves of the options and the near misses."""
    if searched["complete"]:
        words = _("All connected groups of plots were examined; the order is exact.")
        if not fits:
            words = _("All connected groups of plots were examined; none fits as asked.")
    elif fits:
        words = _cut_short(searched, lang)
    else:
        words = _("None found within the limits searched is not the same as none exists: the search was cut short.")
    if searched["near_complete"]:
        return words
    return f"{words} {_('The near misses are the nearest of those seen.')}"


def _cut_short(searched: Mapping[str, Any], lang: str) -> str:
    proven = searched["exact_options"]
    words = _("The search was cut short: good options, not proven to be the best.")
    if proven:
        told = ngettext(
            "The search was cut short: the first %(n)s option is proven, those after it are good ones.",
            "The search was cut short: the first %(n)s options are proven, those after them are good ones.",
            proven,
        )
        words = told % {"n": proven}
    if searched["bound"] is None:
        return words
    show = {"USD": figures.usd, "m2": figures.area_m2, "score": points}[searched["bound_unit"]]
    best = {
        "USD": _("No group not seen costs less than %(best)s."),
        "m2": _("No group not seen is smaller than %(best)s."),
        "score": _("No group not seen has more than %(best)s points."),
    }
    return f"{words} {best[searched['bound_unit']] % {'best': show(searched['bound'], lang)}}"


def _assumed(assumed: Mapping[str, Any], lang: str) -> Iterator[tuple[str, str]]:
    for key, value in assumed.items():
        if key not in {"lang", "on", "estimates"}:
            yield named(key), shown(key, value, lang)


def _moved(weights: Mapping[str, float], lang: str) -> Iterator[tuple[str, str]]:
    """The criteria whose weight the investor set, in their published order, in percent of the published one."""
    for key, name in CRITERIA.items():
        if key in weights:
            yield str(name), figures.percent(round(100 * weights[key]), lang)


def _versions(answer: Mapping[str, Any], lang: str) -> Iterator[tuple[str, str]]:
    versions = answer["versions"]
    yield _("engine"), str(answer["engine"])
    yield _("weights"), str(versions["weights"])
    yield _("facts"), str(versions["facts"])
    yield _("rules"), str(versions["rules"])
    for pair, rate in versions["rates"].items():
        mark = f", {_('illustrative')}" if rate["illustrative"] else ""
        day = figures.day(date.fromisoformat(rate["date"]), lang)
        yield f"{_('rate')} {pair.replace('_', '/')}", f"{figures.number(rate['value'], None, lang)} ({day}{mark})"
