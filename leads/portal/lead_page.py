"""What the investor's page of a lead says: a frozen value, built before the template sees it.

Only public happenings are told: never notes, never the officers' reasons for a move.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from leads.calendar.hours import WorkingCalendar
from leads.choices import Channel, Clock, ConsentPurpose, LinkRights, Stage
from leads.models import Lead, LeadLink
from leads.path_page import PathShown, path_shown
from leads.portal.room_page import Room, room_of
from leads.services import appointment_words, hold_words, link_words, privacy_words
from leads.services.agreed import agreed, purposes
from leads.services.calendar import working_calendar
from leads.services.events import (
    Assigned,
    ConsentGiven,
    Contacted,
    DueMoved,
    Event,
    Happened,
    MailSent,
    NextStepSet,
    PackIssued,
    Paused,
    Received,
    ReferralDone,
    Referred,
    Replied,
    Resumed,
    StageChanged,
    fold,
    history,
)
from leads.services.names import NameBook
from leads.services.routing_words import LANGUAGES, public_reason
from leads.services.stages import pipeline
from leads.time_zones import local_times
from sitepages import figures
from sitepages.invented import bare
from sitepages.models import Person

STRIP = (
    Stage.NEW,
    Stage.IN_CONTACT,
    Stage.QUALIFIED,
    Stage.PROPOSED,
    Stage.VISIT,
    Stage.RESERVED,
    Stage.FILED,
    Stage.LICENSED,
)


@dataclass(frozen=True, slots=True)
class Step:
    """A stage on the strip; `state` is done, now or later."""

    name: str
    state: str


@dataclass(frozen=True, slots=True)
class Moment:
    """A line of the timeline; `state` is next, now or done."""

    iso: str
    when: str
    text: str
    state: str


@dataclass(frozen=True, slots=True)
class OfficerCard:
    """The person who answers, or the department while nobody is named."""

    name: str
    initials: str
    department: str
    languages: str
    illustrative: bool
    why: str


@dataclass(frozen=True, slots=True)
class Promise:
    """What is promised by when, in the province's time; `late` once that time has passed; `there` is the same moment
    on the investor's clocks.
    """

    label: str
    moment: str
    note: str
    late: bool
    there: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class PackLine:
    """The newest answer pack: its number, how many there are, what it says in a line."""

    number: int
    earlier: tuple[int, ...]
    says: str


@dataclass(frozen=True, slots=True)
class LeadPage:
    """`own`: read by the investor's own link; else by a colleague, whom it speaks to of the investor."""

    token: str
    own: bool
    reference: str
    headline: str
    meaning: str
    strip: tuple[Step, ...]
    side_stage: str
    promise: Promise | None
    paused: str
    officer: OfficerCard
    timeline: tuple[Moment, ...]
    result_token: str
    pack: PackLine | None
    open_until: str
    illustrative: bool
    asks_consent: bool
    withdrawn: str
    path: PathShown | None
    room: Room


def lead_page(link: LeadLink, token: str, *, lang: str, now: datetime, **refused_forms: Any) -> LeadPage:
    """Read a lead through its link: events, calendar, officers; the template then asks nothing more."""
    lead = link.lead
    events, names = history(lead), NameBook()
    calendar = working_calendar()
    withdrawn = _withdrawn(lead, lang)
    own = link.rights == LinkRights.OWNER
    promise = None if withdrawn else promise_of(lead, calendar, lang, now, own=own)
    stage = Stage(lead.stage)
    return LeadPage(
        token=token,
        own=own,
        reference=lead.reference,
        headline=_headline(lead, promise),
        meaning=pipeline().stages[stage].meaning,
        strip=tuple(_strip(stage)),
        side_stage="" if stage in STRIP else pipeline().stages[stage].name,
        promise=promise,
        paused="" if withdrawn else _paused(lead, lang),
        officer=_card(lead, events, names),
        timeline=tuple(_timeline(lead, events, names, lang, waits=not withdrawn, own=own)),
        result_token=lead.match_run.token if lead.match_run else "",
        pack=_pack(lead, events),
        open_until=figures.day(link.expires_at.astimezone(figures.PARK_TIME).date(), lang),
        illustrative=lead.illustrative,
        asks_consent=not withdrawn and ConsentPurpose.ANSWER_REQUEST not in agreed(lead),
        withdrawn=withdrawn,
        path=path_shown(lead, fold(events), now, calendar, to_investor=own),
        room=room_of(link, token, events, lang=lang, now=now, **refused_forms),
    )


