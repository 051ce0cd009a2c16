"""Page values of land held: the lead's panel, one hold, the book of holds, the overlap, a plot's story."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.contrib.auth.models import User
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from leads.choices import HoldState, Priority, Stage
from leads.matching.split import Share
from leads.matching.turns import place_of
from leads.models import HeldPlot, Hold, Lead, WantedPlot
from leads.models.hold import TAKES_LAND
from leads.services.access import leads_visible_to, seat_of
from leads.services.calendar import working_calendar
from leads.services.desk_rules import as_question
from leads.services.events import state_of
from leads.services.hold_events import Holds
from leads.services.hold_queue import others_waiting, waiting_wishes
from leads.services.hold_rules import (
    big_m2,
    can_hold,
    check_can_approve,
    check_can_extend,
    check_can_release,
    usual_days,
)
from leads.services.overlap import overlap_for
from leads.services.wishes import options_of
from sitepages.choices import PlotStatus, told_words
from sitepages.models import Plot
from sitepages.services.holding import public_status

can_release = as_question(check_can_release)
can_extend = as_question(check_can_extend)
can_approve = as_question(check_can_approve)
MOST_ROWS = 200
RELATED = ("lead__organisation", "lead__owner__person", "lead__department")


@dataclass(frozen=True)
class HoldRow:
    """A hold in a list. `title` is empty where the reader may not open the lead: then only its officer is named."""

    pk: int
    lead: int
    title: str
    reference: str
    officer: str
    plots: tuple[str, ...]
    state: str
    state_words: str
    asked_at: datetime
    started_at: datetime | None
    until: datetime | None
    ended_at: datetime | None
    ended_how: str
    area_m2: float
    days: int
    extended: int
    place: int  # in the queue; 0 for what waits no more
    approval: str  # "", needed, given

    @property
    def seen(self) -> bool:
        return bool(self.title)


def hold_row(hold: Hold, plots: Sequence[str], seen: bool, place: int = 0, approval: str = "") -> HoldRow:
    lead = hold.lead
    name = lead.title
    return HoldRow(
        pk=hold.pk,
        lead=lead.pk,
        title=name if seen else "",
        reference=lead.reference if seen else "",
        officer=lead.owner.name if lead.owner else lead.department.name,
        plots=tuple(plots),
        state=hold.state,
        state_words=HoldState(hold.state).label,
        asked_at=hold.asked_at,
        started_at=hold.started_at,
        until=hold.until,
        ended_at=hold.ended_at,
        ended_how=hold.get_ended_how_display() if hold.ended_how else "",
        area_m2=hold.area_m2,
        days=hold.days,
        extended=hold.extended,
        place=place,
        approval=approval,
    )


def rows_of(holds: QuerySet[Hold], user: User) -> list[HoldRow]:
    """Rows in the order given; six queries however many."""
    found = list(holds.select_related(*RELATED).prefetch_related("plots")[:MOST_ROWS])
    if not found:
        return []
    leads = {hold.lead_id for hold in found}
    seen = set(leads_visible_to(user).filter(pk__in=leads).values_list("pk", flat=True))
    wishes = waiting_wishes() if any(hold.state == HoldState.WAITING for hold in found) else []
    held = area_held_by({hold.lead_id for hold in found if hold.state == HoldState.LIVE})
    return [
        hold_row(
            hold,
            sorted(plot.code for plot in hold.plots.all()),
            hold.lead_id in seen,
            place_of(hold.pk, wishes) if hold.state == HoldState.WAITING else 0,
            approval_of(hold, held.get(hold.lead_id, 0.0)),
        )
        for hold in found
    ]


def area_held_by(leads: Iterable[int]) -> dict[int, float]:
    out: dict[int, float] = {}
    for lead, area in Hold.objects.filter(state__in=TAKES_LAND, lead__in=leads).values_list("lead_id", "area_m2"):
        out[lead] = out.get(lead, 0.0) + area
    return out


def approval_of(hold: Hold, area_held: float) -> str:
    if hold.approved_at:
        return "given"
    return "needed" if hold.state == HoldState.LIVE and area_held >= big_m2() else ""


# --- The lead's panel, one hold ---


@dataclass(frozen=True)
class HoldPanel:
    """Land of one lead, in its file."""

    rows: tuple[HoldRow, ...]
    may_hold: bool


def hold_panel(user: User, lead: Lead, lines: Holds) -> HoldPanel:
    """Holds of a lead this person sees, the live ones first, then what waits, then the past; `lines` by its events."""
    found = list(lead.holds.order_by("-asked_at", "-pk")) if lines else []
    wishes = waiting_wishes() if any(hold.state == HoldState.WAITING for hold in found) else []
    held = sum(hold.area_m2 for hold in found if hold.state in TAKES_LAND)
    rows = []
    for hold in found:
        hold.lead = lead
        place = place_of(hold.pk, wishes) if hold.state == HoldState.WAITING else 0
        rows.append(hold_row(hold, sorted(lines[hold.pk].plots), True, place, approval_of(hold, held)))
    order = [HoldState.LIVE, HoldState.SIGNED, HoldState.WAITING, HoldState.ENDED]
    return HoldPanel(tuple(sorted(rows, key=lambda row: order.index(HoldState(row.state)))), can_hold(user, lead))


@dataclass(frozen=True)
class HoldPage:
    """One hold with what this person may do; `others` wait for its land."""

    row: HoldRow
    others: int
    may: Mapping[str, bool]


def hold_page(user: User, lead: Lead, hold: Hold) -> HoldPage:
    (row,) = rows_of(Hold.objects.filter(pk=hold.pk), user)
    others = others_waiting(hold) if hold.state in TAKES_LAND else 0
    lines = list(state_of(lead).holds.values())
    approve = can_approve(user, lead, hold, lines)
    return HoldPage(
        row=row,
        others=others,
        may={
            "extend": can_extend(user, lead, hold, others),
            "release": can_release(user, lead, hold),
            "approve": approve,
        },
    )


# --- Holding ---


@dataclass(frozen=True)
class Choice:
    """An option of the lead's match, as what may be held."""

    plots: tuple[str, ...]
    states: tuple[tuple[str, str, str], ...]  # code, status, words

    @property
    def free(self) -> bool:
        return all(status == PlotStatus.AVAILABLE for _code, status, _words in self.states)


