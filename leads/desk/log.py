"""What happened, in the officer's words: one presenter per kind of event; an unknown kind raises."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from functools import cached_property

from django.utils.translation import gettext as _

from leads.choices import Channel, Clock, ConsentPurpose, EntrySource, EventKind, MailState, Stage, TaskKind
from leads.desk.file_lines import NO_FILES, FileLine, LeadFiles, files_of_lead
from leads.desk.mail_names import mail_name
from leads.models import Incoming, Lead, LeadMessage, Mail
from leads.refusals import FIELDS
from leads.services import (
    appointment_words,
    erasure_events,
    hold_words,
    link_words,
    path_events,
    post_events,
    privacy_words,
    record_events,
    retention_words,
    task_events,
)
from leads.services import events as happened
from leads.services.appointment_events import APPOINTMENT_EVENTS, MeetingEnded
from leads.services.asked import lines_of
from leads.services.escalation import level_of
from leads.services.hold_events import HOLD_EVENTS, Holds
from leads.services.house import account_names, guide_steps, officers_by_account
from leads.services.link_events import LINK_EVENTS, MessageWritten
from leads.services.loss import asked_name
from leads.services.mail import without_links
from leads.services.names import NameBook
from leads.services.privacy_events import PRIVACY_EVENTS
from leads.services.routing_words import reason_in_words
from leads.services.sources import source_name
from leads.services.stages import pipeline
from leads.services.tasks import shown_title
from sitepages import invented
from sitepages.figures import day
from sitepages.figures import local_moment as moment
from sitepages.language import site_language

SOURCES = ("site", "triage", "api", *EntrySource.values, "import", "demo")


class LineKind(StrEnum):
    """What a line of the timeline is, as the filter above it asks."""

    EVENT = "event"
    NOTE = "note"
    MAIL = "mail"
    CALL = "call"
    MEETING = "meeting"
    TASK = "task"


KINDS: Mapping[EventKind, LineKind] = {
    EventKind.NOTE_WRITTEN: LineKind.NOTE,
    EventKind.REPLIED: LineKind.MAIL,
    EventKind.MAIL_SENT: LineKind.MAIL,
    EventKind.MAIL_FAILED: LineKind.MAIL,
    EventKind.MAIL_RECEIVED: LineKind.MAIL,
    EventKind.MESSAGE_WRITTEN: LineKind.MAIL,
    EventKind.TASK_SET: LineKind.TASK,
    EventKind.TASK_DONE: LineKind.TASK,
    EventKind.TASK_REOPENED: LineKind.TASK,
    **dict.fromkeys((one.kind for one in APPOINTMENT_EVENTS), LineKind.MEETING),
}


@dataclass(frozen=True)
class LogLine:
    """One line: `quoted` is what a mail repeats of earlier ones, `state` what became of one we sent."""

    at: datetime
    who: str
    what: str
    detail: str
    kind: LineKind = LineKind.EVENT
    quoted: str = ""
    state: str = ""
    files: tuple[FileLine, ...] = ()


class Names(NameBook):
    """The book of a lead's history: besides the desk's names, who did it, which mail it was and which land."""

    def __init__(
        self,
        *,
        users: Mapping[int, str],
        mails: dict[int, Mail],
        holds: Holds,
        tasks: dict[int, str],
        incoming: dict[int, Incoming],
        messages: dict[int, LeadMessage],
        files: LeadFiles = NO_FILES,
    ) -> None:
        self.users = users
        self.mails = mails
        self.holds = holds
        self.tasks = tasks
        self.incoming = incoming
        self.messages = messages
        self.files = files

    @cached_property
    def steps(self) -> dict[str, str]:
        """Names of the guide's steps; read only where the history speaks of one."""
        return {key: str(row) for key, row in guide_steps().items()}

    def step(self, key: str) -> str:
        return self.steps.get(key, key)

    def record_kind(self, what: str) -> str:
        return {"organisation": _("Organisation"), "person": _("Person")}.get(what, what)

    def officer(self, key: str) -> str:
        found = self.officers.get(key)
        return found.name if found else key


