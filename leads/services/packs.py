"""The answer pack: issued with the lead, in the same transaction, so that the investor has it at once.

What a pack says stands in two stored values: the match's answer, and `AnswerPack.data`, gathered here. Page and PDF
are read from these two and reckon nothing; `digest_of` binds them.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.contrib.auth.models import User
from django.db import transaction

from leads.choices import Clock
from leads.models import AnswerPack, Lead, LeadMessage, MatchRun
from leads.services.calendar import working_calendar
from leads.services.clocks import running_clocks
from leads.services.events import Assigned, PackIssued, fold, history, record
from leads.services.lead_files import own_mails
from leads.services.location_cost import CostLine, LocationCost, Price, location_cost
from leads.services.pack_procedure import procedure_of
from leads.services.post_events import MailReceived
from leads.services.question_answers import answered_questions
from leads.services.targets import targets
from sitepages.figures import PARK_TIME
from sitepages.invented import bare
from sitepages.models import ParkSettings

Json = dict[str, Any]
SCHEMA = 2  # 2: questions with their answers
EXACT = ("once", "low", "high", "quantity")


@dataclass(frozen=True, slots=True)
class Promise:
    """What was promised by when."""

    clock: Clock
    at: datetime


@transaction.atomic(savepoint=False)
def issue_pack(*, lead: Lead, by: User | None, now: datetime) -> AnswerPack | None:
    """Hand the investor what is known now about the lead's match; None where there is no match, or none with an answer.

    Each issue has the next number; earlier ones stay as they were.
    """
    run = lead.match_run
    if run is None or "options" not in (run.answer.get("match") or {}):
        return None
    data = pack_data(lead, run, now)
    number = AnswerPack.objects.filter(lead=lead).count() + 1
    pack = AnswerPack.objects.create(
        lead=lead, number=number, run=run, data=data, digest=digest_of(run, data), issued_at=now
    )
    record(lead=lead, event=PackIssued(number=number, match_run=run.pk, digest=pack.digest), by=by, at=now)
    return pack


def pack_of(lead: Lead, number: int | None = None) -> AnswerPack | None:
    """The newest pack of a lead, or the one of that number."""
    packs = AnswerPack.objects.filter(lead=lead).select_related("run__previous")
    if number is not None:
        packs = packs.filter(number=number)
    return packs.order_by("-number").first()


def digest_of(run: MatchRun, data: Mapping[str, Any]) -> str:
    """Sixteen hexadecimal digits over the match and what stands beside it."""
    whole = [run.request, run.answer, run.versions, run.on.isoformat(), data]
    return hashlib.sha256(json.dumps(whole, sort_keys=True, ensure_ascii=False).encode()).hexdigest()[:16]


def pack_data(lead: Lead, run: MatchRun, now: datetime) -> Json:
    """What stands beside the match: shapes are told by the readers below and in docs/desk.md."""
    past = history(lead)
    park = ParkSettings.load()
    country = next((one.event.country for one in past if hasattr(one.event, "country")), "")
    zone_status = (run.request.get("assume") or {}).get("zone_status") or park.zone_status
    sheet = run.cost_sheets.order_by("-created_at", "-pk").first()
    words = asked_so_far(lead, [one.event for one in past])
    return {
        "schema": SCHEMA,
        "reference": lead.reference,
        "issued_at": now.isoformat(),
        "country": country,
        "zone_status": zone_status,
        "illustrative": park.land_illustrative,
        "officer": _officer(lead, [one.event for one in past]),
        "promises": [
            {"clock": due.clock.value, "at": due.at.isoformat()}
            for due in running_clocks(fold(past), working_calendar(), targets())
        ],
        "message": bool(words),
        "questions": answered_questions(message=words, answer=run.answer, on=now.astimezone(PARK_TIME).date()),
        "procedure": procedure_of(origin=origin_of(run, country), zone_status=zone_status),
        "cost": _kept_cost(location_cost(run, sheet.asked if sheet else {}, now.astimezone(PARK_TIME).date())),
    }


def origin_of(run: MatchRun, country: str) -> str:
    """The country procedures rest on: the project's own, else the one the investor wrote from; "" is not known."""
    return str((run.request.get("project") or {}).get("origin") or country)


