"""What a merge and retention do with everything that points at a lead, an organisation or a person of an investor.

A guard test walks all models: a new foreign key without a line here fails the build, so that nobody forgets to say.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum


class OnMerge(StrEnum):
    """MOVE: points at the record that stays. STAY: as it was (of a lead, which is never merged, or a merge's trace)."""

    MOVE = "move"
    STAY = "stay"


class OnErasure(StrEnum):
    """What erasing the personal data of a lead does with a row that points at it.

    BLANK: the row stays, its personal columns are emptied (`erasure_rules.COLUMNS`). DELETE: the row goes. KEEP: it
    holds no personal data, or is the proof the law asks for.
    """

    BLANK = "blank"
    DELETE = "delete"
    KEEP = "keep"


@dataclass(frozen=True)
class Rule:
    merge: OnMerge
    erasure: OnErasure
    why: str


MOVED, STAYS = OnMerge.MOVE, OnMerge.STAY
POINTERS: Mapping[str, Rule] = {
    "Lead.organisation": Rule(MOVED, OnErasure.KEEP, "a company is no person"),
    "Contact.organisation": Rule(MOVED, OnErasure.KEEP, "a company is no person"),
    "Organisation.merged_into": Rule(STAYS, OnErasure.KEEP, "the trace of an earlier merge; a chain is followed"),
    "Lead.contact": Rule(MOVED, OnErasure.BLANK, "the person is blanked once none of the leads is kept"),
    "Contact.merged_into": Rule(STAYS, OnErasure.KEEP, "the trace of an earlier merge"),
    "LeadEvent.lead": Rule(STAYS, OnErasure.BLANK, "events stay; what people wrote in them is taken out"),
    "Consent.lead": Rule(STAYS, OnErasure.KEEP, "proof of what was agreed to; holds no name (Law 91/2025)"),
    "LeadLink.lead": Rule(STAYS, OnErasure.BLANK, "the way in is closed"),
    "Mail.lead": Rule(STAYS, OnErasure.BLANK, "address, subject and words are taken out"),
    "Hold.lead": Rule(STAYS, OnErasure.KEEP, "land and dates, no person"),
    "WantedPlot.lead": Rule(STAYS, OnErasure.KEEP, "land, no person"),
    "AnswerPack.lead": Rule(STAYS, OnErasure.BLANK, "the pack greets the person by name"),
    "Referral.lead": Rule(STAYS, OnErasure.BLANK, "question and answer are taken out"),
    "Incoming.lead": Rule(STAYS, OnErasure.BLANK, "what the investor wrote, with its files, is taken out"),
    "LeadMessage.lead": Rule(STAYS, OnErasure.BLANK, "what the investor wrote on the page is taken out"),
    "LeadPath.lead": Rule(STAYS, OnErasure.KEEP, "steps of the guide and their days, no person"),
    "AccessRecord.lead": Rule(STAYS, OnErasure.KEEP, "who saw the file: no person of the investor; gone in two years"),
    "Look.lead": Rule(STAYS, OnErasure.KEEP, "which officer looks at the file just now; gone within minutes"),
    "LeadStory.lead": Rule(STAYS, OnErasure.KEEP, "codes, times and figures, no person"),
    "PrivacyRequest.lead": Rule(STAYS, OnErasure.BLANK, "that a right was asked for, and when, is proof; words go"),
    "Watch.lead": Rule(STAYS, OnErasure.BLANK, "the watch ends; that it was agreed to is proof, the address goes"),
    "Subscription.lead": Rule(STAYS, OnErasure.BLANK, "its address goes unless another file uses it; proof stays"),
    "Appointment.lead": Rule(STAYS, OnErasure.BLANK, "times stay; the words, the place and the investor's zone go"),
    "Task.lead": Rule(STAYS, OnErasure.BLANK, "what an officer wrote as title is taken out"),
}
