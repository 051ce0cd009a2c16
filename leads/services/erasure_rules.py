"""What erasing the personal data of a lead does with each column and with each field of its events.

Beside `record_rules.POINTERS`, which says it of foreign keys. Guard tests walk all models and all kinds of event: what
is not named here fails the build. Words are taken out; codes, figures, times and digests stay, so that replaying the
events still gives the row, and figures of service stay as they were.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from enum import StrEnum
from typing import Any

from leads.choices import EventKind

Data = dict[str, Any]
MARK = "—"  # where an empty text would mean something else


class Does(StrEnum):
    """KEEP: a code, a figure, a digest of ours or proof. BLANK: emptied. FOLD: written anew from the events.

    ROW: the row goes. FILE: the file goes from the store, then the row or its name.
    """

    KEEP = "keep"
    BLANK = "blank"
    FOLD = "fold"
    ROW = "row"
    FILE = "file"


def _of(**columns: str) -> Mapping[str, Does]:
    return {name: Does(what) for what, names in columns.items() for name in names.split()}


# Tables that a person of an investor stands in, or may: every column of text, JSON or files.
COLUMNS: Mapping[str, Mapping[str, Does]] = {
    "Lead": _of(
        blank="submission_digest contact_name contact_email contact_phone channel_handle time_zone message",
        fold="code_name search_line",
        keep="reference submission_key language channel question country source campaign stage priority due_clock "
        "pause_reason",
    ),
    "LeadEvent": _of(keep="kind", blank="data"),  # by WORDS below
    "LeadStory": _of(  # keys and numbers for the figures
        keep="department owner sector country source priority furthest standing loss_reason first_reply full_answer "
        "verdict unmet stays",
    ),
    "Contact": _of(blank="name folded email phone phone_key", keep="language"),
    # a company is no person; what a natural person trades under is public by registration
    "Organisation": _of(keep="name folded core tax_key name_local country domain tax_code"),
    "Consent": _of(keep="language channel mark"),  # the mark as below
    "LeadLink": _of(keep="nonce rights", blank="name email"),
    "Mail": _of(keep="kind language message_id state", blank="to subject body calendar failure stop"),
    "Appointment": _of(blank="words place time_zone", keep="kind state ended_how uid reply"),
    # without the address the mark proves that it agreed, and names nobody (leads.services.mail_wishes)
    "Watch": _of(blank="email", keep="mark language nonce shown_in ended_how asked state"),
    "Subscription": _of(blank="email", keep="mark language nonce shown_in ended_how sectors"),
    "AnswerPack": _of(blank="data", keep="digest"),  # the investor's own questions, by PACK_WORDS below
    "Referral": _of(fold="question answer", keep="state"),
    "Task": _of(fold="title", keep="kind state"),
    "Incoming": _of(
        keep="fingerprint state why",
        blank="recipients message_id sender sender_name subject text quoted error",
        file="raw",
    ),
    "LeadFile": _of(blank="name sha256", keep="kind refused scan", file="content"),
    "LeadMessage": _of(blank="text"),
    "PrivacyRequest": _of(
        keep="right purpose state channel language", blank="wrong put_right ground put_off_for told_how done_how"
    ),
    "CasesLink": _of(row="address language nonce"),
    "BadAddress": _of(row="address reason"),
    "Triage": _of(row="token text campaign request seen left_open"),
    "SavedFilter": _of(keep="name", blank="query"),  # its search, where it is the person's name, address or number
    "Hold": _of(keep="state ended_how"),
    "HeldPlot": _of(keep="code"),
    "WantedPlot": _of(keep="code"),
    "LeadPath": _of(keep="facts steps"),  # answers of a closed list, steps of the guide
    "MatchRun": _of(keep="token request answer versions source campaign land"),  # a project's figures, nobody's name
    "CostSheet": _of(keep="token asked"),
    "StoredNeed": _of(keep="sector zones"),
    # who read what, and an administrator's reason: proof, forgotten whole after two years (leads.services.access_log)
    "AccessRecord": _of(keep="kind subject facts reason"),
    "LeadSheet": _of(row="name fingerprint campaign rows"),  # goes a day after it came (leads.services.lead_sheets)
    "Due": _of(keep="kind target last_error"),  # numbers; addresses are taken out of errors when they are written
}
# Tables of the house, in which no person of an investor stands.
OF_THE_HOUSE = frozenset(
    {
        "Breach",  # its forms ask for no names
        "BreachNote",
        "CalendarDay",
        "CalendarYear",
        "ConsentText",
        "Department",
        "DutyTurn",
        "FigureRun",
        "HouseVersion",
        "LandSnapshot",
        "Leave",
        "Look",
        "MonthCount",
        "OfficeHours",
        "Officer",
        "Pool",
        "PoolMember",
        "ReferenceCounter",
        "ReplyTemplate",
        "RoutingRule",
        "RuleSet",
        "ScoreWeights",
        "TakenQuarter",  # an officer's time
        "TargetVersion",
    }
)
PACK_WORDS = ("questions",)


# --- Events ---


def _emptied(value: Any) -> Any:
    """No text, whatever holds it; the keys of a mapping are codes."""
    if isinstance(value, Mapping):
        return {key: _emptied(part) for key, part in value.items()}
    return [] if isinstance(value, list | tuple) else ""


def _reason_without_words(reason: Any) -> Any:
    """A router's record without what somebody wrote into it (`by_hand`, `why`); an empty one means "taken"."""
    return {key: MARK if key in {"by_hand", "why"} and value else value for key, value in reason.items()}


