"""Builds the desk's page values from the services."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from django.contrib.auth.models import User
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from leads.choices import Clock, Stage
from leads.desk.access_words import who_of
from leads.desk.acts import what_may
from leads.desk.appointment_pages import lines_of_lead
from leads.desk.consent_lines import consent_lines
from leads.desk.log import LineKind, LogLine, log_of
from leads.desk.next_actions import next_actions
from leads.desk.pages import (
    DeskLead,
    IncentiveRow,
    MatchShown,
    Move,
    OptionRow,
    SeenBy,
    ViewTab,
    row_of,
)
from leads.desk.privacy_pages import of_lead
from leads.desk.referral_pages import referrals_of
from leads.desk.task_pages import tasks_of_lead
from leads.models import Lead, LeadEvent, MatchRun
from leads.path_page import path_shown
from leads.services.access_log import last_seen, may_read_log
from leads.services.asked import project_lines
from leads.services.bad_addresses import is_bad
from leads.services.clocks import start_of, suggested_step
from leads.services.confidential import knows_the_name
from leads.services.erasure_events import Erased, KeptLonger
from leads.services.escalation import level_of
from leads.services.event_base import Happened
from leads.services.events import PackIssued, fold, history
from leads.services.gates import gate_facts, gate_lines, read_for
from leads.services.house import incentive_names
from leads.services.looking import others_looking
from leads.services.matching import answer_in
from leads.services.priority_words import facts_that_count, published_reason
from leads.services.privacy_desk import can_answer
from leads.services.privacy_events import PrivacyAsked
from leads.services.reach_words import hours_in_words
from leads.services.reply_templates import templates_for
from leads.services.retention_words import ground
from leads.services.sources import source_name
from leads.services.stages import pipeline
from leads.services.watched import watched
from leads.vocabulary import vocabulary
from sitepages.figures import PARK_TIME
from sitepages.language import site_language

PAGE_SIZE = 50
OPTIONS_SHOWN = 5
RELATED = ("organisation", "sector", "department", "owner__person")


def lead_page(user: User, lead: Lead, now: datetime, show: str = "") -> DeskLead:
    """One lead with its history, its match as stored and what this person may do with it."""
    past, knows = history(lead), knows_the_name(user, lead)
    state, read = fold(past), read_for(lead)
    moves = tuple(Move(to.value, Stage(to).label, kind) for to, kind in pipeline().moves_from(Stage(lead.stage)))
    forward = next((move for move in moves if move.kind == "forward"), None)
    pause = pipeline().pause_reasons.get(lead.pause_reason)
    gates = gate_lines(gate_facts(lead, state, now, read), Stage(forward.to)) if forward else ()
    may = what_may(user, lead, now, read.agreed)
    bad = not may["reply"] and is_bad(lead.contact_email)  # an address one may write to is a good one
    tasks, onward = tasks_of_lead(lead, state.tasks, now), (forward.to, forward.name) if forward else None
    log, path = log_of(lead, past, whole=knows), path_shown(lead, state, now, read.calendar)
    return DeskLead(
        lead=lead,
        row=row_of(lead, now, read.calendar),
        now=now,
        received_at=start_of(state, Clock(lead.due_clock)) if lead.due_clock else lead.received_at,
        pause_reason=pause.name if pause else "",
        level_name=level_of(lead.escalation).name if lead.escalation else "",
        next_step=state.next_step.what if state.next_step else "",
        next_step_due=state.next_step.due if state.next_step else None,
        asked=tuple(project_lines(lead)),
        consents=consent_lines(lead),
        match=match_shown(lead.match_run) if lead.match_run else None,
        log=tuple(line for line in log if shown_by(line, show)),
        kinds=tuple(kinds_in(log, show)),
        looking=others_looking(lead, user, now),
        seen_by=tuple(SeenBy(who_of(row), row.at, row.reason) for row in last_seen(user, lead)),
        reads_log=may_read_log(user),
        priority_reason=published_reason(lead.priority),
        priority_facts=facts_that_count(lead, now),
        seq=state.seq,
        forward=forward,
        checklist=gates,
        moves=moves,
        may=may,
        tasks=tasks,
        appointments=lines_of_lead(lead, state.appointments, now),
        path=path,
        actions=next_actions(lead, state, tasks, gates, onward, may, now, read, bad, path),
        holds=state.holds,
        referrals=referrals_of(lead, user, now),
        knows_name=knows,
        good_hours=hours_in_words(lead, now.astimezone(PARK_TIME).date()),
        came_through=source_name(lead.source),
        watched=watched(lead),
        suggested_due=suggested_step(state, read.calendar, read.targets, now),
        has_pack=any(isinstance(one.event, PackIssued) for one in past),
        templates=tuple(template_choices(lead, now)) if may["reply"] else (),
        erased_why=next(
            (ground(one.event.rule, one.event.request) for one in past if isinstance(one.event, Erased)), ""
        ),
        kept_why=kept_why(lead, past, now) if knows else "",
        privacy=of_lead(lead, now) if any(isinstance(one.event, PrivacyAsked) for one in past) else (),
        may_answer=lead.restricted_at is not None and can_answer(user, lead),
    )


def kept_why(lead: Lead, past: Sequence[Happened], now: datetime) -> str:
    """Why the duty head keeps the file longer, as long as that holds."""
    holds = lead.kept_until is not None and lead.kept_until >= now.astimezone(PARK_TIME).date()
    said = [one.event.reason for one in past if isinstance(one.event, KeptLonger)]
    return said[-1] if holds and said else ""


def shown_by(line: LogLine, show: str) -> bool:
    """Whether the filter of the timeline lets the line through; "file": a mail that brought files."""
    return not show or line.kind == show or (show == "file" and bool(line.files))


def kinds_in(log: tuple[LogLine, ...], show: str) -> Iterator[ViewTab]:
    """The filter of the timeline: every kind that occurs, with its count; `show` is the one chosen."""
    names = {
        LineKind.NOTE: _("Notes"),
        LineKind.MAIL: _("Mails"),
        LineKind.CALL: _("Calls"),
        LineKind.MEETING: _("Meetings"),
        "file": _("Files"),
        LineKind.TASK: pgettext("of a lead", "Tasks"),
        LineKind.EVENT: _("Stages and owners"),
    }
    yield ViewTab(_("Everything"), "", len(log), not show)
    for kind, name in names.items():
        count = sum(shown_by(line, kind) for line in log)
        if count:
            yield ViewTab(name, kind, count, show == kind)


def template_choices(lead: Lead, now: datetime) -> Iterator[tuple[int, str]]:
    """The templates for this lead; one in another language than the investor's wish says which."""
    for row in templates_for(lead, now.astimezone(PARK_TIME).date()):
        yield row.pk, row.name if row.language == lead.language else f"{row.name} ({row.get_language_display()})"