def log_of(lead: Lead, past: tuple[happened.Happened, ...] | None = None, *, whole: bool = True) -> tuple[LogLine, ...]:
    """The lead's events, newest first; `past` where the page has read them already.

    Not `whole`: without what colleagues and the investor wrote to each other, where a name may stand.
    """
    past = happened.history(lead) if past is None else past
    names = names_for(lead, past)
    return tuple(line_of(row, names, whole=whole) for row in reversed(past) if not _said_by_another_line(row.event))


def line_of(row: happened.Happened, names: Names, *, whole: bool) -> LogLine:
    """One event with its words, its kind, and what hangs on a mail."""
    event = row.event
    head, detail = words(event, names)
    if not whole and names_people(event):
        return LogLine(row.at, names.users.get(row.by or 0, ""), head, "", kind=kind_of(event))
    mail = names.incoming.get(event.incoming) if isinstance(event, post_events.MailReceived) else None
    message = names.messages.get(event.message) if isinstance(event, MessageWritten) else None
    sent = names.mails.get(event.mail) if isinstance(event, happened.Replied) else None
    return LogLine(
        row.at,
        names.users.get(row.by or 0, ""),
        head,
        detail,
        kind=kind_of(event),
        quoted=mail.quoted if mail else "",
        state=_state_of(sent) if sent else "",
        files=names.files.on(mail or message or sent),
    )


def kind_of(event: happened.Event) -> LineKind:
    if isinstance(event, happened.Contacted):
        return LineKind.MEETING if event.channel == Channel.MEETING else LineKind.CALL
    return KINDS.get(event.kind, LineKind.EVENT)


def _said_by_another_line(event: happened.Event) -> bool:
    """That a reply has left stands beside the reply itself."""
    return isinstance(event, happened.MailSent) and event.mail_kind == "reply"


def _state_of(mail: Mail) -> str:
    if mail.state == MailState.SENT and mail.sent_at:
        lang = site_language()
        return _("left at %(moment)s") % {"moment": moment(mail.sent_at, lang)}
    return _("came back or could not be sent") if mail.state == MailState.FAILED else _("about to leave")


def names_people(event: happened.Event) -> bool:
    """Whether the event's own words may name the investor."""
    return isinstance(
        event,
        happened.Replied
        | happened.Contacted
        | happened.NoteWritten
        | happened.MailFailed
        | post_events.MailReceived
        | erasure_events.KeptLonger
        | MeetingEnded,
    )


def names_for(lead: Lead, past: tuple[happened.Happened, ...]) -> Names:
    state, incoming, messages = happened.fold(past), _incoming(lead, past), _messages(lead, past)
    return Names(
        users={pk: _name_of(pk) for pk in {row.by for row in past if row.by}},
        mails={mail.pk: mail for mail in lead.mails.all()},
        holds=state.holds,
        tasks={number: shown_title(task) for number, task in state.tasks.items()},
        incoming=incoming,
        messages=messages,
        files=_files(lead, past),
    )


def _incoming(lead: Lead, past: tuple[happened.Happened, ...]) -> dict[int, Incoming]:
    """Read only where the history speaks of one."""
    if not any(isinstance(row.event, post_events.MailReceived) for row in past):
        return {}
    return {mail.pk: mail for mail in Incoming.objects.filter(lead=lead)}


def _messages(lead: Lead, past: tuple[happened.Happened, ...]) -> dict[int, LeadMessage]:
    """Read only where the history speaks of one."""
    if not any(isinstance(row.event, MessageWritten) for row in past):
        return {}
    return {row.pk: row for row in LeadMessage.objects.filter(lead=lead)}


def _name_of(account: int) -> str:
    officer = officers_by_account().get(account)
    return officer.name if officer else invented.shown(account_names().get(account, ""))


