"""Editing of the procedure guide in the admin: steps, questions, typical cases and notes; no circle of waiting."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.admin.panels import FieldPanel, MultiFieldPanel, ObjectList
from wagtail.admin.viewsets.model import ModelViewSet, ModelViewSetGroup

from sitepages.language import site_language
from sitepages.models import ProcedureCase, ProcedureFact, ProcedureNote, ProcedureStep
from sitepages.procedures.path import Circle, Step, in_order

BOTH = ("vi", "en")


def answers() -> list[tuple[str, str]]:
    """Every answer of every question as (fact=value, words)."""
    own = site_language()
    return [
        (f"{fact.key}={value['value']}", f"{fact}: {value[own]}")
        for fact in ProcedureFact.objects.all()
        for value in fact.values
    ]


def by_fact(pairs: Iterable[str]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for pair in pairs:
        key, _eq, value = pair.partition("=")
        found.setdefault(key, []).append(value)
    return found


class StepForm(WagtailAdminModelForm):
    """`applies`: the step is there where, for each fact ticked at all, one of the ticked values holds."""

    applies = forms.MultipleChoiceField(
        label=_("Applies only where"), required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["applies"]
        field.choices = answers()
        when = self.instance.applies_when
        field.initial = [f"{key}={value}" for key, values in when.items() for value in values]

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean()
        if "after" in data:
            self._refuse_circle(data["after"])
        return data

    def _refuse_circle(self, after: Any) -> None:
        others = ProcedureStep.objects.exclude(pk=self.instance.pk).prefetch_related("after")
        steps = [Step(row.key, 0, True, tuple(one.key for one in row.after.all())) for row in others]
        own = self.cleaned_data.get("key") or self.instance.key
        steps.append(Step(own, 0, True, tuple(one.key for one in after)))
        try:
            in_order(steps)
        except Circle as circle:
            self.add_error("after", _("Steps would wait for each other: %(circle)s") % {"circle": circle})

    def save(self, commit: bool = True) -> Any:
        self.instance.applies_when = by_fact(self.cleaned_data["applies"])
        return super().save(commit)


class StepViewSet(ModelViewSet):
    """Steps of the guide; a step is never deleted by an editor, only made not to apply."""

    model = ProcedureStep
    icon = "list-ol"
    menu_label = _("Steps")
    search_backend_name = None
    search_fields = ["name_vi", "name_en", "key"]
    list_display = ["name_vi", "body_vi", "days", "days_basis", "certainty", "verified_on"]
    list_filter = ["certainty", "days_basis"]
    copy_view_enabled = False
    inspect_view_enabled = False
    edit_handler = ObjectList(
        [
            MultiFieldPanel([FieldPanel("key"), FieldPanel("order")], heading=_("Place in the list")),
            *(
                MultiFieldPanel([FieldPanel(f"{name}_{lang}") for lang in BOTH], heading=heading)
                for name, heading in (
                    ("name", _("Name")),
                    ("purpose", _("What for")),
                    ("body", _("Body")),
                    ("documents", pgettext_lazy("procedure", "Documents")),
                    ("fee", _("Fee")),
                    ("clause", _("Clause")),
                    ("note", _("Note")),
                )
            ),
            MultiFieldPanel(
                [FieldPanel(name) for name in ("days", "days_unit", "days_basis", "green_days")], heading=_("Days")
            ),
            MultiFieldPanel(
                [FieldPanel("source"), FieldPanel("certainty"), FieldPanel("verified_on")], heading=_("Source")
            ),
            FieldPanel("after", widget=forms.CheckboxSelectMultiple),
            FieldPanel("applies"),
            MultiFieldPanel(
                [FieldPanel(name) for name in ("turn", "milestone", "after_construction")], heading=_("Kind of step")
            ),
        ],
        base_form_class=StepForm,
    )


class KeyedForm(WagtailAdminModelForm):
    """Of a row named by its key: the key is given once."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            self.fields["key"].disabled = True


