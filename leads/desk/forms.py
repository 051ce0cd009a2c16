"""Forms of the desk: they read what was typed; whether it may be done is the services' business."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from leads.choices import Channel
from leads.models import Department, Lead, Officer
from leads.services.access import DUTY_DESK, Seat
from leads.services.desk import REASON_LIMIT, STEP_LIMIT, TEXT_LIMIT, Step
from leads.services.gates import GateLine
from leads.services.house import departments, officers
from leads.services.loss import asked_name, detail_asked, reasons_to_pick
from leads.services.presence import inside
from leads.services.stages import MoveKind, pipeline
from leads.upload_fields import FilesField, ManyFiles
from sitepages.figures import local_moment as moment
from sitepages.language import site_language

DEPARTMENT = "department:"
# Gates that have fields of their own; every other gate an officer may state in words has stated_<gate>.
GATE_FIELDS = {
    "g_loss_reason": ("loss_reason",),
    "g_park_date": ("come_back_on",),
    "g_next_step": ("next_step", "next_step_due"),
}
VALUES = {"normal": _("ordinary procedure"), "green": _("special investment procedure (green lane)")}


class MomentInput(forms.DateTimeInput):
    input_type = "datetime-local"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%dT%H:%M")


class DeskForm(forms.Form):
    """`seen_seq` is the last event the form was drawn from; a stale tab is refused by it."""

    required_css_class = "required"
    seen_seq = forms.IntegerField(min_value=0, widget=forms.HiddenInput)

    def __init__(self, data: Any = None, *, seen_seq: int | None = None, **options: Any) -> None:
        options.setdefault("auto_id", f"{type(self).__name__.lower()}_%s")
        super().__init__(data, **options)
        if seen_seq is not None:
            self.fields["seen_seq"].initial = seen_seq


class TimeInputField(forms.TimeField):
    """A time of the day, typed or picked."""

    def __init__(self, **options: Any) -> None:
        widget = forms.TimeInput(format="%H:%M", attrs={"type": "time"})
        super().__init__(widget=widget, **({"required": False} | options))


class StepMixin(forms.Form):
    next_step = forms.CharField(label=_("Next step"), max_length=STEP_LIMIT, required=False)
    next_step_due = forms.DateTimeField(label=_("Due"), widget=MomentInput, required=False)

    def __init__(self, *args: Any, step_due: datetime | None = None, takes_step: bool = True, **options: Any) -> None:
        super().__init__(*args, **options)
        if not takes_step:  # a lead that is closed promises nothing
            del self.fields["next_step"], self.fields["next_step_due"]
        elif step_due:
            lang = site_language()
            by = _("The targets of this stage ask for it by %(moment)s.") % {"moment": moment(step_due, lang)}
            self.fields["next_step_due"].help_text = by

    def step(self) -> Step | None:
        what, due = self.cleaned_data.get("next_step"), self.cleaned_data.get("next_step_due")
        return Step(what=what, due=due) if what and due else None

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if bool(cleaned.get("next_step")) != bool(cleaned.get("next_step_due")):
            self.add_error("next_step_due", _("A next step needs both what and when."))
        return cleaned


class NoteForm(DeskForm):
    text = forms.CharField(
        label=_("Note"),
        help_text=_("@ and a colleague's name tells that colleague."),
        max_length=TEXT_LIMIT,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class ReplyForm(DeskForm, StepMixin):
    text = forms.CharField(
        label=_("Your reply"),
        help_text=_("Sent by mail to the investor, with the link to their file."),
        max_length=TEXT_LIMIT,
        widget=forms.Textarea(attrs={"rows": 8}),
    )
    answers_all = forms.BooleanField(
        label=_("This answers every question asked"),
        help_text=_("Ends the clock of the full answer."),
        required=False,
    )
    files = FilesField(
        label=_("Documents to send"),
        help_text=_(
            "Up to 5 files of 15 MB. They wait behind the investor's link, the mail says so and carries none. Choose "
            "them last: a template inserted after that loses the choice."
        ),
        required=False,
        widget=ManyFiles,
    )
    with_pack = forms.BooleanField(
        label=_("Lead to the newest answer pack"),
        help_text=_("Its page and PDF stand behind the link."),
        required=False,
    )
    field_order = ["text", "files", "with_pack", "answers_all", "next_step", "next_step_due"]

    def __init__(self, *args: Any, has_pack: bool = True, **options: Any) -> None:
        super().__init__(*args, **options)
        if not has_pack:
            del self.fields["with_pack"]


class ConcealForm(DeskForm):
    code_name = forms.CharField(
        label=_("Code name"), help_text=_("Empty: one is made of the reference."), max_length=80, required=False
    )


class KeepForm(DeskForm):
    kept_until = forms.DateField(
        label=_("Keep until"), widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
    )
    reason = forms.CharField(
        label=_("Why"),
        help_text=_("A complaint, a claim, an open request of the person: what the data are still needed for."),
        max_length=REASON_LIMIT,
    )


class TakeBackForm(DeskForm):
    reason = forms.CharField(label=_("Why"), max_length=REASON_LIMIT, required=False)


class ConsentForm(DeskForm):
    channel = forms.ChoiceField(label=_("Agreed through"), choices=Channel.choices, initial=Channel.PHONE)


class ContactForm(DeskForm, StepMixin):
    channel = forms.ChoiceField(
        label=_("How"), choices=[choice for choice in Channel.choices if choice[0] != Channel.MAIL]
    )
    text = forms.CharField(
        label=_("What it was about"), max_length=TEXT_LIMIT, widget=forms.Textarea(attrs={"rows": 3})
    )
    answers_all = forms.BooleanField(label=_("This answers every question asked"), required=False)
    field_order = ["channel", "text", "answers_all", "next_step", "next_step_due"]


class StepForm(DeskForm):
    what = forms.CharField(label=_("Next step"), max_length=STEP_LIMIT)
    due = forms.DateTimeField(label=_("Due"), widget=MomentInput)


class PauseForm(DeskForm):
    reason = forms.ChoiceField(label=_("Why the clock stops"))
    until = forms.DateTimeField(label=_("Until, at the latest"), widget=MomentInput)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["reason"].choices = [(rule.key, rule.name) for rule in pipeline().pause_reasons.values()]


class AssignForm(DeskForm):
    """`officer` is an officer's key, or "department:KEY": the lead then waits there for somebody to take it."""

    officer = forms.ChoiceField(label=_("Give to"))
    reason = forms.CharField(
        label=_("Why"), max_length=REASON_LIMIT, required=False, widget=forms.Textarea(attrs={"rows": 2})
    )

    def __init__(self, *args: Any, lead: Lead, seat: Seat, **options: Any) -> None:
        super().__init__(*args, **options)
        if seat.officer and seat.officer.takes_leads:
            self.fields["reason"].help_text = _("Needed, unless you take it yourself.")
        else:
            self.fields["reason"].required = True
        # A form sent twice names who has the lead by now: the service says so better than "not a valid choice".
        self.fields["officer"].choices = [("", "---------"), *takers(lead, seat, with_owner=self.is_bound)]

    def clean_officer(self) -> Officer | Department:
        chosen: str = self.cleaned_data["officer"]
        if chosen.startswith(DEPARTMENT):
            return Department.objects.get(pk=chosen.removeprefix(DEPARTMENT))
        return Officer.objects.select_related("user", "person", "department").get(key=chosen)


