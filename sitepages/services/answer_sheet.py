"""The answer sheet of a site-selection questionnaire, filled from the facts of one day, each answer with its source."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from django.db.models import Q
from django.utils.translation import gettext as _

from sitepages.choices import Permission, PlotStatus, ZoneStatus, status_words
from sitepages.contacts import Contact, contact_on
from sitepages.land import answers as sums
from sitepages.land.answers import Answer, AnswerState, Question
from sitepages.land.facts import NOT_VERIFIED, Fact, LandFacts, PlotFacts
from sitepages.land.index import LandIndex, ZoningReceipt
from sitepages.language import language_mark, site_language
from sitepages.models import ParkSettings, PlotNeighbour, PlotReceipt
from sitepages.models.land import STATUS
from sitepages.services.front import teasers_on
from sitepages.services.law import in_force, versions_on
from sitepages.services.park_facts import all_questions, park_facts_on

HOUSING_ZONE = "CG"


@dataclass(frozen=True)
class Sheet:
    """`columns`: per plot its answers in the order of `questions`. `digest` names exactly this content."""

    questions: tuple[Question, ...]
    columns: tuple[tuple[str, tuple[Answer, ...]], ...]
    version: str
    digest: str
    on: date


@dataclass(frozen=True)
class Ground:
    """What the answers of every plot read: the land, the park's own facts, the law's list."""

    land: LandFacts
    index: LandIndex
    neighbours: frozenset[tuple[str, str]]
    park: Mapping[str, Fact]
    zone_status: str
    incentives: tuple[str, ...]
    land_rent: Answer
    minimum_tax: Answer
    contact: Contact | None
    adjoining_days: int | None  # how long what lies free beside a plot may be used
    lang: str


def answer_sheet(land: LandFacts, index: LandIndex, codes: Sequence[str]) -> Sheet:
    """The sheet of these plots in the reader's language; `land` holds them, `index` the whole park."""
    asked = all_questions()
    ground = _ground(asked, land, index)
    columns = []
    for plot in sums.plots_in_order(land, codes):
        found = tuple(_answer(question, plot, ground) for question in asked)
        columns.append((plot.code, _dated(asked, found)))
    digest = hashlib.sha256(repr((land.on, land.version, columns)).encode()).hexdigest()[:12]
    stamped = tuple((code, _stamped(asked, found, f"{land.version} · {digest}")) for code, found in columns)
    return Sheet(asked, stamped, land.version, digest, land.on)


def _ground(asked: Sequence[Question], land: LandFacts, index: LandIndex) -> Ground:
    lang = site_language()
    laws = teasers_on(land.on, lang)
    return Ground(
        land=land,
        index=index,
        neighbours=frozenset(PlotNeighbour.objects.values_list("first__code", "second__code")),
        park=park_facts_on(land.on),
        zone_status=ParkSettings.load().zone_status,
        incentives=tuple(
            f"{law.name} ({_('only once the park is established or recognised')})" if law.conditional else law.name
            for law in laws
        ),
        land_rent=_law("LAND_RENT_LADDER", land.on, lang),
        minimum_tax=_law("QDMTT", land.on, lang),
        contact=contact_on(land.on),
        adjoining_days=next((one.max_age_days for one in asked if one.maps_to == "computed:adjacent_free_area"), None),
        lang=lang,
    )


def _law(key: str, on: date, lang: str) -> Answer:
    version = next((version for version in versions_on(on) if version.incentive.key == key), None)
    if version is None or not in_force(version, on):
        return _unknown("")
    name = version.name_vi if lang == "vi" else version.name_en
    words = _("%(name)s; whether and how much depends on the project") % {"name": name}
    return Answer(words, AnswerState.KNOWN, _("Law in force on the day of the sheet"), verified_on=None)


def _answer(question: Question, plot: PlotFacts, ground: Ground) -> Answer:
    kind, _colon, name = question.maps_to.partition(":")
    if kind == "plot":
        return _of_plot(name, plot, ground)
    if question.maps_to == "park:zone_status":
        return _zone_status()
    if kind == "computed":
        return COMPUTED[name](plot, ground)
    fact = ground.park.get(question.key)
    return _of_fact(fact) if fact and fact.source else _unknown(question.receipt)


def _unknown(receipt: str) -> Answer:
    return Answer(None, AnswerState.UNKNOWN, note=receipt)


def _by_project() -> Answer:
    return Answer(None, AnswerState.BY_PROJECT)


# --- Facts of the plot and of the park ---


def _of_plot(name: str, plot: PlotFacts, ground: Ground) -> Answer:
    if name == "status":
        return _by_status(plot, status_words()[plot.status])
    if name in {"code", "zone"}:
        if name == "zone":
            return _of_zoning(_zone(plot, ground), ground.index.zone_receipts.get(plot.zone))
        return Answer(plot.code, AnswerState.KNOWN, _("Land register of the park"))
    fact = plot.facts["land_use" if name.startswith("land_use") else name]
    return _of_fact(fact)


