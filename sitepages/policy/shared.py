"""What rules share, as forms: a named condition, a standing requirement, a figure of the law; and their records."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from sitepages.choices import IncentiveKind
from sitepages.explorer.incentive_pages import certainty_words
from sitepages.incentives.blocks_json import from_stream, pair, plain, to_stream, unpair
from sitepages.incentives.limits import TAX_YEARS, figure_faults
from sitepages.incentives.tree import BadCondition, parse
from sitepages.incentives.words import label_of, lines_of, value_words
from sitepages.language import site_language
from sitepages.policy.blocks import basis_block, condition_block, golden_block
from sitepages.policy.choices import Offered
from sitepages.policy.content import Section, Wording, basis_text, case_text, flat, validity
from sitepages.policy.fault_words import fault_words
from sitepages.policy.forms import DraftForm
from sitepages.policy.record import basis_record, golden, golden_record, text_or_none, without_none
from sitepages.policy.typed_days import within_law
from sitepages.policy.typed_numbers import PlainFloatField

UNITS = (("pct", _("%")), ("years", _("years")))
Record = dict[str, Any]


class SharedForm(DraftForm):
    """What all three have: name, dates, clauses, certainty."""

    blocks: tuple[str, ...] = ("basis", "golden")

    def __init__(self, *args: Any, offer: Offered, **kwargs: Any) -> None:
        super().__init__(*args, offer=offer, **kwargs)
        self.add_blocks("basis", _("Legal basis"), basis_block(offer), required=True)
        if "golden" in self.blocks:
            self.add_blocks("golden", _("Golden cases"), golden_block(offer, money=False), required=False)

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        if not self.errors:
            data = {**data, **self.raw(data, self.blocks)}
            try:
                self.record = {**self._common(data), **self.own(data)}
            except BadCondition as bad:
                self.add_error("condition", str(bad))
        return data

    def _common(self, data: Mapping[str, Any]) -> Record:
        cases = {"golden": [golden_record(case, self.types) for case in data["golden"]]} if "golden" in data else {}
        return {
            "id": self.base["id"],
            "kind": self.base["kind"],
            "name": {"vi": data["name_vi"], "en": data["name_en"]},
            "valid_from": str(data["valid_from"]),
            "valid_to": text_or_none(data["valid_to"]),
            "certainty": data["certainty"],
            "verified_on": str(data["verified_on"]),
            "basis": [basis_record(row) for row in data["basis"]],
            **cases,
        }

    def own(self, data: Mapping[str, Any]) -> Record:
        raise NotImplementedError


class ConditionForm(SharedForm):
    blocks = ("basis", "condition", "golden")

    def __init__(self, *args: Any, offer: Offered, **kwargs: Any) -> None:
        super().__init__(*args, offer=offer, **kwargs)
        self.add_blocks("condition", _("Conditions"), condition_block(offer), required=True)

    def own(self, data: Mapping[str, Any]) -> Record:
        return {"condition": from_stream(data["condition"])}


class RequirementForm(SharedForm):
    """A fact that must not have certain values, or a date that must not lie before a day."""

    fact = forms.ChoiceField(label=pgettext_lazy("law", "Fact"))
    not_in = forms.MultipleChoiceField(
        label=_("fails with these values"), required=False, widget=forms.SelectMultiple(attrs={"size": 10})
    )
    not_before = forms.DateField(
        label=_("or: fails before the day"),
        required=False,
        validators=[within_law],
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
    )

    def __init__(self, *args: Any, offer: Offered, **kwargs: Any) -> None:
        super().__init__(*args, offer=offer, **kwargs)
        asked = {key for key, spec in offer.specs.items() if spec["scope"] != "zone"}
        self.fields["fact"].choices = [row for row in offer.facts if row[0] in asked]  # type: ignore[attr-defined]
        self.fields["not_in"].choices = offer.values  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        values, day = self.cleaned_data.get("not_in"), self.cleaned_data.get("not_before")
        fact = self.cleaned_data.get("fact", "")
        if bool(values) == bool(day):
            self.add_error("not_in", _("Choose values, or give a day: one of the two."))
        elif values and any(unpair(text)[0] != fact for text in values):
            self.add_error("not_in", _("Choose values of this fact only."))
        elif day and self.types.get(fact) != "date":
            self.add_error("not_before", _("Only a date can lie before a day."))
        return super().clean()

    def own(self, data: Mapping[str, Any]) -> Record:
        if data["not_before"]:
            return {"fact": data["fact"], "not_before": str(data["not_before"])}
        return {"fact": data["fact"], "not_in": [unpair(text)[1] for text in data["not_in"]]}


class FigureForm(SharedForm):
    """One number; its name says the number too, in both languages."""

    blocks = ("basis",)
    value = PlainFloatField(label=_("Value"), min_value=0)
    unit = forms.ChoiceField(label=_("Unit"), choices=UNITS)
    applies_from_tax_year = forms.IntegerField(
        label=_("Applied from tax year"), required=False, min_value=TAX_YEARS[0], max_value=TAX_YEARS[1]
    )

    def clean(self) -> dict[str, Any]:
        stated = {name: self.cleaned_data.get(name) for name in ("value", "unit")}
        for fault in figure_faults(stated) if None not in stated.values() else ():
            self.add_error("value", fault_words(fault))
        return super().clean()

    def own(self, data: Mapping[str, Any]) -> Record:
        year = data["applies_from_tax_year"]
        return {
            "value": plain(data["value"]),
            "unit": data["unit"],
            **({"applies_from_tax_year": year} if year else {}),
        }


FORMS: Mapping[str, type[SharedForm]] = {
    IncentiveKind.CONDITION: ConditionForm,
    IncentiveKind.REQUIREMENT: RequirementForm,
    IncentiveKind.FIGURE: FigureForm,
}


def shared_values(record: Mapping[str, Any]) -> Record:
    """Initial values of the form of its kind."""
    fact = record.get("fact", "")
    values = {
        **{f"name_{code}": record["name"][code] for code in ("vi", "en")},
        **{name: record.get(name) for name in ("valid_from", "valid_to", "certainty", "verified_on")},
        **{name: record.get(name) for name in ("fact", "not_before", "value", "unit", "applies_from_tax_year")},
        "not_in": [pair(fact, value) for value in record.get("not_in", ())],
        "basis": [without_none(row) for row in record["basis"]],
        "golden": [golden(case) for case in record.get("golden", ())],
    }
    return values | ({"condition": to_stream(record["condition"])} if "condition" in record else {})


# --- in words ---


def shared_sections(record: Mapping[str, Any], words: Wording) -> tuple[Section, ...]:
    """The whole record, in the order of its form."""
    return (
        Section(str(_("Name in Vietnamese")), (record["name"]["vi"],)),
        Section(str(_("Name in English")), (record["name"]["en"],)),
        Section(str(_("In force")), tuple(validity(record))),
        Section(str(_("Certainty")), (f"{certainty_words(record['certainty'])}, {record['verified_on']}",)),
        Section(str(_("Legal basis")), tuple(basis_text(record["basis"]))),
        Section(str(_("What it says")), tuple(SAYS[record["kind"]](record, words))),
        Section(str(_("Golden cases")), tuple(case_text(case, words.names) for case in record.get("golden", ()))),
    )


def _condition(record: Mapping[str, Any], words: Wording) -> Iterator[str]:
    yield from flat(lines_of(parse(record["condition"]), words.names, site_language()))


def _requirement(record: Mapping[str, Any], words: Wording) -> Iterator[str]:
    label = label_of(record["fact"], words.names, site_language())
    if "not_before" in record:
        yield str(_("%(fact)s: fails before %(day)s")) % {"fact": label, "day": record["not_before"]}
    for value in record.get("not_in", ()):
        shown = value_words(record["fact"], value, words.names, site_language())
        yield str(_("%(fact)s: fails with %(value)s")) % {"fact": label, "value": shown}


def _figure(record: Mapping[str, Any], _words: Wording) -> Iterator[str]:
    yield f"{record['value']} {dict(UNITS)[record['unit']]}"


SAYS: Mapping[str, Callable[[Mapping[str, Any], Wording], Iterator[str]]] = {
    IncentiveKind.CONDITION: _condition,
    IncentiveKind.REQUIREMENT: _requirement,
    IncentiveKind.FIGURE: _figure,
}
