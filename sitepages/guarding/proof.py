"""Proof of work by the sender's browser (ALTCHA, self-hosted): bound to one drawn form, good for two hours, once."""

from __future__ import annotations

import json
import secrets
from base64 import b64decode
from datetime import datetime, timedelta

from altcha import create_challenge, verify_solution
from django.conf import settings
from django.utils.crypto import salted_hmac

from sitepages.throttle import first_time

ALGORITHM = "PBKDF2/SHA-256"
COST = 5_000  # rounds of one try: some 2 ms
GOOD_FOR = timedelta(hours=2)
LONGEST = 4_000  # characters of a solution; ours has some 800


def challenge(*, form: str, nonce: str, effort: int, now: datetime) -> str:
    """JSON for the widget. The tries it takes are drawn between once and twice GUARD_TRIES times the effort."""
    tries = settings.GUARD_TRIES * effort
    made = create_challenge(
        ALGORITHM,
        COST,
        counter=tries + secrets.randbelow(tries),
        data={"form": form, "stamp": nonce, "until": int((now + GOOD_FOR).timestamp())},
        hmac_secret=_secret("challenge"),
        hmac_key_secret=_secret("key"),
    )
    return json.dumps(made.to_dict())


def proves(solution: str, *, form: str, nonce: str, now: datetime) -> bool:
    """Whether this is the first use of a right solution of a challenge drawn with this form; spends it."""
    if not solution or len(solution) > LONGEST:
        return False
    found = verify_solution(solution, _secret("challenge"), hmac_key_secret=_secret("key"))
    if not found.verified:
        return False
    # signed by us, so of the shape we gave it
    given = json.loads(b64decode(solution))["challenge"]["parameters"]
    data = given["data"]
    if (data["form"], data["stamp"]) != (form, nonce) or data["until"] <= now.timestamp():
        return False
    return first_time(f"proof:{given['nonce']}", until=data["until"], now=now)


def _secret(what: str) -> str:
    return salted_hmac("sitepages.guard.proof", what, algorithm="sha256").hexdigest()