def _by_status(plot: PlotFacts, words: str) -> Answer:
    """What the status says, with the status's own receipt; unknown once that has run out."""
    fact = plot.status_fact
    return _of_fact(replace(fact, value=words)) if fact else _unknown("")


def _zone(plot: PlotFacts, ground: Ground) -> str:
    return f"{plot.zone} {ground.index.zones[plot.zone][0 if ground.lang == 'vi' else 1]}"


def _of_zoning(words: str, receipt: ZoningReceipt | None) -> Answer:
    if receipt is None or not receipt.source:
        return Answer(words, AnswerState.KNOWN, _("Land register of the park"))
    source = "; ".join(_(one) for one in receipt.source.split("; "))
    return Answer(words, AnswerState.KNOWN, source, receipt.verified_on, illustrative=receipt.illustrative)


def _of_fact(fact: Fact) -> Answer:
    if not fact.known:
        return Answer(None, AnswerState.UNKNOWN, valid_until=fact.valid_until)
    return Answer(
        value=f"{fact.value} ({language_mark(fact.language)})" if fact.language else fact.value,
        state=AnswerState.KNOWN,
        source=_(fact.source) if fact.source else "",
        verified_on=fact.verified_on,
        valid_until=fact.valid_until,
        illustrative=fact.illustrative,
    )


def _zone_status() -> Answer:
    settings = ParkSettings.load()
    words = str(ZoneStatus(settings.zone_status).label)
    source = settings.zone_decision or _("No decision establishing or recognising it is known")
    return Answer(words, AnswerState.KNOWN, source, settings.zone_status_on)


# --- What is computed ---


def _from(plot: PlotFacts, value: str | float | None, *fields: str) -> Answer:
    """A computed answer: as old as its oldest part, unknown while it has no value."""
    facts = [plot.facts[field] for field in fields]
    if value is None:
        return Answer(None, AnswerState.UNKNOWN)
    return Answer(
        value=value,
        state=AnswerState.KNOWN,
        source=_("Computed from the facts of the plot"),
        verified_on=min((fact.verified_on for fact in facts if fact.verified_on), default=None),
        valid_until=min((fact.valid_until for fact in facts if fact.valid_until), default=None),
        illustrative=any(fact.illustrative for fact in facts),
    )


def _adjoining(plot: PlotFacts, ground: Ground) -> Answer:
    """As old as the oldest status or area it counts, and used until the first of them runs out, or its own days do."""
    adjoining = sums.adjoining_free(plot.code, ground.index, ground.neighbours)
    if adjoining.area_m2 is None:
        return _unknown("")
    rows = PlotReceipt.objects.filter(
        Q(plot__code__in=adjoining.beside, field=STATUS) | Q(plot__code__in=adjoining.reached, field="area_m2")
    ).exclude(valid_until__lt=ground.land.on)
    receipts = list(rows.values_list("verified_on", "valid_until", "illustrative"))
    days = [until for _verified, until, _illustrative in receipts if until]
    if ground.adjoining_days is not None:
        days.append(ground.land.on + timedelta(days=ground.adjoining_days))
    return Answer(
        value=adjoining.area_m2,
        state=AnswerState.KNOWN,
        source=_("Computed from boundaries and statuses of the day"),
        verified_on=min((verified for verified, _until, _illustrative in receipts), default=None),
        valid_until=min(days, default=None),
        illustrative=plot.facts["area_m2"].illustrative or any(row[2] for row in receipts),
    )


def _clearance(plot: PlotFacts, ground: Ground) -> Answer:
    open_still = plot.status == PlotStatus.CLEARANCE
    words = _("not finished") if open_still else _("nothing outstanding by its status; the record was not seen")
    derived = _by_status(plot, words)
    name = _("Derived from the status of the plot")
    return (
        replace(derived, source=f"{name}: {derived.source}" if derived.source else name) if derived.value else derived
    )


def _sectors(plot: PlotFacts, ground: Ground) -> Answer:
    """What the zoning says; a zone it does not speak of permits nothing that anybody knows."""
    if not any(zone == plot.zone for _sector, zone in ground.index.permissions):
        return Answer(None, AnswerState.UNKNOWN)
    parts = []
    for level, title in ((Permission.ENCOURAGED, _("Encouraged")), (Permission.PERMITTED, _("Permitted"))):
        names = [
            both[0 if ground.lang == "vi" else 1]
            for key, both in ground.index.sectors.items()
            if ground.index.permissions.get((key, plot.zone)) == level
        ]
        if names:
            parts.append(f"{title}: {', '.join(names)}")
    return _of_zoning("; ".join(parts) or _("none"), ground.index.sector_receipts.get(plot.zone))


