"""The desk's filter: one object read from the address, used by list, board, counts, links and saved filters."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from datetime import datetime
from urllib.parse import urlencode

from django.db.models import Q, QuerySet
from django.http import QueryDict

from leads.choices import QUIET, Priority, ReplyLanguage, Stage
from leads.models import Lead
from leads.services.lead_search import matching

WHOSE = ("mine", "unassigned", "visible")
REAL = "real"
STATES = ("due", "open", "closed", "all")
CLOSED_SETS: Mapping[str, frozenset[str]] = {
    "whose": frozenset(WHOSE),
    "state": frozenset(STATES),
    "stage": frozenset(Stage.values),
    "priority": frozenset(Priority.values),
    "language": frozenset(ReplyLanguage.values),
    "data": frozenset({REAL}),
}
SEARCH_LENGTH, KEY_LENGTH = 100, 40
MORE = ("owner", "department", "sector", "priority", "language", "source", "campaign")


@dataclass(frozen=True)
class DeskFilter:
    """`whose`: mine, without an officer, or everything I may see; `state`: what is due now, open, closed or all;
    `stage`: one stage or any; `owner`, `department`, `sector`: a key or any; `priority`, `language`,
    `source`: one or any; `campaign`: what stood behind ?src=; `data`: without those of the demo, or any.
    """

    whose: str = "mine"
    state: str = "open"
    stage: str = ""
    q: str = ""
    owner: str = ""
    department: str = ""
    sector: str = ""
    priority: str = ""
    language: str = ""
    source: str = ""
    campaign: str = ""
    data: str = ""

    @classmethod
    def parse(cls, query: QueryDict, default_whose: str = "mine") -> DeskFilter:
        """Unknown values fall back to the default: a stale bookmark still opens the list. PostgreSQL holds no NUL."""
        given = {part.name: _tidy(query.get(part.name, ""), part.name) for part in fields(cls)}
        known = {name: value for name, value in given.items() if value in CLOSED_SETS.get(name, {value})}
        return cls(**{"whose": default_whose, **{name: value for name, value in known.items() if value}})

    def query(self, **changes: str) -> str:
        wanted = replace(self, **changes)
        pairs = {part.name: getattr(wanted, part.name) for part in fields(wanted)}
        return urlencode({key: value for key, value in pairs.items() if value})

    @property
    def narrows(self) -> bool:
        """Whether anything of the further fields is asked."""
        return any(getattr(self, name) for name in MORE)

    @property
    def by_due(self) -> bool:
        """Whether what is wanted stands under a promise, so that the next due comes first; else the newest does."""
        return self.state == "due" or (self.stage not in QUIET if self.stage else self.state == "open")

    def apply(self, leads: QuerySet[Lead], officer_id: int | None, soon: datetime) -> QuerySet[Lead]:
        """`soon`: what is due by then counts as due now."""
        if self.whose == "mine":
            leads = leads.filter(owner_id=officer_id)
        elif self.whose == "unassigned":
            leads = leads.filter(owner=None)
        if self.data == REAL:
            leads = leads.filter(illustrative=False)
        if self.state == "due":
            leads = leads.filter(due_at__lte=soon)
        if self.stage:
            leads = leads.filter(stage=self.stage)
        elif self.state == "open":
            leads = leads.exclude(stage__in=QUIET).filter(erased_at=None)
        elif self.state == "closed":
            leads = leads.filter(Q(stage__in=QUIET) | Q(erased_at__isnull=False))
        return self._narrowed(leads)

    def _narrowed(self, leads: QuerySet[Lead]) -> QuerySet[Lead]:
        exact = {
            "owner__key": self.owner,
            "department_id": self.department,
            "sector__key": self.sector,
            "priority": self.priority,
            "language": self.language,
            "source": self.source,
            "campaign": self.campaign,
        }
        leads = leads.filter(**{field: value for field, value in exact.items() if value})
        return leads.filter(matching(self.q)) if self.q else leads


def _tidy(text: str, name: str) -> str:
    return text.replace("\x00", "").strip()[: SEARCH_LENGTH if name == "q" else KEY_LENGTH].strip()


def views_for(owns: bool) -> tuple[DeskFilter, ...]:
    """The desk's own views, in the order of a morning: what is due, what is mine, what nobody has, all of it."""
    due = DeskFilter(whose="mine" if owns else "visible", state="due")
    mine = (DeskFilter(whose="mine"),) if owns else ()
    return (due, *mine, DeskFilter(whose="unassigned"), DeskFilter(whose="visible"))
