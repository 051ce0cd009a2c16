"""What an erasure takes out of a file, counted for whoever has to confirm it; nothing is changed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from leads.choices import AppointmentState, PrivacyRight, PrivacyState, Stage
from leads.models import Appointment, Incoming, Lead, LeadLink, LeadMessage, Mail, PrivacyRequest
from leads.services.lead_files import files_of
from leads.services.mail_wishes import BOTH, of_file
from leads.services.stages import pipeline


@dataclass(frozen=True)
class Goes:
    """Whole sentences or parts of a list, without a person's data."""

    lines: tuple[str, ...]
    ends: bool


def what_goes(lead: Lead) -> Goes:
    """`ends`: whether the file stands in an open stage, which ends with the data."""
    return Goes(tuple(_lines(lead)), pipeline().is_open(Stage(lead.stage)))


def _lines(lead: Lead) -> Iterator[str]:
    held = {
        _("name"): lead.contact_name,
        _("e-mail address"): lead.contact_email,
        _("telephone"): lead.contact_phone,
        _("account of another channel"): lead.channel_handle,
        _("words of the enquiry"): lead.message,
    }
    yield ", ".join(name for name, value in held.items() if value) or _("no contact is held")
    mails = Mail.objects.filter(lead=lead).count() + Incoming.objects.filter(lead=lead).count()
    yield ngettext("%(n)s mail, sent or received", "%(n)s mails, sent or received", mails) % {"n": mails}
    messages = LeadMessage.objects.filter(lead=lead).count()
    yield ngettext("%(n)s message on the page", "%(n)s messages on the page", messages) % {"n": messages}
    files = files_of(lead).count()
    yield ngettext("%(n)s document", "%(n)s documents", files) % {"n": files}
    links = LeadLink.objects.filter(lead=lead, revoked_at=None).count()
    yield ngettext("%(n)s link to the file closes", "%(n)s links to the file close", links) % {"n": links}
    if wishes := _wishes(lead):
        yield ngettext("%(n)s watch or newsletter ends", "%(n)s watches or newsletters end", wishes) % {"n": wishes}
    if booked := Appointment.objects.filter(lead=lead, state=AppointmentState.BOOKED).count():
        yield ngettext("%(n)s appointment is called off", "%(n)s appointments are called off", booked) % {"n": booked}
    others = PrivacyRequest.objects.filter(lead=lead, state=PrivacyState.OPEN).exclude(right=PrivacyRight.ERASE)
    if unanswered := others.count():
        words = ngettext(
            "%(n)s other request about the data ends without an answer",
            "%(n)s other requests about the data end without an answer",
            unanswered,
        )
        yield words % {"n": unanswered}


def _wishes(lead: Lead) -> int:
    return sum(model.objects.filter(of_file(lead), ended_at=None).count() for model in BOTH)
