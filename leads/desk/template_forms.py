"""The form of a reply template."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib.auth.models import User
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from leads.choices import ReplyLanguage, Role
from leads.models import Department, ReplyTemplate
from leads.services.access import roles_of
from leads.services.reply_templates import BODY_LIMIT, NAME_LIMIT


class TemplateForm(forms.Form):
    """Language and department of a template that is there already stay."""

    required_css_class = "required"
    name = forms.CharField(label=pgettext_lazy("of a template", "Name"), max_length=NAME_LIMIT)
    language = forms.ChoiceField(label=_("Language"), choices=ReplyLanguage.choices)
    department = forms.ChoiceField(label=_("For"), required=False)
    body = forms.CharField(
        label=_("Text"),
        help_text=_("Without greeting and signature: every reply has them. Fields stand in {{ }}."),
        max_length=BODY_LIMIT,
        widget=forms.Textarea(attrs={"rows": 12}),
    )
    valid_from = forms.DateField(
        label=_("Holds from"), widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
    )

    def __init__(self, *args: Any, user: User, template: ReplyTemplate | None = None, **options: Any) -> None:
        super().__init__(*args, auto_id="template_%s", **options)
        if template:
            del self.fields["language"], self.fields["department"]
        elif roles_of(user) & {Role.DUTY_HEAD, Role.EDITOR}:
            rows = Department.objects.filter(officers__isnull=False).distinct()
            self.fields["department"].choices = [("", _("the whole desk")), *((row.key, row.name) for row in rows)]
        else:
            del self.fields["department"]
