"""The filter of the plots: read from the address with django-filter, on facts as they may be used that day."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import urlencode

import django_filters
from django.db.models import QuerySet
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from sitepages.choices import PlotStatus
from sitepages.explorer.facets import FACETS, WORDS, values_of
from sitepages.land.facts import PlotFacts
from sitepages.models import FunctionalZone, Plot
from sitepages.text import fold

SORTS = {
    "code": _("Plot code"),
    "area": _("Area, largest first"),
    "price": _("Price, lowest first"),
    "ready": _("Ready, soonest first"),
}


def one_of(facet: str) -> django_filters.MultipleChoiceFilter:
    """A facet judged on the masked facts (`Wanted.has`), not on the stored columns."""
    return django_filters.MultipleChoiceFilter(choices=list(WORDS[facet].items()), label=FACETS[facet], method="keep")


class PlotFilterSet(django_filters.FilterSet):
    """Declares what the address may say; values outside the lists are refused by the form, by name."""

    status = django_filters.MultipleChoiceFilter(choices=PlotStatus.choices, label=_("Status"))
    zone = django_filters.ModelMultipleChoiceFilter(
        queryset=FunctionalZone.objects.all(), to_field_name="code", label=_("Functional zone")
    )
    area = one_of("area")
    price = one_of("price")
    power = one_of("power")
    ready = one_of("ready")
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
    price: tuple[str, ...] = ()
    power: tuple[str, ...] = ()
    ready: tuple[str, ...] = ()
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
                **{facet: tuple(clean.get(facet) or ()) for facet in ("area", "price", "power", "ready")},
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

    def has(self, plot: PlotFacts, on: date) -> bool:
        """Whether the plot passes on that day."""
        return self._named(plot) and not self._missed(values_of(plot, on))

    def _named(self, plot: PlotFacts) -> bool:
        return not self.q or fold(self.q).replace(" ", "-") in fold(plot.code)

    def _missed(self, values: Mapping[str, str]) -> list[str]:
        return [name for name in FACETS if getattr(self, name) and values[name] not in getattr(self, name)]

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

    def counts(self, plots: Iterable[PlotFacts], on: date) -> dict[str, Counter[str]]:
        """Facet -> how many plots each of its values would show, the other facets as they are; "" if not known."""
        out: dict[str, Counter[str]] = {name: Counter() for name in FACETS}
        for plot in filter(self._named, plots):
            values = values_of(plot, on)
            missed = self._missed(values)
            # A plot that fails one facet only is what another value of that facet would show.
            for name in FACETS if not missed else missed if len(missed) == 1 else ():
                out[name][values[name]] += 1
        return out
