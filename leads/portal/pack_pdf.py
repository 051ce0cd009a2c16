"""The answer pack as PDF: the same value as its page, set by leads/typst/pack.typ."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from leads.portal.incentive_rows import IncentiveRow
from leads.portal.match_next import SinceShown
from leads.portal.match_page import NearShown, OptionShown
from leads.portal.money_page import IfShown
from leads.portal.money_pdf import on_paper, said, table_on_paper
from leads.portal.pack_page import PackPage, PromiseShown, StepShown, plots
from leads.portal.pack_questions import Asked
from sitepages.printing import LOGO, printed_once
from sitepages.services.print_plan import park_on_paper

TEMPLATE = Path(__file__).resolve().parent.parent / "typst" / "pack.typ"
Json = dict[str, Any]


def pack_pdf(page: PackPage, *, lang: str) -> bytes:
    tables = page.match.money.tables
    drawings = {f"chart{index}.svg": on_paper(table.drawing) for index, table in enumerate(tables)}
    drawings = {name: svg for name, svg in drawings.items() if svg}
    drawings |= {"plan.svg": park_on_paper(page.match.plan.svg), "logo.svg": LOGO.read_text(encoding="utf-8")}
    return printed_once(TEMPLATE, pack_content(page, drawings, lang), drawings)


def pack_content(page: PackPage, drawings: Json, lang: str) -> Json:
    """Everything the PDF shows, in the reader's language."""
    match = page.match
    return {
        "lang": lang,
        "title": _("Answer pack %(reference)s") % {"reference": page.reference},
        "author": _("Yên Bình IT park"),
        "place": _("Concentrated IT park, Thái Nguyên"),
        "head": [
            _("Answer pack %(reference)s, no. %(number)s") % {"reference": page.reference, "number": page.number},
            page.issued,
        ],
        "footer": _("%(reference)s · pack %(number)s · digest %(digest)s · not legal advice")
        % {"reference": page.reference, "number": page.number, "digest": page.digest},
        "notice": _notice(page),
        "headline": match.headline,
        "lede": match.lede,
        "asked": [list(pair) for pair in match.asked],
        "questions": [_question(one) for one in page.questions],
        "read_whole": page.read_whole,
        "since": _since(match.next.since) if match.next.since else None,
        "promises": [_promise(one) for one in page.promises],
        "officer": _officer(page),
        "plan": {"caption": match.plan.caption, "alt": match.plan.caption},
        "legend": [word for _status, word in match.plan.legend],
        "options": [_option(one) for one in match.options],
        "option_rows": [_option_row(one) for one in (*match.options, *match.others)],
        "option_head": [_("Rank"), _("Plots"), _("Area"), _("USD/m²"), _("Lease, once"), _("Points")],
        "searched": match.searched,
        "near": [_near(one) for one in match.near],
        "across": [
            [" | ".join(plots(codes) for codes in one.sets), " · ".join(filter(None, (one.area, one.lease, one.gap)))]
            for one in match.across
        ],
        "incentives": [
            {
                "title": f"{group.title} ({len(group.rows)})",
                "short": group.folded,
                "rows": [_rule(r) for r in group.rows],
            }
            for group in match.incentives
        ],
        "assumed_money": " ".join(
            part for part in (match.money.assumed, match.money.kept_law, match.money.rate) if part
        ),
        "tables": [
            table_on_paper(table, f"chart{index}.svg", drawings) for index, table in enumerate(match.money.tables)
        ],
        "today": [table_on_paper(table, "", {}) for table in match.money.by_todays_law],
        "supposed": [_supposed(one) for one in match.money.supposed],
        "cells": [
            [one.year, one.tax, one.due, one.spared, one.rate, one.rule, one.basis, one.status] for one in page.cells
        ],
        "cell_head": [_("Year"), _("Tax"), _("Payable or receivable"), _("Spared"), _("Rate"), _("Rule and clause")],
        "not_covered": list(match.money.not_covered),
        "procedure": {
            "case": " ".join(filter(None, (f"{page.procedure.case}.", page.procedure.supposed))),
            "total": page.procedure.total,
            "steps": [_step(one) for one in page.procedure.steps],
            "notes": [list(note) for note in page.procedure.notes],
        },
        "step_head": [_("Step"), _("Days"), _("Calendar days from the start"), _("Clause")],
        "cost": {
            "sum": _("%(total)s over %(years)s years, for the lines that are known.")
            % {"total": page.cost.total, "years": page.cost.years},
            "land": " · ".join(filter(None, (plots(page.cost.plots), page.cost.area))),
            "lines": [[one.name, one.over, one.a_year, one.reckoned, one.source] for one in page.cost.lines],
            "rate": page.cost.rate,
        },
        "cost_head": [_("Line"), _("In all"), _("A year"), _("Reckoned from")],
        "yours": [[one.what, one.why] for one in page.yours],
        "theirs": [[one.what, one.why] for one in page.theirs],
        "assumed": "; ".join(f"{name}: {value}" for name, value in match.assumed),
        "versions": " · ".join(f"{name} {value}" for name, value in page.versions),
        "computed": _("Computed %(at)s") % {"at": match.computed},
        "digest": _("Pack %(number)s, digest %(digest)s: a pack with the same digest says the same in every figure.")
        % {"number": page.number, "digest": page.digest},
        "words": {
            "page": _("page"),
            "unknown": _("not known"),
            "zone_time": _("Viet Nam time, UTC+7"),
            "asked": _("What you asked"),
            "questions": _("Your questions"),
            "since": _("What changed from your last result"),
            "plots": _("Plots"),
            "why": _("Why"),
            "near": _("Near misses: the smallest change that adds a choice"),
            "no_near": f"{_('No change of up to half of what was asked adds a choice.')} {match.larger}".strip(),
            "across": _("Across the street"),
            "incentives": _("Incentives and tax"),
            "by_facts": _(
                "By the facts you stated; what was left empty is not known. Not legal advice: a jurist confirms each "
                "record."
            ),
            "no_money": _(
                "No schedule yet: years and amounts (first revenue, first profit, yearly profit) are not stated."
            ),
            "today": _("The same by the law of today, for comparison"),
            "supposed": _("Only if: other money, never added to the above"),
            "apart": _("Each stands by itself, in place of the sure money: compared, never added."),
            "hangs": _("Hangs on:"),
            "cells": _("Every cell with its clause"),
            "each_year": _("Amounts are those of each single year."),
            "left_out": _("What this does not cover"),
            "procedure": _("Procedures"),
            "no_steps": _("The steps are not on record yet."),
            "later": _("after construction"),
            "milestone": _("milestone"),
            "cost": _("Cost of the location"),
            "total": _("Total of the known lines"),
            "not_known": _("What is not known, and why it matters"),
            "yours": _("Only you know these"),
            "theirs": _("The park or the province has not said these"),
            "rests": _("What this rests on"),
            "assumed": _("Not stated, so assumed:"),
        },
    }


