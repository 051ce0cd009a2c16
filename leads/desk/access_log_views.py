"""The doors of the record of access, and of a file that only a reason opens."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET

from leads.choices import AccessKind
from leads.desk.access_log_pages import LogFilter, access_page
from leads.desk.audit import noted
from leads.desk.people_forms import PlainForm
from leads.desk.people_views import both, must, submitted
from leads.desk.views import DONE
from leads.models import Lead
from leads.services.access_log import KEPT, may_read_log
from leads.services.opening import LONGEST, OPEN_FOR, may_open, open_lead


class OpenForm(PlainForm):
    reference = forms.CharField(label=_("Number of the file"), max_length=20)
    reason = forms.CharField(
        label=_("Why you open it"),
        help_text=_("It stands in the record of access, and the heads read it on the file."),
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


@require_GET
@noted(AccessKind.LIST)
def log(request: HttpRequest) -> HttpResponse:
    must(may_read_log(request.user))
    number = request.GET.get("p", "")
    page = access_page(
        request.user, LogFilter.parse(request.GET), int(number) if number.isdecimal() and len(number) < 6 else 1
    )
    context = {"page": page, "opens": may_open(request.user), "years": KEPT.days // 365}
    return render(request, "leads/desk/access_log.html", context)


@both
def open_with_reason(request: HttpRequest) -> HttpResponse:
    must(may_open(request.user))
    form = OpenForm(request.POST or None, initial={"reference": request.GET.get("reference", "")[:20]})
    opened: list[Lead] = []

    def give(data: dict[str, Any]) -> None:
        opened.append(
            open_lead(reference=data["reference"], reason=data["reason"], by=request.user, now=timezone.now())
        )

    status = submitted(request, form, give)
    if status == DONE:
        return redirect("desk-lead", opened[0].pk)
    minutes = int(OPEN_FOR.total_seconds() // 60)
    return render(request, "leads/desk/open.html", {"form": form, "minutes": minutes}, status=status or 200)
