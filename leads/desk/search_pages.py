"""Builds the answer of the one search box: leads, organisations, people, plots; near names where nothing is exact."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.contrib.auth.models import User
from django.db.models import Q, QuerySet

from leads.desk.hold_pages import states_of
from leads.desk.list_pages import RELATED
from leads.desk.pages import DeskRow, row_of
from leads.desk.record_pages import RecordRow, organisation_rows, person_rows
from leads.models import Contact, Lead, Organisation
from leads.records.names import folded
from leads.records.search import reference_of
from leads.services.access import leads_visible_to
from leads.services.calendar import working_calendar
from leads.services.finding import (
    contacts_alike,
    contacts_found,
    newest_leads,
    newest_records,
    organisations_alike,
    organisations_found,
)
from leads.services.lead_search import matching
from sitepages.models import Plot

MOST = 8  # of each kind; the lists show the rest
SHORTEST = 2
PLOT = re.compile(r"^([A-Z]{0,4})[ -]?(\d{0,4})$")


@dataclass(frozen=True)
class PlotRow:
    code: str
    status: str
    words: str
    area_m2: Decimal | None


@dataclass(frozen=True)
class SearchPage:
    """What was found of each kind, cut at `MOST`; `more` names the kinds of which there is more."""

    q: str
    too_short: bool
    leads: tuple[DeskRow, ...] = ()
    organisations: tuple[RecordRow, ...] = ()
    people: tuple[RecordRow, ...] = ()
    plots: tuple[PlotRow, ...] = ()
    near_organisations: tuple[RecordRow, ...] = ()
    near_people: tuple[RecordRow, ...] = ()
    more: frozenset[str] = frozenset()

    @property
    def found(self) -> int:
        return sum(map(len, (self.leads, self.organisations, self.people, self.plots)))

    @property
    def near(self) -> int:
        return len(self.near_organisations) + len(self.near_people)


def search_page(user: User, q: str, now: datetime) -> SearchPage:
    """Everything this person may see that holds every word."""
    if len(folded(q)) < SHORTEST:
        return SearchPage(q, too_short=bool(q))
    leads = newest_leads(leads_visible_to(user).filter(matching(q)), 0, MOST + 1, by_words=True)
    bodies = newest_records(organisations_found(user, q), 0, MOST + 1)
    people = newest_records(contacts_found(user, q), 0, MOST + 1)
    plots = list(plots_found(q)[: MOST + 1])
    near_bodies = organisations_alike(user, q, MOST) if not bodies else []
    near_people = contacts_alike(user, q, MOST) if not people else []
    kinds: dict[str, Sequence[Any]] = {"leads": leads, "organisations": bodies, "people": people, "plots": plots}
    return SearchPage(
        q=q,
        too_short=False,
        leads=tuple(lead_rows(leads[:MOST], now)),
        organisations=organisation_rows(user, in_order(Organisation.objects.all(), bodies[:MOST])),
        people=person_rows(user, in_order(Contact.objects.select_related("organisation"), people[:MOST])),
        plots=plot_rows(plots[:MOST]),
        near_organisations=organisation_rows(user, [one for one in near_bodies if one.pk not in bodies]),
        near_people=person_rows(user, [one for one in near_people if one.pk not in people]),
        more=frozenset(kind for kind, rows in kinds.items() if len(rows) > MOST),
    )


def exact_lead(user: User, q: str) -> int | None:
    """The one lead whose reference was typed, if this person may see it; words without a figure are none."""
    reference = reference_of(q)
    if not reference:
        return None
    return leads_visible_to(user).filter(reference=reference).values_list("pk", flat=True).first()


def plots_found(q: str) -> QuerySet[Plot]:
    """By a part of the code: "SX-12", "sx12", "SX 12", "X-1"; a number alone counts from its first figure."""
    typed = PLOT.match(" ".join(q.upper().split()))
    if not typed:
        return Plot.objects.none()
    letters, number = typed.groups()
    code = Q(code__contains=f"{letters}-{number}") if letters and number else Q(code__contains=f"-{number}")
    return Plot.objects.filter(code if number else Q(code__startswith=letters)).order_by("code")


def lead_rows(ids: Sequence[int], now: datetime) -> list[DeskRow]:
    calendar = working_calendar()
    return [row_of(lead, now, calendar) for lead in in_order(Lead.objects.select_related(*RELATED), ids)]


def in_order(rows: QuerySet[Any], ids: Sequence[int]) -> list[Any]:
    found = rows.in_bulk(list(ids))
    return [found[pk] for pk in ids if pk in found]


def plot_rows(plots: Sequence[Plot]) -> tuple[PlotRow, ...]:
    states = states_of({plot.code for plot in plots}) if plots else {}
    return tuple(PlotRow(plot.code, *states.get(plot.code, ("", "")), plot.area_m2) for plot in plots)
