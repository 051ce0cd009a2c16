"""What to do next with a lead, the most pressing first: promises, tasks and gates put in one order."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _

from leads.choices import Channel, Clock, Stage
from leads.desk.task_pages import TaskLine
from leads.models import Lead
from leads.path_page import PathRow, PathShown
from leads.services.clocks import Due, running_clocks
from leads.services.gates import GateLine, Read
from leads.services.lead_state import LeadState
from leads.services.stages import pipeline
from sitepages.figures import local_moment as moment
from sitepages.language import site_language


@dataclass(frozen=True)
class NextAction:
    """One thing to do. `href` leads to where it is done; `number` is the task's, for its own button."""

    words: str
    detail: str
    due: datetime | None
    late: bool
    href: str
    number: int = 0


def next_actions(
    lead: Lead,
    state: LeadState,
    tasks: Sequence[TaskLine],
    gates: Sequence[GateLine],
    forward: tuple[str, str] | None,
    may: Mapping[str, bool],
    now: datetime,
    read: Read,
    bad_address: bool = False,
    path: PathShown | None = None,
) -> tuple[NextAction, ...]:
    """`forward`: key and name of the next stage; `gates`: what it asks. Empty for who may do nothing here."""
    if not may["note"]:
        return ()
    found = [
        *_without_owner(lead, may),
        *_answers(lead, state, may, bad_address, now),
        *_promises(lead, state, may, now, read),
        *(_task(line) for line in tasks if line.is_open),
        *(_step(lead, row) for row in (path.running if path else ())),
    ]
    found.sort(key=_pressing)
    return (*found, *_forward(lead, gates, forward, may))


def _pressing(action: NextAction) -> tuple[int, float]:
    """What is wrong comes first, then what has a time by its time, then what only waits."""
    if action.due is not None:
        return 1, action.due.timestamp()
    return (0, 0) if action.late else (2, 0)


def _without_owner(lead: Lead, may: Mapping[str, bool]) -> Iterator[NextAction]:
    if lead.owner is None and (may["take"] or may["assign"]):
        anchor = "#yb-take" if may["take"] else "#yb-assign"
        words = _("Take this lead") if may["take"] else _("Give it to an officer")
        yield NextAction(words, _("It waits without an officer in charge."), None, False, anchor)


def _answers(
    lead: Lead, state: LeadState, may: Mapping[str, bool], bad_address: bool, now: datetime
) -> Iterator[NextAction]:
    if bad_address:
        detail = _("Mails to it come back: nothing is sent there until it is changed.")
        yield NextAction(_("Find another address, or call"), detail, None, True, "#yb-reach")
    if state.message_at and state.first_reply_at and not pipeline().is_open(state.stage):
        yield _message(state.message_at, None, False, may)


def _message(came_in: datetime, due: datetime | None, late: bool, may: Mapping[str, bool]) -> NextAction:
    lang = site_language()
    detail = _("It came in at %(moment)s.") % {"moment": moment(came_in, lang)}
    return NextAction(
        _("Answer the investor's mail"), detail, due, late, "#yb-reply" if may["reply"] else "#yb-contact"
    )


def _promises(lead: Lead, state: LeadState, may: Mapping[str, bool], now: datetime, read: Read) -> Iterator[NextAction]:
    running = running_clocks(state, read.calendar, read.targets)
    if pipeline().is_open(state.stage) and not running and state.pause is None:
        detail = _("Nothing is promised: an open lead needs a next step with a date.")
        yield NextAction(_("Set the next step"), detail, None, True, "#yb-step")
    for due in running:
        yield _promise(lead, state, due, may, now)


def _promise(lead: Lead, state: LeadState, due: Due, may: Mapping[str, bool], now: datetime) -> NextAction:
    speaks = lead.channel not in {Channel.MAIL} or not may["reply"]
    href = "#yb-contact" if speaks and may["contact"] else "#yb-reply"
    late = due.at < now
    if due.clock == Clock.FIRST_REPLY:
        words = _("Call or write to the investor") if href == "#yb-contact" else _("Reply to the investor")
        return NextAction(words, _channel(lead), due.at, late, href)
    if due.clock == Clock.FULL_ANSWER:
        return NextAction(_("Answer every question asked"), _channel(lead), due.at, late, href)
    if due.clock == Clock.REPLY_TO_MESSAGE and state.message_at:
        return _message(state.message_at, due.at, late, may)
    if state.stage == Stage.PARKED:
        return NextAction(_("Ask the investor again"), "", due.at, late, href)
    step = state.next_step.what if state.next_step else ""
    return NextAction(step, _("the next step promised"), due.at, late, href)


def _channel(lead: Lead) -> str:
    if lead.channel == Channel.MAIL:
        return ""
    return _("The investor prefers: %(channel)s.") % {"channel": lead.get_channel_display()}


def _task(line: TaskLine) -> NextAction:
    who = line.who or _("whoever takes the lead")
    href = reverse("desk-task", args=[line.lead, line.number])
    return NextAction(line.title, _("task of %(who)s") % {"who": who}, line.due, line.late, href, line.number)


def _step(lead: Lead, row: PathRow) -> NextAction:
    detail = f"{_('step of the procedures')}: {row.count}; {row.dates}"
    return NextAction(row.name, detail, None, row.late, reverse("desk-path", args=[lead.pk]) + f"#step-{row.key}")


def _forward(
    lead: Lead, gates: Sequence[GateLine], forward: tuple[str, str] | None, may: Mapping[str, bool]
) -> Iterator[NextAction]:
    if forward is None or not may["stage"]:
        return
    to, name = forward
    missing = [gate.name for gate in gates if gate.needed]
    if missing:
        detail = _("Still missing: %(gates)s.") % {"gates": "; ".join(missing)}
    else:
        detail = _("Everything it asks for is there.")
    words = _("Move to “%(name)s”") % {"name": name}
    yield NextAction(words, detail, None, False, reverse("desk-stage", args=[lead.pk, to]))
