"""The door of the targets: what is promised today, versions to come and past, and the form of a new one."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from leads.choices import Priority, Stage
from leads.desk.calendar_views import sees_calendar
from leads.desk.people_views import form_page, must, submitted
from leads.desk.target_forms import TargetsForm
from leads.desk.views import DONE
from leads.models import TargetVersion
from leads.services.organisation import can_organise
from leads.services.stages import Named, read_seed
from leads.services.target_versions import begins_at_the_earliest, editable, set_targets
from leads.services.targets import IN_MINUTES, targets
from sitepages.figures import PARK_TIME


@dataclass(frozen=True)
class Row:
    """One promise: what, in which stage, its unit, a number per priority, or the form's fields for them."""

    name: str
    stage: str
    unit: str
    numbers: tuple[tuple[str, int], ...]
    fields: tuple[Any, ...]


@dataclass(frozen=True)
class VersionRow:
    valid_from: date
    source: str
    made_at: datetime
    here: bool
    to_come: bool


@dataclass(frozen=True)
class TargetsPage:
    priorities: tuple[str, ...]
    rows: tuple[Row, ...]
    levels: tuple[tuple[str, int, Any], ...]
    versions: tuple[VersionRow, ...]
    may_change: bool


@form_page
def targets_page(request: HttpRequest) -> HttpResponse:
    may = can_organise(request.user)
    must(may if request.method == "POST" else sees_calendar(request))
    now = timezone.now()
    today = now.astimezone(PARK_TIME).date()
    book = targets()
    form = TargetsForm(
        request.POST or None, version=book.versions[-1][1], initial={"valid_from": begins_at_the_earliest(now)}
    )

    def save(_data: dict[str, Any]) -> None:
        set_targets(facts=form.facts(), by=request.user, now=timezone.now())

    status = submitted(request, form, save)
    if status == DONE:
        return redirect("desk-targets")
    shown = book.on(today)
    page = TargetsPage(
        priorities=tuple(str(one.label) for one in Priority),
        rows=tuple(rows(editable(shown), form if may else None)),
        levels=tuple((one.name, one.percent, form[f"level_{one.key}"] if may else None) for one in shown.levels),
        versions=tuple(versions(today)),
        may_change=may,
    )
    return render(request, "leads/desk/targets.html", {"page": page, "form": form}, status=status or 200)


def rows(cells: dict[tuple[str, str], dict[str, int]], form: TargetsForm | None) -> Iterator[Row]:
    for (clock, stage), cell in cells.items():
        unit = _("working minutes") if clock in IN_MINUTES else _("working days")
        fields = tuple(field for _one, field in form.row((clock, stage))) if form else ()
        numbers = tuple((str(one.label), cell[one.value]) for one in Priority)
        yield Row(clock_names()[clock].name, stage_name(stage), unit, numbers, fields)


@cache
def clock_names() -> dict[str, Named]:
    return {row["key"]: Named(row["key"], row["vi"], row["en"]) for row in read_seed("service_targets.yaml")["clocks"]}


def stage_name(stage: str) -> str:
    return str(Stage(stage).label) if stage in Stage.values else _("any open stage")


def versions(today: date) -> Iterator[VersionRow]:
    made = list(TargetVersion.objects.order_by("-valid_from", "-pk"))
    current = next((row.pk for row in made if row.valid_from <= today), None)
    for row in made:
        yield VersionRow(row.valid_from, row.source, row.made_at, row.pk == current, row.valid_from > today)
