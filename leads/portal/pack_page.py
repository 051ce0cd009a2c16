"""What an answer pack says: a frozen value read from the stored pack and its match; page and PDF show the same."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from leads.choices import Clock
from leads.models import AnswerPack
from leads.portal.cost_page import CostPage, cost_page, line_name, source_words
from leads.portal.incentive_rows import IncentiveRow, rule_names
from leads.portal.match_page import MatchPage, match_page
from leads.portal.money_full import CellLine, cell_lines
from leads.portal.money_page import Reader
from leads.portal.pack_questions import AnswerLine, Asked, asked_shown
from leads.portal.plan import plan_of
from leads.services.law_answer import basis_of, law_day, rate_of, rows_of
from leads.services.matching import answer_in
from leads.services.packs import cost_of, origin_of, promises_of
from leads.services.routing_words import LANGUAGES, public_reason
from leads.services.snapshots import kept_land
from leads.time_zones import local_times
from leads.vocabulary import Vocabulary
from sitepages import figures
from sitepages.choices import DayBasis, StepCertainty, ZoneStatus

PROMISES = {
    Clock.FIRST_REPLY: gettext_lazy("First reply, by"),
    Clock.FULL_ANSWER: gettext_lazy("Full answer, by"),
    Clock.REPLY_TO_MESSAGE: gettext_lazy("Reply to your message, by"),
    Clock.NEXT_STEP: gettext_lazy("Next step, by"),
}
MARKS = {StepCertainty.CONFIRMED: "c-full", StepCertainty.PARTLY: "c-half"}


@dataclass(frozen=True, slots=True)
class PromiseShown:
    """One promise: in the province's time, and as the investor's own clocks show it."""

    label: str
    here: str
    there: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class OfficerShown:
    """Who answers; "" is not known and said so."""

    name: str
    department: str
    languages: str
    phone: str
    email: str
    why: str
    illustrative: bool


@dataclass(frozen=True, slots=True)
class StepShown:
    """A step of the procedure; `days` "" where nobody knows them, `span` calendar days from the start."""

    number: int
    name: str
    body: str
    days: str
    basis: str
    clause: str
    certainty: str
    mark: str
    span: str
    milestone: bool
    critical: bool
    later: bool


@dataclass(frozen=True, slots=True)
class ProcedureShown:
    """`total` whole sentences about the days; `supposed` what was not stated."""

    case: str
    supposed: str
    total: str
    steps: tuple[StepShown, ...]
    notes: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Unknown:
    """Something nobody said: what, why it matters."""

    what: str
    why: str


@dataclass(frozen=True, slots=True)
class PackPage:
    token: str
    reference: str
    number: int
    digest: str
    issued: str
    newest: bool
    planned: bool
    illustrative: bool
    promises: tuple[PromiseShown, ...]
    officer: OfficerShown
    questions: tuple[Asked, ...]
    read_whole: str
    match: MatchPage
    cells: tuple[CellLine, ...]
    procedure: ProcedureShown
    cost: CostPage
    yours: tuple[Unknown, ...]
    theirs: tuple[Unknown, ...]
    versions: tuple[tuple[str, str], ...]


def pack_page(
    pack: AnswerPack, token: str, *, newest: bool, vocabulary: Vocabulary, lang: str, today: date
) -> PackPage:
    """Read a stored pack in the reader's language; nothing is reckoned here."""
    run, data = pack.run, pack.data
    names = rule_names(law_day(run.request.get("project") or {}, run.on), lang)
    land = kept_land(run.land)
    plan = plan_of(
        answer_in(run, lang),
        on=run.on,
        statuses={code: plot.status for code, plot in land.plots.items()} if land else None,
    )
    country = origin_of(run, data["country"])
    match = match_page(run, vocabulary=vocabulary, lang=lang, today=today, plan=plan, names=names, country=country)
    stored = run.answer.get("money") or {}
    reader = Reader(rate_of(stored), lang, "usd")
    cost, procedure = cost_page("", cost_of(data), lang=lang), procedure_shown(data["procedure"], lang)
    if pack.number == 1:  # what came before it was never handed out
        match = replace(match, next=replace(match.next, since=None))
    promised = promises_of(data)
    promises = tuple(_promise(one.clock, one.at, data["country"], lang) for one in promised)
    officer = officer_shown(data["officer"], lang)
    named = f"{officer.name} ({_('demo')})" if officer.illustrative else officer.name
    sums = {
        "land": match.headline,
        "tax": "; ".join(f"{group.title}: {len(group.rows)}" for group in match.incentives),
        "procedure": procedure.total,
        "cost": _cost_in_short(cost),
        "who": ", ".join(filter(None, (named, officer.department, officer.languages, officer.phone))),
        "meet": _("You choose a free time of the officer yourself: a call, a video call or a visit of the site."),
    }
    rules = {row.key: _rule_in_short(row) for group in match.incentives for row in group.rows}
    steps = {one["key"]: _step_in_short(one, lang) for one in data["procedure"]["steps"]}
    whole = next((one for one in promised if one.clock == Clock.FULL_ANSWER), promised[0] if promised else None)
    by = figures.moment(whole.at, lang) if whole else ""
    return PackPage(
        token=token,
        reference=data["reference"],
        number=pack.number,
        digest=pack.digest,
        issued=figures.moment(pack.issued_at, lang),
        newest=newest,
        planned=data["zone_status"] == ZoneStatus.PLANNED,
        illustrative=data["illustrative"],
        promises=promises,
        officer=officer,
        questions=tuple(
            asked_shown(
                one,
                sums=sums,
                rules=rules,
                steps=steps,
                meet=reverse("lead-meet", args=[token]),
                officer=named,
                by=by,
                lang=lang,
            )
            for one in data["questions"]
        ),
        read_whole=_read_whole(named, by) if data.get("message", data["questions"]) else "",
        match=match,
        cells=tuple(cell_lines(rows_of(stored), reader, names, basis_of(run.answer))),
        procedure=procedure,
        cost=cost,
        yours=(
            *(Unknown(str(one.field.label), " ".join(one.settles)) for one in match.next.questions),
            *_missing(data, lang, of_the_park=False),
        ),
        theirs=tuple(_unknown_to_us(match, data, lang)),
        versions=match.versions,
    )