Scrub = Callable[[Any], Any]
# Kind of event -> its fields that hold words, and what becomes of them. Of every other field of text see CODES.
WORDS: Mapping[EventKind, Mapping[str, Scrub]] = {
    EventKind.ASSIGNED: {"reason": _reason_without_words},
    EventKind.MAIL_FAILED: {"failure": _emptied},
    EventKind.NOTE_WRITTEN: {"text": _emptied},
    EventKind.CONTACTED: {"text": _emptied},
    EventKind.STAGE_CHANGED: {"reason": _emptied, "stated": _emptied},
    EventKind.NEXT_STEP_SET: {"what": _emptied},
    EventKind.HOLD_EXTENDED: {"reason": _emptied},
    EventKind.HOLD_ENDED: {"reason": _emptied},
    EventKind.ACKNOWLEDGED: {"text": _emptied},
    EventKind.STEP_DONE: {"note": _emptied},
    EventKind.CONCEALED: {"code_name": lambda name: MARK},  # see `scrubbed`
    EventKind.REFERRED: {"question": _emptied},
    EventKind.REFERRAL_DONE: {"answer": _emptied},
    EventKind.REFERRAL_BACK: {"reason": _emptied},
    EventKind.REFERRAL_ENDED: {"reason": _emptied},
    EventKind.TASK_SET: {"title": _emptied},
    EventKind.MEETING_ENDED: {"text": _emptied},
    EventKind.KEPT_LONGER: {"reason": _emptied},
}
# Kind of event -> its fields of text that are codes, keys of ours, or names of the desk's own people.
CODES: Mapping[EventKind, frozenset[str]] = {
    kind: frozenset(names.split())
    for kind, names in {
        EventKind.RECEIVED: "source language priority country question",
        EventKind.ASSIGNED: "department officer",
        EventKind.MAIL_SENT: "mail_kind",
        EventKind.MAIL_FAILED: "mail_kind",
        EventKind.PACK_ISSUED: "digest",
        EventKind.REMINDED: "clock",
        EventKind.LINK_CHANGED: "what",
        EventKind.ANSWER_JUDGED: "verdict",
        EventKind.DESCRIBED: "priority sector country question",
        EventKind.STAGE_CHANGED: "old new loss_reason",
        EventKind.PAUSED: "reason",
        EventKind.CONTACTED: "channel",
        EventKind.HELD: "plots",
        EventKind.HOLD_QUEUED: "plots",
        EventKind.HOLD_ENDED: "how",
        EventKind.MERGED: "what",
        EventKind.UNMERGED: "what",
        EventKind.DUE_MOVED: "clock",
        EventKind.ESCALATED: "clock to",
        EventKind.CONSENT_GIVEN: "purposes channel",
        EventKind.CONTACT_CHANGED: "fields",
        EventKind.STEP_BEGUN: "step",
        EventKind.STEP_DONE: "step",
        EventKind.STEP_CLEARED: "step",
        EventKind.REFERRED: "department officer",
        EventKind.REFERRAL_TAKEN: "officer",
        EventKind.TASK_SET: "officer task_kind",
        EventKind.MEETING_SET: "what officer how",
        EventKind.MEETING_ENDED: "what how",
        EventKind.MEETING_ANSWERED: "what reply",
        EventKind.ERASED: "rule",
        EventKind.PRIVACY_ASKED: "right purpose",
        EventKind.PRIVACY_ANSWERED: "right outcome purpose",
    }.items()
}


def scrubbed(kind: str, data: Mapping[str, Any], code_name: str) -> Data:
    """An event's stored data without words. `code_name`: a made one, so that a confidential file stays so."""
    words = WORDS.get(EventKind(kind), {})
    out = {name: words[name](value) if name in words else value for name, value in data.items()}
    return out | {"code_name": code_name} if kind == EventKind.CONCEALED else out


def pack_without_words(data: Mapping[str, Any]) -> Data:
    """A pack's stored data without the investor's own words and without what colleagues wrote."""
    out = {key: [] if key in PACK_WORDS else value for key, value in data.items()}
    officer = data.get("officer")
    if officer:
        out["officer"] = {**officer, "reason": _reason_without_words(officer.get("reason", {}))}
    return out
