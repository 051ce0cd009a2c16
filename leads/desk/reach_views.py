"""The doors of a confidential project: hide the investor's name, show it again."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_POST

from leads.desk.forms import ConcealForm, DeskForm
from leads.desk.views import act
from leads.services.confidential import conceal, release


@require_POST
def hide(request: HttpRequest, pk: int) -> HttpResponse:
    return act(request, pk, "conceal", ConcealForm, conceal, lambda d, f: {"code_name": d["code_name"]})


@require_POST
def show_again(request: HttpRequest, pk: int) -> HttpResponse:
    return act(request, pk, "release", DeskForm, release, lambda d, f: {})
