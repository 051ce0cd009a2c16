"""Requests about personal data in words: the right, what happens next, the law with its certainty."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from leads.choices import ConsentPurpose, PrivacyRight, PrivacyState
from leads.models import PrivacyRequest
from leads.records.privacy import LegalTerm, term_of
from leads.services.event_base import Event
from leads.services.privacy_events import Freed, PrivacyAnswered, PrivacyAsked, Restricted
from sitepages import figures
from sitepages.language import site_language


def right_name(right: str, purpose: str = "") -> str:
    """The right by its name; of a consent, which one."""
    name = str(PrivacyRight(right).label)
    return f"{name}: {ConsentPurpose(purpose).label}" if purpose else name


def length(term: LegalTerm) -> str:
    """How long the law gives, in words."""
    if term.hours:
        return ngettext("%(n)s hour", "%(n)s hours", term.hours) % {"n": term.hours}
    if term.working_days:
        words = ngettext("%(n)s working day", "%(n)s working days", term.working_days)
        return words % {"n": term.working_days}
    return ngettext("%(n)s day", "%(n)s days", term.calendar_days) % {"n": term.calendar_days}


def law_of(term: LegalTerm) -> str:
    """How long, where it stands, and how sure we are: what was not read whole is said to be so."""
    sure = (
        pgettext("time of the law", "read in notes on the decree")
        if term.certainty == "confirmed"
        else pgettext("time of the law", "not verified: a jurist is to confirm it")
    )
    given = {"length": length(term), "law": term.laws[site_language()], "sure": sure}
    return _("%(length)s (%(law)s; %(sure)s)") % given


def what_next(request: PrivacyRequest, *, held: bool = False) -> str:
    """What the person reads: done, refused with the ground, or what will be done by when. `held`: land is held."""
    lang = site_language()
    if request.state == PrivacyState.REFUSED:
        return _("Refused. The ground: %(ground)s") % {"ground": request.ground or "—"}
    if request.state == PrivacyState.ERASED:
        return _("Not answered: the data were erased before it.")
    if request.state == PrivacyState.DONE and request.ended_at:
        return _("Done at %(moment)s.") % {"moment": figures.moment(request.ended_at, lang)}
    by = {"moment": figures.moment(request.due_at, lang)}
    words = {
        PrivacyRight.WITHDRAW: _("An officer carries it out by %(moment)s."),
        PrivacyRight.ACCESS: _("An officer sends you the way to the copy by %(moment)s."),
        PrivacyRight.CORRECT: _("An officer corrects the data, or tells you why not, by %(moment)s."),
        PrivacyRight.RESTRICT: _("An officer stops the use, or tells you why not, by %(moment)s."),
        PrivacyRight.ERASE: _("A head of the desk erases the data, or tells you why not, by %(moment)s."),
    }[PrivacyRight(request.right)] % by
    if request.put_off_for:
        words += " " + _("The term was made longer: %(why)s") % {"why": request.put_off_for}
    if held and request.right == PrivacyRight.ERASE:
        words += " " + _(
            "Land is held for you, or you wait for it: the data are needed until that ends. End the case to let the "
            "land go at once; then the data are erased."
        )
    return words


def law_of_right(right: str) -> str:
    return law_of(term_of(right))


# --- Events ---


def for_the_desk(event: Event) -> tuple[str, str]:
    """Headline and detail of the file's history."""
    match event:
        case PrivacyAsked(request=number, right=right, purpose=purpose):
            given = {"number": number, "right": right_name(right, purpose)}
            return _("Request about personal data no. %(number)s: %(right)s") % given, ""
        case PrivacyAnswered(request=number, right=right, outcome=outcome, purpose=purpose):
            given = {"number": number, "right": right_name(right, purpose), "outcome": _outcome(outcome)}
            return _("Request no. %(number)s, %(right)s: %(outcome)s") % given, ""
        case Restricted():
            return _("The data are kept and not used from now on"), ""
        case Freed():
            return _("The data may be used again"), ""
        case _:
            return "", ""


def for_the_investor(event: Event, *, own: bool = True) -> str:
    """The public sentence, or nothing; what a person asks about the own data is told to no colleague (not `own`)."""
    match event:
        case PrivacyAsked() | PrivacyAnswered() if not own:
            return ""
        case PrivacyAsked(right=right, purpose=purpose):
            return _("You asked about your data: %(right)s.") % {"right": right_name(right, purpose)}
        case PrivacyAnswered(right=right, outcome=outcome, purpose=purpose):
            given = {"right": right_name(right, purpose), "outcome": _outcome(outcome)}
            return _("Your request “%(right)s”: %(outcome)s.") % given
        case Restricted():
            if own:
                return _("Your data are kept and not used from now on.")
            return _("The data of the file are kept and not used from now on.")
        case Freed():
            return _("Your data may be used again.") if own else _("The data of the file may be used again.")
        case _:
            return ""


def _outcome(outcome: str) -> str:
    if outcome == "told":
        return pgettext("request about data", "an officer told the person how it is handled")
    if outcome == "extended":
        return pgettext("request about data", "the term was made longer")
    return str(PrivacyState(outcome).label)
