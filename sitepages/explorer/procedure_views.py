"""The procedure guide's door: a page whose case stands in its address."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_safe

from sitepages.explorer.procedure_page import procedure_page
from sitepages.http import cacheable


@require_safe
def procedures(request: HttpRequest) -> HttpResponseBase:
    page = procedure_page(request.GET.dict())
    return cacheable(render(request, "sitepages/procedures.html", {"way": page}))
