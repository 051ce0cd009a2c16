"""Page value of the record of access: what was seen, or what was changed, by filter."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, fields, replace
from datetime import date, datetime, time, timedelta
from typing import Any
from urllib.parse import urlencode

from django.contrib.auth.models import User
from django.db.models import QuerySet
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from leads.choices import AccessKind, EventKind, Role
from leads.desk.access_words import account_name, page_in_words, who_of
from leads.models import AccessRecord, LeadEvent
from leads.services.access import leads_visible_to
from leads.services.access_log import changes, records
from sitepages.figures import PARK_TIME

PER_PAGE, MOST_PAGES = 50, 200
TABS = ("seen", "changed")


@dataclass(frozen=True)
class LogFilter:
    """`tab`: what was seen or what was changed; `who`: an account; `lead`: a reference; `kind`: of the tab; `on`."""

    tab: str = "seen"
    who: str = ""
    lead: str = ""
    kind: str = ""
    on: str = ""

    @classmethod
    def parse(cls, query: QueryDict) -> LogFilter:
        """What does not fit falls back to everything: a stale bookmark still opens the page."""
        given = {part.name: query.get(part.name, "").replace("\x00", "").strip()[:60] for part in fields(cls)}
        tab = given["tab"] if given["tab"] in TABS else "seen"
        kinds = AccessKind.values if tab == "seen" else EventKind.values
        return cls(
            tab=tab,
            who=given["who"],
            lead=given["lead"].upper(),
            kind=given["kind"] if given["kind"] in kinds else "",
            on=given["on"] if _day(given["on"]) else "",
        )

    def query(self, **changes: str) -> str:
        wanted = replace(self, **changes)
        return urlencode({part.name: value for part in fields(wanted) if (value := getattr(wanted, part.name))})

    def apply(self, rows: QuerySet[Any]) -> QuerySet[Any]:
        """The rows of the tab that are wanted."""
        exact = {"by__username": self.who, "lead__reference": self.lead, "kind": self.kind}
        rows = rows.filter(**{field: value for field, value in exact.items() if value})
        day = _day(self.on)
        if day:
            start = datetime.combine(day, time(0), PARK_TIME)
            rows = rows.filter(at__gte=start, at__lt=start + timedelta(days=1))
        return rows


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


@dataclass(frozen=True)
class AccessLine:
    """One row: `what` was done, `where`; the lead by its reference, and as a link where the reader may follow it."""

    at: datetime
    who: str
    what: str
    where: str
    reference: str
    lead: int | None
    reason: str
    until: datetime | None


@dataclass(frozen=True)
class AccessPage:
    wanted: LogFilter
    lines: tuple[AccessLine, ...]
    tabs: tuple[tuple[str, str, bool], ...]  # name, query, here
    people: tuple[tuple[str, str], ...]
    kinds: tuple[tuple[str, str], ...]
    newer: str
    older: str


def access_page(user: User, wanted: LogFilter, page: int) -> AccessPage:
    """The page's rows, and one more to know whether there are older ones: the record is never counted."""
    number = min(max(page, 1), MOST_PAGES)
    start = (number - 1) * PER_PAGE
    rows = wanted.apply(records() if wanted.tab == "seen" else changes())
    found = list(rows[start : start + PER_PAGE + 1])
    open_to = set(leads_visible_to(user).filter(pk__in={row.lead_id for row in found}).values_list("pk", flat=True))
    kinds = AccessKind.choices if wanted.tab == "seen" else EventKind.choices
    names = {"seen": _("Seen and taken away"), "changed": _("Changed")}
    more = len(found) > PER_PAGE and number < MOST_PAGES
    return AccessPage(
        wanted=wanted,
        lines=tuple(line_of(row, row.lead_id in open_to) for row in found[:PER_PAGE]),
        tabs=tuple((names[tab], wanted.query(tab=tab, kind=""), tab == wanted.tab) for tab in TABS),
        people=tuple(people()),
        kinds=tuple((str(value), str(label)) for value, label in kinds),
        newer=f"{wanted.query()}&p={number - 1}" if number > 1 else "",
        older=f"{wanted.query()}&p={number + 1}" if more else "",
    )


def line_of(row: AccessRecord | LeadEvent, opens: bool) -> AccessLine:
    seen = isinstance(row, AccessRecord)
    return AccessLine(
        at=row.at,
        who=who_of(row),
        what=str(row.get_kind_display()),
        where=where_of(row) if seen else "",
        reference=row.lead.reference if row.lead else "",
        lead=row.lead_id if opens else None,
        reason=row.reason if seen else "",
        until=row.until if seen else None,
    )


def where_of(row: AccessRecord) -> str:
    """The page; of a search how many it found and the first of them, of an export how many rows it had."""
    words = page_in_words(row.subject)
    if row.kind == AccessKind.EXPORT:
        rows = row.facts.get("rows", 0)
        if row.facts.get("broken_off"):
            broken = _("broken off, %(n)s of %(of)s rows written")
            return f"{words}: {broken % {'n': rows, 'of': row.facts.get('of', 0)}}"
        return f"{words}: {ngettext('%(n)s row', '%(n)s rows', rows) % {'n': rows}}"
    if row.kind != AccessKind.SEARCH:
        return words
    first = ", ".join(row.facts.get("first", ()))
    found = _("%(n)s found: %(first)s") if first else _("%(n)s found")
    return f"{words}: {found % {'n': row.facts.get('found', 0), 'first': first}}"


def people() -> Iterator[tuple[str, str]]:
    """Accounts that have, or had, a place at the desk: username and name."""
    roles = [role.value for role in Role]
    rows = User.objects.filter(groups__name__in=roles).select_related("officer__person").distinct()
    yield from sorted(((user.get_username(), account_name(user)) for user in rows), key=lambda pair: pair[1])
