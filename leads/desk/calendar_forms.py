"""Forms of the working calendar: a year's plan, an imported decision, the office's hours."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, time
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from leads.calendar.decision import read_decision
from leads.calendar.year import Swap, Unusual
from leads.desk.people_forms import DayField, PlainForm
from leads.models import OfficeHours
from leads.services.working_days import SOURCE_LIMIT, HoursFacts, YearFacts
from sitepages.land.importers.reading import FileRefused, Reading
from sitepages.land.importers.sniff import form_of, short
from sitepages.land.importers.tables import csv_rows, xlsx_rows

SWAPS = (1, 2, 3)
PERIODS = (1, 2)
LARGEST = 200_000  # bytes: a year's days are two or three kilobytes
FAULTS = {
    "unreadable_day": _("row %(line)s: “%(cell)s” is not a day, such as 24/11/2026"),
    "other_year": _("row %(line)s: %(cell)s lies in another year"),
    "unreadable_state": _("row %(line)s: write “nghỉ” or “làm”, not “%(cell)s”"),
    "day_twice": _("row %(line)s: %(cell)s stands twice"),
}


class SourceForm(PlainForm):
    source = forms.CharField(
        label=_("Decision: number, date, where it is published"),
        max_length=SOURCE_LIMIT,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )


class YearForm(SourceForm):
    """The year's plan; swaps are pairs of a weekday off and a rest day worked."""

    tet_first = DayField(label=_("First of the five days of Tết"))
    national_second = DayField(label=_("Second day of National Day"))
    decided = forms.BooleanField(label=_("Decided by the Government"), required=False)
    field_order = ["decided", "source", "tet_first", "national_second"]

    def __init__(self, data: Any = None, **options: Any) -> None:
        super().__init__(data, **options)
        for number in SWAPS:
            self.fields[f"off_{number}"] = DayField(label=_("Weekday off instead"), required=False)
            self.fields[f"worked_{number}"] = DayField(label=_("Rest day worked for it"), required=False)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        for number in SWAPS:
            if bool(cleaned.get(f"off_{number}")) != bool(cleaned.get(f"worked_{number}")):
                self.add_error(f"worked_{number}", _("A swap needs both days."))
        return cleaned

    def facts(self, year: int) -> YearFacts:
        given = self.cleaned_data
        pairs = ((given.get(f"off_{number}"), given.get(f"worked_{number}")) for number in SWAPS)
        swaps = tuple(Swap(off, worked) for off, worked in pairs if off and worked)
        return YearFacts(year, given["decided"], given["tet_first"], given["national_second"], swaps, given["source"])


def initial_of_year(facts: YearFacts) -> dict[str, Any]:
    out: dict[str, Any] = {
        "decided": facts.decided,
        "tet_first": facts.tet_first,
        "national_second": facts.national_second,
        "source": facts.source,
    }
    for number, swap in zip(SWAPS, facts.swaps, strict=False):
        out |= {f"off_{number}": swap.off, f"worked_{number}": swap.worked}
    return out


class DecisionForm(SourceForm):
    """A decision as a table; it is the whole list of the year, not an addition to it."""

    table = forms.FileField(
        label=_("Table (CSV or XLSX): day, “nghỉ” or “làm”, why"),
        help_text=_("Weekdays off and rest days worked of the whole year; what is not named follows the plain week."),
    )
    field_order = ["table", "source"]

    def __init__(self, data: Any = None, files: Any = None, *, year: int, **options: Any) -> None:
        self.year = year
        self.days: Mapping[date, Unusual] = {}
        super().__init__(data, files=files, **options)
        self.fields["source"].required = True

    def clean_table(self) -> Any:
        file = self.cleaned_data["table"]
        if file.size > LARGEST:
            raise forms.ValidationError(_("The file is too large for the days of a year."))
        data, reading = file.read(), Reading(short(str(file.name)), "table")
        try:
            form = form_of(str(file.name), data)
            if form not in {"csv", "xlsx"}:
                raise FileRefused("unknown_form", file=reading.name)
            rows = xlsx_rows(data, reading) if form == "xlsx" else csv_rows(data, reading)
        except FileRefused as refused:
            raise forms.ValidationError(_("This is no readable table (CSV or XLSX).")) from refused
        self.days, faults = read_decision(rows, self.year)
        if faults:
            raise forms.ValidationError(
                [FAULTS[fault.code] % {"line": fault.line, "cell": fault.cell} for fault in faults[:10]]
            )
        if not self.days:
            raise forms.ValidationError(_("The table names no day off."))
        return file


class TimeField(forms.TimeField):
    def __init__(self, **options: Any) -> None:
        super().__init__(widget=forms.TimeInput(format="%H:%M", attrs={"type": "time"}), **options)


class HoursForm(SourceForm):
    """The two periods of a working day in one season, from a day to come."""

    season = forms.ChoiceField(label=_("Season"))
    valid_from = DayField(label=_("First day with the new hours"))
    field_order = ["season", "valid_from", "opens_1", "closes_1", "opens_2", "closes_2", "source"]

    def __init__(self, data: Any = None, **options: Any) -> None:
        super().__init__(data, **options)
        rows = OfficeHours.objects.filter(valid_to=None).order_by("key")
        self.fields["season"].choices = [(row.pk, row.name) for row in rows]
        labels = {1: (_("Morning from"), _("Morning until")), 2: (_("Afternoon from"), _("Afternoon until"))}
        for number in PERIODS:
            self.fields[f"opens_{number}"] = TimeField(label=labels[number][0])
            self.fields[f"closes_{number}"] = TimeField(label=labels[number][1])
        self.fields["source"].required = True
        self.order_fields(self.field_order)

    def facts(self) -> HoursFacts:
        given = self.cleaned_data
        periods: tuple[tuple[time, time], ...] = tuple(
            (given[f"opens_{number}"], given[f"closes_{number}"]) for number in PERIODS
        )
        return HoursFacts(given["season"], periods, given["valid_from"], given["source"])
