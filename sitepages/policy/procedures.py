"""Editing of the procedure guide in the admin: one step a form, conditions as ticks, no circle of waiting."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.admin.panels import FieldPanel, MultiFieldPanel, ObjectList
from wagtail.admin.viewsets.model import ModelViewSet

from sitepages.models import ProcedureFact, ProcedureStep
from sitepages.procedures.path import Circle, Step, in_order

BOTH = ("vi", "en")


class StepForm(WagtailAdminModelForm):
    """`applies`: the step is there where, for each fact ticked at all, one of the ticked values holds."""

    applies = forms.MultipleChoiceField(
        label=_("Applies only where"), required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["applies"]
        field.choices = [
            (f"{fact.key}={value['value']}", f"{fact}: {value['vi']}")
            for fact in ProcedureFact.objects.all()
            for value in fact.values
        ]
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
        when: dict[str, list[str]] = {}
        for pair in self.cleaned_data["applies"]:
            key, _eq, value = pair.partition("=")
            when.setdefault(key, []).append(value)
        self.instance.applies_when = when
        return super().save(commit)


class StepViewSet(ModelViewSet):
    """Steps of the guide; a step is never deleted by an editor, only made not to apply."""

    model = ProcedureStep
    icon = "list-ol"
    menu_label = _("Procedures")
    menu_order = 225
    add_to_admin_menu = True
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
            MultiFieldPanel([FieldPanel("milestone"), FieldPanel("after_construction")], heading=_("Kind of step")),
        ],
        base_form_class=StepForm,
    )
