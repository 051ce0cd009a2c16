"""The form of a draft: prose per language, dates, and the blocks of basis, conditions, benefits and golden cases."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.admin.widgets import AdminDateInput
from wagtail.blocks import BlockField, StreamBlockValidationError, StructBlockValidationError
from wagtail.blocks.base import Block, BlockWidget

from sitepages.choices import SHARED_KINDS, Certainty, IncentiveKind
from sitepages.incentives.limits import TAX_YEARS, overlap_faults
from sitepages.incentives.tree import BadCondition
from sitepages.models import Incentive
from sitepages.policy.blocks import ROW, basis_block, condition_block, golden_block
from sitepages.policy.choices import Offered
from sitepages.policy.fault_words import errors_of
from sitepages.policy.record import from_values
from sitepages.policy.segment_block import benefits_block
from sitepages.policy.typed_days import within_law

BLOCKS = ("basis", "conditions", "benefits", "golden")
ROWS = ("basis", "benefits", "golden")  # streams of one kind of row
BASELINES = (
    ("profit", _("profit")),
    ("land_rent", _("land rent")),
    ("sublease", _("sub-lease price")),
    ("import_value", _("value of imports")),
    ("duty_rate", _("rate of duty")),
    ("personal_income_tax", _("personal income tax")),
    ("grant_costs", _("costs a grant counts")),
    ("payroll", _("payroll")),
    ("tangible_assets", _("tangible assets")),
)
DECIDED = (("law", _("by law")), ("decision_of", _("needs a decision of")), ("discretionary", _("discretionary")))


def _prose(label: Any, *, long: bool = False, limit: int = 300) -> forms.CharField:
    widget = forms.Textarea(attrs={"rows": 4}) if long else forms.TextInput()
    return forms.CharField(label=label, widget=widget, max_length=2000 if long else limit)


def as_stream(name: str, values: list[Any]) -> list[Any]:
    """Wagtail's raw form of one of the BLOCKS."""
    return [{"type": ROW, "value": value} for value in values] if name in ROWS else values


class CarefulWidget(BlockWidget):
    """Gives None where the browser's form arrived without its own counters, which else is a KeyError."""

    def value_from_datadict(self, data: Any, files: Any, name: str) -> Any:
        try:
            return super().value_from_datadict(data, files, name)
        except (KeyError, ValueError):
            return None

    def value_omitted_from_data(self, data: Any, files: Any, name: str) -> bool:
        return False


class BlocksField(BlockField):
    """Blocks of a draft; a broken submission is a message, and the stored blocks are drawn again."""

    def __init__(self, block: Block, **kwargs: Any) -> None:
        super().__init__(block=block, widget=CarefulWidget(block), **kwargs)

    def clean(self, value: Any) -> Any:
        if value is None:
            raise forms.ValidationError(_("This part arrived incomplete. Open the draft again."))
        return super().clean(value)

    def bound_data(self, data: Any, initial: Any) -> Any:
        return initial if data is None else data


