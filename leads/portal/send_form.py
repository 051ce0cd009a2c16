"""The form that sends a match to the province: who asks, the language of the answer, the consents."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from leads.choices import Channel, ConsentPurpose, ReplyLanguage
from leads.countries import countries
from leads.models import ConsentText, MatchRun
from leads.portal.fields import Text, heading, limited
from leads.refusals import sentence
from leads.services.intake import LIMITS, ConsentMissing, Submission
from leads.time_zones import zone_choices
from sitepages.refusal import Refused

CONSENT = "consent-"
CONTACT = ("contact_name", "organisation_name", "country", "contact_email", "contact_phone", "language", "message")
REACH = ("channel", "channel_handle", "good_from", "good_to", "time_zone")
TICKS = ("call_me", "confidential")
CHANNELS = [(one.value, one.label) for one in Channel if one != Channel.MEETING]
NOT_LISTED = {"invalid_choice": _("This choice is not on the list. Choose one of the list.")}


def _text(field: str, missing: Any = None, **kwargs: Any) -> forms.CharField:
    return limited(LIMITS[field], missing, **kwargs)


def _time(label: Any) -> forms.TimeField:
    wrong = {"invalid": _("Enter a time such as 09:00.")}
    return forms.TimeField(label=label, required=False, widget=Text(type="time"), error_messages=wrong)


class SendForm(forms.Form):
    """One tick box per purpose, never ticked beforehand; `submission_key` makes sending twice one lead."""

    use_required_attribute = False

    submission_key = _text("submission_key", missing=_("Reload this page."), widget=forms.HiddenInput)
    contact_name = _text(
        "contact_name", missing=_("Enter your name."), label=_("Your name"), widget=Text(autocomplete="name")
    )
    contact_email = _text(
        "contact_email",
        missing=_("Enter the e-mail address the answer goes to."),
        label=_("E-mail"),
        help_text=_("The answer and the link to your file go there."),
        widget=Text(type="email", autocomplete="email"),
    )
    contact_phone = _text("contact_phone", label=_("Telephone"), widget=Text(type="tel", autocomplete="tel"))
    organisation_name = _text("organisation_name", label=_("Organisation"), widget=Text(autocomplete="organization"))
    country = forms.ChoiceField(required=False, label=_("Country"), error_messages=NOT_LISTED)
    language = forms.ChoiceField(
        label=_("Answer in"),
        help_text=_("Korean, Japanese, Chinese: your wish is kept; for now the answer comes in English."),
        choices=ReplyLanguage.choices,
        widget=forms.Select({"class": "in"}),
        error_messages=NOT_LISTED | {"required": NOT_LISTED["invalid_choice"]},
    )
    message = _text(
        "message",
        label=_("Message"),
        help_text=_("Questions beyond the match; each one is answered."),
        widget=forms.Textarea({"class": "in", "rows": 5}),
    )
    channel = forms.ChoiceField(
        label=_("Preferred channel"),
        required=False,
        choices=CHANNELS,
        widget=forms.Select({"class": "in"}),
        error_messages=NOT_LISTED,
    )
    channel_handle = _text(
        "channel_handle",
        label=_("Your name or number there"),
        help_text=_("For Zalo, KakaoTalk or WeChat, if it is not your telephone number."),
        widget=Text(),
    )
    good_from = _time(_("Good time to reach you, from"))
    good_to = _time(_("until"))
    time_zone = forms.ChoiceField(
        label=_("On the clock of"),
        required=False,
        widget=forms.Select({"class": "in"}),
        error_messages=NOT_LISTED,
    )
    call_me = forms.BooleanField(
        label=_("Please call me"),
        help_text=_("An officer calls within the time promised for a first reply, in your good hours."),
        required=False,
    )
    confidential = forms.BooleanField(
        label=_("My project is confidential"),
        help_text=_("Only who works on the file reads your name and organisation; others read a code name."),
        required=False,
    )

    def __init__(self, *args: Any, texts: Iterable[ConsentText], lang: str, now: datetime, **kwargs: Any) -> None:
        super().__init__(*args, auto_id="f-%s", **kwargs)
        self.lang = lang
        names = [("", _("not stated")), *((code, name) for code, name in countries(lang).items())]
        self.fields["country"].choices = names
        self.fields["country"].widget = forms.Select({"class": "in", "autocomplete": "country"}, names)
        self.fields["time_zone"].choices = [("", _("the country above")), *zone_choices(now, lang)]
        for text in texts:
            label = text.text_vi if lang == "vi" else text.text_en
            self.fields[f"{CONSENT}{text.purpose}"] = forms.BooleanField(label=label, required=False)

    def contact(self) -> list[forms.BoundField]:
        names = (
            "contact_name",
            "organisation_name",
            "country",
            "contact_email",
            "contact_phone",
            "language",
            "message",
        )
        return [self[name] for name in names]

    def reach(self) -> list[forms.BoundField]:
        return [self[name] for name in REACH]

    def ticks(self) -> list[forms.BoundField]:
        return [self[name] for name in TICKS]

    def consents(self) -> list[forms.BoundField]:
        return [self[name] for name in self.fields if name.startswith(CONSENT)]

    def clean(self) -> None:
        """What else is missing is said in the same round; alone, the service says it."""
        asked = f"{CONSENT}{ConsentPurpose.ANSWER_REQUEST}"
        if self.errors and asked in self.fields and not self.cleaned_data.get(asked):
            self.add_refusal(ConsentMissing(), sentence(ConsentMissing()))

    def submission(self, run: MatchRun) -> Submission:
        """What the service takes in; call after `is_valid()`."""
        given = {name: self.cleaned_data[name] for name in self.fields if not name.startswith(CONSENT)}
        ticked = (name for name in self.fields if name.startswith(CONSENT) and self.cleaned_data[name])
        given["channel"] = given["channel"] or Channel.MAIL.value
        purposes = frozenset(name.removeprefix(CONSENT) for name in ticked)
        return Submission(match_run=run, consents=purposes, source="site", shown_in=self.lang, **given)

    def add_refusal(self, refused: Refused, words: str) -> None:
        """Show what the service refused beside the field it is about."""
        asked = f"{CONSENT}{ConsentPurpose.ANSWER_REQUEST}" if isinstance(refused, ConsentMissing) else ""
        name = asked or str(refused.facts.get("field", ""))
        self.add_error(name if name in self.fields else None, words)

    def summary(self) -> Iterator[tuple[str, str, str]]:
        """(field id or "", label, message) of each error, in the order of the page."""
        for error in self.non_field_errors():
            yield "", "", error
        for field in (*self.contact(), *self.reach(), *self.ticks(), *self.consents(), self["submission_key"]):
            for error in field.errors:
                yield str(field.auto_id), self._short(field), error

    def _short(self, field: forms.BoundField) -> str:
        """A consent's label is its whole text: the summary names its purpose instead."""
        if field.name.startswith(CONSENT):
            return heading(str(ConsentPurpose(field.name.removeprefix(CONSENT)).label))
        return heading(str(field.label))
