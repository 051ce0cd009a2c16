"""Filters of the desk kept under a name: one's own, and those a head shares with the department or the whole desk."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from django.contrib.auth.models import AnonymousUser, User
from django.db import transaction
from django.db.models import Q, QuerySet

from leads.models import SavedFilter
from leads.services.access import NotAHead, ReadOnly, seat_of, sees_leads
from leads.services.organisation import NameTaken
from leads.services.words import ChoiceUnknown, TextTooLong, bounded
from sitepages.refusal import Refused

NAME_LIMIT, QUERY_LIMIT, MOST = 60, 500, 20


class FilterUnknown(Refused):
    """There is no such filter of one's own."""

    code = "filter_unknown"
    status = 404


class TooManyFilters(Refused):
    """Facts: `limit`."""

    code = "too_many_filters"
    status = 422


class Share(StrEnum):
    """Who else finds the filter on the list."""

    NOBODY = "nobody"
    DEPARTMENT = "department"
    ALL = "all"


def shares_of(user: User | AnonymousUser) -> tuple[Share, ...]:
    """With whom this person may share: a head with the own department, the duty head with the whole desk."""
    seat = seat_of(user)
    found = [Share.NOBODY]
    if seat.whole_department:
        found.append(Share.DEPARTMENT)
    if seat.is_duty_head:
        found.append(Share.ALL)
    return tuple(found)


def filters_for(user: User | AnonymousUser) -> QuerySet[SavedFilter]:
    """One's own filters and those shared with one; leads are chosen by what the reader may see."""
    officer = seat_of(user).officer
    shared = Q(for_all=True)
    if officer:
        shared |= Q(for_department=officer.department_id)
    return SavedFilter.objects.filter(Q(owner_id=user.pk) | shared).select_related("owner")


@transaction.atomic
def save_filter(*, name: str, query: str, share: str, by: User, now: datetime) -> SavedFilter:
    """Keep a filter; the same name of one's own is replaced.

    Raises ReadOnly, FieldMissing, TextTooLong, ChoiceUnknown, NotAHead, NameTaken or TooManyFilters.
    """
    if not sees_leads(by):
        raise ReadOnly
    title = bounded("name", name, NAME_LIMIT)
    if len(query) > QUERY_LIMIT:
        raise TextTooLong(field="name", limit=QUERY_LIMIT)
    if share not in set(Share):
        raise ChoiceUnknown(field="share", value=share[:20])
    if Share(share) not in shares_of(by):
        raise NotAHead
    mine = SavedFilter.objects.select_for_update().filter(owner=by)
    if filters_for(by).exclude(owner=by).filter(name=title).exists():
        raise NameTaken(field="name", value=title)
    if not mine.filter(name=title).exists() and mine.count() >= MOST:
        raise TooManyFilters(limit=MOST)
    department = seat_of(by).whole_department if share == Share.DEPARTMENT else None
    kept = {"query": query, "for_department_id": department, "for_all": share == Share.ALL, "created_at": now}
    row, _made = SavedFilter.objects.update_or_create(owner=by, name=title, defaults=kept)
    return row


@transaction.atomic
def drop_filter(*, pk: int, by: User) -> None:
    """Take one's own filter away. Raises FilterUnknown."""
    gone, _rows = SavedFilter.objects.filter(pk=pk, owner=by).delete()
    if not gone:
        raise FilterUnknown
