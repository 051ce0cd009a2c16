"""The doors of a confidential project: hide the investor's name, show it again."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse

from leads.desk.forms import ConcealForm, DeskForm
from leads.desk.views import act, form_door
from leads.services.confidential import conceal, release


@form_door
def hide(request: HttpRequest, pk: int) -> HttpResponse:
    return act(request, pk, "conceal", ConcealForm, conceal, lambda d, f: {"code_name": d["code_name"]})


@form_door
def show_again(request: HttpRequest, pk: int) -> HttpResponse:
    return act(request, pk, "release", DeskForm, release, lambda d, f: {})
