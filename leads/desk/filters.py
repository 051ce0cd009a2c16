"""The desk list's filter: one object read from the address, used by list, counts and links."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from urllib.parse import urlencode

from django.db.models import Q, QuerySet
from django.http import QueryDict

from leads.choices import Stage
from leads.models import Lead

QUIET = (Stage.WON, Stage.AFTERCARE, Stage.PARKED, Stage.LOST, Stage.NOT_A_LEAD)
WHOSE = ("mine", "unassigned", "visible")
STATES = ("due", "open", "closed", "all")


@dataclass(frozen=True)
class DeskFilter:
    """`whose`: mine, without an officer, or everything I may see; `state`: what is due now, open, closed or all;
    `stage`: one stage or any.
    """

    whose: str = "mine"
    state: str = "open"
    stage: str = ""
    q: str = ""

    @classmethod
    def parse(cls, query: QueryDict, default_whose: str = "mine") -> DeskFilter:
        """Unknown values fall back to the default: a stale bookmark still opens the list. PostgreSQL holds no NUL."""
        whose, state, stage = (query.get(key, "") for key in ("whose", "state", "stage"))
        return cls(
            whose=whose if whose in WHOSE else default_whose,
            state=state if state in STATES else "open",
            stage=stage if stage in Stage.values else "",
            q=query.get("q", "").replace("\x00", "").strip()[:100],
        )

    def query(self, **changes: str) -> str:
        wanted = replace(self, **changes)
        pairs = {"whose": wanted.whose, "state": wanted.state, "stage": wanted.stage, "q": wanted.q}
        return urlencode({key: value for key, value in pairs.items() if value})

    def apply(self, leads: QuerySet[Lead], officer_id: int | None, soon: datetime) -> QuerySet[Lead]:
        """`soon`: what is due by then counts as due now."""
        if self.whose == "mine":
            leads = leads.filter(owner_id=officer_id)
        elif self.whose == "unassigned":
            leads = leads.filter(owner=None)
        if self.state == "due":
            leads = leads.filter(due_at__lte=soon)
        if self.stage:
            leads = leads.filter(stage=self.stage)
        elif self.state == "open":
            leads = leads.exclude(stage__in=QUIET)
        elif self.state == "closed":
            leads = leads.filter(stage__in=QUIET)
        if self.q:
            leads = leads.filter(
                Q(reference__icontains=self.q)
                | Q(organisation__name__icontains=self.q)
                | Q(contact_name__icontains=self.q)
            )
        return leads


def views_for(owns: bool) -> tuple[DeskFilter, ...]:
    """The desk's saved views, in the order of a morning: what is due, what is mine, what nobody has, all of it."""
    due = DeskFilter(whose="mine" if owns else "visible", state="due")
    mine = (DeskFilter(whose="mine"),) if owns else ()
    return (due, *mine, DeskFilter(whose="unassigned"), DeskFilter(whose="visible"))
