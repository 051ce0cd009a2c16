"""What a reader fills in for mails that come regularly: an address, a language, one consent of its own, sectors."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from leads.models import ConsentText
from leads.portal.fields import Text, limited
from leads.portal.room_forms import RoomForm
from leads.portal.send_form import NOT_LISTED
from leads.refusals import sentence
from leads.services.mail_wishes import WishNotAgreed

LANGUAGES = [("vi", "Tiếng Việt"), ("en", "English")]
CONSENT = _("Your consent")


class WishForm(RoomForm):
    """The consent is never ticked beforehand, and is said in whole beside its box."""

    contact_email = limited(
        254,
        missing=_("Enter the e-mail address the mails go to."),
        label=_("E-mail"),
        help_text=_("A first mail asks you to confirm; nothing else is sent before."),
        widget=Text(type="email", autocomplete="email"),
    )
    language = forms.ChoiceField(
        label=_("Language of the mails"),
        choices=LANGUAGES,
        widget=forms.Select({"class": "in"}),
        error_messages=NOT_LISTED | {"required": NOT_LISTED["invalid_choice"]},
    )
    agreed = forms.BooleanField(required=False)

    def __init__(self, data: Any = None, *, text: ConsentText, lang: str, email: str = "", prefix: str = "w") -> None:
        super().__init__(data, prefix=prefix, initial={"contact_email": email, "language": lang})
        self.fields["agreed"].label = text.text_vi if lang == "vi" else text.text_en

    def plain(self) -> Iterator[forms.BoundField]:
        yield self["contact_email"]
        yield self["language"]

    def clean(self) -> None:
        """What else is missing is said in the same round; alone, the service says it."""
        if self.errors and not self.cleaned_data.get("agreed"):
            refusal = WishNotAgreed(field="agreed")
            self.add_refusal(refusal, sentence(refusal))

    def summary(self) -> Iterator[tuple[str, str, str]]:
        """A consent's label is its whole text: the summary names it in short."""
        for field, label, error in super().summary():
            yield field, f"{CONSENT}:" if field == str(self["agreed"].auto_id) else label, error

    def given(self) -> dict[str, Any]:
        """For the verb; call after `is_valid()`."""
        said: Mapping[str, Any] = self.cleaned_data
        return {"email": said["contact_email"], "lang": said["language"], "agreed": said["agreed"]}


class SectorsForm(RoomForm):
    """No box ticked: every sector."""

    sectors = forms.MultipleChoiceField(
        label=_("Sectors of interest"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"invalid_choice": NOT_LISTED["invalid_choice"], "invalid_list": NOT_LISTED["invalid_choice"]},
    )

    def __init__(self, data: Any = None, *, sectors: Iterable[tuple[str, str]], chosen: Iterable[str] = ()) -> None:
        super().__init__(data, prefix="n", initial={"sectors": list(chosen)})
        self.fields["sectors"].choices = list(sectors)


class NewsletterForm(WishForm):
    sectors = SectorsForm.base_fields["sectors"]

    def __init__(self, data: Any = None, *, sectors: Iterable[tuple[str, str]], text: ConsentText, lang: str) -> None:
        super().__init__(data, text=text, lang=lang, prefix="n")
        self.fields["sectors"].choices = list(sectors)

    def given(self) -> dict[str, Any]:
        return super().given() | {"sectors": self.cleaned_data["sectors"]}