def last_seq(lead: Lead) -> int:
    return LeadEvent.objects.filter(lead=lead).order_by("-seq").values_list("seq", flat=True).first() or 0


def match_shown(run: MatchRun) -> MatchShown:
    """The stored answer in the officer's language."""
    lang = site_language()
    answer = answer_in(run, lang)
    names = incentive_names(lang)
    labels = {key: fact.label.of(lang) for key, fact in vocabulary().facts.items()}
    verdicts = [
        IncentiveRow(names.get(row["id"], row["id"]), row["verdict"], hangs_on(row, labels))
        for row in answer["incentives"]
    ]
    return MatchShown(
        on=run.on,
        token=run.token,
        options=tuple(option_row(option) for option in answer["options"][:OPTIONS_SHOWN]),
        near_misses=len(answer["near_misses"]),
        eligible=tuple(row for row in verdicts if row.verdict in {"eligible", "applies"}),
        unknown=tuple(row for row, stored in zip(verdicts, answer["incentives"], strict=True) if open_benefit(stored)),
    )


def hangs_on(row: Mapping[str, Any], labels: Mapping[str, str]) -> str:
    """The facts still missing, by the names the investor was asked under."""
    return ", ".join(labels.get(key, key) for key in row.get("missing", ()))


def open_benefit(row: Mapping[str, Any]) -> bool:
    """As the investor's page counts them: a cost that may apply is no incentive still open."""
    return row["kind"] == "benefit" and row["verdict"] == "unknown"


def option_row(option: dict[str, Any]) -> OptionRow:
    lease, area = option.get("lease_usd"), option["area_m2"]
    return OptionRow(
        plots=tuple(option["plots"]),
        area_m2=area,
        price_usd_m2=lease / area if lease is not None else None,
        lease_usd=lease,
        score=option["score"] * 100,
        reasons=tuple((row["verdict"], row["reason"]) for row in option["criteria"]),
    )
