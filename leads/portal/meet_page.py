"""The page where an investor books a talk or a site visit: a frozen value, built before the template sees it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.forms import BoundField
from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from leads.calendar.slots import Slot, by_day
from leads.choices import AppointmentKind, AppointmentState
from leads.models import Appointment, Lead, LeadLink
from leads.portal.meet_forms import MeetForm, slot_value
from leads.refusals import sentence
from leads.services.appointment_slots import open_slots, zone_of
from leads.services.appointment_terms import terms
from leads.services.appointment_words import clock_there, here, there
from leads.services.appointments import check_can_meet
from leads.services.calendar import working_calendar
from leads.services.house import officers_by_key
from leads.time_zones import city_of, zone_choices
from sitepages import figures
from sitepages.refusal import Refused

MORNING, NIGHT = 7, 22  # hours at which people elsewhere are awake: which day opens by itself, nothing else


@dataclass(frozen=True, slots=True)
class KindShown:
    """A kind to choose: how long it is, and how soon it can be had."""

    value: str
    name: str
    note: str
    chosen: bool


@dataclass(frozen=True, slots=True)
class TimeShown:
    """A time to choose: on the investor's clock, on the province's, and with whom where it is not the usual officer."""

    value: str
    there: str
    here: str
    who: str
    chosen: bool


@dataclass(frozen=True, slots=True)
class DayShown:
    """A day of the investor's calendar."""

    name: str
    offset: str
    count: str
    opened: bool
    times: tuple[TimeShown, ...]


@dataclass(frozen=True, slots=True)
class Standing:
    """An appointment of the file: `may_change` while it has not begun."""

    number: int
    what: str
    there: str
    here: str
    officer: str
    place: str
    place_url: str
    about: str
    state: str
    is_call: bool
    proposed: bool
    may_change: bool


@dataclass(frozen=True, slots=True)
class MeetPage:
    """`moving`: the number of the appointment that is to have another time, 0 for a new one."""

    token: str
    reference: str
    officer: str
    standing: tuple[Standing, ...]
    over: tuple[Standing, ...]
    moving: int
    why_not: str
    kind: str
    kinds: tuple[KindShown, ...]
    zone: str
    city: str
    same_clock: bool
    zones: tuple[tuple[str, str], ...]
    days: tuple[DayShown, ...]
    words: BoundField | None
    phone: BoundField | None
    unsure_year: int | None
    errors: tuple[tuple[str, str, str], ...]
    notice: str


def meet_page(
    link: LeadLink,
    token: str,
    form: MeetForm,
    *,
    lang: str,
    now: datetime,
    moving: Appointment | None = None,
    notice: str = "",
) -> MeetPage:
    """What stands, and the times that can be had for the kind and on the clock the form names."""
    lead = link.lead
    rows = list(Appointment.objects.filter(lead=lead).select_related("officer__person"))
    zone = form.wanted_zone((rows[-1].time_zone if rows else "") or zone_of(lead))
    kind = moving.kind if moving else form.wanted_kind()
    why_not = _why_not(lead)
    slots = () if why_not else open_slots(lead, kind, now, without=moving)
    ahead = [row for row in rows if row.state == AppointmentState.BOOKED and row.ends_at > now]
    over = [row for row in reversed(rows) if row not in ahead]
    full = not moving and not why_not and len(ahead) >= terms().most_open
    return MeetPage(
        token=token,
        reference=lead.reference,
        officer=lead.owner.name if lead.owner else "",
        standing=tuple(_standing(row, lang, now) for row in ahead),
        over=tuple(_standing(row, lang, now) for row in over[:5]),
        moving=moving.pk if moving else 0,
        why_not=why_not,
        kind=kind,
        kinds=tuple(_kinds(kind)),
        zone=zone,
        city=_("Viet Nam") if zone == figures.PARK_TIME.key else city_of(zone),
        same_clock=all(not clock_there(slot.starts_at, zone, lang) for slot in slots),
        zones=tuple(zone_choices(now, lang)),
        days=() if full else tuple(_days(lead, slots, zone, form.wanted_slot(), lang)),
        words=None if moving or full else form["words"],
        phone=form["contact_phone"] if kind == AppointmentKind.PHONE and not (moving or lead.contact_phone) else None,
        unsure_year=_unsure(slots),
        errors=tuple(form.summary()) if form.is_bound else (),
        notice=notice or (_full() if full else ""),
    )


