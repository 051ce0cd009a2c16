"""Words of the money pages: names of taxes, why a year is as it is, what is assumed and what is left out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from leads.models import MatchRun
from leads.services.law_answer import ordinary_pct
from leads.vocabulary import Vocabulary
from sitepages import figures
from sitepages.incentives.benefit_words import TAXES
from sitepages.incentives.cells import GRANT, TOP_UP, Row
from sitepages.incentives.words import pick

GOODS = {
    "fixed_assets": gettext_lazy("fixed assets"),
    "materials": gettext_lazy("materials and parts"),
    "sublease": gettext_lazy("sub-lease from the developer"),
    "training": gettext_lazy("training"),
    "social_infrastructure": gettext_lazy("social infrastructure"),
    "rd": gettext_lazy("research and development"),
    "production": gettext_lazy("production"),
    "initial": gettext_lazy("initial investment"),
}
ZONES = {
    "planned": gettext_lazy("The park is planned, as it is on the day of the question."),
    "established": gettext_lazy("The park is established."),
    "recognised": gettext_lazy("The park is recognised."),
}
YEARS_AHEAD = 50
PROFITS = ("annual_profit_usd", "first_profit")
FIGURES_ASKED = (
    "first_revenue",
    *PROFITS,
    "rd_spend_usd_year",
    "payroll_usd_year",
    "tangible_assets_usd",
    "first_enterprise_certificate",
    "lease_decision_date",
    "construction_years",
    "land_rent_usd_year",
    "sublease_contract_date",
    "sublease_usd_year",
    "import_date",
    "import_fixed_assets_usd",
    "duty_rate_fixed_pct",
    "import_research_goods_usd",
    "duty_rate_research_pct",
    "production_start",
    "import_materials_usd_year",
    "duty_rate_materials_pct",
    "exempt_income_start",
    "talent_pit_usd_year",
    "talent_exempt_share_pct",
    "isf_first_year",
    "isf_training_cost_usd_year",
    "isf_social_cost_usd_year",
    "isf_initial_cost_usd",
)
NOT_COVERED = (
    gettext_lazy(
        "Losses are not carried forward: the clause has not been read. If you state the profit by year, take them off."
    ),
    gettext_lazy(
        "A tax year is a calendar year. A first period of less than 12 months counts as year 1; counting it later is "
        "not reckoned: the clause has not been read."
    ),
    gettext_lazy("Expansion projects and certificates issued after the first revenue have rules of their own."),
    gettext_lazy("The minimum tax is reckoned as if the project were the group's only unit in Viet Nam."),
    gettext_lazy("Value added tax, fees, and support that needs a provincial resolution are not reckoned."),
    gettext_lazy("The last year of the land term (to 24 Aug 2071) counts as a whole year."),
)


def tax_words(tax: str, lang: str) -> str:
    if tax == TOP_UP:
        return _("Domestic minimum top-up tax")
    return pick(lang, *TAXES[tax]) if tax in TAXES else tax


def goods_words(of: str, lang: str) -> str:
    return str(GOODS.get(of, of))


def why(row: Row, lang: str) -> str:
    """Why a year is as it is, in a few words."""
    if row.tax == "cit":
        return _cit(row, lang)
    if row.tax == GRANT:
        return _("not read: a progressive table") if row.cell != "figure" and row.rate_pct is None else ""
    if row.cell != "figure":
        return ""
    if not row.incentive:
        return _("due in full")
    if row.payable == 0:
        return _("exempt")
    return "" if row.rate_pct is None else _("%(share)s due") % {"share": figures.percent(row.rate_pct, lang)}


def _cit(row: Row, lang: str) -> str:
    if row.baseline == 0:
        return _("no profit yet")
    if row.rate_pct is None:
        return _("rate not known")
    if row.rate_pct == 0:
        return _("exempt")
    rate = figures.percent(row.rate_pct, lang)
    return rate if row.incentive else _("%(rate)s: the ordinary rate") % {"rate": rate}


def defaults(run: MatchRun, lang: str) -> tuple[str, ...]:
    """What is taken as given because nobody stated it; each in a sentence."""
    project = run.request.get("project") or {}
    return tuple(str(line) for line in _defaults(run, project, lang))


def _defaults(run: MatchRun, project: Mapping[str, Any], lang: str) -> Iterator[Any]:
    zone = run.answer.get("assumed", {}).get("zone_status")
    if zone in ZONES:
        yield ZONES[zone]
    if "annual_profit_usd" in project:
        by_year = "profit_by_year_usd" in project
        yield (
            _("After the last year of the plan the profit is the same in every year, as stated.")
            if by_year
            else _("The profit is the same in every year from the first profit on, and none before.")
        )
    if {"payroll_usd_year", "tangible_assets_usd", "rd_spend_usd_year"} & project.keys():
        yield _("Payroll, tangible assets and R&D spending are the same in every year.")
    if "taxable_profit_vnd" in project and "tax_year" not in project:
        yield _("The tax year is %(year)s, the year of the question.") % {"year": run.on.year}
    rate = "; ".join(_ordinary_rates(run, lang))
    yield _("The ordinary rate of corporate income tax is %(rate)s, as the law on record has it for each year.") % {
        "rate": rate
    }
    yield _("The schedule runs to three years after the last benefit; rent for the whole term to 2071.")


def _ordinary_rates(run: MatchRun, lang: str) -> Iterator[str]:
    """The rate of the year asked, then each later year in which it turns."""
    known = ordinary_pct(run.answer, run.on.year)
    yield figures.percent(known, lang)
    for year in range(run.on.year + 1, run.on.year + YEARS_AHEAD):
        rate = ordinary_pct(run.answer, year)
        if rate != known:
            yield _("%(rate)s from %(year)s") % {"rate": figures.percent(rate, lang), "year": year}
        known = rate


def missing_figures(run: MatchRun, vocabulary: Vocabulary, lang: str) -> tuple[str, ...]:
    """Figures not stated that a rule the project meets needs for its schedule, by their short names."""
    project = run.request.get("project") or {}
    met = {one["id"] for one in run.answer["incentives"] if one["verdict"] in {"eligible", "applies"}}
    planned = {"annual_profit_usd", "profit_by_year_usd", "taxable_profit_vnd"} & project.keys()
    asked = [key for key in FIGURES_ASKED if key not in project and not (planned and key in PROFITS)]
    specs = (vocabulary.facts[key] for key in asked if key in vocabulary.facts)
    return tuple(spec.label.of(lang) for spec in specs if met & set(spec.asked_by))


def assumptions(project: Mapping[str, Any], lang: str) -> str:
    """What the investor stated and the figures rest on."""
    parts = []
    if "first_revenue" in project:
        parts.append(_("revenue from %(year)s") % {"year": str(project["first_revenue"])[:4]})
    if "profit_by_year_usd" in project:
        parts.append(_("profit by year as stated"))
    elif "annual_profit_usd" in project:
        profit = figures.usd_short(Decimal(str(project["annual_profit_usd"])), lang)
        parts.append(
            _("profit of %(profit)s a year from %(year)s")
            % {"profit": profit, "year": str(project["first_profit"])[:4]}
            if "first_profit" in project
            else _("profit of %(profit)s a year") % {"profit": profit}
        )
    if not parts:
        return ""
    stated = ", ".join(parts)
    return _("Stated by the investor: %(stated)s. The profit is not a forecast of the province.") % {"stated": stated}
