"""Forms of the routing rules: one rule with up to three cases, and the day a draft is switched on."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from django import forms
from django.forms import BoundField
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from leads.countries import countries
from leads.desk.people_forms import CERTAINTIES, DayField, PlainForm, Ticks, sector_choices
from leads.models import Department, Pool
from leads.models.desk import dated
from leads.routing.cases import FIGURES, LISTS, Case, cases_of, when_of
from leads.services.questions import questions
from leads.services.routing_words import LANGUAGES
from leads.services.rules import NOTE_LIMIT, RuleRow
from sitepages import figures
from sitepages.language import site_language
from sitepages.models import FunctionalZone

CASES = 3
FIGURE_NAMES = {
    "area_m2": _("Land, m²"),
    "capital_vnd_bn": _("Capital, billion VND"),
    "capital_usd": _("Capital, USD"),
    "power_kva": _("Power, kVA"),
    "jobs": _("Jobs"),
}


ABOVE_LEAST = _("Nothing is from %(least)s and below this figure: it has to be more than %(least)s.")


class SeenForm(PlainForm):
    """`seen` is the version of the draft the page was drawn from."""

    seen = forms.IntegerField(min_value=0, widget=forms.HiddenInput)

    def __init__(self, data: Any = None, *, seen: int = 0, **options: Any) -> None:
        super().__init__(data, **options)
        self.fields["seen"].initial = seen


class RuleForm(SeenForm):
    """What a rule asks (facts of a case hold together, one case is enough), and where it sends."""

    to = forms.ChoiceField(label=_("Goes to"))
    pool = forms.ChoiceField(
        label=_("Pool asked first"), required=False, help_text=_("Its officers are asked before the department.")
    )
    also = forms.MultipleChoiceField(
        label=_("Next in line"),
        required=False,
        help_text=_("Takes it when nobody of the department is present; in the order of this list."),
        widget=forms.CheckboxSelectMultiple,
    )
    inform = forms.MultipleChoiceField(
        label=_("Also tell"),
        required=False,
        help_text=_("The heads of these departments get a mail without the investor's name; the file stays closed."),
        widget=forms.CheckboxSelectMultiple,
    )
    source = forms.CharField(label=_("Who decided it, where it is written"), max_length=NOTE_LIMIT)
    certainty = forms.ChoiceField(label=_("Certainty"), choices=list(CERTAINTIES.items()), initial="ours")
    valid_from = DayField(
        label=pgettext_lazy("date", "From"),
        required=False,
        help_text=_("Empty: from the day the draft is switched on."),
    )
    valid_to = DayField(label=_("Until, not included"), required=False)

    def __init__(self, data: Any = None, *, row: RuleRow | None, today: date, seen: int) -> None:
        super().__init__(data, seen=seen, initial=initial_of(row) if row else None)
        departments = [(one.pk, one.name) for one in Department.objects.filter(dated(today))]
        self.fields["to"].choices = [("", "---------"), *departments]
        self.fields["also"].choices = self.fields["inform"].choices = departments
        pools = [(one.pk, one.name) for one in Pool.objects.filter(dated(today))]
        self.fields["pool"].choices = [("", "---------"), *pools]
        self.kept = row.when if row and cases_of(row.when) is None else None
        if self.kept is None:
            for number in range(CASES):
                self.fields.update(case_fields(number))

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        for number in range(CASES if self.kept is None else 0):
            for fact in FIGURES:
                least, below = data.get(f"c{number}_{fact}_least"), data.get(f"c{number}_{fact}_below")
                if least is not None and below is not None and below <= least:
                    self.add_error(f"c{number}_{fact}_below", ABOVE_LEAST % {"least": _shown(least)})
        return data

    def cases(self) -> Iterator[tuple[int, bool, list[BoundField]]]:
        """(number from 1, filled or in error, fields) of each case."""
        if self.kept is not None:
            return
        for number in range(CASES):
            drawn = [self[name] for name in case_fields(number)]
            yield number + 1, number == 0 or any(field.value() or field.errors for field in drawn), drawn

    def rest(self) -> list[BoundField]:
        """Where it goes, and since when."""
        names = ("to", "pool", "also", "inform", "source", "certainty", "valid_from", "valid_to")
        return [self[name] for name in names]

    def row(self, key: str) -> RuleRow:
        """The rule as typed; call after `is_valid()`."""
        data = self.cleaned_data
        return RuleRow(
            key=key,
            when=self.kept if self.kept is not None else when_of(self._typed()),
            to=data["to"],
            pool=data["pool"],
            also=tuple(data["also"]),
            inform=tuple(data["inform"]),
            source=data["source"],
            certainty=data["certainty"],
            valid_from=data["valid_from"],
            valid_to=data["valid_to"],
        )

    def _typed(self) -> list[Case]:
        cases = [case_given(self.cleaned_data, number) for number in range(CASES)]
        return [case for case in cases if not case.empty]


def case_fields(number: int) -> dict[str, forms.Field]:
    lang = site_language()
    zone = "name_vi" if lang == "vi" else "name_en"
    zones = [(code, f"{code} – {name}") for code, name in FunctionalZone.objects.values_list("code", zone)]
    asked = [(key, row.name) for key, row in questions().items()]
    fields: dict[str, forms.Field] = {
        f"c{number}_sector": Ticks(label=_("Sector"), choices=sector_choices()),
        f"c{number}_question": Ticks(label=_("Question asked"), choices=asked),
        f"c{number}_origin": forms.MultipleChoiceField(
            label=_("Country"), required=False, choices=list(countries(lang).items())
        ),
        f"c{number}_language": Ticks(label=_("Language"), choices=list(LANGUAGES.items())),
        f"c{number}_zone": Ticks(label=_("Plot zone wished for"), choices=zones),
    }
    for fact in FIGURES:
        least = pgettext_lazy("figure", "%(name)s, from") % {"name": FIGURE_NAMES[fact]}
        below = pgettext_lazy("figure", "%(name)s, below") % {"name": FIGURE_NAMES[fact]}
        fields[f"c{number}_{fact}_least"] = forms.DecimalField(label=least, required=False, min_value=0)
        fields[f"c{number}_{fact}_below"] = forms.DecimalField(label=below, required=False, min_value=0)
    return fields


def case_given(data: Mapping[str, Any], number: int) -> Case:
    return Case(
        chosen={fact: tuple(data[f"c{number}_{fact}"]) for fact in LISTS if data.get(f"c{number}_{fact}")},
        least={
            fact: float(data[f"c{number}_{fact}_least"])
            for fact in FIGURES
            if data.get(f"c{number}_{fact}_least") is not None
        },
        below={
            fact: float(data[f"c{number}_{fact}_below"])
            for fact in FIGURES
            if data.get(f"c{number}_{fact}_below") is not None
        },
    )


def initial_of(row: RuleRow) -> dict[str, Any]:
    first: dict[str, Any] = {
        "to": row.to,
        "pool": row.pool,
        "also": list(row.also),
        "inform": list(row.inform),
        "source": row.source,
        "certainty": row.certainty,
        "valid_from": row.valid_from,
        "valid_to": row.valid_to,
    }
    for number, case in enumerate((cases_of(row.when) or ())[:CASES]):
        first |= {f"c{number}_{fact}": list(values) for fact, values in case.chosen.items()}
        first |= {f"c{number}_{fact}_least": _typed(value) for fact, value in case.least.items()}
        first |= {f"c{number}_{fact}_below": _typed(value) for fact, value in case.below.items()}
    return first


def _shown(value: Decimal) -> str:
    return figures.number(value, None, site_language())


def _typed(value: float) -> float | int:
    return int(value) if float(value).is_integer() else value


class PublishForm(SeenForm):
    valid_from = DayField(label=_("Switched on from"))
    note = forms.CharField(
        label=_("Why"), max_length=NOTE_LIMIT, help_text=_("Kept with the change, for whoever reads the rules later.")
    )
    field_order = ["seen", "valid_from", "note"]
