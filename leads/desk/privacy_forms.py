"""Forms of requests about personal data: one written down for a person, a refusal, a longer term."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from leads.choices import Channel, ConsentPurpose, PrivacyRight
from leads.services.privacy import WORDS, Asked
from leads.services.privacy_desk import GROUND


class PlainForm(forms.Form):
    required_css_class = "required"

    def __init__(self, data: object = None, **options: object) -> None:
        options.setdefault("auto_id", f"{type(self).__name__.lower()}_%s")
        super().__init__(data, **options)


class NoteForm(PlainForm):
    right = forms.ChoiceField(label=_("What is asked"), choices=PrivacyRight.choices)
    purpose = forms.ChoiceField(
        label=_("Which consent"),
        help_text=_("Only to withdraw one."),
        choices=[("", "–"), *ConsentPurpose.choices],
        required=False,
    )
    channel = forms.ChoiceField(label=_("How it came"), choices=Channel.choices)
    wrong = forms.CharField(
        label=_("What is wrong"),
        help_text=_("Only for a correction."),
        max_length=WORDS,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    put_right = forms.CharField(
        label=_("What is right"), max_length=WORDS, required=False, widget=forms.Textarea(attrs={"rows": 2})
    )

    def asked(self) -> Asked:
        given = self.cleaned_data
        return Asked(given["right"], given["purpose"], given["wrong"], given["put_right"])


class GroundForm(PlainForm):
    ground = forms.CharField(
        label=_("Legal ground"),
        help_text=_("The person reads it as you write it. Name the law and the clause."),
        max_length=GROUND,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class ToldForm(PlainForm):
    told_how = forms.CharField(
        label=_("How and when the person was told"),
        help_text=_("By telephone, in person, by letter; what was said about how it is handled."),
        max_length=GROUND,
        widget=forms.Textarea(attrs={"rows": 2}),
    )


class DoneForm(PlainForm):
    """`done_how` of a correction, or of a copy handed over."""

    done_how = forms.CharField(
        label=_("What was corrected, or how the copy was handed over"),
        max_length=GROUND,
        widget=forms.Textarea(attrs={"rows": 2}),
    )


class SureForm(PlainForm):
    """Erasing is for good, at the desk as for the person."""

    sure = forms.BooleanField(
        label=_("I have read what goes, and know that it cannot be taken back."),
        error_messages={"required": _("Tick that erasing is meant.")},
    )


class LongerForm(PlainForm):
    put_off_for = forms.CharField(
        label=_("Why it takes longer"),
        help_text=_("The person reads it as you write it."),
        max_length=GROUND,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
