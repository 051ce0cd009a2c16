"""The form of the score's weights: for each criterion its weight and the two bounds of its value."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django import forms
from django.forms import BoundField
from django.utils.translation import gettext_lazy as _

from leads.criteria import CRITERIA, FIXED, UNITS
from leads.desk.people_forms import DayField, PlainForm
from leads.matching.values import WeightTable
from leads.refusals import sentence
from leads.services.weights import NOTE_LIMIT, Rows, check_rows
from sitepages.refusal import Refused

PARTS = ("weight", "zero", "one")


@dataclass(frozen=True, slots=True)
class Line:
    """A criterion as a row of the form; the bounds are None where they are fixed."""

    name: str
    unit: str
    weight: BoundField
    zero: BoundField | None
    one: BoundField | None

    @property
    def errors(self) -> list[str]:
        bound = (self.weight, self.zero, self.one)
        return [error for field in bound if field is not None for error in field.errors]


class WeightsForm(PlainForm):
    """`seen` is the last version the form was drawn from."""

    seen = forms.IntegerField(min_value=1, widget=forms.HiddenInput)
    valid_from = DayField(label=_("In force from"), help_text=_("Results given before keep the weights they had."))
    note = forms.CharField(
        label=_("Reason, or number of the decision"),
        help_text=_("Stands on the site's public page of the weights."),
        max_length=NOTE_LIMIT,
        widget=forms.TextInput(attrs={"size": 60}),
    )

    def __init__(self, data: Any = None, *, table: WeightTable, seen: int, valid_from: date) -> None:
        super().__init__(data, initial={"seen": seen, "valid_from": valid_from})
        for key, row in table.rows.items():
            given = dict(zip(PARTS, (row.weight, row.zero, row.one), strict=True))
            for part in PARTS if key not in FIXED else PARTS[:1]:
                self.fields[f"{key}_{part}"] = _number(str(CRITERIA[key]), part, given[part])
        self.table = table

    def clean(self) -> dict[str, Any]:
        if not self.errors:
            try:
                check_rows(self.rows)
            except Refused as refused:
                key, part = refused.facts["criterion"], "zero" if refused.code == "weights_reversed" else "weight"
                self.add_error(f"{key}_{part}" if f"{key}_{part}" in self.fields else None, sentence(refused))
        return self.cleaned_data

    @property
    def rows(self) -> Rows:
        """The table as typed: criterion -> weight and bounds."""
        found: Mapping[str, Any] = self.cleaned_data
        return {
            key: (found[f"{key}_weight"], found.get(f"{key}_zero", row.zero), found.get(f"{key}_one", row.one))
            for key, row in self.table.rows.items()
        }

    @property
    def lines(self) -> Iterator[Line]:
        for key in self.table.rows:
            zero, one = (self[f"{key}_{part}"] if key not in FIXED else None for part in PARTS[1:])
            yield Line(str(CRITERIA[key]), str(UNITS.get(key, "")), self[f"{key}_weight"], zero, one)


def _number(name: str, part: str, given: float) -> forms.FloatField:
    labels = {"weight": _("%(name)s: weight"), "zero": _("%(name)s: worth 0"), "one": _("%(name)s: worth 1")}
    label = str(labels[part]) % {"name": name}
    widget = forms.NumberInput(attrs={"step": "any", "aria-label": label, "class": "yb-figure"})
    shown = int(given) if float(given).is_integer() else given
    return forms.FloatField(label=label, min_value=0, max_value=100_000, initial=shown, widget=widget)