def _promise(clock: Clock, at: datetime, country: str, lang: str) -> PromiseShown:
    return PromiseShown(str(PROMISES[clock]), figures.moment(at, lang), local_times(at, country, lang))


def officer_shown(officer: Mapping[str, Any], lang: str) -> OfficerShown:
    """Who answers; the department's own line where the officer has none."""
    named = bool(officer["name"])
    speaks = ", ".join(str(LANGUAGES.get(code, code)) for code in officer["languages"])
    return OfficerShown(
        name=officer["name"] or officer["department"][lang],
        department=officer["department"][lang] if named else _("nobody is named yet"),
        languages=_("speaks %(languages)s") % {"languages": speaks} if speaks else "",
        phone=officer["phone"] or officer["department_phone"],
        email=officer["email"] or officer["department_email"],
        why=public_reason(officer["reason"]),
        illustrative=officer["illustrative"],
    )


# --- In a sentence ---


def _read_whole(officer: str, by: str) -> str:
    words = {"officer": officer, "moment": by}
    if not by:
        return _("Your message stands in the file as you wrote it; %(officer)s reads all of it.") % words
    return _("Your message stands in the file as you wrote it; %(officer)s answers all of it by %(moment)s.") % words


def _rule_in_short(row: IncentiveRow) -> AnswerLine:
    return AnswerLine(row.name, row.tag, row.basis, known=True, sure=row.tone == "ok")


def _cost_in_short(cost: CostPage) -> str:
    words = {"total": cost.total, "years": cost.years}
    return _("%(total)s over %(years)s years, for the lines that are known.") % words if cost.total else ""


# --- Procedure ---


