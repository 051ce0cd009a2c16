"""The board: the open leads in the columns of their stages, each card with the moves its menu offers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.contrib.auth.models import User
from django.db.models import Count, F, Max, Window
from django.db.models.functions import RowNumber

from leads.calendar.hours import WorkingCalendar
from leads.choices import Stage
from leads.desk.filters import DeskFilter
from leads.desk.pages import SOON_MINUTES, DeskRow, Move, row_of
from leads.models import Lead, LeadEvent
from leads.services import desk
from leads.services.access import leads_visible_to, officer_of
from leads.services.calendar import working_calendar
from leads.services.stages import pipeline

COLUMN_CARDS = 8
RELATED = ("organisation", "sector", "department", "owner__person")
ASIDE = (Stage.WON, Stage.PARKED, Stage.LOST, Stage.NOT_A_LEAD)


@dataclass(frozen=True)
class Card:
    """One lead on the board; `moves` is empty for who may not move it. `seq` goes with the form."""

    row: DeskRow
    seq: int
    moves: tuple[Move, ...]


@dataclass(frozen=True)
class Column:
    """A stage; `aside` holds no cards and takes what is dropped there. `query` opens it as a list."""

    stage: str
    name: str
    count: int  # of one that stands aside nobody counts: it may be a million
    cards: tuple[Card, ...]
    query: str
    aside: bool

    @property
    def more(self) -> int:
        return self.count - len(self.cards)


@dataclass(frozen=True)
class Board:
    now: datetime
    columns: tuple[Column, ...]
    aside: tuple[Column, ...]


def board_page(user: User, wanted: DeskFilter, now: datetime) -> Board:
    """The leads the filter wants, by stage and due time; `stage` of the filter is left out: the board shows all."""
    officer, calendar = officer_of(user), working_calendar()
    soon = calendar.add_minutes(now, SOON_MINUTES)
    visible = leads_visible_to(user)
    asked = DeskFilter(**{**vars(wanted), "stage": "", "state": "due" if wanted.state == "due" else "open"})
    leads = asked.apply(visible, officer.pk if officer else None, soon)
    counts = {row["stage"]: row["n"] for row in leads.order_by().values("stage").annotate(n=Count("pk"))}
    place = Window(RowNumber(), partition_by="stage", order_by=[F("due_at").asc(nulls_last=True), F("pk").asc()])
    first = leads.order_by().annotate(place=place).filter(place__lte=COLUMN_CARDS).values_list("pk", flat=True)
    shown = list(Lead.objects.select_related(*RELATED).in_bulk(list(first)).values())
    cards = _cards(user, shown, calendar, now)
    return Board(
        now=now,
        columns=tuple(_column(stage, counts, cards, wanted) for stage in Stage if pipeline().is_open(stage)),
        aside=tuple(_column(stage, counts, {}, wanted) for stage in ASIDE),
    )


def _cards(user: User, leads: Sequence[Lead], calendar: WorkingCalendar, now: datetime) -> dict[str, list[Card]]:
    last = LeadEvent.objects.filter(lead__in=leads).order_by().values("lead").annotate(last=Max("seq"))
    seqs = {row["lead"]: row["last"] for row in last}
    found: dict[str, list[Card]] = {}
    for lead in sorted(leads, key=lambda one: (one.due_at is None, one.due_at or now, one.pk)):
        moves = moves_of(lead) if desk.can_change_stage(user, lead) else ()
        found.setdefault(lead.stage, []).append(Card(row_of(lead, now, calendar), seqs.get(lead.pk, 0), moves))
    return found


def moves_of(lead: Lead) -> tuple[Move, ...]:
    """Every step the pipeline has from here, in its order."""
    return tuple(Move(to.value, str(to.label), kind) for to, kind in pipeline().moves_from(Stage(lead.stage)))


def _column(stage: Stage, counts: dict[str, int], cards: dict[str, list[Card]], wanted: DeskFilter) -> Column:
    state = wanted.state if pipeline().is_open(stage) else "all"
    return Column(
        stage=stage.value,
        name=str(stage.label),
        count=counts.get(stage.value, 0),
        cards=tuple(cards.get(stage.value, ())),
        query=wanted.query(stage=stage.value, state=state),
        aside=stage in ASIDE,
    )
