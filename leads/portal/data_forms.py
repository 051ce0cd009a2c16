"""What a person fills in about their own data: a correction, and the word that erasing is meant."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from leads.portal.fields import limited
from leads.portal.room_forms import AREA, RoomForm
from leads.services.privacy import WORDS


class CorrectForm(RoomForm):
    wrong = limited(
        WORDS, missing=_("Say what is wrong."), label=_("What is wrong"), widget=forms.Textarea(AREA | {"rows": 2})
    )
    put_right = limited(
        WORDS, missing=_("Say what is right."), label=_("What is right"), widget=forms.Textarea(AREA | {"rows": 2})
    )


class EraseForm(RoomForm):
    sure = forms.BooleanField(
        label=_("I know that this cannot be taken back, and that the file then ends."),
        error_messages={"required": _("Tick that erasing is meant.")},
    )
