"""What a lead must have to stand in a stage: facts of the record against the gates of stages.yaml.

A gate whose field the product does not have yet is missing from the stage that asks it; the officer
then states the fact in words with the step, and the event keeps it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from leads.calendar.hours import WorkingCalendar
from leads.choices import Clock, ConsentPurpose, Stage
from leads.models import Lead, Organisation
from leads.routing.rules import holds
from leads.services.agreed import agreed
from leads.services.appointment_events import visit_at
from leads.services.asked import facts_of_lead
from leads.services.calendar import working_calendar
from leads.services.clocks import running_clocks
from leads.services.events import state_of
from leads.services.hold_gates import facts_of_holds
from leads.services.house import zone_status
from leads.services.lead_state import LeadState, Stated
from leads.services.stages import Gate, pipeline
from leads.services.targets import TargetBook, targets
from sitepages.figures import PARK_TIME

# These stand in the record or come with the step's own form; words cannot replace them.
RECORD_ONLY = frozenset(
    {
        "g_reply_address",
        "g_language",
        "g_consent_answer",
        "g_owner",
        "g_first_reply",
        "g_next_step",
        "g_lane_zone",
        "g_park_date",
        "g_loss_reason",
    }
)
# Read from the holds: words cannot replace them where land is promised. From the decision on the paper counts: a
# contract may be older than the holds.
HOLD_GATES = frozenset({"g_plots", "g_hold_until", "g_head_approval"})
LAND_PROMISED = frozenset({Stage.RESERVED, Stage.FILED})


def words_do(key: str, to: Stage) -> bool:
    """Whether an officer may state this gate in words for a step to this stage."""
    return key not in RECORD_ONLY and not (key in HOLD_GATES and to in LAND_PROMISED)


@dataclass(frozen=True)
class GateLine:
    """One line of the "to move on you need" list. `stated` are the officer's words, if the fact was given so.

    `hangs_on` is the gate whose answer, given with the same step, decides whether this one is asked at all.
    """

    key: str
    name: str
    met: bool
    can_state: bool
    stated: str
    hangs_on: str = ""

    @property
    def needed(self) -> bool:
        """What a forward step cannot do without: the mark in the form and the refusal are this."""
        return not self.met and not self.hangs_on


@dataclass(frozen=True)
class GateFacts:
    """Everything gates ask of a lead at a moment: values by field, and what officers stated in words."""

    values: Mapping[str, Any]
    stated: Mapping[str, Stated]
    today: date
    now: datetime


def missing_for(lead: Lead, stage: Stage, now: datetime) -> tuple[str, ...]:
    """Keys of the gates this lead does not meet for the stage, in the order of stages.yaml.

    The marks in forms, the checklist and `change_stage` all ask this.
    """
    return missing(gate_facts(lead, state_of(lead), now), stage)


def checklist(lead: Lead, stage: Stage, now: datetime) -> tuple[GateLine, ...]:
    """Every gate asked for the stage, met or not, with its name in the reader's language."""
    return gate_lines(gate_facts(lead, state_of(lead), now), stage)


def gate_lines(facts: GateFacts, stage: Stage) -> tuple[GateLine, ...]:
    """The checklist from facts already gathered."""
    return tuple(
        GateLine(
            key=gate.key,
            name=gate.name,
            met=is_met(gate, facts),
            can_state=words_do(gate.key, stage),
            stated=facts.stated[gate.key].text if gate.key in facts.stated else "",
            hangs_on=_open_decider(gate, facts),
        )
        for gate in asked(facts, stage)
    )


def _open_decider(gate: Gate, facts: GateFacts) -> str:
    """The key of the gate, still without an answer, on whose value `gate.when` rests; else empty."""
    deciders = (other for other in pipeline().gates if other.field in gate.when and other.key not in RECORD_ONLY)
    return next((other.key for other in deciders if not is_met(other, facts)), "")


def missing(facts: GateFacts, stage: Stage) -> tuple[str, ...]:
    """Keys of unmet gates, from facts already gathered."""
    return tuple(gate.key for gate in asked(facts, stage) if not is_met(gate, facts))


def asked(facts: GateFacts, stage: Stage) -> tuple[Gate, ...]:
    """The gates that apply: `when` fails only on a known fact, since a promise is no place for guessing."""
    return tuple(gate for gate in pipeline().gates_up_to(stage) if _applies(gate, facts, stage))


def _applies(gate: Gate, facts: GateFacts, stage: Stage) -> bool:
    values = {**facts.values, "stage_kind": pipeline().stages[stage].kind, **_stated_facts(facts)}
    return all(
        values.get(key) is None or holds({key: wanted if _compares(wanted) else [wanted]}, values)
        for key, wanted in gate.when.items()
    )


def _compares(wanted: str) -> bool:
    return wanted[:1] in "<>="


def _stated_facts(facts: GateFacts) -> dict[str, str]:
    """Facts that other gates hang on, when they were stated from a closed list."""
    return {
        gate.field: facts.stated[gate.key].text for gate in pipeline().gates if gate.values and gate.key in facts.stated
    }


