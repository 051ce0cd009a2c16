"""What happened to the land of a lead, in words: for the desk, and what the investor may read of it."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from leads.choices import HoldEnd
from leads.services.event_base import Event
from leads.services.hold_events import (
    Held,
    HoldApproved,
    HoldExtended,
    HoldOver,
    HoldQueued,
    Holds,
    HoldSigned,
)
from sitepages import figures


def for_the_desk(event: Event, holds: Holds, lang: str) -> tuple[str, str]:
    """Headline and detail."""
    codes = plots_of(event, holds)
    match event:
        case Held(until=until):
            words = _("Holds %(plots)s until %(until)s")
            return words % {"plots": codes, "until": figures.moment(until, lang)}, ""
        case HoldQueued(days=days):
            detail = ngettext("%(n)s working day wished", "%(n)s working days wished", days) % {"n": days}
            return _("Waits for %(plots)s") % {"plots": codes}, detail
        case HoldExtended(until=until, reason=reason):
            words = _("Hold of %(plots)s extended until %(until)s")
            return words % {"plots": codes, "until": figures.moment(until, lang)}, reason
        case HoldApproved():
            return _("Hold of %(plots)s approved by the head") % {"plots": codes}, ""
        case HoldSigned():
            return _("Land contract signed: %(plots)s stays taken") % {"plots": codes}, ""
        case HoldOver(how=how, reason=reason):
            words = _("Hold of %(plots)s over: %(how)s") % {"plots": codes, "how": HoldEnd(how).label}
            return words, reason
        case _:
            return "", ""


def for_the_investor(event: Event, holds: Holds, lang: str, *, own: bool = True) -> str:
    """The public sentence; reasons and what the heads decide among themselves are not told. Not `own`: for a
    colleague whom the file was passed on to.
    """
    codes = plots_of(event, holds)
    match event:
        case Held(until=until) | HoldExtended(until=until):
            words = _("Held for you until %(until)s: %(plots)s.") if own else _("Held until %(until)s: %(plots)s.")
            return words % {
                "plots": codes,
                "until": figures.moment(until, lang),
            }
        case HoldQueued():
            words = _("You are in the queue for %(plots)s.") if own else _("In the queue for %(plots)s.")
            return words % {"plots": codes}
        case HoldOver(how=how) if how not in (HoldEnd.CLOSED, HoldEnd.LEASED):
            words = _("No longer held for you: %(plots)s.") if own else _("No longer held: %(plots)s.")
            return words % {"plots": codes}
        case _:
            return ""


def plots_of(event: Event, holds: Holds) -> str:
    if isinstance(event, Held | HoldQueued):
        return ", ".join(event.plots)
    line = holds.get(getattr(event, "hold", 0))
    return ", ".join(line.plots) if line else ""