class FactForm(KeyedForm):
    """`choices`: one answer a line, as value | Vietnamese | English; what a step, a case or a note uses stays."""

    choices = forms.CharField(
        label=_("Answers"),
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=_("One a line: value | Vietnamese | English. The value is a lasting key in lower case."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rows = self.instance.values or []
        self.fields["choices"].initial = "\n".join(f"{row['value']} | {row['vi']} | {row['en']}" for row in rows)

    def clean_choices(self) -> list[dict[str, str]]:
        rows = [self._row(line) for line in self.cleaned_data["choices"].splitlines() if line.strip()]
        values = [row["value"] for row in rows]
        if len(rows) < 2:
            raise forms.ValidationError(_("A question has at least two answers."))
        if twice := [value for value in values if values.count(value) > 1]:
            raise forms.ValidationError(_("%(value)s stands twice.") % {"value": twice[0]})
        if gone := sorted(self._used() - set(values)):
            raise forms.ValidationError(
                _("Steps, cases or notes use this answer: %(value)s") % {"value": ", ".join(gone)}
            )
        return rows

    def _row(self, line: str) -> dict[str, str]:
        parts = [part.strip() for part in line.split("|")]
        if len(parts) != 3 or not all(parts) or not re.fullmatch(r"[a-z0-9_]{1,32}", parts[0]):
            words = _("This line has not the form value | Vietnamese | English: %(line)s")
            raise forms.ValidationError(words, params={"line": line})
        return dict(zip(("value", "vi", "en"), parts, strict=True))

    def _used(self) -> set[str]:
        key = self.instance.pk
        used = {value for step in ProcedureStep.objects.all() for value in step.applies_when.get(key, ())}
        used |= {value for note in ProcedureNote.objects.all() for value in note.against.get(key, ())}
        return used | {case.facts[key] for case in ProcedureCase.objects.all() if key in case.facts}

    def save(self, commit: bool = True) -> Any:
        self.instance.values = self.cleaned_data["choices"]
        return super().save(commit)


class CaseForm(KeyedForm):
    """`answers`: at most one of each question."""

    answers = forms.MultipleChoiceField(label=_("Answers of the case"), widget=forms.CheckboxSelectMultiple)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["answers"]
        field.choices = answers()
        field.initial = [f"{key}={value}" for key, value in (self.instance.facts or {}).items()]

    def clean_answers(self) -> dict[str, str]:
        found = by_fact(self.cleaned_data["answers"])
        names = {fact.key: str(fact) for fact in ProcedureFact.objects.all()}
        if several := [names[key] for key, values in found.items() if len(values) > 1]:
            raise forms.ValidationError(_("Only one answer each: %(questions)s") % {"questions": "; ".join(several)})
        return {key: values[0] for key, values in found.items()}

    def save(self, commit: bool = True) -> Any:
        self.instance.facts = self.cleaned_data["answers"]
        return super().save(commit)


class NoteForm(KeyedForm):
    """`answers`: those that together contradict the note, so that the guide says so; none: nothing does."""

    answers = forms.MultipleChoiceField(
        label=_("Answers that contradict it"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("The guide says so where, for each question ticked at all, one of the ticked answers was given."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["answers"]
        field.choices = answers()
        field.initial = [f"{key}={value}" for key, values in self.instance.against.items() for value in values]

    def save(self, commit: bool = True) -> Any:
        self.instance.against = by_fact(self.cleaned_data["answers"])
        return super().save(commit)


class GuideViewSet(ModelViewSet):
    """What the three small models have in common."""

    icon = "list-ol"
    search_backend_name = None
    copy_view_enabled = False
    inspect_view_enabled = False


def both(name: str, heading: Any) -> MultiFieldPanel:
    return MultiFieldPanel([FieldPanel(f"{name}_{one}") for one in BOTH], heading=heading)


PLACE = MultiFieldPanel([FieldPanel("key"), FieldPanel("order")], heading=_("Place in the list"))


class FactViewSet(GuideViewSet):
    """Questions; one is never deleted by an editor, steps hang on it."""

    model = ProcedureFact
    menu_label = _("Questions of the guide")
    icon = "help"
    list_display = ["label_vi", "label_en", "order"]
    edit_handler = ObjectList([PLACE, both("label", _("Question")), FieldPanel("choices")], base_form_class=FactForm)


class CaseViewSet(GuideViewSet):
    model = ProcedureCase
    menu_label = _("Typical cases")
    icon = "folder-open-inverse"
    list_display = ["name_vi", "name_en", "order"]
    edit_handler = ObjectList([PLACE, both("name", _("Name")), FieldPanel("answers")], base_form_class=CaseForm)


class NoteViewSet(GuideViewSet):
    model = ProcedureNote
    menu_label = _("Notes of the guide")
    icon = "comment"
    list_display = ["key", "text_vi", "certainty"]
    edit_handler = ObjectList(
        [PLACE, both("text", _("Text")), both("clause", _("Clause")), FieldPanel("certainty"), FieldPanel("answers")],
        base_form_class=NoteForm,
    )


class GuideGroup(ModelViewSetGroup):
    menu_label = _("Procedures")
    menu_icon = "list-ol"
    menu_order = 225
    items = (
        StepViewSet("procedures"),
        CaseViewSet("procedure-cases"),
        FactViewSet("procedure-questions"),
        NoteViewSet("procedure-notes"),
    )
