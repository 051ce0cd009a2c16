"""Forms of appointments: they read what was chosen; whether the time can still be had is the services' business."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from leads.calendar.slots import Slot, by_day
from leads.choices import AppointmentEnd, AppointmentKind
from leads.desk.forms import DeskForm
from leads.desk.people_forms import PlainForm
from leads.services.appointments import PLACE, WORDS
from sitepages import figures
from sitepages.language import site_language

FORM = "%Y%m%dT%H%MZ"


class SlotField(forms.ChoiceField):
    """A free time, by day; one that is gone meanwhile is refused by the service, which says so."""

    def valid_value(self, value: Any) -> bool:
        return _read(str(value)) is not None

    def to_python(self, value: Any) -> Any:
        return str(value or "")

    def clean(self, value: Any) -> datetime | None:
        return _read(super().clean(value))


def _read(text: str) -> datetime | None:
    try:
        return datetime.strptime(text, FORM).replace(tzinfo=UTC)
    except ValueError:
        return None


def slot_choices(slots: Iterable[Slot], zone: str) -> list[tuple[str, Any]]:
    """Days of the office with their times, each beside the investor's clock."""
    lang, there = site_language(), ZoneInfo(zone)
    found: list[tuple[str, Any]] = [("", "---------")]
    for day, rows in by_day(slots, figures.PARK_TIME).items():
        times = [(one.starts_at.astimezone(UTC).strftime(FORM), _both(one.starts_at, there, lang)) for one in rows]
        found.append((f"{WEEKDAYS[day.weekday()]}, {figures.day(day, lang)}", times))
    return found


def _both(at: datetime, there: ZoneInfo, lang: str) -> str:
    here, local = at.astimezone(figures.PARK_TIME), at.astimezone(there)
    if here.utcoffset() == local.utcoffset():
        return f"{here:%H:%M}"
    day = "" if local.date() == here.date() else f", {figures.day(local.date(), lang)}"
    return f"{here:%H:%M} = {local:%H:%M}{day} ({figures.offset(local)})"


def time_field() -> SlotField:
    return SlotField(label=pgettext_lazy("of an appointment", "Time"))


class ProposeForm(DeskForm):
    kind = forms.ChoiceField(choices=AppointmentKind.choices, widget=forms.HiddenInput)
    slot = time_field()
    place = forms.CharField(
        label=_("Where to meet, or the address of the video talk"), max_length=PLACE, required=False
    )
    words = forms.CharField(
        label=_("What it is about; the investor reads it"),
        max_length=WORDS,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, *args: Any, slots: Iterable[Slot], zone: str, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["slot"].choices = slot_choices(slots, zone)


def word_field() -> forms.CharField:
    return forms.CharField(
        label=_("A word to the investor"),
        max_length=WORDS,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )


class MoveForm(PlainForm):
    slot = time_field()
    text = word_field()

    def __init__(self, *args: Any, slots: Iterable[Slot], zone: str, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["slot"].choices = slot_choices(slots, zone)


class CancelForm(PlainForm):
    text = word_field()


class PlaceForm(PlainForm):
    place = forms.CharField(label=_("Where to meet, or the address of the video talk"), max_length=PLACE)


class OutcomeForm(PlainForm):
    how = forms.ChoiceField(
        label=_("What became of it"),
        choices=[
            (one.value, one.label) for one in (AppointmentEnd.HELD, AppointmentEnd.NO_SHOW, AppointmentEnd.NOT_HELD)
        ],
        widget=forms.RadioSelect,
    )
    text = forms.CharField(
        label=_("A word for the file"), max_length=WORDS, required=False, widget=forms.Textarea(attrs={"rows": 2})
    )
