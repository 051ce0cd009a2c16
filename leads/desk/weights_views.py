"""The doors of the score's weights: read them, try others on the samples, publish a version."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET

from leads.desk.people_views import form_page, must, submitted
from leads.desk.views import DONE
from leads.desk.weights_form import WeightsForm
from leads.desk.weights_pages import TrialShown, trial_shown, weights_page
from leads.matching.values import VERSION_1, Weight, WeightTable
from leads.services.officers import today_of
from leads.services.weights import (
    keeps_weights,
    last_version,
    publish_weights,
    reads_weights,
    weights_on,
    weights_version,
)
from leads.services.weights_trial import try_weights
from sitepages.stale import is_stale


@require_GET
def weights(request: HttpRequest) -> HttpResponse:
    must(reads_weights(request.user))
    page = weights_page(request.user, today_of(timezone.now()))
    return render(request, "leads/desk/weights/list.html", {"page": page})


@form_page
def change(request: HttpRequest) -> HttpResponse:
    """The form; its first button tries the weights and stores nothing, its second publishes them."""
    must(keeps_weights(request.user))
    now, last = timezone.now(), last_version()
    table = weights_version(last) or VERSION_1
    form = WeightsForm(request.POST or None, table=table, seen=last, valid_from=today_of(now))
    if "publish" in request.POST or is_stale(request):

        def publish(data: dict[str, Any]) -> None:
            publish_weights(
                rows=form.rows,
                valid_from=data["valid_from"],
                note=data["note"],
                by=request.user,
                now=now,
                seen=data["seen"],
            )

        status = submitted(request, form, publish)
        if status == DONE:
            return redirect("desk-weights")
    else:
        form.fields["note"].required = form.fields["valid_from"].required = False
        status = 422 if form.is_bound and not form.is_valid() else 200
    trial = _tried(form, table, today_of(now)) if form.is_bound else None
    if form.is_bound:
        form.data = form.data.copy()
        form.data["seen"] = str(last)
    return render(request, "leads/desk/weights/change.html", {"form": form, "trial": trial}, status=status)


def _tried(form: WeightsForm, table: WeightTable, today: date) -> TrialShown | None:
    """What the weights typed would change; None while the table itself is not sound."""
    if any(name in form.errors for line in form.lines for name in _names(line)):
        return None
    tried = WeightTable(table.version + 1, {key: Weight(*map(float, row)) for key, row in form.rows.items()})
    return trial_shown(try_weights(before=weights_on(today), after=tried, on=today))


def _names(line: Any) -> list[str]:
    return [field.name for field in (line.weight, line.zero, line.one) if field is not None]
