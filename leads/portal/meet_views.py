"""Behind the signed link: book a talk or a site visit, move it, cancel it, take it into a calendar."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from leads.choices import AppointmentKind
from leads.models import Appointment, LeadLink
from leads.portal.http import ORIGIN_ONLY, private, reader_language
from leads.portal.meet_forms import MeetForm
from leads.portal.meet_page import done_words, meet_page
from leads.portal.room_views import behind_link
from leads.refusals import sentence
from leads.services.appointment_calendar import PUBLISH, entry
from leads.services.appointment_slots import zone_of
from leads.services.appointments import SlotGone, Wish, book, cancel, coming, move
from sitepages import figures
from sitepages.refusal import Refused
from sitepages.stale import STALE, STALE_STATUS, gives_back, is_stale


@gives_back
@require_http_methods(["GET", "HEAD", "POST"])
@private(ORIGIN_ONLY)
@behind_link
def lead_meet(request: HttpRequest, link: LeadLink, token: str, now: datetime) -> HttpResponse:
    """What stands, the free times, and booking one of them."""
    if request.method != "POST":
        notice = done_words(link.lead, request.GET, reader_language())
        return _shown(request, link, token, MeetForm(shown=request.GET), now, notice=notice)
    form = MeetForm(request.POST)

    def take(starts_at: datetime) -> Appointment:
        zone = form.wanted_zone(zone_of(link.lead))
        given = form.cleaned_data
        wish = Wish(form.chosen_kind(), starts_at, given["words"], zone, phone=given["contact_phone"])
        return book(lead=link.lead, link=link, wish=wish, by=None, now=now)

    return _taken(request, link, token, form, now, take)


@gives_back
@require_http_methods(["GET", "HEAD", "POST"])
@private(ORIGIN_ONLY)
@behind_link
def lead_meet_move(request: HttpRequest, link: LeadLink, token: str, now: datetime, number: int) -> HttpResponse:
    """Another time for an appointment."""
    row = coming(link.lead, number, now)
    if request.method != "POST":
        shown = request.GET.dict()
        return _shown(request, link, token, MeetForm(shown={"zone": row.time_zone} | shown), now, moving=row)
    form = MeetForm(request.POST)

    def take(starts_at: datetime) -> Appointment:
        return move(lead=link.lead, link=link, number=number, starts_at=starts_at, by=None, now=now)

    return _taken(request, link, token, form, now, take, moving=row)


@require_POST
@private(ORIGIN_ONLY)
@behind_link
def lead_meet_cancel(request: HttpRequest, link: LeadLink, token: str, now: datetime, number: int) -> HttpResponse:
    row = cancel(lead=link.lead, link=link, number=number, by=None, now=now)
    return _told(token, "cancelled", row)


@require_safe
@private(ORIGIN_ONLY)
@behind_link
def lead_meet_entry(request: HttpRequest, link: LeadLink, token: str, now: datetime, number: int) -> HttpResponse:
    """The appointment as a file for the investor's calendar; the mail's entry has the same mark, so it is one there."""
    row = coming(link.lead, number, now)
    lang = reader_language()
    with translation.override(lang):
        title = _("%(what)s – Yên Bình Investor Desk (%(reference)s)")
        title %= {"what": AppointmentKind(row.kind).label, "reference": link.lead.reference}
    text = entry(row, to="", name="", title=title, lang=lang, method=PUBLISH, now=now)
    response = HttpResponse(text, content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{link.lead.reference.lower()}-{row.pk}.ics"'
    response["X-Content-Type-Options"] = "nosniff"
    return response


def _taken(
    request: HttpRequest,
    link: LeadLink,
    token: str,
    form: MeetForm,
    now: datetime,
    take: Any,
    moving: Appointment | None = None,
) -> HttpResponse:
    """To the page that says so; refused, the page again with fresh times and what was typed."""
    if is_stale(request):
        return _shown(request, link, token, form, now, STALE_STATUS, moving=moving, notice=str(STALE))
    if form.other_clock():
        chosen = MeetForm(shown=request.POST)
        return _shown(
            request, link, token, chosen, now, moving=moving, notice=_("Nothing is booked yet. Choose a time.")
        )
    if not form.is_valid():
        return _shown(request, link, token, form, now, 422, moving=moving)
    try:
        row = take(form.cleaned_data["slot"])
    except Refused as refusal:
        named = "slot" if isinstance(refusal, SlotGone) else str(refusal.facts.get("field", ""))
        if isinstance(refusal, SlotGone):
            zone = form.wanted_zone((moving.time_zone if moving else "") or zone_of(link.lead))
            refusal = SlotGone(at=_on_the_clock(form.cleaned_data["slot"], zone))
        form.add_error(named if named in form.fields else None, sentence(refusal))
        return _shown(request, link, token, form, now, refusal.status, moving=moving)
    return _told(token, "moved" if moving else "booked", row)


def _on_the_clock(at: datetime, zone: str) -> str:
    """The time as its button showed it, with the zone in either language."""
    local = ZoneInfo(zone)
    return f"{figures.local_moment(at, reader_language(), local)} ({figures.offset(at.astimezone(local))})"


def _told(token: str, what: str, row: Appointment) -> HttpResponse:
    """To the page, where a message with the focus says what was done."""
    response = redirect("lead-meet", token=token)
    response["Location"] += f"?{what}={row.pk}#done"
    return response


def _shown(
    request: HttpRequest,
    link: LeadLink,
    token: str,
    form: MeetForm,
    now: datetime,
    status: int = 200,
    **more: Any,
) -> HttpResponse:
    page = meet_page(link, token, form, lang=reader_language(), now=now, **more)
    return render(request, "leads/lead_meet.html", {"page": page}, status=status)
