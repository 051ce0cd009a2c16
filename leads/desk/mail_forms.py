"""The form of how the investor is reached."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from leads.choices import Channel
from leads.desk.forms import DeskForm
from leads.models import Lead
from leads.services.contact_change import ContactFacts
from leads.services.intake import LIMITS


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

    def __init__(self, data: Any = None, *, lead: Lead | None = None, **options: Any) -> None:
        names = ("contact_name", "contact_email", "contact_phone", "channel")
        if lead:
            options["initial"] = {name: getattr(lead, name) for name in names}
        super().__init__(data, **options)

    def contact(self) -> ContactFacts:
        given = self.cleaned_data
        return ContactFacts(given["contact_name"], given["contact_email"], given["contact_phone"], given["channel"])
