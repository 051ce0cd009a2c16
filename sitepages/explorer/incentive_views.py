"""The incentives' doors: the list and one record, as of a day."""

from __future__ import annotations

from datetime import date

from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from sitepages.explorer.incentive_pages import incentive_list, incentive_page, key_of_slug
from sitepages.http import cacheable
from sitepages.services.law import versions_on

EARLIEST, LATEST = date(2000, 1, 1), date(2100, 12, 31)


def day_asked(request: HttpRequest) -> tuple[date, str]:
    """The day of `?on=`, else today; and the text that was not a day, if any."""
    text = request.GET.get("on", "")
    try:
        day = date.fromisoformat(text) if text else timezone.localdate()
    except ValueError:
        return timezone.localdate(), text[:20]
    return (day, "") if EARLIEST <= day <= LATEST else (timezone.localdate(), text)


@require_safe
def incentives(request: HttpRequest) -> HttpResponseBase:
    on, refused = day_asked(request)
    page = incentive_list(on, asked="on" in request.GET and not refused)
    return cacheable(render(request, "sitepages/incentive_list.html", {"list": page, "refused": refused}))


@require_safe
def incentive(request: HttpRequest, slug: str) -> HttpResponseBase:
    on, refused = day_asked(request)
    key = key_of_slug(slug)
    version = next((version for version in versions_on(on) if version.incentive.key == key), None)
    if version is None or slug != slug.lower():
        raise Http404(_("There is no such incentive."))
    page = incentive_page(version, on, asked="on" in request.GET and not refused)
    return cacheable(render(request, "sitepages/incentive_detail.html", {"law": page, "refused": refused}))