@dataclass(frozen=True)
class HoldForLead:
    choices: tuple[Choice, ...]
    usual: datetime  # end of a hold of the usual length


def hold_for_lead(lead: Lead, now: datetime) -> HoldForLead:
    """The lead's best options with the state of each plot today, and the day a usual hold would end."""
    options = options_of(lead.match_run.answer)[:5] if lead.match_run else []
    states = states_of({code for option in options for code in option})
    choices = (
        Choice(tuple(sorted(option)), tuple((code, *states[code]) for code in sorted(option) if code in states))
        for option in options
    )
    days = usual_days()[Priority(lead.priority)]
    return HoldForLead(tuple(choices), working_calendar().end_of_nth_working_day(now, days))


def states_of(codes: Iterable[str]) -> dict[str, tuple[str, str]]:
    """Code -> status the public reads, and its words."""
    rows = Plot.objects.filter(code__in=codes).values_list("code", "status", "held_since")
    found = {code: public_status(status, held) for code, status, held in rows}
    return {code: (status, told_words(status)) for code, status in found.items()}


# --- The book ---


@dataclass(frozen=True)
class HoldBook:
    """`which`: live, waiting, approval or ended."""

    which: str
    tabs: tuple[tuple[str, str, int], ...]  # key, words, count
    rows: tuple[HoldRow, ...]


def hold_book(user: User, which: str) -> HoldBook:
    """The holds this person sees: those of visible leads, and whoever waits for, or holds, the same land."""
    visible = leads_visible_to(user)
    own = HeldPlot.objects.filter(open=True, hold__lead__in=visible).values("code")
    concerned = Hold.objects.filter(plots__code__in=own, plots__open=True)
    if seat_of(user).sees_all:
        concerned = Hold.objects.all()
    live = concerned.filter(state__in=TAKES_LAND).order_by("until", "pk").distinct()
    waiting = concerned.filter(state=HoldState.WAITING).order_by("asked_at", "pk").distinct()
    held = area_held_by(live.values("lead"))
    big = [lead for lead, area in held.items() if area >= big_m2()]
    approval = Hold.objects.filter(lead__in=visible.filter(pk__in=big), state=HoldState.LIVE, approved_at=None)
    ended = Hold.objects.filter(lead__in=visible, state=HoldState.ENDED).order_by("-ended_at", "-pk")
    lists = {"live": live, "waiting": waiting, "approval": approval.order_by("until", "pk"), "ended": ended}
    words = {
        "live": _("Held"),
        "waiting": _("Waiting"),
        "approval": _("For the head to approve"),
        "ended": _("Over"),
    }
    which = which if which in lists else "live"
    tabs = tuple((key, words[key], rows.order_by()[: MOST_ROWS + 1].count()) for key, rows in lists.items())
    return HoldBook(which, tabs, tuple(rows_of(lists[which], user)))


