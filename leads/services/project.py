"""What the desk learns of a project after the enquiry: sector, country, question and land, noted by an officer."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.contrib.auth.models import User
from django.db import transaction

from leads.countries import countries
from leads.models import Lead
from leads.services.asked import facts_to_route
from leads.services.desk_lock import fresh
from leads.services.desk_rules import check_can_use
from leads.services.events import Described, record
from leads.services.priority import priority_of
from leads.services.questions import questions
from leads.services.words import ChoiceUnknown
from sitepages.models import Sector
from sitepages.refusal import Refused

HECTARE = 10_000
MOST_HA = 1_000


class AreaUnfit(Refused):
    """Land of nothing, beyond reach, or from more than to. Facts: `field`, `most`."""

    code = "area_unfit"
    status = 422


@dataclass(frozen=True)
class ProjectFacts:
    """Keys, or empty where nobody knows; land in hectares."""

    sector: str = ""
    country: str = ""
    question: str = ""
    area_min_ha: Decimal | None = None
    area_max_ha: Decimal | None = None


@transaction.atomic
def describe_project(*, lead: Lead, project: ProjectFacts, seen_seq: int, by: User, now: datetime) -> Lead:
    """Note what is known of the project; the priority follows from it. Noted otherwise later, the last word counts.

    Raises StaleLead, ChoiceUnknown, AreaUnfit and what `check_can_use` raises.
    """
    lead = fresh(lead, seen_seq)
    check_can_use(by, lead)
    _check(project)
    land = {"area_min_m2": _m2(project.area_min_ha), "area_max_m2": _m2(project.area_max_ha)}
    noted: dict[str, Any] = {"sector": project.sector, "country": project.country, "question": project.question, **land}
    if all((getattr(lead, "sector_id" if name == "sector" else name) or "") == (noted[name] or "") for name in noted):
        return lead
    after = Lead(
        match_run=lead.match_run,
        organisation=lead.organisation,
        language=lead.language,
        sector_id=project.sector or None,
        country=project.country,
        question=project.question,
        **land,
    )
    priority = priority_of(facts_to_route(after, lead.received_at)).value
    record(lead=lead, event=Described(priority=priority, **noted), by=by, at=now)
    return lead


def _check(project: ProjectFacts) -> None:
    for field, known in (
        ("sector", set(Sector.objects.values_list("key", flat=True))),
        ("country", set(countries("en"))),
        ("question", set(questions())),
    ):
        value = asdict(project)[field]
        if value and value not in known:
            raise ChoiceUnknown(field=field, value=value[:40])
    least, most = project.area_min_ha, project.area_max_ha
    for field, area in (("area_min_ha", least), ("area_max_ha", most)):
        if area is not None and not (area * HECTARE >= 1 and area <= MOST_HA):
            raise AreaUnfit(field=field, most=MOST_HA)
    if least is not None and most is not None and least > most:
        raise AreaUnfit(field="area_max_ha", most=MOST_HA)


def _m2(area: Decimal | None) -> int | None:
    return None if area is None else round(area * HECTARE)
