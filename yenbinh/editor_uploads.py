"""What editors upload into the CMS is judged by its content, as files of strangers are: it is handed out to anybody."""

from __future__ import annotations

from copy import copy
from typing import Any

from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _
from wagtail.admin.forms.account import AvatarPreferencesForm
from wagtail.contrib.redirects.forms import ImportForm as RedirectsForm
from wagtail.documents.forms import BaseDocumentForm
from wagtail.images.fields import WagtailImageField
from wagtail.images.forms import BaseImageForm

from leads.file_words import file_reason
from leads.mailroom.files import hidden_in_picture, judged

PICTURE_LIMIT = 10_000_000  # of a profile picture; of others Wagtail's settings say it
POINTS_LIMIT = 40_000_000  # of a profile picture, which is made small at once


def refuse(code: str) -> None:
    """Raises ValidationError with the reason in the reader's language."""
    raise ValidationError(_("This file was not taken: %(why)s."), params={"why": file_reason(code)}, code=code)


def content_of(file: UploadedFile) -> bytes:
    file.seek(0)
    data = file.read()
    file.seek(0)
    return bytes(data)


class DocumentForm(BaseDocumentForm):
    """A file refused for its content is refused for that alone: its model, left without a file, finds no ending."""

    def _post_clean(self) -> None:
        refused = copy(self.errors.get("file"))
        super()._post_clean()
        if refused:
            self._errors["file"] = refused

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if isinstance(file, UploadedFile) and (why := judged(file.name or "", content_of(file)).refused):
            refuse(why)
        return file


class PictureField(WagtailImageField):
    """Format, size and points are Wagtail's to check; what hides in a picture, and what no reader can open, is not."""

    def to_python(self, data: Any) -> Any:
        plain_picture(data)
        try:
            return super().to_python(data)
        except ValidationError:
            raise
        except Exception:  # whatever a broken picture raises in its reader, it is not sound
            refuse("image_broken")


class ImageForm(BaseImageForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "file" in self.fields:
            known = self.fields["file"]
            self.fields["file"] = PictureField(label=known.label, required=known.required, widget=known.widget)


class AvatarForm(AvatarPreferencesForm):
    def clean_avatar(self) -> Any:
        file = plain_picture(self.cleaned_data.get("avatar"))
        if isinstance(file, UploadedFile):
            if (file.size or 0) > PICTURE_LIMIT:
                refuse("avatar_heavy")
            if file.image.width * file.image.height > POINTS_LIMIT:
                refuse("avatar_big")
        return super().clean_avatar()


class RedirectsTable(RedirectsForm):
    """Wagtail keeps the file before it reads it: only text comes so far."""

    def clean_import_file(self) -> Any:
        file = self.cleaned_data["import_file"]
        found = judged(file.name or "", content_of(file))
        if found.kind != "txt":
            refuse(found.refused or "unknown_kind")
        return file


def plain_picture(file: Any) -> Any:
    if isinstance(file, UploadedFile) and hidden_in_picture(content_of(file), file.name or ""):
        refuse("disguised")
    return file


def take_the_doors() -> None:
    """Where Wagtail has no setting for the form of an upload, ours takes its place."""
    from wagtail.admin.views.account import AvatarSettingsPanel
    from wagtail.contrib.redirects import views as redirects

    AvatarSettingsPanel.form_class = AvatarForm
    redirects.ImportForm = RedirectsTable