def done_words(lead: Lead, asked: Mapping[str, str], lang: str) -> str:
    """What was done a moment ago, as the address says by the number of one of the file's appointments; else ""."""
    words = {
        "booked": _("Booked: %(what)s, %(when)s. A mail with an entry for your calendar is on its way."),
        "moved": _("Moved: %(what)s is now at %(when)s. A mail with the new entry is on its way."),
        "cancelled": _("Cancelled: %(what)s, %(when)s."),
    }
    for done, text in words.items():
        number = asked.get(done, "")
        if number.isdecimal() and len(number) < 12:
            row = Appointment.objects.filter(lead=lead, pk=int(number)).first()
            stands = row is not None and (row.state == AppointmentState.CANCELLED) == (done == "cancelled")
            if row is not None and stands:
                when = there(row, lang) or here(row.starts_at, lang)
                return text % {"what": AppointmentKind(row.kind).label, "when": when}
    return ""


def _full() -> str:
    limit = terms().most_open
    words = ngettext(
        "This file has its %(n)s appointment. To have another time, move it or cancel it.",
        "This file has its %(n)s appointments. To have another time, move or cancel one of them.",
        limit,
    )
    return words % {"n": limit}


def _why_not(lead: Lead) -> str:
    try:
        check_can_meet(lead)
    except Refused as refusal:
        return sentence(refusal)
    return ""


def _standing(row: Appointment, lang: str, now: datetime) -> Standing:
    return Standing(
        number=row.pk,
        what=str(AppointmentKind(row.kind).label),
        there=there(row, lang),
        here=here(row.starts_at, lang),
        officer=row.officer.name,
        place=row.place,
        place_url=row.place if is_address(row.place) else "",
        about=row.words,
        state=str(row.get_ended_how_display() if row.ended_how else row.get_state_display()),
        is_call=row.kind == AppointmentKind.PHONE,
        proposed=row.booked_by_id is not None,
        may_change=row.state == AppointmentState.BOOKED and row.starts_at > now,
    )


def is_address(place: str) -> bool:
    """Whether the whole place is an address that a browser opens safely."""
    return place.startswith("https://") and len(place.split()) == 1


def _kinds(chosen: str) -> Iterator[KindShown]:
    for kind, given in terms().kinds.items():
        note = _("%(minutes)s minutes") % {"minutes": given.minutes}
        yield KindShown(kind.value, str(kind.label), note, kind == chosen)


def _days(lead: Lead, slots: tuple[Slot, ...], zone: str, wanted: datetime | None, lang: str) -> Iterator[DayShown]:
    """The day of the time that was chosen stands open, else the first with a time by day on that clock."""
    there_zone = ZoneInfo(zone)
    days = by_day(slots, there_zone)
    chosen = wanted.astimezone(there_zone).date() if wanted else None
    awake = (day for day, rows in days.items() if any(_awake(one.starts_at.astimezone(there_zone)) for one in rows))
    opened = chosen if chosen in days else next(awake, next(iter(days), None))
    for day, rows in days.items():
        offsets = dict.fromkeys(figures.offset(one.starts_at.astimezone(there_zone)) for one in rows)
        yield DayShown(
            name=f"{WEEKDAYS[day.weekday()]}, {figures.day(day, lang)}",
            offset=" / ".join(offsets),
            count=ngettext("%(n)s free time", "%(n)s free times", len(rows)) % {"n": len(rows)},
            opened=day == opened,
            times=tuple(_time(lead, slot, there_zone, day, slot.starts_at == wanted) for slot in rows),
        )


def _awake(local: datetime) -> bool:
    return MORNING <= local.hour < NIGHT


def _time(lead: Lead, slot: Slot, zone: ZoneInfo, day: date, chosen: bool) -> TimeShown:
    local = slot.starts_at.astimezone(zone)
    park = slot.starts_at.astimezone(figures.PARK_TIME)
    shift = ""
    if park.date() != day:
        shift = " " + (
            pgettext("day in Viet Nam", "next day") if park.date() > day else pgettext("day in Viet Nam", "day before")
        )
    officer = officers_by_key().get(slot.officer)
    other = officer.name if officer and officer.pk != lead.owner_id else ""
    return TimeShown(slot_value(slot.starts_at), f"{local:%H:%M}", f"{park:%H:%M}{shift}", other, chosen)


def _unsure(slots: tuple[Slot, ...]) -> int | None:
    """The year of a time whose days off are not decided yet."""
    years = (working_calendar().unsure_year(slot.starts_at) for slot in slots)
    return next((year for year in years if year), None)
