"""The form of the targets: a cell per promise, stage and priority; a percentage per level of escalation."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from leads.choices import Priority
from leads.desk.calendar_forms import SourceForm
from leads.desk.people_forms import DayField
from leads.services.target_versions import MOST, MOST_PERCENT, TargetFacts, editable
from leads.services.targets import Targets


class TargetsForm(SourceForm):
    """Drawn as a table by its page: `cell()` and `level()` give the bound fields."""

    valid_from = DayField(label=_("From which day"))

    def __init__(self, data: Any = None, *, version: Targets, **options: Any) -> None:
        super().__init__(data, **options)
        self.version = version
        self.fields["source"].required = True
        for key, cell in editable(version).items():
            for priority in Priority:
                field = forms.IntegerField(min_value=1, max_value=MOST, initial=cell[priority.value])
                self.fields[name_of(key, priority)] = field
        for one in version.levels:
            self.fields[f"level_{one.key}"] = forms.IntegerField(
                min_value=1, max_value=MOST_PERCENT, initial=one.percent, label=one.name
            )

    def row(self, key: tuple[str, str]) -> Iterator[tuple[Priority, Any]]:
        for priority in Priority:
            yield priority, self[name_of(key, priority)]

    def facts(self) -> TargetFacts:
        given = self.cleaned_data
        return TargetFacts(
            {key: {one.value: given[name_of(key, one)] for one in Priority} for key in editable(self.version)},
            {one.key: given[f"level_{one.key}"] for one in self.version.levels},
            given["valid_from"],
            given["source"],
        )


def name_of(key: tuple[str, str], priority: Priority) -> str:
    return f"{key[0]}__{key[1]}__{priority.value}"
