"""The cost of the location as its page and chart show it; each line says whose figure it is."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from leads.portal.fields import NumberField, stored
from leads.services.location_cost import LONGEST, NEIGHBOUR, PARK, STATED, YEARS, CostLine, LocationCost
from sitepages import figures
from sitepages.choices import Certainty
from sitepages.explorer.plot_lines import dated_words, in_readers_words

NAMES = {
    "lease": gettext_lazy("Land lease, once to the end of the term"),
    "service_fee": gettext_lazy("Infrastructure service fee"),
    "power": gettext_lazy("Power"),
    "water": gettext_lazy("Water"),
    "wastewater": gettext_lazy("Waste water"),
    "wages": gettext_lazy("Wages"),
}
MISSING = {
    "plots": gettext_lazy("no plot fits yet"),
    "area": gettext_lazy("area of the plots"),
    "price": gettext_lazy("no published price"),
    "kwh_year": gettext_lazy("power used in a year (kWh)"),
    "water_m3_day": gettext_lazy("water needed a day"),
    "wastewater_m3_day": gettext_lazy("waste water a day"),
    "days_year": gettext_lazy("days of operation a year"),
    "payroll_usd_year": gettext_lazy("payroll a year"),
}
UNITS = {"m2_year": "m²", "kwh": "kWh", "m3": "m³"}
LIMITS = {"years": (1, LONGEST), "kwh_year": (0, 10**11), "days_year": (1, 366), "payroll_usd_year": (0, 10**10)}


class CostForm(forms.Form):
    """What is asked of the investor; an empty field stays not known."""

    use_required_attribute = False
    error_css_class = "has-err"

    def __init__(self, *args: Any, lang: str, **kwargs: Any) -> None:
        super().__init__(*args, auto_id="f-%s", **kwargs)
        self.lang = lang
        labels = {
            "years": (_("Over how many years"), _("years")),
            "kwh_year": (_("Power used in a year"), "kWh"),
            "days_year": (_("Days of operation a year"), _("days")),
            "payroll_usd_year": (_("Payroll a year"), "USD"),
        }
        for name, (label, unit) in labels.items():
            self.fields[name] = NumberField(lang=lang, unit=unit, label=label)

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        for name, (low, high) in LIMITS.items():
            value = cleaned.get(name)
            whole = name not in {"years", "days_year"} or value is None or value == int(value)
            if value is not None and not (low <= value <= high and whole):
                bounds = {"low": figures.number(low, None, self.lang), "high": figures.number(high, None, self.lang)}
                self.add_error(name, _("Enter a number from %(low)s to %(high)s.") % bounds)
        return cleaned

    def stated(self) -> dict[str, Any]:
        return {name: stored(value) for name, value in self.cleaned_data.items() if value is not None}

    def summary(self) -> tuple[tuple[str, str, str], ...]:
        return tuple(
            (self[name].auto_id, str(self[name].label), str(errors[0])) for name, errors in self.errors.items()
        )


@dataclass(frozen=True, slots=True)
class LineShown:
    name: str
    reckoned: str
    a_year: str
    over: str
    source: str
    tone: str


@dataclass(frozen=True, slots=True)
class CostPage:
    token: str
    plots: tuple[str, ...]
    area: str
    years: int
    lines: tuple[LineShown, ...]
    total: str
    unknown: tuple[str, ...]
    drawing: SafeString
    rate: str


def cost_page(token: str, cost: LocationCost, *, lang: str) -> CostPage:
    low, high = cost.total
    rate = figures.number(cost.usd_vnd, None, lang) if cost.usd_vnd else ""
    return CostPage(
        token=token,
        plots=cost.plots,
        area=figures.area_both(cost.area_m2, lang) if cost.area_m2 is not None else "",
        years=cost.years,
        lines=tuple(_shown(line, cost.years, lang) for line in cost.lines),
        total=_range(low, high, lang),
        unknown=tuple(line_name(line) for line in cost.unknown),
        drawing=bars(cost, lang),
        rate=_("USD 1 = VND %(rate)s, illustrative.") % {"rate": rate} if rate else "",
    )


def line_name(line: CostLine) -> str:
    """What the line is, with its plots where others have a line of their own."""
    return ", ".join(filter(None, (str(NAMES[line.key]), " + ".join(line.plots))))


def _shown(line: CostLine, years: int, lang: str) -> LineShown:
    over = line.over(years)
    return LineShown(
        name=line_name(line),
        reckoned=_reckoned(line, lang),
        a_year=_range(line.low, line.high, lang) if line.low is not None and line.high is not None else "",
        over=_range(*over, lang) if over else "",
        source=source_words(line, lang),
        tone="" if line.state in {PARK, STATED} else "open",
    )


def _range(low: Decimal, high: Decimal, lang: str) -> str:
    """One figure, or from the least to the most, in whole dollars."""
    if low == high:
        return figures.usd(low, lang)
    return _("%(least)s to %(most)s") % {"least": figures.usd(low, lang), "most": figures.usd(high, lang)}


def _reckoned(line: CostLine, lang: str) -> str:
    """Quantity times price, in words."""
    price = line.price
    if price is None or line.quantity is None:
        return figures.area_m2(line.quantity, lang) if line.quantity is not None else ""
    places = 2 if price.currency == "USD" else None
    span = figures.number(price.low, places, lang)
    if price.low != price.high:
        span += f"–{figures.number(price.high, places, lang)}"
    unit = UNITS[price.per]
    return (
        f"{figures.number(line.quantity, None, lang)}{figures.NBSP}{unit} × {span}{figures.NBSP}{price.currency}/{unit}"
    )


def source_words(line: CostLine, lang: str) -> str:
    if line.missing:
        wanted = "; ".join(str(MISSING[key]) for key in line.missing)
        return _("Missing: %(what)s") % {"what": wanted}
    if line.state == STATED:
        return _("stated by the investor")
    if line.price and line.price.plots:
        return _("record of plot %(plots)s. %(source)s · %(day)s") % {
            "plots": " + ".join(line.price.plots),
            "source": in_readers_words(line.price.source),
            "day": dated_words(line.price.verified_on, lang, illustrative=line.price.illustrative),
        }
    if line.price:
        own = _("price of the park, %(year)s. %(source)s; %(certainty)s, %(day)s")
        other = _("price of %(place)s, %(year)s; the park has published none. %(source)s; %(certainty)s, %(day)s")
        return (other if line.state == NEIGHBOUR else own) % {
            "place": line.price.place,
            "year": line.price.year,
            "source": line.price.source,
            "certainty": Certainty(line.price.certainty).label,
            "day": figures.day(line.price.verified_on, lang),
        }
    return _("plot record of the park, with its receipt on the plot's page")


# --- Chart ---

BAR_STEP = 42  # a name above its bar, whole also in the larger type of a narrow screen


def bars(cost: LocationCost, lang: str) -> SafeString:
    """Bars side by side over the years: solid the least, pale up to the most. The table says the same."""
    known = [(line, over) for line in cost.lines if (over := line.over(cost.years))]
    tallest = max((over[1] for _line, over in known), default=Decimal(0))
    if not tallest:
        return SafeString("")
    height = BAR_STEP * len(known)
    label = escape(_("Cost of the location by line; the figures are in the table"))
    head = f'<svg class="chart" viewBox="0 0 620 {height}" role="img" aria-label="{label}">'
    return mark_safe(head + "".join(_bar(i, line, over, tallest) for i, (line, over) in enumerate(known)) + "</svg>")


def _bar(index: int, line: CostLine, over: tuple[Decimal, Decimal], tallest: Decimal) -> str:
    y = index * BAR_STEP
    least, most = (float(end / tallest) * 616 for end in over)
    name = escape(line_name(line))
    return (
        f'<text x="0" y="{y + 17}">{name}</text>'
        f'<rect class="save" x="1" y="{y + 23}" width="{most:.1f}" height="11"/>'
        f'<rect class="pay" x="1" y="{y + 23}" width="{least:.1f}" height="11"/>'
    )


__all__ = ["YEARS", "CostForm", "CostPage", "cost_page", "line_name"]