def takers(lead: Lead, seat: Seat, *, with_owner: bool) -> list[tuple[str, list[tuple[str, str]]]]:
    """Everybody to whom this seat may give the lead, by department; the department itself stands first."""
    # Who may give nothing is told so by name.
    everybody = seat.is_duty_head or (with_owner and not seat.heads(lead))
    people: dict[str, list[tuple[str, str]]] = {}
    for officer in officers():
        if not (officer.takes_leads and inside(officer.user)):
            continue
        if not everybody and officer.department_id != seat.whole_department:
            continue
        if not with_owner and officer.pk == lead.owner_id:
            continue
        people.setdefault(officer.department_id, []).append((officer.key, officer.name))
    waits = gettext("nobody yet: whoever takes it")
    return [
        (row.name, [(f"{DEPARTMENT}{row.key}", f"{row.name} · {waits}"), *people.get(row.key, ())])
        for row in departments().values()
        if row.pk in {*people, DUTY_DESK}
    ]


class HandBackForm(DeskForm):
    reason = forms.CharField(
        label=_("Why"),
        help_text=_("For your colleagues; the investor does not see it."),
        max_length=REASON_LIMIT,
        widget=forms.Textarea(attrs={"rows": 2}),
    )


def details_asked() -> Iterator[str]:
    """What each reason for loss asks besides the place: "Not enough power: power needed, kVA"."""
    for rule in reasons_to_pick():
        asked = detail_asked(rule.key)
        if asked:
            name = asked_name(asked)
            yield f"{rule.name}: {name[:1].lower()}{name[1:]}"  # the unit keeps its capitals


