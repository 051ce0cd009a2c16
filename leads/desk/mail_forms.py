"""The form of how the investor is reached."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from leads.choices import Channel
from leads.desk.forms import DeskForm, TimeInputField
from leads.models import Lead
from leads.services.contact_change import ContactFacts
from leads.services.intake import LIMITS
from leads.time_zones import zone_choices
from sitepages.language import site_language

COLUMNS = (
    "contact_name",
    "contact_email",
    "contact_phone",
    "channel",
    "channel_handle",
    "good_from",
    "good_to",
    "time_zone",
)


class ContactChangeForm(DeskForm):
    contact_name = forms.CharField(label=pgettext_lazy("of the investor", "Name"), max_length=LIMITS["contact_name"])
    contact_email = forms.CharField(
        label=_("E-mail"), max_length=LIMITS["contact_email"], required=False, widget=forms.EmailInput
    )
    contact_phone = forms.CharField(
        label=_("Telephone"),
        max_length=LIMITS["contact_phone"],
        required=False,
        widget=forms.TextInput(attrs={"type": "tel"}),
    )
    channel = forms.ChoiceField(label=_("Preferred channel"), choices=Channel.choices)
    channel_handle = forms.CharField(
        label=_("Account there"),
        help_text=_("On Zalo, KakaoTalk or WeChat. Another channel needs its own."),
        max_length=LIMITS["channel_handle"],
        required=False,
    )
    good_from = TimeInputField(label=_("Good hours, from"))
    good_to = TimeInputField(label=_("until"))
    time_zone = forms.ChoiceField(label=_("On the clock of"), required=False)

    def __init__(self, data: Any = None, *, lead: Lead | None = None, **options: Any) -> None:
        if lead:
            options["initial"] = {name: getattr(lead, name) for name in COLUMNS}
        super().__init__(data, **options)
        zones = zone_choices(timezone.now(), site_language())
        self.fields["time_zone"].choices = [("", _("the country of the lead")), *zones]

    def contact(self) -> ContactFacts:
        given = self.cleaned_data
        return ContactFacts(*(given[name] for name in COLUMNS))
