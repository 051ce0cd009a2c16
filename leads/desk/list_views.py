"""Doors to many leads at once: the list by due time, the board by stage, the saved filters of both."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from leads.choices import AccessKind, Priority, ReplyLanguage, Role, Stage
from leads.desk.audit import note_search, noted
from leads.desk.board import board_page
from leads.desk.filters import SEARCH_LENGTH, DeskFilter
from leads.desk.list_pages import list_page
from leads.desk.log import SOURCES
from leads.desk.search_pages import exact_lead, search_page
from leads.desk.views import own_page
from leads.refusals import sentence
from leads.services.access import leads_visible_to, officer_of, roles_of, seat_of, sees_leads
from leads.services.desk_lock import name_of
from leads.services.export import may_export
from leads.services.finding import campaigns_of_late
from leads.services.house import departments, officers, sectors
from leads.services.own_entry import may_enter
from leads.services.saved_filters import FilterUnknown, Share, drop_filter, filters_for, save_filter, shares_of
from leads.services.sources import source_name
from sitepages.refusal import Refused

Options = tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Choice:
    """One further field of the filter's form."""

    name: str
    label: str
    options: Options
    chosen: str


@dataclass(frozen=True)
class Saved:
    """A saved filter as a link; `shared` says with whom, or who shares it."""

    pk: int
    name: str
    query: str
    shared: str
    mine: bool


@require_GET
def desk_list(request: HttpRequest) -> HttpResponse:
    wanted = wanted_by(request)
    page = request.GET.get("p", "")
    shown = list_page(request.user, wanted, int(page) if page.isdecimal() and len(page) < 6 else 1, timezone.now())
    note_search(request, wanted.q, shown.total.n, (row.reference for row in shown.rows))
    more = {"page": shown, "stages": Stage.choices, "enters": may_enter(request.user)}
    more["exports"] = may_export(request.user)
    return render(request, "leads/desk/list.html", around(request.user, wanted, "desk") | more)


@require_GET
@noted(AccessKind.LIST)
def board(request: HttpRequest) -> HttpResponse:
    wanted = wanted_by(request)
    shown = board_page(request.user, wanted, timezone.now())
    return render(request, "leads/desk/board.html", around(request.user, wanted, "desk-board") | {"page": shown})


@require_GET
def search(request: HttpRequest) -> HttpResponse:
    """One box for everything; a whole reference opens its file."""
    _may_look(request)
    q = request.GET.get("q", "").replace("\x00", "").strip()[:SEARCH_LENGTH]
    known = exact_lead(request.user, q) if q else None
    if known:
        return redirect("desk-lead", known)
    page = search_page(request.user, q, timezone.now())
    note_search(request, page.q, page.found, (row.reference for row in page.leads))
    return render(request, "leads/desk/search.html", {"page": page})


@require_POST
def save(request: HttpRequest) -> HttpResponse:
    """Keep the filter of the page the form stands on; unknown fields in it are dropped."""
    _may_look(request)
    query = DeskFilter.parse(QueryDict(request.POST.get("query", "")[:2000])).query()
    given = {"name": request.POST.get("name", ""), "share": request.POST.get("share", Share.NOBODY.value)}
    try:
        save_filter(query=query, by=request.user, now=timezone.now(), **given)
    except Refused as refused:
        messages.error(request, sentence(refused))
    else:
        messages.success(request, _("The filter is saved."))
    return back(request, reverse("desk") + f"?{query}")


@require_POST
def drop(request: HttpRequest, pk: int) -> HttpResponse:
    _may_look(request)
    try:
        drop_filter(pk=pk, by=request.user)
    except FilterUnknown as unknown:
        raise Http404(sentence(unknown)) from unknown
    return back(request, reverse("desk"))


def back(request: HttpRequest, otherwise: str) -> HttpResponse:
    """To the page the button stood on, if it is one of ours."""
    return redirect(own_page(request) or otherwise)


def wanted_by(request: HttpRequest) -> DeskFilter:
    _may_look(request)
    owns = Role.OFFICER in roles_of(request.user)
    return DeskFilter.parse(request.GET, default_whose="mine" if owns else "visible")


def _may_look(request: HttpRequest) -> None:
    if not sees_leads(request.user):
        raise PermissionDenied


def around(user: User, wanted: DeskFilter, here: str) -> dict[str, Any]:
    """What list and board share: the filter, its choices, the saved ones."""
    names = {Share.NOBODY: _("me only"), Share.DEPARTMENT: _("my department"), Share.ALL: _("the whole desk")}
    return {
        "wanted": wanted,
        "owns": officer_of(user),
        "choices": tuple(_choices(user, wanted)),
        "saved": tuple(_saved(user)),
        "shares": tuple((share.value, names[share]) for share in shares_of(user)),
        "here": reverse(here),
    }


def _choices(user: User, wanted: DeskFilter) -> Iterator[Choice]:
    seat = seat_of(user)
    if seat.sees_all:
        manned = {one.department_id for one in officers()}
        rows = tuple((row.key, row.name) for row in departments().values() if row.key in manned)
        yield Choice("department", _("Department"), rows, wanted.department)
    if seat.sees_all or seat.whole_department:
        people = (one for one in officers() if one.user.is_active)
        if not seat.sees_all:
            people = (one for one in people if one.department_id == seat.whole_department)
        yield Choice("owner", _("Officer in charge"), tuple((one.key, one.name) for one in people), wanted.owner)
    rows = tuple((row.key, row.name) for row in sectors().values())
    yield Choice("sector", _("Sector"), rows, wanted.sector)
    yield Choice("priority", _("Priority"), _named(Priority.choices), wanted.priority)
    yield Choice("language", _("Language"), _named(ReplyLanguage.choices), wanted.language)
    yield Choice("source", _("Came through"), tuple((key, source_name(key)) for key in SOURCES), wanted.source)
    words = campaigns_of_late(leads_visible_to(user))
    yield Choice("campaign", _("Campaign"), tuple((word, word) for word in words), wanted.campaign)


def _named(choices: list[tuple[Any, Any]]) -> Options:
    return tuple((str(value), str(label)) for value, label in choices)


def _saved(user: User) -> Iterator[Saved]:
    for row in filters_for(user):
        mine = row.owner_id == user.pk
        if mine:
            shared = _("shared with the desk") if row.for_all else _("shared") if row.for_department_id else ""
        else:
            shared = _("shared by %(who)s") % {"who": name_of(row.owner)}
        yield Saved(row.pk, row.name, row.query, shared, mine)
