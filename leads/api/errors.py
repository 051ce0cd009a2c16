"""Every error of the API in one shape: {"errors": {"land.area_min_m2": "..."}}, in the language asked."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from functools import wraps
from typing import Any

from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from ninja import NinjaAPI
from ninja.errors import HttpError, Throttled, ValidationError
from ninja.throttling import BaseThrottle

from leads.api.language import language_of, language_of_unparsed
from leads.api.problems import BODY, Problem, by_path
from leads.api.validation import pydantic_problems
from leads.throttle import client_address, seconds_to_wait

LARGEST_BODY = 64_000
LONGEST_NAME = 80
HTTP_CODES = {400: "not_json", 403: "not_allowed", 404: "not_found"}


class Invalid(Exception):
    """A request that was read and makes no sense; carries its problems."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__(self.problems)


class PerMinute(BaseThrottle):
    """So many requests a minute from one address; the limit is read at each request from a setting."""

    period = 60

    def __init__(self, setting: str, clock: Callable[[], datetime]) -> None:
        self.setting, self.clock, self.seconds = setting, clock, 0

    def allow_request(self, request: HttpRequest) -> bool:
        self.seconds = seconds_to_wait(
            scope=self.setting,
            who=client_address(request),
            limit=getattr(settings, self.setting),
            period=self.period,
            now=self.clock(),
        )
        return self.seconds == 0

    def wait(self) -> float:
        return self.seconds


def readable_body(run: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Refuse an empty body and one over 64 kB before anything reads it."""

    @wraps(run)
    def checked(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            size = len(request.body)
        except RequestDataTooBig:
            size = LARGEST_BODY + 1
        if size > LARGEST_BODY:
            return answer(language_of(request), [Problem(BODY, "too_large")], 413)
        if not size:
            return answer(language_of(request), [Problem(BODY, "not_json")], 400)
        path, given = key_given_twice(request.body)
        if path:
            return answer(language_of(request, given), [Problem(path, "twice")], 422)
        return run(request, *args, **kwargs)

    return checked


class Twice(dict[str, Any]):
    """An object of the body that has a name twice."""

    name = ""


def key_given_twice(body: bytes) -> tuple[str, Any]:
    """The path of the first name that one object of the body has twice, and the body as read; else an empty path.

    Of two values nobody knows which is meant.
    """

    def read(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        counts = Counter(name for name, _value in pairs)
        twice = next((name for name, times in counts.items() if times > 1), None)
        if twice is None:
            return dict(pairs)
        found = Twice(pairs)
        found.name = twice
        return found

    try:
        whole = json.loads(body, object_pairs_hook=read)
        return _path_of_twice(whole), whole
    except (ValueError, RecursionError):  # not JSON is said by who reads it
        return "", None


def _path_of_twice(part: Any, path: str = "") -> str:
    if isinstance(part, Twice):
        return f"{path}{part.name}"[:LONGEST_NAME]
    inner = part.items() if isinstance(part, dict) else enumerate(part) if isinstance(part, list) else ()
    return next(filter(None, (_path_of_twice(one, f"{path}{name}.") for name, one in inner)), "")


def answer(lang: str, problems: Iterable[Problem], status: int) -> JsonResponse:
    return answer_words(lang, {path: problem.sentence(lang) for path, problem in by_path(problems).items()}, status)


def answer_words(lang: str, errors: Mapping[str, str], status: int) -> JsonResponse:
    """The same shape for a refusal that has its sentence already."""
    return JsonResponse(
        {"errors": dict(errors)}, status=status, headers={"Content-Language": lang, "Cache-Control": "no-store"}
    )


def install(api: NinjaAPI) -> None:
    """Give an API our words for what goes wrong."""
    api.add_exception_handler(Invalid, _invalid)
    api.add_exception_handler(ValidationError, _unreadable)
    api.add_exception_handler(Throttled, _throttled)
    api.add_exception_handler(HttpError, _http)
    api.add_exception_handler(Http404, _missing)


def _invalid(request: HttpRequest, refused: Invalid) -> HttpResponse:
    return answer(language_of_unparsed(request), refused.problems, 422)


def _unreadable(request: HttpRequest, refused: ValidationError) -> HttpResponse:
    return answer(language_of_unparsed(request), pydantic_problems(_of_the_body(refused.errors), skip=1), 422)


def _of_the_body(errors: Iterable[Any]) -> list[Any]:
    """Without the name our own code gives the body: a reader knows the keys below it."""
    return [
        {**one, "loc": ("body", *one["loc"][2:])} if one["loc"][:2] == ("body", "payload") else one for one in errors
    ]


def _throttled(request: HttpRequest, refused: Throttled) -> HttpResponse:
    seconds = int(refused.wait or 1)
    response = answer(language_of_unparsed(request), [Problem(BODY, "too_many", {"seconds": seconds})], 429)
    response["Retry-After"] = str(seconds)
    return response


def _http(request: HttpRequest, refused: HttpError) -> HttpResponse:
    code = HTTP_CODES.get(refused.status_code, "invalid")
    return answer(language_of_unparsed(request), [Problem(BODY, code)], refused.status_code)


def _missing(request: HttpRequest, refused: Http404) -> HttpResponse:
    return answer(language_of(request), [Problem("path", "not_found")], 404)
