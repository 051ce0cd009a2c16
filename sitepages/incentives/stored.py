"""Schedules as stored, and as told: years alike put together, amounts in both currencies, the clause in words. Pure.

Stored without words, so that a result opens in any language and replays to the unit.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from sitepages.incentives.cells import GRANT, Row
from sitepages.incentives.citation_words import places_words
from sitepages.incentives.plan import CENT, DONG
from sitepages.incentives.shared import ORDINARY_RATE

AMOUNTS = ("baseline", "payable", "rate_pct", "most")
# The clause of the ordinary rate in answers stored before it was a record of its own.
ORDINARY = ({"law": "Luật Thuế thu nhập doanh nghiệp 67/2025/QH15", "article": "10", "clause": "1"},)
Basis = Mapping[str, Sequence[Mapping[str, Any]]]  # record -> its places
Told = dict[str, Any]


def kept(rows: Iterable[Row]) -> list[dict[str, Any]]:
    """Rows as JSON: years with the same cell are one entry with `to`."""
    out: list[dict[str, Any]] = []
    for row in rows:
        entry = {key: _plain(value) for key, value in asdict(row).items() if value not in (None, "", ())}
        before = out[-1] if out else {}
        if before.get("to", before.get("year")) == row.year - 1 and _same(before, entry):
            before["to"] = row.year
        else:
            out.append(entry)
    return out


def _same(before: Mapping[str, Any], entry: Mapping[str, Any]) -> bool:
    others = {key: value for key, value in before.items() if key not in {"year", "to"}}
    return others == {key: value for key, value in entry.items() if key != "year"}


def _plain(value: Any) -> Any:
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else str(value)
    return [list(place) for place in value] if isinstance(value, tuple) else value


def opened(entries: Iterable[Mapping[str, Any]]) -> Iterator[Row]:
    """The rows again, one for each year."""
    for entry in entries:
        fields = {key: value for key, value in entry.items() if key != "to"}
        for name in AMOUNTS:
            fields[name] = Decimal(str(fields[name])) if name in fields else None
        fields["places"] = tuple((key, index) for key, index in fields.get("places", ()))
        for year in range(entry["year"], entry.get("to", entry["year"]) + 1):
            yield Row(**{**fields, "year": year})


# --- Both currencies ---


@dataclass(frozen=True, slots=True)
class Money:
    """An amount in dollars to the cent and in dong; None is not known."""

    usd: Decimal | None
    vnd: Decimal | None

    def __sub__(self, other: Money) -> Money:
        return Money(_less(self.usd, other.usd), _less(self.vnd, other.vnd))


def _less(one: Decimal | None, other: Decimal | None) -> Decimal | None:
    return None if one is None or other is None else one - other


def both(amount: Decimal | None, currency: str, usd_vnd: Decimal | None) -> Money:
    """Converted at the rate of the day, rounded once; None where no rate is known."""
    if amount is None:
        return Money(None, None)
    if currency == "VND":
        return Money(None if not usd_vnd else (amount / usd_vnd).quantize(CENT, ROUND_HALF_UP), amount)
    return Money(amount, None if usd_vnd is None else (amount * usd_vnd).quantize(DONG, ROUND_HALF_UP))


def told(row: Row, usd_vnd: Decimal | None, basis: Basis, lang: str) -> Told:
    """A row as the API gives it (matching.md section 7); a grant has `receivable_*` in place of `payable_*`."""
    base, due = both(row.baseline, row.currency, usd_vnd), both(row.payable, row.currency, usd_vnd)
    saved = spared(row, usd_vnd)
    name = "receivable" if row.tax == GRANT else "payable"
    most = both(row.most, row.currency, usd_vnd)
    return {
        "year": row.year,
        "tax": row.tax,
        **({"of": row.of} if row.of else {}),
        "baseline_usd": number(base.usd),
        f"{name}_usd": number(due.usd),
        "saving_usd": number(saved.usd),
        "baseline_vnd": number(base.vnd),
        f"{name}_vnd": number(due.vnd),
        "saving_vnd": number(saved.vnd),
        **({f"{name}_max_usd": number(most.usd), f"{name}_max_vnd": number(most.vnd)} if row.cell == "bound" else {}),
        "rate_pct": number(row.rate_pct),
        "basis": basis_words(row, basis, lang),
        "cell": row.cell,
        "incentive": row.incentive or None,
    }


def number(value: Decimal | None) -> int | float | None:
    """As JSON writes it: whole where it is."""
    if value is None:
        return None
    return int(value) if value == value.to_integral_value() else float(value)


def basis_words(row: Row, basis: Basis, lang: str) -> str:
    """The clauses of a cell, each law named once; of a year without a rule the ordinary one."""
    return places_words(places_of(row, basis), lang)


def places_of(row: Row, basis: Basis) -> list[Mapping[str, Any]]:
    """The places of the law a cell rests on."""
    places = [basis[key][index] for key, index in row.places if index < len(basis.get(key, ()))]
    if not places and row.tax == "cit":
        places = list(basis.get(ORDINARY_RATE, ORDINARY))
    return places


# --- Sums ---


def sums(rows: Sequence[Row], usd_vnd: Decimal | None, on_year: int, discount_pct: Decimal) -> Told:
    """Totals of the cells in both currencies, by tax and in all, and the present value of the savings.

    The present value is a range wherever the total is one: `present_value_usd` counts the known cells only.
    """
    out = _sum(rows, usd_vnd)
    taxes = dict.fromkeys(row.tax for row in rows)
    years = [row.year for row in rows]
    return {
        "from": min(years, default=None),
        "to": max(years, default=None),
        **out,
        **_worth(rows, usd_vnd, on_year, discount_pct),
        "discount_pct": number(discount_pct),
        "by_tax": {tax: _sum([row for row in rows if row.tax == tax], usd_vnd) for tax in taxes},
    }


def nothing_known(rows: Iterable[Row]) -> bool:
    """Whether there is no cell, or all money stands in cells without a figure: then no sum can be said, not even 0.

    Else a sum is of the known cells only, and says so.
    """
    rows = tuple(rows)
    if any(row.most or (row.saving is not None and (row.saving or row.baseline or row.payable)) for row in rows):
        return False
    return not rows or any(row.cell == "unknown" for row in rows)


def _sum(rows: Sequence[Row], usd_vnd: Decimal | None) -> Told:
    """`saving_min_*` and `saving_max_*`: the range that cells known only to a bound leave open; None: not known."""
    known = [row for row in rows if row.saving is not None]
    bounds = [row for row in rows if row.saving is None]
    out: Told = {}
    for currency in ("usd", "vnd"):
        saved = _total((spared(row, usd_vnd) for row in known), currency)
        taken = _total((both(row.most, row.currency, usd_vnd) for row in bounds if row.tax != GRANT), currency)
        given = _total((both(row.most, row.currency, usd_vnd) for row in bounds if row.tax == GRANT), currency)
        plain = [row for row in known if row.tax != GRANT]
        out |= {
            f"baseline_{currency}": number(
                _total((both(row.baseline, row.currency, usd_vnd) for row in plain), currency)
            ),
            f"payable_{currency}": number(
                _total((both(row.payable, row.currency, usd_vnd) for row in plain), currency)
            ),
            f"saving_{currency}": number(saved),
            f"saving_min_{currency}": number(saved - taken),
            f"saving_max_{currency}": number(saved + given),
        }
    if nothing_known(rows):
        names = ("baseline", "payable", "saving", "saving_min", "saving_max")
        out |= {f"{name}_{currency}": None for name in names for currency in ("usd", "vnd")}
    return {**out, "unknown_cells": sum(row.cell == "unknown" for row in rows)}


def spared(row: Row, usd_vnd: Decimal | None) -> Money:
    """What the rule spares or brings: the difference of the two amounts as they are shown, so that they add up."""
    due = both(row.payable, row.currency, usd_vnd)
    return due if row.tax == GRANT else both(row.baseline, row.currency, usd_vnd) - due


def _total(amounts: Iterable[Money], currency: str) -> Decimal:
    return sum((getattr(amount, currency) or Decimal(0) for amount in amounts), Decimal(0))


def _worth(rows: Sequence[Row], usd_vnd: Decimal | None, on_year: int, discount_pct: Decimal) -> Told:
    """Each year's sum divided by (1 + rate) ^ years ahead: of the known cells, with all costs and with all grants."""
    if nothing_known(rows):
        return {f"present_value{end}_usd": None for end in ("", "_min", "_max")}
    factor = 1 + discount_pct / 100
    known = least = most = Decimal(0)
    for row in rows:
        amount = spared(row, usd_vnd) if row.saving is not None else both(row.most, row.currency, usd_vnd)
        worth = (amount.usd or Decimal(0)) / factor ** (row.year - on_year)
        if row.saving is not None:
            known += worth
        elif row.tax == GRANT:
            most += worth
        else:
            least -= worth
    ends = {"": known, "_min": known + least, "_max": known + most}
    return {f"present_value{end}_usd": number(value.quantize(CENT, ROUND_HALF_UP)) for end, value in ends.items()}
