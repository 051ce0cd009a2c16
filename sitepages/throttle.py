"""How often a stranger may do something: a fixed window counted in the database, one count for every process."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.db import connection
from django.http import HttpRequest
from django.utils.crypto import salted_hmac

from sitepages.models import UseCount

HOUR = 3600
FIRST_PAUSE, LONGEST_PAUSE = 60, 1800  # seconds
# One statement, so that two who come at once are two; past the limit nothing is written.
COUNT = (
    "INSERT INTO sitepages_usecount AS counted (key, used, ends_at) VALUES (%s, 1, %s) "
    "ON CONFLICT (key) DO UPDATE SET used = counted.used + 1 WHERE counted.used < %s RETURNING used"
)


def client_address(request: HttpRequest) -> str:
    """The address the request came from; behind our own proxy, the one the proxy saw."""
    forwarded = request.META.get("HTTP_X_FORWARDED_FOR", "")
    if settings.SECURE_PROXY_SSL_HEADER and forwarded:
        return str(forwarded.split(",")[-1].strip())
    return str(request.META.get("REMOTE_ADDR", ""))


def seconds_to_wait(*, scope: str, who: str, limit: int, period: int, now: datetime) -> int:
    """Count one attempt of `who`; 0 = go on, else the seconds until the window of `period` seconds ends."""
    at = int(now.timestamp())
    window, passed = divmod(at, period)
    used = _counted(f"{scope}:{who}:{window}", ends_at=at - passed + period, limit=limit) if limit > 0 else 0
    if used == 1:
        UseCount.objects.filter(ends_at__lte=at).delete()
    return 0 if used else period - passed


def uses(*, scope: str, who: str, period: int, now: datetime, most: int = 100_000) -> int:
    """Count one use by `who` and say which of the window of `period` seconds it is; nobody is stopped."""
    at = int(now.timestamp())
    window, passed = divmod(at, period)
    used = _counted(f"{scope}:{who}:{window}", ends_at=at - passed + period, limit=most) or most
    if used == 1:
        UseCount.objects.filter(ends_at__lte=at).delete()
    return used


def pause_left(*, scope: str, who: str, now: datetime) -> int:
    """Seconds `who` pauses yet; counts nothing."""
    key = _key(f"{scope}:{who}:pause")
    ends_at = UseCount.objects.filter(key=key).values_list("ends_at", flat=True).first() or 0
    return max(ends_at - int(now.timestamp()), 0)


def pause_after(*, scope: str, who: str, free: int, now: datetime) -> bool:
    """Count one sending of `who`; from the one after `free` within the hour on a pause follows, each twice as long
    as the one before: 1, 2, 4 ... 30 minutes. False where another sending began the pause at this moment.
    """
    at = int(now.timestamp())
    over = uses(scope=scope, who=who, period=HOUR, now=now) - free
    if over < 0:
        return True
    pause = min(FIRST_PAUSE * 2 ** min(over, 10), LONGEST_PAUSE)
    return first_time(f"{scope}:{who}:pause", until=at + pause, now=now)


def first_time(what: str, *, until: int, now: datetime) -> bool:
    """Whether nobody used this before; remembered until a moment (seconds of the epoch)."""
    UseCount.objects.filter(ends_at__lte=int(now.timestamp())).delete()
    return _counted(what, ends_at=until, limit=1) == 1


def _counted(what: str, *, ends_at: int, limit: int) -> int:
    """Which attempt this is; 0 past the limit."""
    key = _key(what)
    with connection.cursor() as cursor:
        cursor.execute(COUNT, [key, ends_at, limit])
        row = cursor.fetchone()
    return row[0] if row else 0


def _key(what: str) -> str:
    return salted_hmac(__name__, what, algorithm="sha256").hexdigest()[:40]


def over_limit(request: HttpRequest, setting: str, period: int, now: datetime) -> int:
    """0 = go on; else how long this address must wait. `setting` names the limit."""
    limit = getattr(settings, setting)
    return seconds_to_wait(scope=setting, who=client_address(request), limit=limit, period=period, now=now)
