"""The filter of the plots: read from the address with django-filter, on facts as they may be used that day."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache, reduce
from operator import and_, or_
from typing import Any, TypeVar
from urllib.parse import urlencode

import django_filters
from django.db.models import QuerySet
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from sitepages.choices import PlotStatus
from sitepages.explorer.facets import FACETS, PHASES, WORDS, bits_of, plots_in, values_of
from sitepages.explorer.picks import picks_in
from sitepages.land.codes import without_word
from sitepages.land.index import IndexedPlot, LandIndex, Valued
from sitepages.models import FunctionalZone, Plot, Sector
from sitepages.text import fold

V = TypeVar("V", bound=Valued)
JOINTS = re.compile(r"[\s\-\u2010-\u2015\u2212]+")  # blanks, the hyphen, its kin up to the bar, the minus
BANDED = ("area", "price", "power", "water", "fibre", "ready", "readiness")
SORTS = {
    "code": _("Plot code"),
    "area": _("Area, largest first"),
    "price": _("Price, lowest first"),
    "ready": _("Ready, soonest first"),
}


@lru_cache(maxsize=16_384)
def bare(code: str) -> str:
    """A plot code however its parts are joined: "SX-16", "sx 16", "sx16" and "SX–16" are all "sx16"."""
    return JOINTS.sub("", fold(code))


def one_of(facet: str) -> django_filters.MultipleChoiceFilter:
    """A facet judged on the masked facts (`Wanted.has`), not on the stored columns."""
    return django_filters.MultipleChoiceFilter(choices=list(WORDS[facet].items()), label=FACETS[facet], method="keep")


class PlotFilterSet(django_filters.FilterSet):
    """Declares what the address may say; values outside the lists are refused by the form, by name."""

    status = django_filters.MultipleChoiceFilter(choices=PlotStatus.choices, label=_("Status"))
    zone = django_filters.ModelMultipleChoiceFilter(
        queryset=FunctionalZone.objects.all(), to_field_name="code", label=_("Functional zone")
    )
    sector = django_filters.ModelMultipleChoiceFilter(
        queryset=Sector.objects.filter(retired_on=None), to_field_name="key", label=FACETS["sector"], method="keep"
    )
    area = one_of("area")
    price = one_of("price")
    power = one_of("power")
    water = one_of("water")
    fibre = one_of("fibre")
    ready = one_of("ready")
    readiness = one_of("readiness")
    phase = django_filters.MultipleChoiceFilter(
        choices=[(value, value) for value in PHASES], label=FACETS["phase"], method="keep"
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
    sector: tuple[str, ...] = ()
    area: tuple[str, ...] = ()
    price: tuple[str, ...] = ()
    power: tuple[str, ...] = ()
    water: tuple[str, ...] = ()
    fibre: tuple[str, ...] = ()
    ready: tuple[str, ...] = ()
    readiness: tuple[str, ...] = ()
    phase: tuple[str, ...] = ()
    q: str = ""
    sort: str = "code"
    picks: tuple[str, ...] = ()  # plots and sets the reader has picked out, carried along from page to page

    @classmethod
    def parse(cls, query: QueryDict) -> tuple[Wanted, list[str]]:
        """The filter and the names of parameters that could not be used."""
        form = PlotFilterSet(query, queryset=Plot.objects.none()).form
        form.is_valid()
        clean = form.cleaned_data if hasattr(form, "cleaned_data") else {}
        picks, strange = picks_in(query)
        known = {*form.fields, "p", "pick"}
        refused = {*form.errors, *(key for key in query if key not in known), *(["pick"] if strange else [])}
        return (
            cls(
                zone=tuple(zone.code for zone in clean.get("zone") or ()),
                sector=tuple(sector.key for sector in clean.get("sector") or ()),
                **{facet: tuple(clean.get(facet) or ()) for facet in ("status", *BANDED, "phase")},
                q=(clean.get("q") or "").strip(),
                sort=clean.get("sort") or "code",
                picks=picks,
            ),
            sorted(refused)[:5],
        )

    def query(self) -> str:
        """The address's query; defaults vanish."""
        pairs = [(facet, value) for facet in FACETS for value in getattr(self, facet)]
        pairs += [("q", self.q)] if self.q else []
        pairs += [("sort", self.sort)] if self.sort != "code" else []
        return urlencode(pairs + [("pick", pick) for pick in self.picks])

    def without(self, facet: str, value: str) -> Wanted:
        rest = tuple(other for other in getattr(self, facet) if other != value)
        return replace(self, **{facet: rest})

    def has(self, plot: Valued, on: date) -> bool:
        """Whether the plot passes on that day."""
        return self._named(plot) and all(
            not chosen or not chosen.isdisjoint(value if isinstance(value, tuple) else (value,))
            for chosen, value in zip(self._chosen().values(), values_of(plot, on), strict=True)
        )

    def _named(self, plot: Valued) -> bool:
        return not self.q or bare(without_word(self.q)) in bare(plot.code)

    def _chosen(self) -> dict[str, frozenset[str]]:
        """Facet -> the values chosen in it."""
        return {facet: frozenset(getattr(self, facet)) for facet in FACETS}

    def sift(self, land: LandIndex) -> tuple[list[IndexedPlot], dict[str, Counter[str]]]:
        """What passes (`has` on the index's day), in the order of the index, and facet -> how many plots each of its
        values would show, the other facets as they are; "" if not known.
        """
        bits = bits_of(land)
        named = sum(1 << place for place, plot in enumerate(land.plots) if self._named(plot)) if self.q else -1
        passed = {
            facet: reduce(or_, (bits[facet].get(value, 0) for value in values)) if values else -1
            for facet, values in self._chosen().items()
        }
        everyone = (1 << len(land.plots)) - 1 & named
        counts = {}
        for facet in FACETS:
            others = reduce(and_, (one for name, one in passed.items() if name != facet), everyone)
            counts[facet] = Counter({value: (others & one).bit_count() for value, one in bits[facet].items()})
        return plots_in(land, reduce(and_, passed.values(), everyone)), counts

    def sorted(self, plots: Iterable[V]) -> list[V]:
        """In the order asked; what is not known comes last."""
        key = {"area": "area_m2", "price": "lease_usd_m2", "ready": "available_from"}.get(self.sort)
        if key is None:
            return sorted(plots, key=lambda plot: plot.code)
        known, unknown = [], []
        for plot in sorted(plots, key=lambda plot: plot.code):
            (unknown if plot.value(key) is None else known).append(plot)
        known.sort(key=lambda plot: plot.value(key), reverse=self.sort == "area")  # type: ignore[arg-type,return-value]
        return known + unknown
