"""The form of one task."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from leads.choices import TaskKind
from leads.desk.forms import DeskForm, MomentInput
from leads.models import Lead
from leads.services.desk import STEP_LIMIT
from leads.services.tasks import NewTask, takers_of_tasks


class TaskForm(DeskForm):
    """`officer` offers whoever works on the lead; left empty the task goes with the lead's owner."""

    title = forms.CharField(label=_("What is to be done"), max_length=STEP_LIMIT)
    due = forms.DateTimeField(label=_("Due"), widget=MomentInput)
    officer = forms.ChoiceField(label=_("Who"), required=False)

    def __init__(self, *args: Any, lead: Lead, kind: TaskKind = TaskKind.ACTION, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["title"].required = kind != TaskKind.CALL
        people = [(officer.key, officer.name) for officer in takers_of_tasks(lead) if officer.pk != lead.owner_id]
        with_lead = lead.owner.name if lead.owner else _("whoever takes the lead")
        mine = lead.owner.key if lead.owner else ""
        self.fields["officer"].choices = [(mine, with_lead), *people]

    def task(self) -> NewTask:
        given = self.cleaned_data
        return NewTask(title=given["title"], due=given["due"], officer=given["officer"])
