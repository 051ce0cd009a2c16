"""The incentives' doors: the list and one record, as of a day."""

from __future__ import annotations

from datetime import date

from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from sitepages.explorer.contact_card import contact_card
from sitepages.explorer.incentive_check import check_page
from sitepages.explorer.incentive_detail import incentive_page
from sitepages.explorer.incentive_pages import incentive_list, slug_of_key
from sitepages.http import cacheable
from sitepages.models import ParkSettings
from sitepages.services.law import law_on

EARLIEST, LATEST = date(2000, 1, 1), date(2100, 12, 31)


def day_asked(request: HttpRequest) -> tuple[date, str, str]:
    """The day of `?on=`, else today; what keeps it in a link; and the text that was not a day, if any."""
    text, today = request.GET.get("on", ""), timezone.localdate()
    try:
        day = date.fromisoformat(text) if text else today
    except ValueError:
        day = date.min
    if not EARLIEST <= day <= LATEST:
        return today, "", text[:20]
    return day, f"?on={day.isoformat()}" if text else "", ""


@require_safe
def incentives(request: HttpRequest) -> HttpResponseBase:
    on, query, refused = day_asked(request)
    page = incentive_list(ParkSettings.load(request_or_site=request), on, query, request.GET)
    return cacheable(render(request, "sitepages/incentive_list.html", {"list": page, "refused": refused}))


@require_safe
def incentive(request: HttpRequest, slug: str) -> HttpResponseBase:
    on, query, refused = day_asked(request)
    law = law_on(on)
    version = next((version for version in law[0] if slug_of_key(version.incentive.key) == slug), None)
    if version is None:
        raise Http404(_("There is no such incentive."))
    park = ParkSettings.load(request_or_site=request)
    context = {
        "law": incentive_page(version, law, park, on, query),
        "contact": contact_card(timezone.localdate(), park),  # who answers now, whatever day of the law is asked
        "refused": refused,
    }
    return cacheable(render(request, "sitepages/incentive_detail.html", context))


@require_http_methods(["GET", "HEAD", "POST"])
def check(request: HttpRequest, slug: str) -> HttpResponseBase:
    """The answer stands on the page that was posted: no figure in an address, nothing kept."""
    on = timezone.localdate()
    law = law_on(on)
    version = next((version for version in law[0] if slug_of_key(version.incentive.key) == slug), None)
    if version is None:
        raise Http404(_("There is no such incentive."))
    data = request.POST if request.method == "POST" else None
    page = check_page(version, law, ParkSettings.load(request_or_site=request), on, data)
    status = 422 if page.form.is_bound and page.form.errors else 200
    return render(request, "sitepages/incentive_check.html", {"check": page}, status=status)
