"""GET /api/incentives: the records of law with their versions."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone
from ninja import Router

from sitepages.http import cacheable
from sitepages.models import IncentiveVersion
from sitepages.services.law import versions_on

router = Router(tags=["law"])
LEFT_OUT = {"golden"}


@router.get("/incentives", summary="Every incentive in the version of a day")
def incentives(request: HttpRequest, on: date | None = None) -> HttpResponse:
    """Conditions are data (a closed set of operators); `certainty` says how far each clause was verified."""
    day = on or timezone.localdate()
    body = {"on": day.isoformat(), "incentives": [shown(version, day) for version in versions_on(day)]}
    response = JsonResponse(body, json_dumps_params={"ensure_ascii": False})
    cacheable(response)
    return response


def shown(version: IncentiveVersion, on: date) -> dict[str, Any]:
    in_force = version.valid_from <= on and (version.valid_to is None or on < version.valid_to)
    record = {key: value for key, value in version.record.items() if key not in LEFT_OUT}
    return {"version": version.number, "in_force": in_force, **record}
