"""The filter of the plots: read from the address with django-filter, on facts as they may be used that day."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

import django_filters
from django.db.models import QuerySet
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from sitepages.choices import PlotStatus
from sitepages.land.facts import PlotFacts
from sitepages.models import FunctionalZone, Plot
from sitepages.text import fold

# Area bands: key -> (from, to) in m2, [from, to).
AREAS: Mapping[str, tuple[float, float]] = {
    "0-1": (0, 10_000),
    "1-2": (10_000, 20_000),
    "2-3": (20_000, 30_000),
    "3-": (30_000, float("inf")),
}
AREA_WORDS = {"0-1": _("under 1 ha"), "1-2": _("1–2 ha"), "2-3": _("2–3 ha"), "3-": _("3 ha and more")}
SORTS = {
    "code": _("Plot code"),
    "area": _("Area, largest first"),
    "price": _("Price, lowest first"),
    "ready": _("Ready, soonest first"),
}
FACETS = ("status", "zone", "area")


class PlotFilterSet(django_filters.FilterSet):
    """Declares what the address may say; values outside the lists are refused by the form, by name."""

    status = django_filters.MultipleChoiceFilter(choices=PlotStatus.choices, label=_("Status"))
    zone = django_filters.ModelMultipleChoiceFilter(
        queryset=FunctionalZone.objects.all(), to_field_name="code", label=_("Functional zone")
    )
    area = django_filters.MultipleChoiceFilter(
        choices=list(AREA_WORDS.items()), label=_("Area of one plot"), method="keep"
    )
    q = django_filters.CharFilter(label=_("Search by code"), method="keep", max_length=40)
    sort = django_filters.ChoiceFilter(choices=list(SORTS.items()), label=_("Sort by"), method="keep")

    class Meta:
        model = Plot
        fields: list[str] = []

    def keep(self, queryset: QuerySet[Plot], name: str, value: Any) -> QuerySet[Plot]:
        """Judged on the masked facts (`Wanted.has`), not on the stored columns."""
        return queryset


@dataclass(frozen=True)
class Wanted:
    """The filter as a value: what page, counts, plan and list all read."""

    status: tuple[str, ...] = ()
    zone: tuple[str, ...] = ()
    area: tuple[str, ...] = ()
    q: str = ""
    sort: str = "code"

    @classmethod
    def parse(cls, query: QueryDict) -> tuple[Wanted, list[str]]:
        """The filter and the names of parameters that could not be used."""
        form = PlotFilterSet(query, queryset=Plot.objects.none()).form
        form.is_valid()
        clean = form.cleaned_data if hasattr(form, "cleaned_data") else {}
        known = {*form.fields, "p"}
        refused = sorted({*form.errors, *(key for key in query if key not in known)})
        return (
            cls(
                status=tuple(clean.get("status") or ()),
                zone=tuple(zone.code for zone in clean.get("zone") or ()),
                area=tuple(clean.get("area") or ()),
                q=(clean.get("q") or "").strip(),
                sort=clean.get("sort") or "code",
            ),
            refused[:5],
        )

    def query(self) -> str:
        """The address's query; defaults vanish."""
        pairs = [(facet, value) for facet in FACETS for value in getattr(self, facet)]
        pairs += [("q", self.q)] if self.q else []
        return urlencode(pairs + ([("sort", self.sort)] if self.sort != "code" else []))

    def without(self, facet: str, value: str) -> Wanted:
        rest = tuple(other for other in getattr(self, facet) if other != value)
        return Wanted(**{**self.__dict__, facet: rest})

    def has(self, plot: PlotFacts, leave_out: str = "") -> bool:
        """Whether the plot passes, but for one facet (whose counts are being taken)."""
        return all(
            leave_out == facet or not wanted or value in wanted
            for facet, wanted, value in (
                ("status", self.status, plot.status),
                ("zone", self.zone, plot.zone),
                ("area", self.area, band_of(plot)),
            )
        ) and (not self.q or fold(self.q).replace(" ", "-") in fold(plot.code))

    def sorted(self, plots: Iterable[PlotFacts]) -> list[PlotFacts]:
        """In the order asked; what is not known comes last."""
        key = {"area": "area_m2", "price": "lease_usd_m2", "ready": "available_from"}.get(self.sort)
        if key is None:
            return sorted(plots, key=lambda plot: plot.code)
        known, unknown = [], []
        for plot in sorted(plots, key=lambda plot: plot.code):
            (unknown if plot.value(key) is None else known).append(plot)
        known.sort(key=lambda plot: plot.value(key), reverse=self.sort == "area")  # type: ignore[arg-type,return-value]
        return known + unknown

    def counts(self, plots: Iterable[PlotFacts], facet: str) -> Counter[str]:
        """How many plots each value of a facet would show, the other facets as they are."""
        value = {"status": lambda p: p.status, "zone": lambda p: p.zone, "area": band_of}[facet]
        return Counter(value(plot) for plot in plots if self.has(plot, leave_out=facet))


def band_of(plot: PlotFacts) -> str:
    """The plot's area band; empty while the area is unknown, so that it stays out of every band."""
    area = plot.value("area_m2")
    if not isinstance(area, (int, float)):
        return ""
    return next(band for band, (low, high) in AREAS.items() if low <= area < high)
