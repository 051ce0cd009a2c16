"""Every URL of the project stands in tests/yenbinh/addresses/ with what each role gets there."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver, path, resolve

from tests.browser.pages import DESK
from tests.yenbinh.addresses import ADDRESSES

OURS = ("leads", "sitepages", "yenbinh")


def routes(patterns: list[Any], before: str = "") -> Iterator[tuple[str, URLPattern]]:
    """Every pattern with its whole route; the language prefix reads <lang>/."""
    for one in patterns:
        part = str(one.pattern)
        if type(one.pattern).__name__ == "LocalePrefixPattern":
            part = "<lang>/"
        if isinstance(one, URLResolver):
            yield from routes(one.url_patterns, before + part)
        else:
            yield before + part, one


def ours(route: str, pattern: URLPattern) -> bool:
    """Outside /admin/ everything; inside, our views and Wagtail's views of our models."""
    if not route.startswith("admin/"):
        return True
    view = pattern.callback
    module = getattr(getattr(view, "view_class", None), "__module__", "") or getattr(view, "__module__", "")
    model = (getattr(view, "view_initkwargs", None) or {}).get("model")
    return module.split(".")[0] in OURS or getattr(model, "__module__", "").split(".")[0] in OURS


def missing(patterns: list[Any], known: set[str]) -> list[str]:
    return sorted({route for route, pattern in routes(patterns) if ours(route, pattern)} - known)


def line_for(route: str) -> str:
    expected = "staff(302, duty_head=200)" if route.startswith("admin/") else "everyone()"
    return f'    Address("{route}", "/{route.replace("<lang>", "vi")}", {expected}),'


def test_the_rule_sees_a_new_address() -> None:
    def view(request: Any) -> None: ...

    view.__module__ = "leads.desk.views"
    patterns = [path("admin/desk/new/", view), path("old/", view)]
    assert missing(patterns, {"old/"}) == ["admin/desk/new/"]


def test_every_address_says_who_gets_what() -> None:
    lines = "\n".join(map(line_for, missing(get_resolver().url_patterns, {one.route for one in ADDRESSES})))
    assert not lines, (
        "New URLs. Add to tests/yenbinh/addresses/, one line per method, the path filled in with an example "
        f"and the expected status of each role corrected:\n{lines}"
    )


def test_no_line_is_left_of_an_address_that_is_gone() -> None:
    gone = {one.route for one in ADDRESSES} - {route for route, _ in routes(get_resolver().url_patterns)}
    assert not gone, f"No such URL any more; take these lines out of tests/yenbinh/addresses/: {sorted(gone)}"


NO_PAGES = {  # files, and a part of a page
    "desk-sheet-empty",
    "desk-file",
    "desk-inbox-file",
    "desk-looking",
    "desk-report-xlsx",
    "desk-report-pdf",
}
LOOKED_AT_PARTS = ("admin/desk/", "admin/law/", "admin/land/", "admin/fact-reports/<")


def unseen(pages: set[str]) -> list[str]:
    """Addresses at which somebody gets a page of the desk that the browser tests do not look at."""
    drawn = {
        one.route
        for one in ADDRESSES
        if one.method == "GET" and not one.open_methods and one.route.startswith(LOOKED_AT_PARTS)
    }
    names = {route: pattern.name for route, pattern in routes(get_resolver().url_patterns)}
    return sorted(route for route in drawn if names[route] not in NO_PAGES | pages)


def test_the_browser_looks_at_every_page_of_the_desk() -> None:
    numbered = re.compile(r"\{(\w+)\}")
    examples = {"asked": "1/referral/1", "task": "1/task/1", "held": "1/hold/1", "meet": "1/meet/1"}
    paths = [numbered.sub(lambda one: examples.get(one[1], "1"), path.partition("?")[0]) for _user, path in DESK]
    assert not unseen({resolve(path).url_name for path in paths}), "Add to DESK of tests/browser/pages.py."
