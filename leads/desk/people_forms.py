"""Forms of the organisation: officers, leave, roster, departments, pools, hand-over."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from leads.choices import MailStyle, Role
from leads.models import Department, Officer
from leads.services.departments import KINDS
from leads.services.house import sectors
from leads.services.presence import INSIDE, inside
from leads.services.questions import questions
from leads.services.routing_words import LANGUAGES
from sitepages.language import site_language

WEEK = (
    ("1", _("Monday")),
    ("2", _("Tuesday")),
    ("3", _("Wednesday")),
    ("4", _("Thursday")),
    ("5", _("Friday")),
    ("6", _("Saturday")),
    ("7", _("Sunday")),
)
KIND_NAMES = {
    "virtual": _("pool of the desk"),
    "authority": _("authority"),
    "office": _("office"),
    "department": _("department"),
    "board": _("management board"),
    "police": _("police"),
    "commune": _("commune or ward"),
    "tax": _("tax"),
    "customs": _("customs"),
    "utility": _("utility"),
    "centre": _("centre"),
    "developer": _("developer"),
}
CERTAINTIES = {
    "confirmed": _("confirmed"),
    "partly": _("partly confirmed"),
    "unconfirmed": _("unconfirmed"),
    "ours": _("our proposal"),
}
EACH = "each"
NOT_YET = _("Whoever is not yet active may be named here, and is passed over until the first password is set.")


class DayField(forms.DateField):
    """A day, typed or picked."""

    def __init__(self, **options: Any) -> None:
        super().__init__(widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}), **options)


class Ticks(forms.MultipleChoiceField):
    """Several of a list, as ticks."""

    widget = forms.CheckboxSelectMultiple

    def __init__(self, **options: Any) -> None:
        super().__init__(**({"required": False} | options))


class PlainForm(forms.Form):
    required_css_class = "required"

    def __init__(self, data: Any = None, **options: Any) -> None:
        options.setdefault("auto_id", f"{type(self).__name__.lower()}_%s")
        super().__init__(data, **options)


class RecordForm(PlainForm):
    """`seen` marks the record as it was drawn: saved by somebody else since, it is refused."""

    seen = forms.CharField(widget=forms.HiddenInput, max_length=16, required=False)


class SkillsMixin(forms.Form):
    department = forms.ChoiceField(label=_("Department"))
    languages = Ticks(label=_("Languages"), choices=LANGUAGES.items(), required=True)
    sectors = Ticks(label=_("Sectors"))
    capacity = forms.IntegerField(label=_("Open leads at most"), min_value=1, max_value=200, initial=8)

    def offer(self) -> None:
        self.fields["department"].choices = [(row.pk, row.name) for row in Department.objects.all()]
        self.fields["sectors"].choices = sector_choices()


class OfficerForm(RecordForm, SkillsMixin):
    person_name = forms.CharField(label=_("Name"), max_length=120)
    contact_phone = forms.CharField(label=_("Telephone"), max_length=40, required=False)
    weekdays = Ticks(label=_("Working days"), choices=WEEK, required=True)
    takes_leads = forms.BooleanField(label=_("Works leads"), required=False)
    on_duty = forms.BooleanField(
        label=_("On duty as a rule"),
        help_text=_("Given new leads on days for which the department has no roster."),
        required=False,
    )
    deputy = forms.ChoiceField(label=_("Deputy"), required=False)
    active_from = DayField(label=pgettext_lazy("date", "From"))
    active_to = DayField(label=_("Gone from"), required=False, help_text=_("The first day on which nothing is given."))
    field_order = ["seen", "person_name", "department", "languages", "sectors", "capacity", "weekdays"]

    def __init__(self, data: Any = None, *, officer: Officer, **options: Any) -> None:
        super().__init__(data, **options)
        self.offer()
        self.fields["deputy"].choices = officer_choices(without=officer, inside=True)


class InviteForm(PlainForm, SkillsMixin):
    contact_email = forms.EmailField(label=_("E-mail"), max_length=254)
    person_name = forms.CharField(label=_("Name"), max_length=120)
    role = forms.ChoiceField(label=_("Role"))
    reads = forms.ChoiceField(
        label=_("Reads the desk in"), choices=settings.LANGUAGES, help_text=_("For the invitation, mails and pages.")
    )
    field_order = ["contact_email", "person_name", "role", "reads", "department", "languages", "sectors", "capacity"]

    def __init__(self, data: Any = None, *, roles: tuple[Role, ...], **options: Any) -> None:
        super().__init__(data, **options)
        self.offer()
        self.fields["role"].choices = [(role.value, role.label) for role in roles]
        self.fields["languages"].initial = ["vi", "en"]
        self.fields["reads"].initial = site_language()


class LeaveForm(PlainForm):
    first_day = DayField(label=_("First day away"))
    last_day = DayField(label=_("Last day away"))
    reason = forms.CharField(label=_("Why"), max_length=120, required=False)
    deputy = forms.ChoiceField(label=_("Deputy"), required=False)

    def __init__(self, data: Any = None, *, officer: Officer, **options: Any) -> None:
        super().__init__(data, **options)
        self.fields["deputy"].choices = officer_choices(without=officer, inside=True)
        self.fields["deputy"].initial = officer.deputy.key if officer.deputy else ""


class MailStyleForm(PlainForm):
    mail_style = forms.ChoiceField(
        label=_("New leads by mail"),
        choices=MailStyle.choices,
        widget=forms.RadioSelect,
        help_text=_("An urgent lead always comes at once."),
    )


class TurnForm(PlainForm):
    officer = forms.ChoiceField(label=_("Officer"))
    first_day = DayField(label=_("First day"))
    last_day = DayField(label=_("Last day"))
    note = forms.CharField(label=_("Note"), max_length=120, required=False)

    def __init__(self, data: Any = None, *, departments: list[str], **options: Any) -> None:
        super().__init__(data, **options)
        self.fields["officer"].choices = officer_choices(departments=departments)
        self.fields["officer"].help_text = NOT_YET


class HandOverForm(PlainForm):
    to = forms.ChoiceField(label=_("Who takes the leads"))
    why = forms.CharField(
        label=_("Why"), max_length=200, help_text=_("For your colleagues; the investor does not see it.")
    )
    departs_on = DayField(
        label=_("Leaves the desk on"),
        required=False,
        help_text=_("Filled in, the account is closed in the same act."),
    )

    def __init__(self, data: Any = None, *, officer: Officer, may_close: bool, **options: Any) -> None:
        super().__init__(data, **options)
        rule = (EACH, _("each lead to whom routing would choose in the department"))
        self.fields["to"].choices = [rule, *officer_choices(without=officer, inside=True)[1:]]
        if not may_close:
            del self.fields["departs_on"]

    def clean_to(self) -> Officer | None:
        key = self.cleaned_data["to"]
        return None if key == EACH else Officer.objects.select_related("user", "person").get(key=key)


class DepartmentForm(RecordForm):
    key = forms.CharField(label=_("Key"), max_length=24, help_text=_("Small letters, digits and _; it stays for good."))
    name_vi = forms.CharField(label=_("Vietnamese name"), max_length=200)
    name_en = forms.CharField(label=_("English name"), max_length=200)
    kind = forms.ChoiceField(label=_("Kind"), choices=[(key, KIND_NAMES[key]) for key in KINDS])
    role_vi = forms.CharField(label=_("What it does, in Vietnamese"), widget=forms.Textarea(attrs={"rows": 2}))
    role_en = forms.CharField(label=_("What it does, in English"), widget=forms.Textarea(attrs={"rows": 2}))
    sectors = Ticks(label=_("Sectors"))
    questions = Ticks(label=_("Questions it answers"))
    contact_phone = forms.CharField(label=_("Telephone"), max_length=40, required=False)
    contact_email = forms.EmailField(label=_("E-mail"), required=False)
    source = forms.CharField(label=_("source"), max_length=300, help_text=_("Where name and role are written."))
    certainty = forms.ChoiceField(label=_("Certainty"), choices=list(CERTAINTIES.items()))
    valid_from = DayField(label=pgettext_lazy("date", "From"))
    valid_to = DayField(label=_("Until, not included"), required=False)

    def __init__(self, data: Any = None, *, new: bool, **options: Any) -> None:
        super().__init__(data, **options)
        self.fields["sectors"].choices = sector_choices()
        self.fields["questions"].choices = [(key, row.name) for key, row in questions().items()]
        if not new:
            del self.fields["key"]


class PoolForm(RecordForm):
    key = forms.CharField(label=_("Key"), max_length=24, help_text=_("Small letters, digits and _; it stays for good."))
    name_vi = forms.CharField(label=_("Vietnamese name"), max_length=120)
    name_en = forms.CharField(label=_("English name"), max_length=120)
    members = Ticks(label=_("Officers"), required=True)
    valid_from = DayField(label=pgettext_lazy("date", "From"))
    valid_to = DayField(label=_("Until, not included"), required=False)

    def __init__(self, data: Any = None, *, new: bool, **options: Any) -> None:
        super().__init__(data, **options)
        self.fields["members"].choices = officer_choices()[1:]
        self.fields["members"].help_text = NOT_YET
        if not new:
            del self.fields["key"]


def officer_choices(
    *, without: Officer | None = None, departments: list[str] | None = None, inside: bool = False
) -> list[tuple[str, str]]:
    """Officers who take leads, by name, after an empty line; `inside`: without those who were only invited."""
    rows = Officer.objects.filter(takes_leads=True, user__is_active=True)
    rows = rows.select_related("person", "department", "user")
    if inside:
        rows = rows.filter(INSIDE)
    if departments is not None:
        rows = rows.filter(department__in=departments)
    if without is not None:
        rows = rows.exclude(pk=without.pk)
    people = ((one.key, f"{shown_name(one)} · {one.department.name}") for one in rows.order_by("person__name"))
    return [("", "---------"), *people]


def shown_name(officer: Officer) -> str:
    """The name; whoever has not set the first password yet is marked: nothing is given to them until then."""
    if inside(officer.user):
        return officer.name
    return gettext("%(name)s (not yet active)") % {"name": officer.name}


def sector_choices() -> list[tuple[str, str]]:
    return [(row.key, row.name) for row in sectors().values() if row.retired_on is None]
