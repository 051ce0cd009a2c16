"""Forms of organisations and of merges."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from leads.countries import countries
from leads.desk.people_forms import PlainForm
from sitepages.language import site_language


class OrganisationForm(PlainForm):
    name = forms.CharField(label=_("Legal name"), max_length=200)
    name_local = forms.CharField(label=_("Name in its own script"), max_length=200, required=False)
    tax_code = forms.CharField(label=_("Tax code"), max_length=40, required=False)
    country = forms.ChoiceField(label=_("Country"), required=False)
    domain = forms.CharField(label=_("Mail domain"), max_length=120, required=False)

    def __init__(self, data: Any = None, **options: Any) -> None:
        super().__init__(data, **options)
        lang = site_language()
        self.fields["country"].choices = [("", "---------"), *countries(lang).items()]


class MergeForm(PlainForm):
    """Which record stays, which goes into it."""

    what = forms.ChoiceField(choices=[("organisation", ""), ("person", "")], widget=forms.HiddenInput)
    keep = forms.IntegerField(widget=forms.HiddenInput)
    gone = forms.IntegerField(widget=forms.HiddenInput)
