"""What happened in the investor's room, in words: for the desk with what was written, for the investor without."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.translation import gettext as _

from leads.choices import Clock, Verdict
from leads.models import LeadMessage
from leads.services.event_base import Event
from leads.services.link_events import AnswerJudged, LinkChanged, MessageWritten, ProfileChanged, Reminded
from sitepages.figures import moment
from sitepages.language import site_language


def for_the_desk(event: Event, messages: Mapping[int, LeadMessage]) -> tuple[str, str]:
    """Headline and detail; words of a message that was erased are gone."""
    lang = site_language()
    match event:
        case MessageWritten(message=number):
            found = messages.get(number)
            return _("Message from the investor, on the page of the file"), found.text if found else ""
        case Reminded(clock=clock, was_due=due):
            given = {"clock": Clock(clock).label, "due": moment(due, lang)}
            return _("The investor reminded the desk"), _("%(clock)s, due %(due)s") % given
        case ProfileChanged():
            return _("The investor asked otherwise: new match, new answer pack"), ""
        case LinkChanged(what=what):
            return _link(what), ""
        case AnswerJudged(verdict=verdict):
            return _("Did we answer? The investor says: %(verdict)s") % {"verdict": Verdict(verdict).label}, ""
        case _:
            return "", ""


def for_the_investor(event: Event, *, own: bool = True) -> str:
    """The public sentence, or nothing; not `own`: for a colleague whom the file was passed on to."""
    match event:
        case MessageWritten(files=0):
            return _("You wrote to the officer.") if own else _("The investor wrote to the officer.")
        case MessageWritten():
            return _("You sent documents to the officer.") if own else _("The investor sent documents to the officer.")
        case Reminded():
            return _("You reminded the desk.") if own else _("The investor reminded the desk.")
        case ProfileChanged():
            return _("You changed what you asked.") if own else _("The investor changed what was asked.")
        case LinkChanged(what=what):
            return _link(what)
        case AnswerJudged():
            if own:
                return _("You told us whether we answered.")
            return _("The investor told the desk whether it answered.")
        case _:
            return ""


def _link(what: str) -> str:
    return {
        "sent": _("A new link was sent to the address of the file."),
        "opened": _("A new link was opened from the list of one's own files."),
        "forwarded": _("The file was passed on to a colleague, reading only."),
        "withdrawn": _("The link of a colleague was withdrawn."),
    }.get(what, what)