def _notice(page: PackPage) -> list[str]:
    planned = _("The park is planned, not yet established.") if page.planned else ""
    made_up = _("Plots, prices and people shown are illustrative data.") if page.illustrative else ""
    return [part for part in (planned, made_up) if part]


def _promise(one: PromiseShown) -> Json:
    return {"label": one.label, "here": one.here, "there": list(one.there)}


def _question(one: Asked) -> Json:
    return {
        "text": one.text,
        "lines": [[line.label, line.said, line.source, line.known] for line in one.lines],
        "where": " ".join(filter(None, (one.where, ", ".join(name for _anchor, name in one.anchors)))),
    }


def _since(one: SinceShown) -> Json:
    return {
        "asked": [list(line) for line in one.asked],
        "sentences": list(one.sentences),
        "versions": one.versions,
    }


def _officer(page: PackPage) -> Json:
    who = page.officer
    line = who.phone or _("not given by the province yet")
    mark = f" ({_('demo')})" if who.illustrative else ""
    return {
        "name": f"{who.name}{mark}",
        "lines": [
            " · ".join(filter(None, (who.department, who.languages))),
            " · ".join(filter(None, (f"{_('Direct line:')} {line}", who.email))),
            who.why,
        ],
    }


def _option(one: OptionShown) -> Json:
    return {
        "title": f"{one.rank}. {plots(one.plots)}",
        "reasons": [[reason.tone, reason.text] for reason in one.reasons],
        "warnings": list(one.warnings),
        "points": [[line.name, line.points, line.most] for line in one.contributions],
        "sum": one.points,
        "band": one.band,
    }


def _option_row(one: OptionShown) -> list[str]:
    return [str(one.rank), plots(one.plots), one.area, one.price, one.lease, one.points]


def _near(one: NearShown) -> list[str]:
    changes = "; ".join(f"{change.name}: {change.before} → {change.after}" for change in one.changes)
    return [plots(one.plots), " ".join(filter(None, (changes, one.blocked)))]


def _rule(row: IncentiveRow) -> Json:
    return {
        "name": row.name,
        "tag": row.tag,
        "tone": row.tone,
        "notes": list(row.notes),
        "foot": " · ".join(filter(None, (row.basis, row.decided_by, row.certainty))),
    }


def _supposed(one: IfShown) -> Json:
    return {
        "rules": one.rules,
        "money": said(one),
        "hangs": " · ".join(filter(None, (one.hangs_on, one.decided_by))),
        "tables": [table_on_paper(table, "", {}) for table in one.tables],
    }


def _step(one: StepShown) -> Json:
    return {
        "name": f"{one.number}. {one.name}",
        "body": one.body,
        "days": one.days,
        "basis": one.basis,
        "span": one.span,
        "clause": " · ".join(filter(None, (one.clause, one.certainty))),
        "milestone": one.milestone,
        "critical": one.critical,
        "later": one.later,
    }