def _withdrawn(lead: Lead, lang: str) -> str:
    """When the consent to the answer was taken back, "" while it stands or was never given."""
    if ConsentPurpose.ANSWER_REQUEST not in purposes(lead)[1]:
        return ""
    rows = lead.consents.filter(text__purpose=ConsentPurpose.ANSWER_REQUEST)
    return figures.moment(rows.order_by("-withdrawn_at").values_list("withdrawn_at", flat=True)[0], lang)


def _pack(lead: Lead, events: Iterable[Happened]) -> PackLine | None:
    """From the history and the match at hand: no query."""
    numbers = [one.event.number for one in events if isinstance(one.event, PackIssued)]
    if not numbers or lead.match_run is None:
        return None
    options = lead.match_run.answer["match"]["options"]
    best = " + ".join(options[0]["plots"]) if options else ""
    words = ngettext("%(n)s option: %(best)s.", "%(n)s options, the best is %(best)s.", len(options))
    says = words % {"n": len(options), "best": best} if options else _("No option fits as asked.")
    return PackLine(numbers[-1], tuple(numbers[:-1]), says)


def _name(person: Person) -> str:
    """Invented people carry their mark beside the name, not in it."""
    return bare(person.name) if person.illustrative else person.name


def _headline(lead: Lead, promise: Promise | None) -> str:
    who = _name(lead.owner.person) if lead.owner else lead.department.name
    if promise and not promise.late and lead.due_clock == Clock.FIRST_REPLY:
        return _("Received. %(who)s answers by %(moment)s.") % {"who": who, "moment": promise.moment}
    return _("File %(reference)s: %(stage)s.") % {
        "reference": lead.reference,
        "stage": pipeline().stages[Stage(lead.stage)].name,
    }


def promise_of(lead: Lead, calendar: WorkingCalendar, lang: str, now: datetime, *, own: bool = True) -> Promise | None:
    """The earliest promise that runs, as the investor reads it."""
    if lead.due_at is None:
        return None
    labels = {
        Clock.FIRST_REPLY: _("First reply, by"),
        Clock.FULL_ANSWER: _("Full answer, by"),
        Clock.REPLY_TO_MESSAGE: _("Reply to your message, by") if own else _("Reply to the investor's message, by"),
        Clock.NEXT_STEP: _("Next step, by"),
    }
    late = now > lead.due_at
    note = _("The promised time has passed.") if late else _left(calendar.minutes_between(now, lead.due_at))
    if year := calendar.unsure_year(lead.due_at):
        note += " " + _("The days off of %(year)s are not decided yet: this time may move.") % {"year": year}
    there = _there(lead, lead.due_at, lang)
    return Promise(labels[Clock(lead.due_clock)], figures.moment(lead.due_at, lang), note, late, there)


def _there(lead: Lead, at: datetime, lang: str) -> tuple[str, ...]:
    """The moment on the investor's clock: of the zone stated, else of the country; none where it is the park's."""
    if lead.time_zone:
        return tuple(filter(None, (appointment_words.clock_there(at, lead.time_zone, lang),)))
    return local_times(at, lead.country, lang)


def _left(minutes: int) -> str:
    if minutes < 60:
        words = ngettext("%(n)s working minute left", "%(n)s working minutes left", minutes)
        return words % {"n": minutes}
    hours = minutes // 60
    return ngettext("%(n)s working hour left", "%(n)s working hours left", hours) % {"n": hours}


def _paused(lead: Lead, lang: str) -> str:
    if lead.paused_until is None:
        return ""
    reason = pipeline().pause_reasons.get(lead.pause_reason)
    return _("The clock stands still until %(moment)s: %(reason)s.") % {
        "moment": figures.moment(lead.paused_until, lang),
        "reason": reason.name if reason else "",
    }


def _strip(stage: Stage) -> Iterator[Step]:
    stages = pipeline().stages
    order = stages[stage].order if pipeline().on_path(stage) else 0
    for one in STRIP:
        at = stages[one].order
        yield Step(stages[one].name, "now" if one == stage else "done" if at < order else "later")