def _housing(plot: PlotFacts, ground: Ground) -> Answer:
    if HOUSING_ZONE not in ground.index.zones:
        return Answer(None, AnswerState.UNKNOWN)
    count = Counter(other.status for other in ground.index.plots if other.zone == HOUSING_ZONE)
    words = _("%(all)s plots for housing in the park, %(free)s free") % {
        "all": count.total(),
        "free": count[PlotStatus.AVAILABLE],
    }
    if count[NOT_VERIFIED]:
        words += f"; {status_words()[NOT_VERIFIED].lower()}: {count[NOT_VERIFIED]}"
    return Answer(words, AnswerState.KNOWN, _("Land register of the park"))


def _incentives(plot: PlotFacts, ground: Ground) -> Answer:
    return Answer("; ".join(ground.incentives), AnswerState.KNOWN, _("Law in force on the day of the sheet"))


def _green_lane(plot: PlotFacts, ground: Ground) -> Answer:
    if ground.zone_status == ZoneStatus.PLANNED:
        return Answer(
            _("no, not while the park is only planned"), AnswerState.KNOWN, _("Law 143/2025/QH15, Article 28")
        )
    return _by_project()


def _readiness(plot: PlotFacts, ground: Ground) -> Answer:
    found = next((other.readiness for other in ground.index.plots if other.code == plot.code), None)
    if found is None:
        return _unknown("")
    words = _("level %(level)s of 3") % {"level": found} if found else _("no level reached yet")
    return Answer(words, AnswerState.KNOWN, _("Published rules of evidence"))


def _contact(plot: PlotFacts, ground: Ground) -> Answer:
    contact = ground.contact
    if contact is None:
        return _unknown("")
    return Answer(
        contact.in_words(ground.lang), AnswerState.KNOWN, _("Investor desk"), illustrative=contact.illustrative
    )


def _department(plot: PlotFacts, ground: Ground) -> Answer:
    if ground.contact is None:
        return _unknown("")
    return Answer(ground.contact.department(ground.lang), AnswerState.KNOWN, _("Investor desk"))


COMPUTED: Mapping[str, Callable[[PlotFacts, Ground], Answer]] = {
    "centroid_wgs84": lambda plot, _g: _from(plot, sums.centroid_wgs84(plot), "area_m2"),
    "max_footprint": lambda plot, _g: _from(plot, sums.max_footprint_m2(plot), "area_m2", "max_coverage_pct"),
    "adjacent_free_area": _adjoining,
    "years_left": lambda plot, g: _from(plot, sums.years_left(plot, g.land.on), "lease_until"),
    "clearance_from_status": _clearance,
    "permitted_sectors": _sectors,
    "max_gfa": lambda plot, _g: _from(plot, sums.max_floor_m2(plot), "area_m2", "floor_area_ratio"),
    "expert_housing_plots": _housing,
    "lease_total": lambda plot, _g: _from(plot, sums.lease_usd(plot), "area_m2", "lease_usd_m2"),
    "lease_per_year": lambda plot, g: _from(
        plot, sums.lease_usd_m2_year(plot, g.land.on), "lease_usd_m2", "lease_until"
    ),
    "incentives_verdicts": _incentives,
    "cit_schedule": lambda _p, _g: _by_project(),
    "land_rent_incentive": lambda _p, g: g.land_rent,
    "qdmtt_effect": lambda _p, g: g.minimum_tax,
    "eia_class": lambda _p, _g: _by_project(),
    "procedure_days": lambda _p, _g: _by_project(),
    "green_lane": _green_lane,
    "readiness_level": _readiness,
    "owner": _contact,
    "department": _department,
    "verified_on": lambda _p, _g: _unknown(""),  # filled in once all answers are there
    "version_hash": lambda _p, _g: _unknown(""),
}


def _dated(asked: Sequence[Question], found: tuple[Answer, ...]) -> tuple[Answer, ...]:
    """The sheet is as old as its oldest receipt."""
    day = sums.oldest(found)
    oldest = Answer(day, AnswerState.KNOWN, _("Oldest receipt on the sheet")) if day else _unknown("")
    return _with(asked, found, "verified_on", oldest)


def _stamped(asked: Sequence[Question], found: tuple[Answer, ...], stamp: str) -> tuple[Answer, ...]:
    return _with(
        asked, found, "version_hash", Answer(stamp, AnswerState.KNOWN, _("State of the land data; this sheet"))
    )


def _with(asked: Sequence[Question], found: tuple[Answer, ...], name: str, answer: Answer) -> tuple[Answer, ...]:
    places = [place for place, question in enumerate(asked) if question.maps_to == f"computed:{name}"]
    return tuple(answer if place in places else old for place, old in enumerate(found))
