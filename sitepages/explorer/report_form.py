"""The form to report a wrong fact, and the page value that shows it."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from sitepages.explorer.plot_lines import GROUPS, field_name, value_words
from sitepages.guarding.guard import GuardFields
from sitepages.land.facts import PlotFacts
from sitepages.language import site_language
from sitepages.services.fact_reports import Said

STATUS = "status"


class ReportForm(forms.Form):
    key = forms.CharField(widget=forms.HiddenInput, max_length=40)
    field = forms.ChoiceField(label=_("Which fact is wrong?"), required=False)
    said = forms.CharField(
        label=_("What is wrong, and what is right?"), max_length=2_000, widget=forms.Textarea(attrs={"rows": 5})
    )
    source = forms.CharField(label=_("How do you know? (optional)"), max_length=300, required=False)
    email = forms.EmailField(
        label=_("E-mail for the answer (optional)"),
        help_text=_("Used for this answer only. Without it, the address of the next page shows the answer."),
        required=False,
        max_length=254,
    )
    use_required_attribute = False
    template_name_label = ""

    def __init__(self, *args: Any, plot: PlotFacts, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.plot = plot
        self.fields["field"].choices = choices(plot)  # type: ignore[attr-defined]
        for name, field in self.fields.items():
            if name not in {"key"}:
                field.widget.attrs["class"] = "in"
        self.fields["email"].widget.attrs["autocomplete"] = "email"

    def said_by_reader(self) -> Said:
        clean, field = self.cleaned_data, self.cleaned_data["field"]
        return Said(
            key=clean["key"],
            field=field,
            said=clean["said"],
            shown=self.plot.status if field == STATUS else shown_of(self.plot, field),
            source=clean["source"],
            email=clean["email"],
            language=site_language(),
        )


def choices(plot: PlotFacts) -> list[tuple[str, Any]]:
    facts = [(key, f"{field_name(key)}: {shown_of(plot, key)}") for _group, keys in GROUPS for key in keys]
    return [("", _("something else on the page")), (STATUS, _("Status")), *facts]


def shown_of(plot: PlotFacts, key: str) -> str:
    fact = plot.facts.get(key)
    if fact is None:
        return ""
    return value_words(fact) if fact.known else str(_("not known"))


def new_form(plot: PlotFacts, asked: str) -> ReportForm:
    known = {key for key, _words in choices(plot)}
    initial = {"key": secrets.token_urlsafe(16), "field": asked if asked in known else ""}
    return ReportForm(plot=plot, initial=initial)


@dataclass(frozen=True)
class ReportPage:
    code: str
    form: ReportForm
    errors: tuple[tuple[str, str], ...]  # id of the field, words
    days: int
    guard: GuardFields
    notice: str