class DraftForm(forms.Form):
    """What every draft of law has; `seen` is the last act the editor saw: two tabs cannot overwrite each other."""

    seen = forms.IntegerField(widget=forms.HiddenInput)
    name_vi = _prose(_("Name in Vietnamese"))
    name_en = _prose(_("Name in English"))
    valid_from = forms.DateField(label=_("In force from"), validators=[within_law], widget=AdminDateInput)
    valid_to = forms.DateField(
        label=_("no longer in force from"), required=False, validators=[within_law], widget=AdminDateInput
    )
    certainty = forms.ChoiceField(label=_("Certainty"), choices=Certainty.choices)
    verified_on = forms.DateField(label=_("Verified on"), validators=[within_law], widget=AdminDateInput)
    reason = forms.CharField(label=_("Why this version, in a sentence"), max_length=300)

    def __init__(self, *args: Any, offer: Offered, base: Mapping[str, Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer, self.base = offer, base
        self.record: dict[str, Any] = {}

    def add_blocks(self, name: str, label: Any, block: Block, *, required: bool) -> None:
        self.fields[name] = BlocksField(block, label=label, required=required)
        if name in self.initial:
            self.initial[name] = block.to_python(as_stream(name, self.initial[name]))

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or self.cleaned_data
        first, last = data.get("valid_from"), data.get("valid_to")
        if first and last and last <= first:
            self.add_error("valid_to", _("The end must lie after the beginning."))
        return data

    def clean_verified_on(self) -> date:
        day: date = self.cleaned_data["verified_on"]
        if day > timezone.localdate():
            raise forms.ValidationError(_("Nobody has verified it yet on a day to come: today at the latest."))
        return day

    def raw(self, data: Mapping[str, Any], names: Iterable[str]) -> dict[str, Any]:
        """Cleaned blocks as plain data."""
        raw = {name: self.fields[name].block.get_prep_value(data[name]) for name in names}  # type: ignore[attr-defined]
        raw |= {name: [row["value"] for row in raw[name]] for name in ROWS if name in raw}
        for case in raw.get("golden", ()):
            case |= {name: [row["value"] for row in case[name]] for name in ("facts", "schedule") if name in case}
        return raw

    @property
    def types(self) -> dict[str, str]:
        return {key: spec["type"] for key, spec in self.offer.specs.items()}


class RuleForm(DraftForm):
    """Values of one rule."""

    summary_vi = _prose(_("In plain words, Vietnamese"), long=True)
    summary_en = _prose(_("In plain words, English"), long=True)
    authority_vi = _prose(_("Authority, Vietnamese"))
    authority_en = _prose(_("Authority, English"))
    note_vi = _prose(_("What is open, Vietnamese"), long=True)
    note_en = _prose(_("What is open, English"), long=True)
    decided = forms.ChoiceField(label=_("Who decides"), choices=DECIDED)
    decided_who = forms.CharField(
        label=_("The office that decides (Vietnamese / English)"), required=False, max_length=140
    )
    applies_from_tax_year = forms.IntegerField(
        label=_("Applied from tax year"), required=False, min_value=TAX_YEARS[0], max_value=TAX_YEARS[1]
    )
    verified_how_vi = _prose(_("How it was verified, Vietnamese"), long=True)
    verified_how_en = _prose(_("How it was verified, English"), long=True)
    provided_that = forms.MultipleChoiceField(
        label=_("Provided that, all the time"), required=False, widget=forms.CheckboxSelectMultiple
    )
    exclusion_group = forms.ChoiceField(label=_("Exclusion group: one package at a time"), required=False)
    package = forms.RegexField(
        label=_("Package inside the group"), regex=r"^[a-z][a-z0-9_]*$", required=False, max_length=40
    )
    overrides = forms.MultipleChoiceField(
        label=_("Where it applies, it replaces"), required=False, widget=forms.CheckboxSelectMultiple
    )
    needs_baseline = forms.MultipleChoiceField(
        label=_("Figures the schedule needs"), required=False, choices=BASELINES, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: Any, offer: Offered, **kwargs: Any) -> None:
        super().__init__(*args, offer=offer, **kwargs)
        for name, choices in (
            ("provided_that", offer.standing),
            ("overrides", offer.records),
            ("exclusion_group", (("", "—"), *offer.groups)),
        ):
            self.fields[name].choices = choices  # type: ignore[attr-defined]
        for name, label, block in (
            ("basis", _("Legal basis"), basis_block(offer)),
            ("conditions", _("Conditions"), condition_block(offer)),
            ("benefits", _("What it gives"), benefits_block(offer)),
            ("golden", _("Golden cases"), golden_block(offer)),
        ):
            self.add_blocks(name, label, block, required=name in {"basis", "conditions"})

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        if data.get("decided") == "decision_of" and not data.get("decided_who", "").strip():
            self.add_error("decided_who", _("Name the office that decides."))
        if not self.errors:
            self._build_record(data)
        return data

    def _build_record(self, data: Mapping[str, Any]) -> None:
        try:
            self.record = from_values({**data, **self.raw(data, BLOCKS)}, self.base, self.types)
            self._refuse_places(len(self.record["basis"]))
            self._refuse_overlaps()
        except BadCondition as bad:
            self.add_error("conditions", str(bad))

    def _refuse_places(self, rows: int) -> None:
        if any(max(part["basis"]) > rows for part in self.record["benefits"]):
            self.add_error("benefits", _("A segment names a row that the legal basis does not have."))

    def _refuse_overlaps(self) -> None:
        found = {
            row: StructBlockValidationError(block_errors=errors_of([fault.at("benefits", row)]))
            for row, fault in overlap_faults(self.record["benefits"])
        }
        if found:
            self.add_error("benefits", StreamBlockValidationError(block_errors=found))


class SignForm(forms.Form):
    """A check, an approval or a sending back; `digest` names the content that was on the screen."""

    seen = forms.IntegerField(widget=forms.HiddenInput)
    digest = forms.CharField(widget=forms.HiddenInput, max_length=12)
    note = forms.CharField(label=_("Note"), required=False, max_length=1000, widget=forms.Textarea(attrs={"rows": 2}))


class NewRuleForm(forms.Form):
    """A rule nobody wrote yet: its lasting key and what it starts from."""

    key = forms.RegexField(label=_("Key, in capitals with underscores"), regex=r"^[A-Z][A-Z0-9_]{2,47}$", max_length=48)
    kind = forms.ChoiceField(label=_("Kind"), choices=IncentiveKind.choices)
    like = forms.ModelChoiceField(
        label=_("Begin with the content of"),
        queryset=Incentive.objects.filter(versions__published_at__isnull=False).distinct(),
        to_field_name="key",
    )

    def clean_key(self) -> str:
        key: str = self.cleaned_data["key"]
        if Incentive.objects.filter(key=key).exists():
            raise forms.ValidationError(_("There is a rule with this key."))
        return key

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or self.cleaned_data
        kind, like = data.get("kind"), data.get("like")
        if kind and like and kind != like.kind and {kind, like.kind} & set(SHARED_KINDS):
            self.add_error("like", _("Begin with one of the same kind: their contents have nothing in common."))
        return data


class AnswerForm(forms.Form):
    """A jurist's answer to an open question; without a source it is none."""

    text = forms.CharField(label=_("Answer"), max_length=4000, widget=forms.Textarea(attrs={"rows": 4}))
    source = forms.CharField(label=_("Source: act, article, or letter with its number"), max_length=300)
    source_date = forms.DateField(
        label=_("Date of the source"),
        validators=[within_law],
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
    )

    def clean_source_date(self) -> date:
        day: date = self.cleaned_data["source_date"]
        if day > timezone.localdate():
            raise forms.ValidationError(_("No source bears a day to come: today at the latest."))
        return day


class LookForm(forms.Form):
    """Whether a source still answers."""

    works = forms.TypedChoiceField(
        label=_("The source"),
        choices=(("yes", _("opens and says the same")), ("no", _("is dead or says something else"))),
        coerce=lambda value: value == "yes",
    )
    note = forms.CharField(label=_("Note"), required=False, max_length=300)
