"""What an investor fills in to book a talk or a site visit. Kind and clock are chosen first, by an address (GET)."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from leads.choices import AppointmentKind
from leads.portal.fields import limited
from leads.portal.room_forms import AREA, RoomForm
from leads.services.appointment_slots import known_zone
from leads.services.appointments import PHONE, WORDS

FORM = "%Y%m%dT%H%MZ"


def slot_value(at: datetime) -> str:
    """A beginning as the form carries it: 20261201T0100Z."""
    return at.astimezone(UTC).strftime(FORM)


def slot_of(text: str) -> datetime | None:
    try:
        return datetime.strptime(text, FORM).replace(tzinfo=UTC)
    except ValueError:
        return None


class MeetForm(RoomForm):
    """`shown`: what the address asks to see, where nothing was sent."""

    slot = forms.CharField(label=_("Time"), required=False, max_length=20)
    contact_phone = limited(
        PHONE,
        label=_("Telephone number to call you on, with country code"),
        help_text=_("The file has none yet; it is kept with the file."),
        widget=forms.TextInput({"class": "in", "type": "tel", "autocomplete": "tel"}),
    )
    words = limited(
        WORDS,
        label=_("What is it about, if you like"),
        help_text=_("So that the officer comes prepared. Names of who takes part are not needed."),
        widget=forms.Textarea(AREA | {"rows": 3}),
    )

    def __init__(self, data: Any = None, *, shown: Any = None) -> None:
        self.asked = data if data is not None else (shown or {})
        typed = {name: str(self.asked.get(name) or "") for name in ("words", "contact_phone")}
        super().__init__(data, prefix="meet", initial=typed)

    def chosen_kind(self) -> str:
        """What a form sent names, known or not: a kind nobody knows books nothing."""
        return str(self.asked.get("kind") or "")

    def other_clock(self) -> bool:
        """Whether another clock was chosen than the one the times were shown on, or only the times were asked for."""
        shown = str(self.asked.get("shown") or "")
        return "show" in self.asked or bool(shown and shown != self.asked.get("zone"))

    def wanted_kind(self) -> str:
        """The kind whose times are shown: a talk by video where none is named."""
        kind = self.chosen_kind()
        return kind if kind in AppointmentKind.values else AppointmentKind.VIDEO.value

    def wanted_zone(self, usual: str) -> str:
        zone = str(self.asked.get("zone") or "")
        return zone if known_zone(zone) else usual

    def wanted_slot(self) -> datetime | None:
        return slot_of(str(self.asked.get("slot") or ""))

    def clean_slot(self) -> datetime:
        at = slot_of(self.cleaned_data["slot"])
        if at is None:
            raise forms.ValidationError(_("Choose one of the times."))
        return at
