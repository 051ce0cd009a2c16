"""robots.txt: everything public may be read; results, personal links and the admin are nobody's index."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from sitepages.http import cacheable

CLOSED = ("/admin/", "/api/", "/documents/", "/vi/match/", "/en/match/", "/vi/lead/", "/en/lead/")


def robots(request: HttpRequest) -> HttpResponse:
    lines = [
        "User-agent: *",
        *(f"Disallow: {path}" for path in CLOSED),
        "Allow: /vi/match/$",
        "Allow: /en/match/$",
        f"Sitemap: {settings.SITE_URL}/sitemap.xml",
    ]
    response = HttpResponse("\n".join(lines) + "\n", content_type="text/plain; charset=utf-8")
    cacheable(response)
    return response
