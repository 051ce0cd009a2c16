"""Which language the API answers in: `lang` of the body, else of the query, else Accept-Language, else English."""

from __future__ import annotations

import json
from typing import Any, Literal, get_args

from django.conf import settings
from django.core.exceptions import SuspiciousOperation
from django.http import HttpRequest
from django.utils.translation.trans_real import parse_accept_lang_header

FALLBACK = "en"
Wish = Literal["vi", "en", "ko", "ja", "zh"]
WISHES: tuple[str, ...] = get_args(Wish)


def spoken(wish: object) -> str | None:
    """A wished language as one the interface has; ko, ja and zh are answered in English until they have words."""
    if wish in {"ko", "ja", "zh"}:
        return FALLBACK
    return str(wish) if isinstance(wish, str) and wish in dict(settings.LANGUAGES) else None


def language_of(request: HttpRequest, body: Any = None) -> str:
    """`body` is the parsed request, if there is one yet; anything but an object says nothing."""
    wish = body.get("lang") if isinstance(body, dict) else None
    return spoken(wish) or spoken(request.GET.get("lang")) or _accepted(request)


def language_of_unparsed(request: HttpRequest) -> str:
    """For errors raised before the body was parsed: look into it if it can be read at all."""
    try:
        body = json.loads(request.body)
    except (ValueError, RecursionError, SuspiciousOperation):
        body = None
    return language_of(request, body)


def _accepted(request: HttpRequest) -> str:
    header = request.META.get("HTTP_ACCEPT_LANGUAGE", "")
    wishes = (spoken(name.split("-")[0]) for name, _quality in parse_accept_lang_header(header))
    return next((language for language in wishes if language), FALLBACK)
