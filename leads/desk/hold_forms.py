"""Forms of land held: they read what was typed; whether it may be done is the services' business."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from leads.desk.forms import DeskForm
from leads.services.desk_lock import REASON_LIMIT


class DayInput(forms.DateInput):
    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d")


class HoldForm(DeskForm):
    plots = forms.CharField(
        label=_("Plots"), help_text=_("One or several codes, with commas between: SX-20, SX-21."), max_length=200
    )
    until = forms.DateField(label=_("Until"), help_text=_("To the close of office on this day."), widget=DayInput)
    queue = forms.BooleanField(
        label=_("If a plot is taken, wait in the queue"),
        help_text=_("Several plots are held together: the file waits until all are free."),
        required=False,
    )

    def codes(self) -> list[str]:
        text: str = self.cleaned_data["plots"]
        return text.replace(";", ",").replace("+", ",").replace(" ", ",").split(",")


class ExtendForm(DeskForm):
    until = forms.DateField(label=_("New end"), widget=DayInput)
    reason = forms.CharField(label=_("Why"), max_length=REASON_LIMIT, widget=forms.Textarea(attrs={"rows": 2}))


class ReleaseForm(DeskForm):
    reason = forms.CharField(
        label=_("Why"),
        help_text=_("For your colleagues; the investor does not see it."),
        max_length=REASON_LIMIT,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )


class RefuseForm(DeskForm):
    reason = forms.CharField(label=_("Why"), max_length=REASON_LIMIT, widget=forms.Textarea(attrs={"rows": 2}))


def bound_again(form: Any, seq: int) -> Any:
    """What was typed stays; the form is drawn from today's state, so a second look can send it."""
    form.data = form.data.copy()
    form.data["seen_seq"] = str(seq)
    return form
