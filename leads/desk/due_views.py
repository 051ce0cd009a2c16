"""The doors of what is due now: the list, and taking note of an escalation."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_POST

from leads.choices import AccessKind
from leads.desk.audit import noted
from leads.desk.due_pages import due_page
from leads.desk.people_forms import PlainForm
from leads.desk.people_views import must, told
from leads.desk.views import seen
from leads.services.access import sees_leads
from leads.services.escalation import WORD_LIMIT, acknowledge


class AcknowledgeForm(PlainForm):
    text = forms.CharField(label=_("Message to the desk"), max_length=WORD_LIMIT, required=False)


@require_GET
@noted(AccessKind.LIST)
def due_now(request: HttpRequest) -> HttpResponse:
    must(sees_leads(request.user))
    return render(request, "leads/desk/due_now.html", {"page": due_page(request.user, timezone.now())})


@require_POST
def acknowledged(request: HttpRequest, pk: int) -> HttpResponse:
    """From the list back to the list, from the file back to the file."""
    found = seen(request, pk)
    form = AcknowledgeForm(request.POST)

    def note(data: dict[str, Any]) -> None:
        acknowledge(lead=found, text=data.get("text", ""), by=request.user, now=timezone.now())

    told(request, form, note)
    return redirect("desk-lead", pk) if request.POST.get("back") == "lead" else redirect("desk-due")