def procedure_shown(kept: Mapping[str, Any], lang: str) -> ProcedureShown:
    steps = tuple(_step(number, one, lang) for number, one in enumerate(kept["steps"], start=1))
    supposed = _("Your country is not stated: a foreign investor is supposed.") if kept["origin_supposed"] else ""
    return ProcedureShown(
        case=kept["case"][lang] if kept["case"] else "",
        supposed=supposed,
        total=_total(kept),
        steps=steps,
        notes=tuple((note["text"][lang], note["clause"][lang]) for note in kept["notes"]),
    )


def _total(kept: Mapping[str, Any]) -> str:
    if not kept["steps"]:
        return ""
    unknown = kept["unknown"]
    words = _("At least %(days)s calendar days from a complete file to the start of work.") % {"days": kept["total"]}
    if not unknown:
        return words
    more = ngettext(
        "%(n)s step has no published number of days and counts 0.",
        "%(n)s steps have no published number of days and count 0.",
        unknown,
    )
    return f"{words} {more % {'n': unknown}}"


def _step(number: int, kept: Mapping[str, Any], lang: str) -> StepShown:
    certainty = StepCertainty(kept["certainty"])
    known = kept["days"] is not None and not kept["milestone"]
    first, last = kept["start"], kept["end"]
    return StepShown(
        number=number,
        name=kept["name"][lang],
        body=kept["body"][lang],
        days=_days(kept["days"], kept["unit"]) if known else "",
        basis=str(DayBasis(kept["basis"]).label) if known else "",
        clause=kept["clause"][lang],
        certainty=str(certainty.label),
        mark=MARKS.get(certainty, "c-none"),
        span=str(last) if first == last or kept["milestone"] else f"{first}–{last}",
        milestone=kept["milestone"],
        critical=kept["critical"],
        later=kept["later"],
    )


def _step_in_short(kept: Mapping[str, Any], lang: str) -> AnswerLine:
    """What a step takes, when at the earliest, and what it costs; said where that was not found."""
    step = _step(0, kept, lang)
    fee = kept.get("fee", {}).get(lang, "")
    span = _("calendar days %(span)s from the start, at the earliest") % {"span": step.span}
    said = "; ".join(filter(None, (step.days, span if step.days else "", fee)))
    unfound = "" if fee or step.milestone else _("fee not found")
    source = " · ".join(filter(None, (step.basis, step.clause, step.certainty)))
    told = " · ".join(filter(None, (said or _("days not known"), unfound, step.body)))
    return AnswerLine(step.name, told, source, known=bool(said))


def _days(days: int, unit: str) -> str:
    return _("%(days)s working days") % {"days": days} if unit == "working" else _("%(days)s days") % {"days": days}


# --- What is not known ---


def _unknown_to_us(match: MatchPage, data: Mapping[str, Any], lang: str) -> Iterator[Unknown]:
    """What the park or the province has not said, with what hangs on it."""
    for option in match.options[:1]:
        for reason in option.reasons:
            if reason.tone == "may-be":
                yield Unknown(reason.text, _("Counts 0 of its points for %(plots)s.") % {"plots": plots(option.plots)})
    if data["zone_status"] == ZoneStatus.PLANNED:
        yield Unknown(
            _("When the park will be established or recognised"),
            _("Incentives of a concentrated IT park apply only from that decision on."),
        )
    yield from _missing(data, lang, of_the_park=True)
    if data["procedure"]["unknown"]:
        yield Unknown(
            _("Days of the steps marked “not known”"), _("The time to a start of work is a least figure, no promise.")
        )
    if not officer_shown(data["officer"], lang).phone:
        yield Unknown(
            _("A telephone line of the officer"), _("Not given by the province yet; answers come by mail and here.")
        )


def _missing(data: Mapping[str, Any], lang: str, *, of_the_park: bool) -> Iterator[Unknown]:
    """Lines of the cost that lack a price of ours, or a quantity only the investor knows."""
    for line in cost_of(data).unknown:
        if bool({"plots", "price"} & {*line.missing}) == of_the_park:
            yield Unknown(f"{line_name(line)}: {source_words(line, lang)}", _("Not in the sum of the cost."))


def plots(codes: tuple[str, ...]) -> str:
    return " + ".join(codes)
