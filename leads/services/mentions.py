"""Officers named in a note with @: whoever may open the file hears of it by mail."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from datetime import datetime

from django.contrib.auth.models import User
from django.db.models import Q

from leads.models import Lead, Officer
from leads.services.access import officer_of, seat_behind
from leads.services.presence import INSIDE, inside
from leads.services.staff_letters import tell_of_mention
from sitepages.invented import bare
from sitepages.refusal import Refused


class MentionUnfit(Refused):
    """The officer cannot open this file. Facts: `officer`, `field`."""

    code = "mention_unfit"
    status = 422


class NotYetActive(Refused):
    """The officer is invited and has not set a password yet. Facts: `officer`, `field`."""

    code = "not_yet_active"
    status = 422


def mentioned_in(text: str) -> list[Officer]:
    """Active officers whose name or key stands behind an @, the longest name first."""
    if "@" not in text:
        return []
    officers = Officer.objects.filter(user__is_active=True).select_related("person", "user", "department")
    words, found = _plain(text), []
    for officer in sorted(officers.prefetch_related("user__groups"), key=lambda one: -len(one.person.name)):
        for name in (_plain(bare(officer.person.name)), officer.key):
            spot = re.search(rf"@{re.escape(name)}(?!\w)", words)
            if spot:
                found.append(officer)
                words = words[: spot.start()] + words[spot.end() :]
                break
    return found


def mentionable(lead: Lead) -> Iterator[Officer]:
    """Who may open this file and so be named in it."""
    near = Q(pk=lead.owner_id) | Q(department=lead.department_id) | Q(is_duty_head=True)
    officers = Officer.objects.filter(near, INSIDE).select_related("person", "user", "department")
    for officer in officers.prefetch_related("user__groups").order_by("person__name"):
        if seat_behind(officer).sees(lead):
            yield officer


def check_mentions(lead: Lead, text: str) -> list[Officer]:
    """The officers named; raises MentionUnfit for one who could not open the file, NotYetActive for one invited."""
    found = mentioned_in(text)
    for officer in found:
        if not inside(officer.user):
            raise NotYetActive(officer=officer.name, field="text")
        if not seat_behind(officer).sees(lead):
            raise MentionUnfit(officer=officer.name, field="text")
    return found


def tell_mentioned(*, lead: Lead, officers: list[Officer], text: str, by: User, now: datetime) -> None:
    """One mail to each of them but the writer."""
    writer = officer_of(by)
    for officer in officers:
        if officer != writer:
            tell_of_mention(lead=lead, officer=officer, by=by, text=text, now=now)


def _plain(text: str) -> str:
    return unicodedata.normalize("NFC", text).casefold()
