"""Forms of the land's doors: they read what was typed; whether it may be done is the services' business."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from sitepages.choices import ParkFactCertainty, PlotStatus
from sitepages.land.importers.crs import choices as systems
from sitepages.land.tolerances import MAX_FILE_BYTES
from sitepages.services.land_facts import ReceiptGiven
from sitepages.services.land_import import survey_day_problem

SOURCE_LIMIT = 300


class DayInput(forms.DateInput):
    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d")


class LandForm(forms.Form):
    required_css_class = "required"

    def __init__(self, *args: Any, **options: Any) -> None:
        options.setdefault("auto_id", f"{type(self).__name__.lower()}_%s")
        super().__init__(*args, **options)


class UploadForm(LandForm):
    """Files and what a person says about them."""

    file = forms.FileField(
        label=_("File"),
        help_text=_("Survey table (CSV, XLSX), GeoJSON, Shapefile (zip), GeoPackage, KML, KMZ or DXF; up to 20 MB."),
    )
    attributes = forms.FileField(
        label=_("Table of attributes"),
        required=False,
        help_text=_("CSV or XLSX, one row per plot, where the file above carries outlines only."),
    )
    surveyed_on = forms.DateField(label=_("Day of the survey"), widget=DayInput)
    source = forms.CharField(
        label=_("Source"),
        max_length=SOURCE_LIMIT,
        help_text=_("What every receipt will say, such as a record's number."),
    )
    crs = forms.ChoiceField(label=_("Coordinate system"), required=False)
    plot = forms.CharField(
        label=_("Plot of the table"),
        max_length=12,
        required=False,
        help_text=_("Only for a survey table of one plot that has no column for its code."),
    )
    whole = forms.BooleanField(
        label=_("The file is the whole park: plots it lacks are taken off the site"), required=False
    )
    illustrative = forms.BooleanField(label=_("The data is illustrative"), required=False)

    def __init__(self, *args: Any, today: date, **options: Any) -> None:
        super().__init__(*args, **options)
        self.today = today
        self.fields["crs"].choices = [("", _("as the file says")), *systems()]

    def clean_surveyed_on(self) -> date:
        value: date = self.cleaned_data["surveyed_on"]
        if problem := survey_day_problem(value, self.today):
            raise ValidationError(problem)
        return value

    def clean_file(self) -> Any:
        return within(self.cleaned_data["file"])

    def clean_attributes(self) -> Any:
        return within(self.cleaned_data["attributes"])


def within(file: Any) -> Any:
    if file and file.size > MAX_FILE_BYTES:
        raise ValidationError(_("This file is larger than %(mb)s MB."), params={"mb": MAX_FILE_BYTES // 1_000_000})
    return file


class ReceiptForm(LandForm):
    """Where something comes from, when it was looked at, until when it may be used."""

    source = forms.CharField(label=_("Source"), max_length=SOURCE_LIMIT)
    verified_on = forms.DateField(label=_("Verified on"), widget=DayInput)
    valid_until = forms.DateField(label=_("Valid until"), widget=DayInput, required=False)

    def given(self) -> ReceiptGiven:
        data = self.cleaned_data
        return ReceiptGiven(data["source"], data["verified_on"], data.get("valid_until"))


class FactForm(ReceiptForm):
    """One fact, or two texts for the land use; empty means that nobody knows it any more."""

    seen = forms.CharField(widget=forms.HiddenInput, max_length=16)
    field_order = ["seen", "value_0", "value_1", "source", "verified_on", "valid_until"]

    def __init__(self, *args: Any, labels: list[str], days: bool = False, help_text: str = "", **options: Any) -> None:
        super().__init__(*args, **options)
        for number, label in enumerate(labels):
            field: forms.Field
            if days:
                field = forms.DateField(label=label, required=False, widget=DayInput)
            else:
                field = forms.CharField(label=label, required=False, max_length=160, help_text=help_text)
            self.fields[f"value_{number}"] = field
        self.order_fields(self.field_order)

    def values(self) -> list[Any]:
        return [self.cleaned_data[name] for name in self.fields if name.startswith("value_")]


class ParkFactForm(ReceiptForm):
    """One fact of the whole park, in both languages; both empty means that nobody knows it any more."""

    seen = forms.CharField(widget=forms.HiddenInput, max_length=16)
    words_vi = forms.CharField(label=_("In Vietnamese"), required=False, max_length=300)
    words_en = forms.CharField(label=_("In English"), required=False, max_length=300)
    certainty = forms.ChoiceField(
        label=_("How it was verified"),
        choices=[choice for choice in ParkFactCertainty.choices if choice[0] != ParkFactCertainty.UNKNOWN],
    )
    field_order = ["seen", "words_vi", "words_en", "source", "certainty", "verified_on", "valid_until"]


class StatusForm(LandForm):
    seen = forms.CharField(widget=forms.HiddenInput, max_length=16)
    status = forms.ChoiceField(label=_("Status"), choices=PlotStatus.choices)
    verified_on = forms.DateField(label=_("Since"), widget=DayInput)
    source = forms.CharField(label=_("Reason"), max_length=SOURCE_LIMIT, help_text=_("Shown in the plot's history."))

    def given(self) -> ReceiptGiven:
        return ReceiptGiven(self.cleaned_data["source"], self.cleaned_data["verified_on"])


class VerifyForm(LandForm):
    """Many facts at once; each is `code/field`."""

    facts = forms.MultipleChoiceField(widget=forms.MultipleHiddenInput)
    source = forms.CharField(label=_("Source"), max_length=SOURCE_LIMIT)

    def __init__(self, *args: Any, offered: list[str], **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["facts"].choices = [(one, one) for one in offered]  # type: ignore[attr-defined]
        self.fields["facts"].error_messages["required"] = _("Tick at least one fact.")
