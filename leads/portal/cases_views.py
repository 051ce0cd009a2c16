"""All files of an address by one mailed link: the form, the list, the way into a room.

The list carries forms, so its address leaves the page with none of them: other pages, ours too, read the site's
name only (`strict-origin`; under `no-referrer` a browser sends forms without an origin, and they would be refused).
"""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from leads.portal.cases_page import AskPage, cases_page
from leads.portal.fields import Text, limited
from leads.portal.http import ORIGIN_ONLY, RefusedPage, private, reader_language, refused
from leads.portal.mail_form import answered
from leads.portal.room_forms import RoomForm
from leads.refusals import sentence
from leads.services.cases import ask_for_cases, cases_link_for, open_case
from leads.services.links import token_for
from sitepages.guarding.guard import Guarded, Verdict, guard_fields
from sitepages.refusal import Refused
from sitepages.stale import gives_back

# all it does is a mail to the address typed: the mail is the confirmation
CASES = Guarded("cases", ceiling="CASES_RATE_PER_HOUR", by_mail=True, quickest=2)


class AddressForm(RoomForm):
    contact_email = limited(
        254,
        missing=gettext_lazy("Enter the e-mail address you wrote to us from."),
        label=gettext_lazy("Your e-mail address"),
        help_text=gettext_lazy("The one you gave with your enquiries, or wrote from."),
        widget=Text(type="email", autocomplete="email"),
    )

    def __init__(self, data: Any = None) -> None:
        super().__init__(data, prefix="cases")


@gives_back
@require_http_methods(["GET", "HEAD", "POST"])
@private(ORIGIN_ONLY)
def my_cases(request: HttpRequest) -> HttpResponse:
    """Where the address is typed; the answer is one and the same, whoever has files with us."""
    form = AddressForm(request.POST if request.method == "POST" else None)

    def ask(proven: bool) -> None:
        email = form.cleaned_data["contact_email"]
        ask_for_cases(email=email, lang=reader_language(), proven=proven, now=timezone.now())

    return answered(
        request,
        form,
        CASES,
        draw=lambda verdict: _asked(request, form, verdict),
        act=ask,
        done=lambda: render(request, "leads/my_cases.html", {"page": AskPage(form["contact_email"])}),
    )


@require_safe
@private(ORIGIN_ONLY)
def my_cases_list(request: HttpRequest, token: str) -> HttpResponse:
    now = timezone.now()
    try:
        link = cases_link_for(token, now)
    except Refused as refusal:
        return _closed(request, refusal)
    page = cases_page(link, token, lang=reader_language(), now=now)
    return render(request, "leads/my_cases_list.html", {"page": page})


@require_POST
@private(ORIGIN_ONLY)
def my_cases_open(request: HttpRequest, token: str) -> HttpResponse:
    """By a form, as it may make a link; the file's own address then stands nowhere on the list."""
    now = timezone.now()
    try:
        link = cases_link_for(token, now)
        way_in = open_case(link=link, reference=request.POST.get("case", "")[:16], by=None, now=now)
    except Refused as refusal:
        return _closed(request, refusal)
    return redirect("lead-status", token=token_for(way_in))


def _asked(request: HttpRequest, form: AddressForm, verdict: Verdict) -> HttpResponse:
    page = AskPage(
        form["contact_email"],
        tuple(form.summary()) if form.is_bound and not verdict.notice else (),
        (str(verdict.notice),) if verdict.notice else (),
        verdict.again or guard_fields(CASES, timezone.now()),
    )
    return render(request, "leads/my_cases.html", {"page": page}, status=verdict.status)


def _closed(request: HttpRequest, refusal: Refused) -> HttpResponse:
    page = RefusedPage(_("This link does not open"), sentence(refusal), _("Ask for a new link"), reverse("my-cases"))
    return refused(request, page, refusal.status)
