"""What happened, in the officer's words: one presenter per kind of event; an unknown kind raises."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime

from django.contrib.auth.models import User
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from leads.choices import Channel, Clock, ConsentPurpose, EntrySource, Stage, TaskKind
from leads.models import Lead, Mail
from leads.services import events as happened
from leads.services import hold_words
from leads.services.escalation import level_of
from leads.services.hold_events import HOLD_EVENTS, Holds
from leads.services.names import NameBook
from leads.services.routing_words import reason_in_words
from leads.services.stages import pipeline
from leads.services.tasks import shown_title
from sitepages.figures import day, moment

SOURCES = ("site", "triage", "api", *EntrySource.values, "import", "demo")
LINK = re.compile(r"https?://\S*/lead/\S+")


@dataclass(frozen=True)
class LogLine:
    at: datetime
    who: str
    what: str
    detail: str


class Names(NameBook):
    """The book of a lead's history: besides the desk's names, who did it, which mail it was and which land."""

    def __init__(self, *, users: dict[int, str], mails: dict[int, Mail], holds: Holds, tasks: dict[int, str]) -> None:
        self.users = users
        self.mails = mails
        self.holds = holds
        self.tasks = tasks

    def officer(self, key: str) -> str:
        found = self.officers.get(key)
        return found.person.name if found else key


def log_of(lead: Lead, past: tuple[happened.Happened, ...] | None = None, *, whole: bool = True) -> tuple[LogLine, ...]:
    """The lead's events, newest first; `past` where the page has read them already.

    Not `whole`: without what colleagues and the investor wrote to each other, where a name may stand.
    """
    past = happened.history(lead) if past is None else past
    names = names_for(lead, past)
    return tuple(
        LogLine(row.at, names.users.get(row.by or 0, ""), head, detail if whole or not names_people(row.event) else "")
        for row in reversed(past)
        for head, detail in [words(row.event, names)]
    )


def names_people(event: happened.Event) -> bool:
    """Whether the event's own words may name the investor."""
    return isinstance(event, happened.Replied | happened.Contacted | happened.NoteWritten | happened.MailFailed)


def names_for(lead: Lead, past: tuple[happened.Happened, ...]) -> Names:
    people = User.objects.filter(pk__in={row.by for row in past if row.by}).select_related("officer__person")
    state = happened.fold(past)
    return Names(
        users={user.pk: user.officer.name if hasattr(user, "officer") else user.get_username() for user in people},
        mails={mail.pk: mail for mail in lead.mails.all()},
        holds=state.holds,
        tasks={number: shown_title(task) for number, task in state.tasks.items()},
    )


def words(event: happened.Event, names: Names) -> tuple[str, str]:
    """Headline and detail of one event."""
    lang = "vi" if get_language() == "vi" else "en"
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
            issued = {"number": event.number, "digest": event.digest}
            return _("Answer pack %(number)s issued") % issued, _("digest %(digest)s") % issued
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
            told = ", ".join(event.to) or _("nobody with a mail address")
            return head % given, f"{_('%(clock)s, due %(due)s') % promised} → {told}"
        case happened.Acknowledged():
            return _("Escalation acknowledged"), event.text
        case happened.Resumed():
            return _("The clock runs again"), ""
        case _ if isinstance(event, HOLD_EVENTS):
            return hold_words.for_the_desk(event, names.holds, lang)
        case happened.TaskSet():
            given = {"officer": names.officer(event.officer) or _("nobody yet"), "due": moment(event.due, lang)}
            head = _("Task changed: %(officer)s, by %(due)s") if event.task else _("Task for %(officer)s, by %(due)s")
            return head % given, event.title or str(TaskKind(event.task_kind).label)
        case happened.TaskDone():
            return _("Task done"), names.tasks.get(event.task, "")
        case happened.TaskReopened():
            return _("Task opened again"), names.tasks.get(event.task, "")
        case _:
            raise happened.UnknownEvent(str(event.kind))


def without_links(body: str) -> str:
    """The investor's signed link opens the investor's page: who may read the log has no use for it."""
    return LINK.sub("…", body)


def _moved(event: happened.StageChanged, lang: str) -> tuple[str, str]:
    rules = pipeline()
    head = _("%(old)s → %(new)s") % {"old": Stage(event.old).label, "new": Stage(event.new).label}
    loss = rules.loss_reasons.get(event.loss_reason)
    gates = {gate.key: gate.name for gate in rules.gates}
    parts = [
        event.reason,
        loss.name if loss else "",
        _("come back on %(day)s") % {"day": day(event.come_back_on, lang)} if event.come_back_on else "",
        *(f"{gates.get(key, key)}: {text}" for key, text in event.stated.items()),
    ]
    return head, " · ".join(part for part in parts if part)


def source_name(source: str) -> str:
    if source in EntrySource.values:
        return str(EntrySource(source).label)
    known = {
        "site": _("the site"),
        "api": _("the API"),
        "demo": _("the demo data"),
        "import": _("a list of leads"),
        "triage": _("the site, question by question"),
    }
    return known.get(source, source)


def mail_name(kind: str) -> str:
    return {
        "confirmation": _("confirmation to the investor"),
        "ask_consent": _("acknowledgement that asks for consent"),
        "assigned": _("notice to the officer"),
        "referral": _("question to another department"),
        "referral_answer": _("answer of another department"),
        "escalation": _("escalation"),
        "taken_back": _("notice to the officer from whom it was taken back"),
        "informed": _("notice to the head of another department"),
        "waiting": _("notice to the head: waits for an officer"),
        "reply": _("reply to the investor"),
        "hold_started": _("land held, to the investor"),
        "hold_ended": _("land no longer held, to the investor"),
        "hold_turn": _("turn in the queue, to the officer"),
        "hold_over": _("end of a hold, to the officer"),
        "hold_approval": _("large hold, to the head"),
        "task": _("notice of a task"),
    }.get(kind, kind)