# --- A plot's story ---


@dataclass(frozen=True)
class Wanted:
    lead: int
    title: str
    reference: str
    stage: str
    officer: str
    rank: int
    received_at: datetime


@dataclass(frozen=True)
class PlotStory:
    """Which leads held, hold, wait for or were offered a plot; `hidden`: of other people's leads, only how many."""

    code: str
    status: str
    area_m2: float | None
    holds: tuple[HoldRow, ...]
    wanted: tuple[Wanted, ...]
    more: int
    hidden: int


def plot_story(user: User, plot: Plot) -> PlotStory:
    holds = Hold.objects.filter(plots__code=plot.code).order_by("-asked_at", "-pk")
    visible = leads_visible_to(user)
    wishes = WantedPlot.objects.filter(code=plot.code)
    own = wishes.filter(lead__in=visible).order_by("-lead__received_at")
    rows = own.select_related("lead__organisation", "lead__owner__person", "lead__department")[: MOST_ROWS + 1]
    shown = list(rows)
    return PlotStory(
        code=plot.code,
        status=told_words(public_status(plot.status, plot.held_since)),
        area_m2=float(plot.area_m2) if plot.area_m2 is not None else None,
        holds=tuple(rows_of(holds, user)),
        wanted=tuple(_wanted(row) for row in shown[:MOST_ROWS]),
        more=len(shown) - MOST_ROWS if len(shown) > MOST_ROWS else 0,
        hidden=wishes.exclude(lead__in=visible).count(),
    )


def _wanted(row: WantedPlot) -> Wanted:
    lead = row.lead
    return Wanted(
        lead=lead.pk,
        title=lead.title,
        reference=lead.reference,
        stage=Stage(lead.stage).label,
        officer=lead.owner.name if lead.owner else lead.department.name,
        rank=row.rank,
        received_at=lead.received_at,
    )


# --- Overlap ---


@dataclass(frozen=True)
class Person:
    """A lead as a reader may see it: by name, or only whose it is."""

    lead: int
    title: str
    reference: str
    officer: str
    stage: str
    note: str


@dataclass(frozen=True)
class ContestRow:
    code: str
    status: str
    people: tuple[Person, ...]


@dataclass(frozen=True)
class ShareRow:
    person: Person
    plots: tuple[str, ...]
    words: str
    why: tuple[str, ...]


@dataclass(frozen=True)
class OverlapPage:
    contests: tuple[ContestRow, ...]
    shares: tuple[ShareRow, ...]
    more: int


def overlap_page(user: User) -> OverlapPage:
    found = overlap_for(user)
    numbers = {share.key: number for number, share in enumerate(found.shares, start=1)}
    people = {pk: _person(lead, pk in found.seen, numbers[pk]) for pk, lead in found.leads.items()}
    states = states_of({one.code for one in found.contests})
    return OverlapPage(
        contests=tuple(
            ContestRow(one.code, states.get(one.code, ("", ""))[1], tuple(people[pk] for pk in one.leads))
            for one in found.contests
        ),
        shares=tuple(_share(share, people) for share in found.shares),
        more=found.more,
    )


def _person(lead: Lead, seen: bool, number: int) -> Person:
    name = lead.title
    return Person(
        lead=lead.pk if seen else 0,
        title=name if seen else _("another file, no. %(number)s") % {"number": number},
        reference=lead.reference if seen else "",
        officer=lead.owner.name if lead.owner else lead.department.name,
        stage=Stage(lead.stage).label if seen else "",
        note="",
    )


def _share(share: Share, people: Mapping[int, Person]) -> ShareRow:
    if share.plots and not share.choice:
        words = _("holds it already")
    elif share.plots:
        words = _("choice no. %(n)s") % {"n": share.choice}
    else:
        words = _("nothing of what it wants is left")
    return ShareRow(people[share.key], tuple(sorted(share.plots)), words, tuple(_missed(share, people)))


def _missed(share: Share, people: Mapping[int, Person]) -> Iterable[str]:
    for wish, gone in share.missed[:3]:
        plots = " + ".join(sorted(wish))
        if not gone:
            yield _("%(plots)s: not offered at present") % {"plots": plots}
            continue
        to = "; ".join(f"{code} → {people[key].title}" for code, key in gone.items() if key in people)
        yield f"{plots}: {to}" if to else plots
