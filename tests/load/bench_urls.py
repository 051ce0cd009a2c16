"""The site's addresses and one view that does nothing: what the stack itself costs."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.urls import path

from yenbinh.urls import urlpatterns as site


def empty(request: HttpRequest) -> HttpResponse:
    return HttpResponse("ok")


urlpatterns = [path("empty/", empty), *site]
