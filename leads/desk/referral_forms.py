"""Forms of questions between departments."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from leads.desk.forms import DeskForm
from leads.desk.people_forms import PlainForm
from leads.models import Department, Lead, Officer
from leads.services.desk_lock import REASON_LIMIT
from leads.services.house import departments
from leads.services.outside import is_outside
from leads.services.presence import INSIDE
from leads.services.referrals import TEXT_LIMIT
from leads.services.sharing import shares_outside


class ReferForm(DeskForm):
    department = forms.ChoiceField(label=_("Department asked"))
    question_asked = forms.CharField(
        label=_("What you need to know"),
        help_text=_("The department reads the file while it answers; the lead stays with its owner."),
        max_length=TEXT_LIMIT,
        widget=forms.Textarea(attrs={"rows": 4}),
    )

    def __init__(self, *args: Any, lead: Lead, today: date, **options: Any) -> None:
        super().__init__(*args, **options)
        rows = tuple(row for row in departments().values() if row.stands_on(today) and row.pk != lead.department_id)
        closed = set() if shares_outside(lead) else {row.pk for row in rows if is_outside(row)}
        missing = _("consent missing")
        names = ((row.pk, f"{row.name} ({missing})" if row.pk in closed else row.name) for row in rows)
        self.fields["department"].choices = [("", "---------"), *names]
        if closed:
            self.fields["department"].help_text = _(
                "“Consent missing”: this body reads the file only if the investor agreed to share it with the "
                "developer. The investor ticks that consent behind the link of the file."
            )

    def clean_department(self) -> Department:
        return Department.objects.get(pk=self.cleaned_data["department"])


class AnswerForm(PlainForm):
    answer = forms.CharField(label=_("Answer"), max_length=TEXT_LIMIT, widget=forms.Textarea(attrs={"rows": 6}))


class GiveBackForm(PlainForm):
    reason = forms.CharField(
        label=_("Why it comes back"), max_length=REASON_LIMIT, widget=forms.Textarea(attrs={"rows": 2})
    )


class WithdrawForm(PlainForm):
    reason = forms.CharField(label=_("Why"), max_length=REASON_LIMIT, required=False)


class TakerForm(PlainForm):
    officer = forms.ChoiceField(label=_("Who answers"))

    def __init__(self, data: Any = None, *, department: str, **options: Any) -> None:
        super().__init__(data, **options)
        self.fields["officer"].choices = [(one.key, one.name) for one in officers_of(department)]

    def clean_officer(self) -> Officer:
        return Officer.objects.select_related("user", "person").get(key=self.cleaned_data["officer"])


def officers_of(department: str) -> list[Officer]:
    """Who could answer for a department."""
    rows = Officer.objects.filter(INSIDE, department=department, takes_leads=True)
    return list(rows.select_related("person").order_by("person__name"))
