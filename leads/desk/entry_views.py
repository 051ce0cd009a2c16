"""The doors of what was spoken: an enquiry an officer types in, a call or a meeting with an investor."""

from __future__ import annotations

import secrets
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from leads.choices import Channel, ConsentPurpose, EntrySource, ReplyLanguage
from leads.countries import countries
from leads.desk.forms import ConsentForm, ContactForm, TakeBackForm, TimeInputField
from leads.desk.people_forms import PlainForm, sector_choices
from leads.desk.people_views import form_page, must, submitted
from leads.desk.views import DONE, act, form_door
from leads.models import Lead
from leads.services.access import officer_of, visible_lead
from leads.services.consent import note_consent
from leads.services.contact import record_contact
from leads.services.intake import KeyTaken, Submission
from leads.services.own_entry import enter_lead, may_enter
from leads.services.questions import questions
from leads.services.take_back import take_back
from leads.time_zones import zone_choices
from sitepages.language import site_language
from sitepages.refusal import Refused

NOTHING = [("", "---------")]


class EntryForm(PlainForm):
    """What fits into a minute on the telephone; the rest is asked later, in the file."""

    submission_key = forms.CharField(widget=forms.HiddenInput, max_length=64)
    source = forms.ChoiceField(label=_("Came through"), choices=EntrySource.choices)
    contact_name = forms.CharField(label=_("Name"), max_length=120)
    contact_phone = forms.CharField(label=_("Telephone"), max_length=40, required=False)
    contact_email = forms.CharField(label=_("E-mail"), max_length=254, required=False)
    organisation_name = forms.CharField(label=_("Organisation"), max_length=200, required=False)
    country = forms.ChoiceField(label=_("Country"), required=False)
    language = forms.ChoiceField(label=_("Language of the answer"), choices=ReplyLanguage.choices)
    channel = forms.ChoiceField(label=_("Preferred channel"), choices=Channel.choices)
    channel_handle = forms.CharField(
        label=_("Account there"), help_text=_("On Zalo, KakaoTalk or WeChat."), max_length=80, required=False
    )
    good_from = TimeInputField(label=_("Good hours, from"))
    good_to = TimeInputField(label=_("until"))
    time_zone = forms.ChoiceField(label=_("On the clock of"), required=False)
    call_me = forms.BooleanField(label=_("Asks for a call"), required=False)
    sector = forms.ChoiceField(label=_("Sector"), required=False)
    question = forms.ChoiceField(label=_("Asks about"), required=False)
    message = forms.CharField(
        label=_("What it was about"), max_length=5000, required=False, widget=forms.Textarea(attrs={"rows": 4})
    )
    code_name = forms.CharField(
        label=_("Confidential, under the code name"),
        help_text=_("Filled in, only who works on the lead reads the investor's name."),
        max_length=80,
        required=False,
    )
    consent = forms.BooleanField(
        label=_("Agreed, by word of mouth, that we use these data for the answer"),
        help_text=_("Without it nothing is stored."),
    )
    mine = forms.BooleanField(label=_("I keep this lead myself"), required=False)

    def __init__(self, data: Any = None, **options: Any) -> None:
        super().__init__(data, **options)
        lang = site_language()
        self.fields["country"].choices = [*NOTHING, *countries(lang).items()]
        self.fields["time_zone"].choices = [("", _("the country above")), *zone_choices(timezone.now(), lang)]
        self.fields["sector"].choices = [*NOTHING, *sector_choices()]
        self.fields["question"].choices = [*NOTHING, *((key, row.name) for key, row in questions().items())]
        self.fields["submission_key"].initial = f"desk-{secrets.token_hex(12)}"


@form_page
def enter(request: HttpRequest) -> HttpResponse:
    must(may_enter(request.user))
    form = EntryForm(request.POST or None)
    officer = officer_of(request.user)
    if not (officer and officer.takes_leads):
        del form.fields["mine"]
    made: list[Lead] = []

    def take_in(data: dict[str, Any]) -> None:
        mine = data.get("mine", False)
        lead, _new = enter_lead(submission=submission_given(data), mine=mine, by=request.user, now=timezone.now())
        made.append(lead)

    status = submitted(request, form, take_in)
    if status == DONE:
        return after(request, made[0])
    if status == KeyTaken.status:  # sent again it is an enquiry of its own
        form.data = form.data.copy()
        form.data["submission_key"] = form.fields["submission_key"].initial
    return render(request, "leads/desk/enter.html", {"form": form}, status=status or 200)


def submission_given(data: dict[str, Any]) -> Submission:
    given = {name: value for name, value in data.items() if name not in {"consent", "mine"}}
    return Submission(match_run=None, consents=frozenset({ConsentPurpose.ANSWER_REQUEST.value}), **given)


def after(request: HttpRequest, lead: Lead) -> HttpResponse:
    """To the file, if it is among those this person may see; else the list, told who has it."""
    who = {"reference": lead.reference, "who": lead.owner.name if lead.owner else lead.department.name}
    messages.info(request, gettext("%(reference)s was given to %(who)s.") % who)
    try:
        visible_lead(request.user, lead.pk)
    except Refused:
        return redirect("desk")
    return redirect("desk-lead", lead.pk)


@form_door
def contact(request: HttpRequest, pk: int) -> HttpResponse:
    return act(
        request,
        pk,
        "contact",
        ContactForm,
        record_contact,
        lambda d, f: {"channel": d["channel"], "text": d["text"], "answers_all": d["answers_all"], "step": f.step()},
    )


@form_door
def consent(request: HttpRequest, pk: int) -> HttpResponse:
    return act(request, pk, "consent", ConsentForm, note_consent, lambda d, f: {"channel": d["channel"]})


@form_door
def take_it_back(request: HttpRequest, pk: int) -> HttpResponse:
    return act(request, pk, "take_back", TakeBackForm, take_back, lambda d, f: {"reason": d["reason"]})