class StageForm(DeskForm, StepMixin):
    """One move: what the target stage still asks is a field of this form, named as the gate."""

    reason = forms.CharField(
        label=_("Why"), max_length=REASON_LIMIT, required=False, widget=forms.Textarea(attrs={"rows": 2})
    )
    loss_reason = forms.ChoiceField(label=_("Reason for loss"), required=False)
    lost_to_place = forms.CharField(
        label=_("Lost to"),
        help_text=_("Another province, another country, a competitor; “not known” where nobody knows."),
        max_length=STEP_LIMIT,
        required=False,
    )
    loss_detail = forms.CharField(label=_("In detail"), max_length=STEP_LIMIT, required=False)
    come_back_on = forms.DateField(
        label=_("Come back on"), required=False, widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
    )

    def __init__(self, *args: Any, kind: MoveKind, gates: tuple[GateLine, ...], **options: Any) -> None:
        super().__init__(*args, **options)
        self.kind = kind
        keys = {gate.key for gate in gates}
        if "g_loss_reason" in keys:
            rows = [(rule.key, rule.name) for rule in reasons_to_pick()]
            self.fields["loss_reason"].choices = [("", "---------"), *rows]
            self.fields["loss_detail"].help_text = "; ".join(details_asked())
        else:
            for name in ("loss_reason", "lost_to_place", "loss_detail"):
                del self.fields[name]
        if "g_park_date" not in keys:
            del self.fields["come_back_on"]
        self.fields["reason"].required = kind in {"back", "reopen"}
        for gate in gates:
            if gate.can_state and not gate.met:
                self.fields[f"stated_{gate.key}"] = self._stated_field(gate)
        if kind != "back":  # a step back asks no gate
            self._mark(gates)

    def _mark(self, gates: tuple[GateLine, ...]) -> None:
        """Every needed gate marks the fields that answer it, so that form, list and refusal say the same."""
        for gate in gates:
            for name in GATE_FIELDS.get(gate.key, (f"stated_{gate.key}",)):
                if gate.needed and name in self.fields:
                    self.fields[name].required = True

    def answers(self, gate: GateLine) -> bool:
        """Whether this form has a place for what the gate asks; a step back asks nothing."""
        return self.kind == "back" or any(
            name in self.fields for name in GATE_FIELDS.get(gate.key, (f"stated_{gate.key}",))
        )

    @staticmethod
    def _stated_field(gate: GateLine) -> forms.Field:
        rule = next(rule for rule in pipeline().gates if rule.key == gate.key)
        if rule.values:
            choices = [("", "---------"), *((value, VALUES.get(value, value)) for value in rule.values)]
            return forms.ChoiceField(label=gate.name, choices=choices, required=False)
        return forms.CharField(
            label=gate.name,
            help_text=_("Not in the file yet: state it in words, it is kept with this step."),
            max_length=STEP_LIMIT,
            required=False,
        )

    def stated(self) -> dict[str, str]:
        prefix = "stated_"
        return {
            name.removeprefix(prefix): value
            for name, value in self.cleaned_data.items()
            if name.startswith(prefix) and value
        }
