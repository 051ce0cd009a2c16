"""The answer of POST /api/match as types, for OpenAPI and for the contract: matching.md section 8."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

Amount = float | None
Verdict = Literal["eligible", "ineligible", "unknown", "applies", "does_not_apply"]


class Shape(BaseModel):
    model_config = ConfigDict(extra="forbid")


class FactShown(Shape):
    """The fact a criterion rests on, with its receipt."""

    value: float | str | None = Field(description="null = not known; never 0 for unknown.")
    unit: str
    source: str | None
    verified_on: str | None
    valid_until: str | None


class Criterion(Shape):
    key: str
    verdict: Literal["pass", "fail", "unknown"]
    value: float | None = Field(description="0 to 1 between fixed published bounds; null where the fact is unknown.")
    weight: float = Field(description="Share of the score, the asked weights rescaled to 1.")
    contribution: float = Field(description="weight x value; contributions add up to the score.")
    reason: str = Field(description="One sentence in the language asked.")
    fact: FactShown


class Option(Shape):
    plots: list[str]
    area_m2: float | None = Field(description="Sum of the declared areas; null if a part is not known.")
    lease_usd: float | None = Field(description="Area x price, once, for the whole remaining land term.")
    score: float
    band: list[float] = Field(description="[score, score + weight of the unknown].")
    warnings: list[str]
    criteria: list[Criterion]


class Change(Shape):
    model_config = ConfigDict(extra="forbid", populate_by_name=True)
    key: str = Field(description="JSON path in the request.")
    from_: Any = Field(alias="from")
    to: Any


class Blocked(Shape):
    plot: str
    status: str


class NearMiss(Shape):
    plots: list[str]
    blocked_by: list[Blocked] = Field(description="Plots held or not cleared: no change of the request helps.")
    size: float
    changes: list[Change]


class Row(Shape):
    """One year of one tax. Money in USD to the cent and in VND; null = not known, never 0."""

    year: int
    tax: str = Field(description="cit, qdmtt (domestic minimum top-up tax), land_rent, import_duty, pit, grant")
    of: str | None = Field(None, description="The goods or costs, where a tax has several streams.")
    baseline_usd: Amount = Field(description="Due without the rule.")
    payable_usd: Amount = Field(None, description="Due under it; grants have receivable_usd instead.")
    receivable_usd: Amount = None
    saving_usd: Amount = Field(description="baseline - payable, or what a grant brings; negative for a cost.")
    baseline_vnd: Amount
    payable_vnd: Amount = None
    receivable_vnd: Amount = None
    saving_vnd: Amount
    payable_max_usd: Amount = Field(None, description="The bound, where `cell` is bound.")
    payable_max_vnd: Amount = None
    receivable_max_usd: Amount = None
    receivable_max_vnd: Amount = None
    rate_pct: float | None
    basis: str = Field(description="The clause of the cell.")
    cell: Literal["figure", "unknown", "bound"]
    incentive: str | None = Field(description="The rule that decides the cell; null: the ordinary law.")


class Totals(Shape):
    """Sums of the cells. Where cells are only bounds, the saving and its present value lie between `*_min_*` and
    `*_max_*`; without these words only known cells are counted. null: no cell with money in it is known."""

    model_config = ConfigDict(extra="allow", populate_by_name=True)
    from_: int | None = Field(None, alias="from")
    to: int | None = None
    saving_usd: float | None
    saving_min_usd: float | None
    saving_max_usd: float | None
    unknown_cells: int
    present_value_usd: float | None
    present_value_min_usd: float | None
    present_value_max_usd: float | None
    discount_pct: float
    by_tax: dict[str, dict[str, float | None]]


class Supposed(Shape):
    hangs_on: list[str] = Field(description="Facts by key; one of them unknown keeps it from `schedule`.")
    incentives: list[str] = Field(description="The rules that come into it.")
    decided_by: list[str] = Field(description="Who decides, where not the law alone.")
    ceiling: bool = Field(description="The decision on the project may give less.")
    schedule: list[Row] = Field(description="In place of the sure schedule, never added to it.")
    totals: Totals


class KeptLaw(Shape):
    locked_on: str
    by_current_law: dict[str, Any]


class StreetGroup(Shape):
    """Two sets of one zone with one internal street between them: no option, it needs a change of the plan."""

    sets: list[list[str]]
    zone: str
    gap_m: float = Field(description="Width of the street, m.")
    area_m2: float | None
    lease_usd: float | None
    needs: Literal["detailed_plan_change"]
    reason: str


class Turn(Shape):
    """How far one weight may move, the others in proportion, until another of the options listed comes first."""

    key: str
    weight: float = Field(description="Its share of the score now, 0 to 1.")
    below: float | None
    below_plots: list[str]
    above: float | None
    above_plots: list[str]
    reason: str


class InTheWay(Shape):
    """Where no option fits: a wish that alone would have to give way. With 0 options it is one of several."""

    key: str = Field(description="JSON path in the request.")
    from_: float | str | bool = Field(alias="from")
    to: float | str | bool | None = Field(
        description="The nearest value with which something fits; null = leave the wish out. With 0 `options`: the "
        "most there is of it."
    )
    options: int = Field(description="How many would be listed then; at least so many unless `complete`.")
    complete: bool
    plots: list[str] = Field(description="The first of them.")
    reason: str


class Settled(Shape):
    """What an answer would do. `options_lost`: the plots named fall out if the need is beyond `beyond`."""

    what: Literal["options_lost", "options_opened", "incentive", "money"]
    beyond: float | str | None = None
    plots: list[list[str]] | None = None
    id: str | None = None
    usd: float | None = None


class Question(Shape):
    key: str = Field(description="JSON path in the request.")
    settles: list[Settled]


class Incentive(Shape):
    id: str
    kind: Literal["benefit", "cost"]
    verdict: Verdict = Field(
        description="benefits: eligible, ineligible, unknown; costs: applies, does_not_apply, unknown"
    )
    decided_by: str
    conditional_on: list[str]
    provided_that: list[str] = Field(description="Standing requirements not known, by key.")
    missing: list[str] = Field(description="Facts not known that can still change the verdict.")
    trace: list[dict[str, Any]]
    near_threshold: bool = Field(
        description="Within the range of the rate of exchange the verdict turns: give the figure in the law's currency."
    )
    basis: list[dict[str, Any]] = Field(
        description="Law, article, clause, the source read with its `link` and `source_date`; null = not known."
    )
    version: int | None = Field(description="Version of the rule that was read.")
    schedule: list[Row] = Field(description="Of this rule alone: an alternative, never added to another's.")


class Source(Shape):
    """A text of law as it was read; null = not known."""

    title: str
    kind: Literal["full_text_copy", "ocr_copy", "edited_copy", "secondary"]
    where: str
    link: str | None = Field(description="Opens the text that was read.")
    official: str | None = Field(description="The state's own copy, not compared yet.")
    source_date: str | None = Field(description="Day of the act or page, as far as known: 2025, 2025-12, 2025-12-31.")


class MatchAnswer(Shape):
    engine: str
    on: str
    versions: dict[str, Any]
    assumed: dict[str, Any] = Field(
        description="Every default that was filled in; `estimates` lists needs derived by ratios, with their range."
    )
    options: list[Option]
    near_misses: list[NearMiss]
    across_street: list[StreetGroup] = Field(
        description="Where no option fits: the smallest groups across one street of at most 25 m, up to 8 plots."
    )
    incentives: list[Incentive]
    sources: dict[str, Source] = Field(description="The texts that `incentives[].basis[].citation` names, by key.")
    schedule: list[Row] = Field(description="What the law gives for sure: per exclusion group the best package.")
    schedule_totals: Totals | None = Field(description="Sums of the cells of `schedule`, exactly.")
    schedule_if: list[Supposed] = Field(description="What it would be if the facts of `hangs_on` turn out well.")
    kept_law: KeptLaw | None = Field(description="Of a project with `law_locked_on`: the same by the law of `on`.")
    questions: list[Question] = Field(description="What is not said, by what an answer would settle, most first.")
    stability: list[Turn] = Field(
        description="By score: weights that would put another of the options listed first, nearest first."
    )
    in_the_way: list[InTheWay] = Field(description="What gives way where no option fits, least change first.")
    searched: dict[str, Any]
    kept_until: str = Field(
        description="The last day of the page in `Content-Location`; sent as a lead, the result stays with its file."
    )


class Errors(Shape):
    errors: dict[str, str] = Field(description="JSON path -> what is wrong, first error per field.")


DATA_CENTRE = {
    "sector": "data_centre",
    "zones": ["DC"],
    "needed_by": "2028-12-31",
    "land": {"area_min_m2": 30000, "area_max_m2": 60000, "combine": True, "max_plots": 4},
    "utilities": {"power_kva": 20000, "water_m3_day": 300, "wastewater_m3_day": 50, "fibre_gbps": 100},
    "budget": {"lease_usd_m2_max": 120},
    "project": {
        "origin": "KR",
        "capital_usd": 300000000,
        "jobs": 300,
        "rd_share_pct": 1.5,
        "group_revenue_eur": 2000000000,
        "first_revenue": "2029-01-01",
        "first_profit": "2030-01-01",
        "annual_profit_usd": 20000000,
    },
    "order": "score",
    "limit": 10,
    "lang": "en",
    "on": "2026-11-23",
}
EXAMPLES = {
    "one_option": {"summary": "One option, DC-02", "value": DATA_CENTRE},
    "near_miss": {
        "summary": "None in time; near miss: a year later",
        "value": DATA_CENTRE | {"needed_by": "2027-06-30"},
    },
}
