"""What every page of the site shows: the park's status, navigation, the other languages."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from sitepages.models import ParkSettings


def site(request: HttpRequest) -> dict[str, Any]:
    return {"park": SimpleLazyObject(lambda: ParkSettings.load(request_or_site=request))}
