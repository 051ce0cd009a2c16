"""What an investor fills in behind the link: a message with files, a colleague, an end, a verdict."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from leads.choices import EndReason, Verdict
from leads.portal.fields import DayField, Text, heading, limited
from leads.portal.send_form import NOT_LISTED
from leads.services.case_end import WORDS
from leads.services.lead_files import FileRefused, TooManyFiles, Upload
from leads.services.messages import TEXT_LIMIT
from leads.services.words import FieldMissing
from leads.upload_fields import FilesField, ManyFiles, uploads
from sitepages.refusal import Refused

AREA = {"class": "in", "rows": 4}


class RoomForm(forms.Form):
    """Its refusals are shown beside the field they speak of."""

    use_required_attribute = False
    error_css_class = "has-err"

    def __init__(self, *args: Any, prefix: str, **kwargs: Any) -> None:
        super().__init__(*args, auto_id=f"{prefix}-%s", **kwargs)

    def add_refusal(self, refused: Refused, sentence: str) -> None:
        name = str(refused.facts.get("field", ""))
        if isinstance(refused, FileRefused | TooManyFiles):
            name = "files"
        self.add_error(name if name in self.fields else None, sentence)

    def summary(self) -> Iterator[tuple[str, str, str]]:
        for error in self.non_field_errors():
            yield "", "", error
        for name in self.fields:
            for error in self.errors.get(name, []):
                yield str(self[name].auto_id), heading(str(self[name].label)), error


class MessageForm(RoomForm):
    text = limited(TEXT_LIMIT, label=_("Your message"), widget=forms.Textarea(AREA))
    files = FilesField(
        label=_("Files"),
        required=False,
        help_text=_("Up to 5 files of 15 MB: PDF, Word, Excel, pictures, maps. Do not send ID cards."),
        widget=ManyFiles({"class": "in"}),
    )

    def add_refusal(self, refused: Refused, sentence: str) -> None:
        if isinstance(refused, FieldMissing):  # either of two fields would do
            sentence = str(_("Write a message, or attach a file."))
        super().add_refusal(refused, sentence)

    def uploads(self) -> list[Upload]:
        return uploads(self.cleaned_data["files"])


class ColleagueForm(RoomForm):
    contact_name = limited(
        120, missing=_("Enter your colleague's name."), label=_("Name of your colleague"), widget=Text()
    )
    contact_email = limited(
        254,
        missing=_("Enter your colleague's e-mail address."),
        label=_("Your colleague's e-mail"),
        widget=Text(type="email"),
    )


class EndForm(RoomForm):
    def __init__(self, *args: Any, lang: str, **kwargs: Any) -> None:
        super().__init__(*args, prefix="end", **kwargs)
        words = NOT_LISTED | {"required": _("Choose a reason.")}
        choices = [("", _("choose")), *EndReason.choices]
        self.fields["reason"] = forms.ChoiceField(
            label=_("Why"), choices=choices, widget=forms.Select({"class": "in"}), error_messages=words
        )
        self.fields["come_back_on"] = DayField(
            lang=lang, label=_("Come back to me on"), help_text=_("Only if the reason is “not now”.")
        )
        self.fields["text"] = limited(WORDS, label=_("In your words, if you like"), widget=forms.Textarea(AREA))

    def day(self) -> date | None:
        given = self.cleaned_data.get("come_back_on")
        return date.fromisoformat(given) if given else None


class VerdictForm(RoomForm):
    verdict = forms.ChoiceField(
        label=_("Did we answer?"), choices=Verdict.choices, widget=forms.RadioSelect, error_messages=NOT_LISTED
    )
    text = limited(
        TEXT_LIMIT,
        label=_("What is missing? It goes to the officer as a message."),
        widget=forms.Textarea(AREA | {"rows": 3}),
    )