def is_met(gate: Gate, facts: GateFacts) -> bool:
    """Whether the record or the officer's words satisfy the gate."""
    value = facts.values.get(gate.field)
    if value is not None and TESTS[gate.op](value, gate, facts):
        return True
    if value is False:  # known not to be so: no words help
        return False
    stated = facts.stated.get(gate.key)
    return stated is not None and gate.key not in RECORD_ONLY and _holds_in_words(gate, stated, facts)


def _holds_in_words(gate: Gate, stated: Stated, facts: GateFacts) -> bool:
    if gate.op == "present_not_older_days":
        return (facts.today - stated.on).days <= gate.limit
    return may_state(gate, stated.text)


def may_state(gate: Gate, text: str) -> bool:
    """Whether these words can stand for the gate: one of its values where it lists some, a figure where it asks one."""
    words = text.strip()
    if gate.values:
        return words in gate.values
    if gate.op == "positive":
        return any(sign in "123456789" for sign in words)
    return bool(words)


TESTS: Mapping[str, Callable[[Any, Gate, GateFacts], bool]] = {
    "present": lambda value, gate, facts: bool(value),
    "present_any": lambda value, gate, facts: bool(value),
    "present_or_declared_unknown": lambda value, gate, facts: bool(value),
    "is_true": lambda value, gate, facts: value is True,
    "is_true_with_text_version": lambda value, gate, facts: value is True,
    "in": lambda value, gate, facts: value in gate.values,
    "positive": lambda value, gate, facts: value > 0,
    "date_in_future": lambda value, gate, facts: _future(value, facts),
    "present_not_older_days": lambda value, gate, facts: (facts.today - value).days <= gate.limit,
    "within_working_days": lambda value, gate, facts: value is True or _soon(value, gate, facts),
    "all_available_or_held_by_this_lead": lambda value, gate, facts: bool(value),
}


def _future(value: date | datetime, facts: GateFacts) -> bool:
    return value > facts.now if isinstance(value, datetime) else value > facts.today


def _soon(value: datetime, gate: Gate, facts: GateFacts) -> bool:
    return facts.now < value <= working_calendar().end_of_nth_working_day(facts.now, gate.limit)


@dataclass(frozen=True)
class Read:
    """What a page that draws more than the gates has read already."""

    calendar: WorkingCalendar
    targets: TargetBook
    agreed: frozenset[str]


def read_for(lead: Lead) -> Read:
    """The working calendar, and the purposes the investor agreed to and has not withdrawn."""
    return Read(working_calendar(), targets(), agreed(lead))


def gate_facts(lead: Lead, state: LeadState, now: datetime, read: Read | None = None) -> GateFacts:
    """Gather what the gates ask, from the lead, its events, its consents and its match."""
    read = read or read_for(lead)
    run, organisation = lead.match_run, lead.organisation
    project = facts_of_lead(lead)
    size = next(
        (project[key] for key in ("area_min_m2", "area_max_m2", "floor_area_m2", "jobs") if project.get(key)), None
    )
    values = {
        "contact_email_or_phone": lead.contact_email or lead.contact_phone,
        "language": lead.language,
        "consent_answer_request": ConsentPurpose.ANSWER_REQUEST in read.agreed,
        "owner": state.owner,
        "first_human_reply_at": state.first_reply_at,
        "sector": lead.sector_id,
        "origin_country": project.get("origin") or state.country,
        "area_min_m2_or_floor_area_m2_or_jobs": size,
        "needed_by": project.get("needed_by"),
        "next_step_and_date": next_date(state, read),
        "match_result_version": run.on if run else None,
        "answer_pack_sent_at": state.pack_at,
        "duplicate_check_at": _checked_on(organisation),
        "organisation_legal_name": organisation.name if organisation and organisation.tax_code else None,
        "capital_usd": project.get("capital_usd"),
        "jobs": project.get("jobs"),
        "area_m2": project.get("area_min_m2"),
        "zone_status": zone_status(),
        **facts_of_holds(lead, state.holds),
        **facts_of_visits(state),
    }
    return GateFacts(values=values, stated=state.stated, today=now.astimezone(PARK_TIME).date(), now=now)


def facts_of_visits(state: LeadState) -> dict[str, date]:
    """The day of a visit that is booked or took place; else the officer says it in words."""
    at = visit_at(state.appointments)
    return {"visit_at": at.astimezone(PARK_TIME).date()} if at else {}


def _checked_on(organisation: Organisation | None) -> date | None:
    """The day a person last looked for duplicates of the lead's organisation."""
    at = organisation.checked_at if organisation else None
    return at.astimezone(PARK_TIME).date() if at else None


def next_date(state: LeadState, read: Read) -> datetime | None:
    """The latest date that follows the first reply: a step, the full answer, or the end of a pause."""
    running = running_clocks(state, read.calendar, read.targets)
    due = [promise.at for promise in running if promise.clock not in {Clock.FIRST_REPLY, Clock.REPLY_TO_MESSAGE}]
    return max([*due, *([state.pause.until] if state.pause else [])], default=None)
