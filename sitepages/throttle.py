"""How often a stranger may do something: a fixed window counted in the shared cache."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest


def client_address(request: HttpRequest) -> str:
    """The address the request came from; behind our own proxy, the one the proxy saw."""
    forwarded = request.META.get("HTTP_X_FORWARDED_FOR", "")
    if settings.SECURE_PROXY_SSL_HEADER and forwarded:
        return str(forwarded.split(",")[-1].strip())
    return str(request.META.get("REMOTE_ADDR", ""))


def seconds_to_wait(*, scope: str, who: str, limit: int, period: int, now: datetime) -> int:
    """Count one attempt of `who`; 0 = go on, else the seconds until the window of `period` seconds ends."""
    window, passed = divmod(int(now.timestamp()), period)
    key = f"throttle:{scope}:{who}:{window}"
    cache.add(key, 0, timeout=period)
    try:
        used = cache.incr(key)
    except ValueError:  # evicted between the two calls
        return 0
    return 0 if used <= limit else period - passed


def over_limit(request: HttpRequest, setting: str, period: int, now: datetime) -> int:
    """0 = go on; else how long this address must wait. `setting` names the limit."""
    limit = getattr(settings, setting)
    return seconds_to_wait(scope=setting, who=client_address(request), limit=limit, period=period, now=now)