def _card(lead: Lead, events: Iterable[Happened], names: NameBook) -> OfficerCard:
    assigned = [happened.event for happened in events if isinstance(happened.event, Assigned)]
    person = lead.owner.person if lead.owner else None
    name = _name(person) if person else lead.department.name
    return OfficerCard(
        name=name,
        initials="".join(word[0].upper() for word in name.split()[-2:]),
        department=lead.department.name if person else _("nobody is named yet"),
        languages=_languages(person.languages) if person else "",
        illustrative=person.illustrative if person else False,
        why=public_reason(assigned[-1].reason, names) if assigned else "",
    )


def _languages(codes: Iterable[str]) -> str:
    names = ", ".join(str(LANGUAGES.get(code, code)) for code in codes)
    return _("speaks %(languages)s") % {"languages": names}


def _timeline(
    lead: Lead, events: Iterable[Happened], names: NameBook, lang: str, *, waits: bool, own: bool
) -> Iterator[Moment]:
    """Newest first, the open promise on top; `waits`: whether anything more will come."""
    if waits and lead.due_at is not None:
        yield Moment(lead.due_at.isoformat(), _by(lead.due_at, lang), expected(lead, own=own), "next")
    holds = fold(events).holds
    told = [
        (one.at, text)
        for one in events
        if (text := _told(one.event, names, lang, own) or hold_words.for_the_investor(one.event, holds, lang, own=own))
    ]
    for place, (at, text) in enumerate(reversed(told)):
        yield Moment(at.isoformat(), figures.moment(at, lang), text, "now" if place == 0 else "done")


def _by(at: datetime, lang: str) -> str:
    return _("by %(moment)s") % {"moment": figures.moment(at, lang)}


def expected(lead: Lead, *, own: bool = True) -> str:
    """What the desk does next, of a lead with a running promise."""
    match Clock(lead.due_clock):
        case Clock.FIRST_REPLY:
            return _("An officer answers for the first time.")
        case Clock.FULL_ANSWER:
            return _("Each question is answered.")
        case Clock.REPLY_TO_MESSAGE:
            return (
                _("An officer replies to your message.") if own else _("An officer replies to the investor's message.")
            )
        case Clock.NEXT_STEP:
            return _("The desk takes the next step.")


def _told(event: Event, names: NameBook, lang: str, own: bool) -> str:
    """The public sentence of an event, or nothing."""
    stages = pipeline().stages
    match event:
        case Received():
            return _("Enquiry received.")
        case Assigned(officer=officer, reason=reason):
            who = _name(names.officers[officer].person) if officer in names.officers else _("the department")
            return _("Given to %(who)s. %(why)s") % {"who": who, "why": public_reason(reason, names)}
        case PackIssued(number=1):
            return _("Your answer pack was ready.") if own else _("The answer pack was ready.")
        case PackIssued(number=number):
            return _("A new answer pack (no. %(number)s) was ready.") % {"number": number}
        case MailSent(mail_kind="confirmation" | "ask_consent") if not own:
            return _("The acknowledgement went to the investor's mail.")
        case MailSent(mail_kind="confirmation"):
            return _("The confirmation with the result went to your mail.")
        case MailSent(mail_kind="ask_consent"):
            return _("The acknowledgement went to your mail; it asks for your consent.")
        case ConsentGiven():
            return _("You agreed to the use of your data.") if own else _("The investor agreed to the use of the data.")
        case Replied():
            if own:
                return _("The officer answered; the words are in your mail and below.")
            return _("The officer answered; the words are below.")
        case Contacted(channel=channel):
            words = _("The officer spoke with you: %(channel)s.")
            words = words if own else _("The officer spoke with the investor: %(channel)s.")
            return words % {"channel": Channel(channel).label}
        case Referred(department=department):
            return _("The desk asked %(department)s for its opinion.") % {"department": names.department(department)}
        case ReferralDone():
            return _("The department asked has answered the desk.")
        case StageChanged(old=old, new=new):
            return f"{stages[Stage(old)].name} → {stages[Stage(new)].name}"
        case NextStepSet(due=due):
            return _("Next step promised by %(moment)s.") % {"moment": figures.moment(due, lang)}
        case Paused(until=until):
            return _("The clock stands still until %(moment)s.") % {"moment": figures.moment(until, lang)}
        case Resumed():
            return _("The clock runs again.")
        case DueMoved(now_due=datetime() as due):
            return _("The office's days off changed: now due by %(moment)s.") % {"moment": figures.moment(due, lang)}
        case _:
            rooms = (link_words, privacy_words, appointment_words)
            return next(filter(None, (room.for_the_investor(event, own=own) for room in rooms)), "")
