"""Page values of requests about personal data: the list by due time, and one request with what may be done."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.contrib.auth.models import User

from leads.choices import Channel, PrivacyRight, PrivacyState
from leads.desk.access_words import account_name
from leads.models import Lead, PrivacyRequest
from leads.services.confidential import knows_the_name
from leads.services.erasure_preview import Goes, what_goes
from leads.services.privacy import is_held
from leads.services.privacy_desk import (
    can_answer,
    can_decide,
    deciders,
    hands_over,
    may_take_longer,
    needs_words,
    requests_seen_by,
)
from leads.services.privacy_words import law_of_right, right_name

SHOWN = 200
SOON = timedelta(days=3)


@dataclass(frozen=True)
class RequestRow:
    """One request in a list; `first_due`: when the first answer is due, None once it was given."""

    pk: int
    lead: int
    title: str
    reference: str
    owner: str
    right: str
    made_at: datetime
    due_at: datetime
    first_due: datetime | None
    late: bool
    soon: bool
    state: str
    is_open: bool
    ended_at: datetime | None
    level: int


@dataclass(frozen=True)
class PrivacyList:
    open: tuple[RequestRow, ...]
    ended: tuple[RequestRow, ...]
    late: int


@dataclass(frozen=True)
class RequestPage:
    """`kind`: the right's key, for the words of the page; `came`: through the link, or who wrote it down how; `goes`:
    what an erasure takes, for whoever may do it.
    """

    row: RequestRow
    kind: str
    law: str
    came: str
    noted_by: str
    ended_by: str
    wrong: str
    put_right: str
    ground: str
    put_off_for: str
    told_how: str
    done_how: str
    hands_over: bool
    words_needed: bool
    goes: Goes | None
    held: bool
    may: Mapping[str, bool]


def privacy_list(user: User, now: datetime) -> PrivacyList:
    """What this person sees, the open ones by due time, then the last that ended: two queries."""
    rows = requests_seen_by(user)
    waiting = tuple(_rows(rows.filter(state=PrivacyState.OPEN).order_by("due_at", "pk")[:SHOWN], now))
    ended = rows.exclude(state=PrivacyState.OPEN).order_by("-ended_at", "-pk")[:20]
    return PrivacyList(waiting, tuple(_rows(ended, now)), sum(row.late for row in waiting))


def of_lead(lead: Lead, now: datetime) -> tuple[RequestRow, ...]:
    """The open requests of one file, by due time."""
    return tuple(_rows(lead.privacy_requests.filter(state=PrivacyState.OPEN).select_related("lead"), now))


def _rows(requests: Iterable[PrivacyRequest], now: datetime) -> Iterator[RequestRow]:
    for one in requests:
        yield row_of(one, now)


def row_of(one: PrivacyRequest, now: datetime) -> RequestRow:
    """One request as a row; `late` and `soon` speak of whichever time of the law comes first."""
    lead, is_open = one.lead, one.state == PrivacyState.OPEN
    first = one.first_due_at if is_open and one.answered_at is None else None
    next_due = min(first, one.due_at) if first else one.due_at
    return RequestRow(
        pk=one.pk,
        lead=lead.pk,
        title=lead.title,
        reference=lead.reference,
        owner=_who_answers(one),
        right=right_name(one.right, one.purpose),
        made_at=one.made_at,
        due_at=one.due_at,
        first_due=first,
        late=is_open and next_due <= now,
        soon=is_open and now < next_due <= now + SOON,
        state=str(PrivacyState(one.state).label),
        is_open=is_open,
        ended_at=one.ended_at,
        level=one.level,
    )


def _who_answers(one: PrivacyRequest) -> str:
    """The owner; to erase is a head's."""
    lead = one.lead
    heads = deciders(lead) if one.right == PrivacyRight.ERASE else ()
    if heads:
        return ", ".join(head.name for head in heads)
    return lead.owner.name if lead.owner else lead.department.name


def request_page(user: User, one: PrivacyRequest, now: datetime) -> RequestPage:
    """One request, with what this person may do to it now."""
    is_open, erases = one.state == PrivacyState.OPEN, one.right == PrivacyRight.ERASE
    knows = knows_the_name(user, one.lead)
    answers, decides = is_open and can_answer(user, one.lead), is_open and can_decide(user, one.lead)
    return RequestPage(
        row=row_of(one, now),
        kind=one.right,
        law=law_of_right(one.right),
        came=str(Channel(one.channel).label) if one.channel else "",
        noted_by=account_name(one.noted_by) if one.noted_by else "",
        ended_by=account_name(one.ended_by) if one.ended_by else "",
        wrong=one.wrong if knows or not one.wrong else "—",
        put_right=one.put_right if knows or not one.put_right else "—",
        ground=one.ground,
        put_off_for=one.put_off_for,
        told_how=one.told_how,
        done_how=one.done_how if knows or not one.done_how else "—",
        hands_over=hands_over(one),
        words_needed=needs_words(one),
        goes=what_goes(one.lead) if erases and decides else None,
        held=erases and is_open and is_held(one.lead),
        may={
            "do": decides if erases else answers,
            "refuse": decides,
            "longer": answers and may_take_longer(one, now),
            "copy": answers and knows and hands_over(one),
            "told": answers and one.answered_at is None,
            "contact": answers and knows and one.right == PrivacyRight.CORRECT,
        },
    )