def asked_so_far(lead: Lead, past: list[Any]) -> str:
    """The investor's own words: the enquiry first, then what followed in the room and by mail, oldest first."""
    written = list(LeadMessage.objects.filter(lead=lead).values_list("written_at", "text"))
    mails = {one.incoming for one in past if isinstance(one, MailReceived) and one.known and not one.automatic}
    if mails:
        written += own_mails(lead).filter(pk__in=mails).values_list("received_at", "text")
    words = (lead.message, *(text for _at, text in sorted(written)))
    return "\n\n".join(text for one in words if (text := one.strip()))


def promises_of(data: Mapping[str, Any]) -> tuple[Promise, ...]:
    """What the pack promised, the earliest first."""
    return tuple(Promise(Clock(one["clock"]), datetime.fromisoformat(one["at"])) for one in data["promises"])


def _officer(lead: Lead, past: list[Any]) -> Json:
    """Who answers, with the direct line where the province gave one; "" is not known."""
    reason = next((event.reason for event in reversed(past) if isinstance(event, Assigned)), {})
    department, person = lead.department, lead.owner.person if lead.owner else None
    return {
        "name": bare(person.name) if person else "",
        "illustrative": person.illustrative if person else False,
        "languages": list(person.languages) if person else [],
        "phone": person.phone if person else "",
        "email": person.email if person else "",
        "department": {"vi": department.name_vi, "en": department.name_en},
        "department_phone": department.phone,
        "department_email": department.email,
        "reason": dict(reason),
    }


# --- Cost: exact figures as text ---


def _kept_cost(cost: LocationCost) -> Json:
    return {
        "plots": list(cost.plots),
        "area_m2": _text(cost.area_m2),
        "years": cost.years,
        "usd_vnd": _text(cost.usd_vnd),
        "lines": [_kept_line(line) for line in cost.lines],
    }


def _kept_line(line: CostLine) -> Json:
    return {
        "key": line.key,
        "state": line.state,
        "missing": list(line.missing),
        "plots": list(line.plots),
        **{name: _text(getattr(line, name)) for name in EXACT},
        "price": _kept_price(line.price) if line.price else None,
    }


def _kept_price(price: Price) -> Json:
    exact = {"low": str(price.low), "high": str(price.high), "verified_on": price.verified_on.isoformat()}
    return asdict(price) | exact


def _price(kept: Mapping[str, Any]) -> Price:
    read = {
        "low": Decimal(kept["low"]),
        "high": Decimal(kept["high"]),
        "verified_on": date.fromisoformat(kept["verified_on"]),
        "plots": tuple(kept.get("plots", ())),
    }
    return Price(**{**kept, **read})


def cost_of(data: Mapping[str, Any]) -> LocationCost:
    """The cost as it was reckoned for the pack."""
    kept = data["cost"]
    return LocationCost(
        plots=tuple(kept["plots"]),
        area_m2=_exact(kept["area_m2"]),
        years=kept["years"],
        usd_vnd=_exact(kept["usd_vnd"]),
        lines=tuple(_line(one) for one in kept["lines"]),
    )


def _line(kept: Mapping[str, Any]) -> CostLine:
    price = kept["price"]
    exact = {name: _exact(kept[name]) for name in EXACT}
    return CostLine(
        key=kept["key"],
        state=kept["state"],
        missing=tuple(kept["missing"]),
        plots=tuple(kept.get("plots", ())),
        price=_price(price) if price else None,
        **exact,
    )


def _text(value: Decimal | None) -> str | None:
    return None if value is None else str(value)


def _exact(value: str | None) -> Decimal | None:
    return None if value is None else Decimal(value)