def _files(lead: Lead, past: tuple[happened.Happened, ...]) -> LeadFiles:
    """Read only where the history speaks of one."""
    spoken = any(
        isinstance(row.event, post_events.MailReceived)
        or (isinstance(row.event, MessageWritten | happened.Replied) and row.event.files)
        for row in past
    )
    return files_of_lead(lead) if spoken else NO_FILES


def words(event: happened.Event, names: Names) -> tuple[str, str]:
    """Headline and detail of one event."""
    lang = site_language()
    match event:
        case happened.Received():
            return _("Received"), _("through %(source)s") % {"source": source_name(event.source)}
        case happened.Assigned():
            given = {
                "officer": names.officer(event.officer) or _("nobody yet"),
                "department": names.department(event.department) or event.department,
            }
            return _("Given to %(officer)s, %(department)s") % given, reason_in_words(event.reason, names)
        case happened.MailSent():
            return _("Mail sent: %(kind)s") % {"kind": mail_name(event.mail_kind)}, ""
        case happened.MailFailed():
            return _("Mail failed: %(kind)s") % {"kind": mail_name(event.mail_kind)}, event.failure
        case happened.PackIssued():
            return _("Answer pack %(number)s issued") % {"number": event.number}, ""
        case happened.Described():
            noted = {
                "sector": event.sector,
                "origin": event.country,
                "question": event.question,
                "area_min_m2": event.area_min_m2,
                "area_max_m2": event.area_max_m2,
            }
            lines = lines_of(noted, names)
            return _("Project noted"), " · ".join(f"{label}: {value}" for label, value in lines)
        case happened.NoteWritten():
            return _("Note"), event.text
        case happened.Replied():
            mail = names.mails.get(event.mail)
            head = _("Replied, every question answered") if event.answers_all else _("Replied")
            return head, without_links(mail.body) if mail else ""
        case happened.Contacted():
            spoke = _("Spoke with the investor: %(channel)s, every question answered")
            head = spoke if event.answers_all else _("Spoke with the investor: %(channel)s")
            return head % {"channel": Channel(event.channel).label}, event.text
        case happened.ConsentGiven():
            purposes = ", ".join(str(ConsentPurpose(one).label) for one in event.purposes)
            return _("Consent given: %(purposes)s") % {"purposes": purposes}, ""
        case happened.Concealed():
            return _("Confidential from now on"), event.code_name
        case happened.Released():
            return _("No longer confidential"), ""
        case happened.Referred():
            return _("%(department)s was asked") % {"department": names.department(event.department)}, event.question
        case happened.ReferralTaken():
            if not event.officer:
                return _("The question is with the whole department again"), ""
            taker = names.officers.get(event.officer)
            return _("%(officer)s answers the question") % {"officer": taker.name if taker else event.officer}, ""
        case happened.ReferralDone():
            return _("The department asked answered"), event.answer
        case happened.ReferralBack():
            return _("The department asked gave the question back"), event.reason
        case happened.ReferralEnded():
            return _("The question to another department was withdrawn"), event.reason
        case happened.StageChanged():
            return _moved(event, lang)
        case happened.NextStepSet():
            return _("Next step, by %(due)s") % {"due": moment(event.due, lang)}, event.what
        case happened.Paused():
            rule = pipeline().pause_reasons.get(event.reason)
            head = _("Clock stopped until %(until)s at the latest") % {"until": moment(event.until, lang)}
            return head, rule.name if rule else event.reason
        case happened.DueMoved():
            due = moment(event.now_due, lang) if event.now_due else _("none")
            head = _("%(clock)s: due time moved to %(due)s") % {"clock": Clock(event.clock).label, "due": due}
            return head, _("The working calendar changed; before: %(due)s") % {"due": moment(event.was_due, lang)}
        case happened.Escalated():
            head = _("Escalation, level %(level)s: %(name)s")
            given = {"level": event.level, "name": level_of(event.level).name}
            promised = {"clock": Clock(event.clock).label, "due": moment(event.was_due, lang)}
            told = ", ".join(map(invented.shown, event.to)) or _("nobody with a mail address")
            return head % given, f"{_('%(clock)s, due %(due)s') % promised} → {told}"
        case happened.Acknowledged():
            return _("Escalation acknowledged"), event.text
        case happened.Resumed():
            return _("The clock runs again"), ""
        case post_events.MailReceived():
            return _mail_in(event, names)
        case post_events.ContactChanged():
            return _("Contact changed"), ", ".join(str(FIELDS.get(name, name)) for name in event.fields)
        case erasure_events.Erased():
            return _("Personal data erased"), retention_words.ground(event.rule, event.request)
        case erasure_events.KeptLonger():
            return _("Kept longer, until %(day)s") % {"day": day(event.kept_until, lang)}, event.reason
        case record_events.Merged():
            return _("%(what)s merged into another record") % {"what": names.record_kind(event.what)}, ""
        case record_events.Unmerged():
            return _("Merge of %(what)s taken back") % {"what": names.record_kind(event.what).lower()}, ""
        case _ if isinstance(event, HOLD_EVENTS):
            return hold_words.for_the_desk(event, names.holds, lang)
        case _ if isinstance(event, LINK_EVENTS):
            return link_words.for_the_desk(event, names.messages)
        case _ if isinstance(event, APPOINTMENT_EVENTS):
            return appointment_words.for_the_desk(event, names)
        case _ if isinstance(event, PRIVACY_EVENTS):
            return privacy_words.for_the_desk(event)
        case path_events.PathChosen():
            return _("Procedures chosen"), ""
        case path_events.StepBegun():
            return _("Step begun on %(day)s") % {"day": day(event.on, lang)}, names.step(event.step)
        case path_events.StepDone():
            detail = " · ".join(filter(None, [names.step(event.step), event.note]))
            return _("Step done on %(day)s") % {"day": day(event.on, lang)}, detail
        case path_events.StepCleared():
            return _("Days of a step taken back"), names.step(event.step)
        case task_events.TaskSet():
            given = {"officer": names.officer(event.officer) or _("nobody yet"), "due": moment(event.due, lang)}
            head = _("Task changed: %(officer)s, by %(due)s") if event.task else _("Task for %(officer)s, by %(due)s")
            return head % given, event.title or str(TaskKind(event.task_kind).label)
        case task_events.TaskDone():
            return _("Task done"), names.tasks.get(event.task, "")
        case task_events.TaskReopened():
            return _("Task opened again"), names.tasks.get(event.task, "")
        case _:
            raise happened.UnknownEvent(str(event.kind))


def _mail_in(event: post_events.MailReceived, names: Names) -> tuple[str, str]:
    mail = names.incoming.get(event.incoming)
    head = _("Automatic answer") if event.automatic else _("Mail from the investor")
    if mail is None:
        return head, ""
    if not event.known:
        head = _("Mail from %(sender)s, an address not in the file") % {"sender": mail.sender}
    doubt = _("Placed by the sender's address alone, which anybody can write.") if mail.why == "sender" else ""
    return head, "\n".join(filter(None, [mail.subject, mail.text, doubt]))


def _moved(event: happened.StageChanged, lang: str) -> tuple[str, str]:
    rules = pipeline()
    head = _("%(old)s → %(new)s") % {"old": Stage(event.old).label, "new": Stage(event.new).label}
    loss = rules.loss_reasons.get(event.loss_reason)
    gates = {gate.key: gate.name for gate in rules.gates}
    parts = [
        event.reason,
        loss.name if loss else "",
        _("come back on %(day)s") % {"day": day(event.come_back_on, lang)} if event.come_back_on else "",
        *(f"{gates.get(key) or asked_name(key)}: {text}" for key, text in event.stated.items() if text),
    ]
    return head, " · ".join(part for part in parts if part)
