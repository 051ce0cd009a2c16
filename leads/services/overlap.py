"""Where leads want the same land, and how it could be shared so that nobody could rightly complain."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.contrib.auth.models import User
from django.db.models import Count, Q, QuerySet

from leads.choices import HoldState, Stage
from leads.matching.split import Applicant, Plots, Share, split
from leads.models import HeldPlot, Lead, WantedPlot
from leads.models.hold import TAKES_LAND
from leads.services.access import leads_visible_to
from leads.services.stages import pipeline
from leads.services.wishes import options_of
from sitepages.choices import PlotStatus
from sitepages.models import Plot

# From here on a wish for land is meant; an enquiry just in has matched land without having chosen any.
MEANT = (Stage.QUALIFIED, Stage.PROPOSED, Stage.VISIT, Stage.RESERVED, Stage.FILED, Stage.LICENSED)
BEST_OPTIONS = 3  # plots of a lead's best options count as wanted; the rest are ways out
MOST_PLOTS = 40
MOST_LEADS = 60


@dataclass(frozen=True, slots=True)
class Contest:
    """A plot that several want. `leads` in the order of precedence."""

    code: str
    leads: tuple[int, ...]


@dataclass(frozen=True)
class Overlap:
    """`contests`: the most wanted first; `shares` by precedence, for the leads concerned; `more`: leads left out."""

    contests: tuple[Contest, ...]
    shares: tuple[Share, ...]
    leads: dict[int, Lead]
    seen: frozenset[int]  # those of the leads this person may open
    more: int


def overlap_for(user: User) -> Overlap:
    """Plots that at least two leads want, one of them a lead this person sees, with a proposal for those leads."""
    codes = _contested(leads_visible_to(user))
    numbers = _concerned(codes)
    rows = Lead.objects.filter(pk__in=numbers).select_related(
        "match_run", "organisation", "owner__person", "department"
    )
    queue, held = _queue(numbers), _held(numbers)
    ordered = sorted(rows, key=lambda lead: precedence(lead, held, queue))
    kept = ordered[:MOST_LEADS]
    place = {lead.pk: number for number, lead in enumerate(kept)}
    wanted = _wanted_by(codes, place, held)
    contests = [
        Contest(code, tuple(sorted(who, key=place.__getitem__))) for code, who in wanted.items() if len(who) > 1
    ]
    people = [_applicant(lead, queue, held) for lead in kept]
    return Overlap(
        contests=tuple(sorted(contests, key=lambda one: (-len(one.leads), one.code))),
        shares=tuple(split(people, _free(people))),
        leads={lead.pk: lead for lead in kept},
        seen=frozenset(leads_visible_to(user).filter(pk__in=place).values_list("pk", flat=True)),
        more=len(ordered) - len(kept),
    )


def precedence(lead: Lead, held: dict[int, Plots], queue: dict[int, tuple[int, Plots]]) -> tuple[object, ...]:
    """Who comes first: who holds land; who waits for it, in order; who is further on; who came earlier."""
    waits = queue.get(lead.pk)
    order = pipeline().stages[Stage(lead.stage)].order
    return (lead.pk not in held, waits is None, waits[0] if waits else 0, -order, lead.received_at, lead.pk)


def _meant(leads: QuerySet[Lead]) -> QuerySet[Lead]:
    return leads.filter(stage__in=MEANT)


def _contested(visible: QuerySet[Lead]) -> list[str]:
    """Plots that a lead of mine wants and another wants too."""
    wished = WantedPlot.objects.filter(lead__stage__in=MEANT, rank__lte=BEST_OPTIONS)
    mine = wished.filter(lead__in=_meant(visible)).values("code")
    waited = HeldPlot.objects.filter(open=True, hold__lead__in=visible).values("code")
    rows = wished.filter(Q(code__in=mine) | Q(code__in=waited)).values("code").annotate(n=Count("lead"))
    several = {row["code"]: row["n"] for row in rows if row["n"] > 1}
    queued = HeldPlot.objects.filter(open=True, code__in=waited).values("code").annotate(n=Count("hold__lead"))
    several |= {row["code"]: row["n"] for row in queued if row["n"] > 1}
    return sorted(several, key=lambda code: (-several[code], code))[:MOST_PLOTS]


def _concerned(codes: list[str]) -> set[int]:
    wished = WantedPlot.objects.filter(lead__stage__in=MEANT, rank__lte=BEST_OPTIONS, code__in=codes)
    holding = HeldPlot.objects.filter(open=True, code__in=codes)
    return {*wished.values_list("lead_id", flat=True), *holding.values_list("hold__lead_id", flat=True)}


def _wanted_by(codes: list[str], leads: Iterable[int], held: dict[int, Plots]) -> dict[str, set[int]]:
    """Who wants each plot; who holds land already wants no other."""
    rows = WantedPlot.objects.filter(lead__in=leads, rank__lte=BEST_OPTIONS, code__in=codes)
    holding = HeldPlot.objects.filter(open=True, code__in=codes, hold__lead__in=leads)
    out: dict[str, set[int]] = {code: set() for code in codes}
    for code, lead in [*rows.values_list("code", "lead_id"), *holding.values_list("code", "hold__lead_id")]:
        if code in held.get(lead, frozenset({code})):
            out[code].add(lead)
    return out


def _queue(leads: Iterable[int]) -> dict[int, tuple[int, Plots]]:
    """Lead -> its place among all who wait, and the plots of that wish."""
    rows = HeldPlot.objects.filter(hold__state=HoldState.WAITING).order_by("hold__asked_at", "hold")
    wishes: dict[int, tuple[int, set[str]]] = {}
    for lead, hold, code in rows.values_list("hold__lead_id", "hold_id", "code"):
        wishes.setdefault(hold, (lead, set()))[1].add(code)
    out: dict[int, tuple[int, Plots]] = {}
    for place, (lead, codes) in enumerate(wishes.values()):
        out.setdefault(lead, (place, frozenset(codes)))
    return {lead: place for lead, place in out.items() if lead in set(leads)}


def _held(leads: Iterable[int]) -> dict[int, Plots]:
    rows = HeldPlot.objects.filter(hold__state__in=TAKES_LAND, hold__lead__in=leads)
    out: dict[int, set[str]] = {}
    for lead, code in rows.values_list("hold__lead_id", "code"):
        out.setdefault(lead, set()).add(code)
    return {lead: frozenset(codes) for lead, codes in out.items()}


def _applicant(lead: Lead, queue: dict[int, tuple[int, Plots]], held: dict[int, Plots]) -> Applicant:
    asked = [queue[lead.pk][1]] if lead.pk in queue else []
    offered = options_of(lead.match_run.answer) if lead.match_run else []
    wishes = dict.fromkeys([*asked, *offered])
    return Applicant(lead.pk, tuple(wishes), held.get(lead.pk, frozenset()))


def _free(people: list[Applicant]) -> set[str]:
    """Plots of the wishes that are offered, and that nobody outside these people holds."""
    wanted = {code for one in people for wish in one.wishes for code in wish}
    offered = set(Plot.objects.filter(code__in=wanted, status=PlotStatus.AVAILABLE).values_list("code", flat=True))
    return offered - set(HeldPlot.objects.filter(live=True, code__in=wanted).values_list("code", flat=True))
