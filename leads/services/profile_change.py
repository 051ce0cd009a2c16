"""The investor asks otherwise behind the link: a new match beside the old, a new answer pack, the officer told."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.contrib.auth.models import User
from django.db import transaction

from leads.choices import EventKind
from leads.models import Lead, LeadLink, MatchRun
from leads.services.events import record
from leads.services.link_desk import check_open, check_own, check_pace, opened
from leads.services.link_events import ProfileChanged
from leads.services.link_letters import PROFILE, tell_of_news
from leads.services.matching import run_match
from leads.services.packs import issue_pack
from leads.services.watches import follow_change
from sitepages.refusal import Refused

AN_HOUR = 10
SOURCE = "link"  # of the results asked behind a link: each is a lead's


class NothingChanged(Refused):
    """The same was asked as before."""

    code = "nothing_changed"


@transaction.atomic
def change_profile(
    *, lead: Lead, link: LeadLink | None, request: Mapping[str, Any], by: User | None, now: datetime
) -> MatchRun:
    """Match the checked request, make it the lead's, and issue a new pack; the earlier ones stay.

    Raises ReadsOnly, LeadClosed, FileClosed, NothingChanged or TooOften. The new run names the old as its previous
    one, so that the result says in words what changed.
    """
    check_own(link)
    lead = opened(lead)
    check_open(lead)
    before = lead.match_run
    if before is not None and _meant(before.request) == _meant(request):
        raise NothingChanged
    check_pace(lead, EventKind.PROFILE_CHANGED, AN_HOUR, now)
    run = run_match(request=dict(request), source=SOURCE, now=now, previous=before, lead=lead)
    record(lead=lead, event=ProfileChanged(match_run=run.pk, was=before.pk if before else 0), by=by, at=now)
    lead = opened(lead)
    issue_pack(lead=lead, by=by, now=now)
    follow_change(lead=lead, run=run, now=now)
    tell_of_news(lead=lead, what=PROFILE, now=now)
    return run


def _meant(request: Mapping[str, Any]) -> dict[str, Any]:
    """A request without what asks nothing of the land."""
    return {key: value for key, value in request.items() if key not in {"on", "lang"}}
