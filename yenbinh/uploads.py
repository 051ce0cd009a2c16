"""Uploads as the demo hands them out; in production the web server does (docs/deploy.md)."""

from __future__ import annotations

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponseBase
from django.views.static import serve


def upload(request: HttpRequest, path: str) -> HttpResponseBase:
    try:
        return serve(request, path, document_root=settings.MEDIA_ROOT)
    except (OSError, ValueError) as error:  # a name the file system cannot have: too long, or with NUL
        raise Http404 from error
