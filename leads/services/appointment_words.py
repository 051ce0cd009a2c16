"""Appointments in words: times on both clocks, what happened, for the desk and for the investor."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext as _

from leads.choices import AppointmentEnd, AppointmentKind, AppointmentReply
from leads.models import Appointment
from leads.services.appointment_events import MeetingAnswered, MeetingEnded, MeetingSet
from leads.services.event_base import Event
from leads.services.names import NameBook
from leads.time_zones import city_of
from sitepages import figures
from sitepages.language import site_language


def on_clock(at: datetime, zone: str, lang: str) -> str:
    """ "Tuesday, 09:00, 1 Dec 2026 (New York, UTC-5)": a moment as a clock elsewhere shows it."""
    local = at.astimezone(ZoneInfo(zone))
    place = _("Viet Nam time") if zone == figures.PARK_TIME.key else city_of(zone)
    when = f"{local:%H:%M}, {figures.day(local.date(), lang)}"
    return f"{WEEKDAYS[local.weekday()]}, {when} ({place}, {figures.offset(local)})"


def here(at: datetime, lang: str) -> str:
    return on_clock(at, figures.PARK_TIME.key, lang)


def there(row: Appointment, lang: str) -> str:
    """The beginning on the investor's clock; empty where it shows the province's time."""
    return clock_there(row.starts_at, row.time_zone or figures.PARK_TIME.key, lang)


def clock_there(at: datetime, zone: str, lang: str) -> str:
    """A moment on a clock elsewhere; empty where it shows the province's time."""
    same = at.astimezone(ZoneInfo(zone)).utcoffset() == at.astimezone(figures.PARK_TIME).utcoffset()
    return "" if same else on_clock(at, zone, lang)


def mail_names() -> dict[str, str]:
    """Kinds of mails about appointments, for the history of a file."""
    return {
        "meeting": _("appointment, to the investor"),
        "meeting_off": _("appointment cancelled, to the investor"),
        "meeting_desk": _("appointment, to the officer"),
        "meeting_desk_off": _("appointment cancelled, to the officer"),
    }


def for_the_desk(event: Event, names: NameBook) -> tuple[str, str]:
    """Headline and detail."""
    lang = site_language()
    match event:
        case MeetingSet(what=what, starts_at=at, officer=officer, how=how):
            found = names.officers.get(officer)
            given = {
                "what": AppointmentKind(what).label,
                "when": figures.local_moment(at, lang),
                "officer": found.name if found else officer,
            }
            heads = {
                "moved": _("%(what)s moved to %(when)s, with %(officer)s"),
                "given": _("%(what)s at %(when)s now with %(officer)s"),
                "placed": _("%(what)s at %(when)s: where to meet is told"),
            }
            return heads.get(how, _("%(what)s booked: %(when)s, with %(officer)s")) % given, ""
        case MeetingEnded(what=what, how=how, text=text):
            head = _("%(what)s: %(how)s") % {
                "what": AppointmentKind(what).label,
                "how": AppointmentEnd(how).label,
            }
            return head, text
        case MeetingAnswered(what=what, reply=reply):
            head = _("%(what)s: the investor's calendar says %(reply)s")
            return head % {"what": AppointmentKind(what).label, "reply": AppointmentReply(reply).label}, ""
        case _:
            return "", ""


def for_the_investor(event: Event, *, own: bool = True) -> str:
    """The public sentence, or nothing; not `own`: for a colleague whom the file was passed on to."""
    lang = site_language()
    match event:
        case MeetingSet(what=what, starts_at=at, how=how):
            given = {"what": AppointmentKind(what).label, "when": figures.moment(at, lang)}
            sentences = {
                "moved": _("%(what)s: moved to %(when)s."),
                "given": _("%(what)s at %(when)s: another officer will be there."),
                "placed": _("%(what)s at %(when)s: you were told where to meet.")
                if own
                else _("%(what)s at %(when)s: the investor was told where to meet."),
            }
            return sentences.get(how, _("%(what)s: booked for %(when)s.")) % given
        case MeetingEnded(what=what, how=how):
            given = {"what": AppointmentKind(what).label, "how": AppointmentEnd(how).label}
            return _("%(what)s: %(how)s.") % given
        case MeetingAnswered(what=what, reply=reply):
            given = {"what": AppointmentKind(what).label, "reply": AppointmentReply(reply).label}
            if own:
                return _("%(what)s: your calendar answered %(reply)s.") % given
            return _("%(what)s: the investor's calendar answered %(reply)s.") % given
        case _:
            return ""
