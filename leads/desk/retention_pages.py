"""Page value of retention: the rules, what they let go within thirty days, what is kept longer, what went lately."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.contrib.auth.models import User
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from leads.choices import EventKind, Stage
from leads.desk.people_forms import CERTAINTIES
from leads.models import Lead, LeadEvent
from leads.records.retention import After, Of, RetentionRule, rules_on
from leads.services.access import leads_visible_to
from leads.services.desk_lock import name_of
from leads.services.retention import due_day, due_leads, held_back, others_due
from leads.services.retention_words import ground, rule_name, rule_why, term_in_words
from sitepages.figures import PARK_TIME

AHEAD = timedelta(days=30)
SHOWN = 50


@dataclass(frozen=True)
class RuleLine:
    """A rule with how many it lets go within the days ahead."""

    name: str
    why: str
    stages: str
    term: str
    counts_from: str
    source: str
    certainty: str
    count: int


@dataclass(frozen=True)
class FileLine:
    """A file: `on` is the day it goes, or until which it is kept; `why` the rule, or the duty head's words."""

    pk: int
    reference: str
    title: str
    stage: str
    owner: str
    quiet_since: datetime | None
    on: date | None
    why: str
    who: str = ""


@dataclass(frozen=True)
class GoneLine:
    pk: int
    reference: str
    at: datetime
    why: str


@dataclass(frozen=True)
class RetentionPage:
    now: datetime
    days: int
    rules: tuple[RuleLine, ...]
    total: int
    going: tuple[FileLine, ...]
    kept: tuple[FileLine, ...]
    held: tuple[FileLine, ...]
    gone: tuple[GoneLine, ...]
    shown: int


def retention_page(user: User, now: datetime) -> RetentionPage:
    """Of the files this person sees: whatever the rules in force let go until the end of the days ahead."""
    today = now.astimezone(PARK_TIME).date()
    on, visible = today + AHEAD, leads_visible_to(user)
    lines, going = [], list[FileLine]()
    for rule in rules_on(today):
        found = due_leads(rule, on).filter(pk__in=visible.values("pk")) if rule.of == Of.LEAD else None
        count = found.count() if found is not None and rule.term.ends else others_due(rule, on)
        lines.append(_rule_line(rule, count))
        if found is not None and count:
            going += [_going(rule, lead, today) for lead in _whole(found)]
    going.sort(key=lambda line: (line.on or on, line.pk))
    return RetentionPage(
        now=now,
        days=AHEAD.days,
        rules=tuple(lines),
        total=sum(line.count for line in lines),
        going=tuple(going[:SHOWN]),
        kept=tuple(_kept(visible.filter(kept_until__gte=today, erased_at=None).order_by("kept_until", "pk"))),
        held=tuple(_file(lead, None, "") for lead in _whole(held_back(on).filter(pk__in=visible.values("pk")))),
        gone=tuple(_gone(visible)),
        shown=SHOWN,
    )


def _whole(leads: QuerySet[Lead]) -> QuerySet[Lead]:
    return leads.select_related("organisation", "owner__person")[:SHOWN]


def _rule_line(rule: RetentionRule, count: int) -> RuleLine:
    counted = {
        After.QUIET: _("the last contact or move of the project"),
        After.WITHDRAWN: _("the day the consent was withdrawn"),
        After.ARRIVED: _("the day it came or was written"),
    }
    return RuleLine(
        name=rule_name(rule),
        why=rule_why(rule),
        stages=", ".join(str(stage.label) for stage in Stage if stage.value in rule.stages),
        term=term_in_words(rule.term) or pgettext("term of keeping", "as long as the stage lasts"),
        counts_from=counted[rule.after] if rule.term.ends else "",
        source="" if rule.source == rule.certainty else rule.source,
        certainty=str(CERTAINTIES[rule.certainty]),
        count=count,
    )


def _going(rule: RetentionRule, lead: Lead, today: date) -> FileLine:
    begun: datetime = lead.begun  # as `due_leads` gives it
    return _file(lead, max(due_day(rule, begun, lead.kept_until), today), rule_name(rule))


def _file(lead: Lead, on: date | None, why: str, who: str = "") -> FileLine:
    return FileLine(
        pk=lead.pk,
        reference=lead.reference,
        title=lead.title,
        stage=lead.get_stage_display(),
        owner=lead.owner.name if lead.owner else "",
        quiet_since=lead.quiet_since,
        on=on,
        why=why,
        who=who,
    )


def _kept(leads: QuerySet[Lead]) -> Iterator[FileLine]:
    found = list(_whole(leads))
    words = {row.lead_id: row for row in _events(EventKind.KEPT_LONGER, found).order_by("seq")}
    for lead in found:
        row = words.get(lead.pk)
        yield _file(lead, lead.kept_until, row.data["reason"] if row else "", name_of(row.by) if row and row.by else "")


def _gone(visible: QuerySet[Lead]) -> Iterator[GoneLine]:
    rows = LeadEvent.objects.filter(kind=EventKind.ERASED, lead__in=visible.filter(erased_at__isnull=False))
    for row in rows.select_related("lead").order_by("-at", "-pk")[:20]:
        yield GoneLine(row.lead_id, row.lead.reference, row.at, ground(row.data["rule"], row.data["request"]))


def _events(kind: EventKind, leads: Iterable[Lead]) -> QuerySet[LeadEvent]:
    return LeadEvent.objects.filter(kind=kind, lead__in=list(leads)).select_related("by__officer__person")
