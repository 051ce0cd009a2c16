"""The appointment as a calendar entry (RFC 5545, scheduling by RFC 5546): in mails and as a file to download.

Times stand in UTC, which every calendar shows on its reader's clock. No link into the file stands in an entry: entries
are shared and synchronised, a signed link opens the file to whoever has it.
"""

from __future__ import annotations

from datetime import UTC, datetime
from email.header import decode_header, make_header
from email.utils import parseaddr

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from icalendar import Calendar, Event, vCalAddress, vText

from leads.choices import AppointmentKind
from leads.mailroom.address import tagged
from leads.models import Appointment, Lead
from leads.services.mail import sender

REQUEST, CANCEL, PUBLISH = "REQUEST", "CANCEL", "PUBLISH"


def entry(row: Appointment, *, to: str, name: str, title: str, lang: str, method: str, now: datetime) -> str:
    """The entry for one reader: `to` and `name` are the one invited, `title` its first line."""
    calendar = Calendar()
    calendar.add("prodid", "-//Yen Binh Investor Desk//yenbinh//EN")
    calendar.add("version", "2.0")
    calendar.add("method", method)
    calendar.add_component(_event(row, to, name, title, lang, method, now))
    text: bytes = calendar.to_ical()
    return text.decode("utf-8")


def _event(row: Appointment, to: str, name: str, title: str, lang: str, method: str, now: datetime) -> Event:
    event = Event()
    event.add("uid", row.uid)
    event.add("sequence", row.sequence)
    event.add("dtstamp", now.astimezone(UTC))
    event.add("dtstart", row.starts_at.astimezone(UTC))
    event.add("dtend", row.ends_at.astimezone(UTC))
    event.add("summary", title)
    event.add("status", "CANCELLED" if method == CANCEL else "CONFIRMED")
    event.add("class", "PRIVATE")
    with translation.override(lang):
        event.add("description", description(row, told=words_go_to(row, to, method)))
        if row.place:
            event.add("location", row.place)
    event["organizer"] = _person(desk_address(row.lead), plain_name(sender(lang)))
    if to and method != PUBLISH:
        invited = _person(to, name)
        invited.params["RSVP"] = vText("TRUE")
        invited.params["PARTSTAT"] = vText("NEEDS-ACTION")
        invited.params["ROLE"] = vText("REQ-PARTICIPANT")
        event.add("attendee", invited, encode=False)
    return event


def plain_name(sender: str) -> str:
    """The name of a mail's sender as people read it: an entry of a calendar knows no encoded words."""
    return str(make_header(decode_header(parseaddr(sender)[0])))


def _person(address: str, name: str) -> vCalAddress:
    who = vCalAddress(f"mailto:{address}")
    if name:
        who.params["CN"] = vText(name)
    return who


def desk_address(lead: Lead) -> str:
    """Where a calendar's answer goes: the file's own address, else the desk's."""
    if settings.INBOUND_ADDRESS:
        return tagged(settings.INBOUND_ADDRESS, lead.reference, settings.SECRET_KEY)
    return parseaddr(settings.DEFAULT_FROM_EMAIL)[1]


def words_go_to(row: Appointment, to: str, method: str) -> bool:
    """What the investor typed is mailed to no address of a file: nobody may have proved that it is theirs."""
    return bool(row.booked_by_id) or method == PUBLISH or to.lower() != row.lead.contact_email.lower()


def description(row: Appointment, *, told: bool) -> str:
    """What a side finds in the entry, in the active language; `told`: with the words about the appointment."""
    lines = [
        f"{pgettext('in a calendar', 'File')} {row.lead.reference}",
        f"{_('Officer')}: {row.officer.name}" + (f", {row.officer.person.phone}" if row.officer.person.phone else ""),
    ]
    if row.kind == AppointmentKind.PHONE:
        lines.append(_("The officer calls the number in the file."))
    if row.words and told:
        lines.append(row.words)
    return "\n".join(lines)
