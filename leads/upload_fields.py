"""Fields for several files at once, the same on the investor's page and at the desk."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile

from leads.services.lead_files import FILE_LIMIT, MOST_FILES, TooManyFiles, Upload


class ManyFiles(forms.ClearableFileInput):
    allow_multiple_selected = True
    template_name = "django/forms/widgets/file.html"


class FilesField(forms.FileField):
    """Several files at once; content is judged by the service."""

    widget = ManyFiles

    def clean(self, data: Any, initial: Any = None) -> list[UploadedFile]:
        given = data if isinstance(data, (list, tuple)) else [data] if data else []
        return [one for one in given if one]


def uploads(given: Sequence[UploadedFile]) -> list[Upload]:
    """Names and contents; a file too large is not read to its end, only so far that it is seen to be too large.

    Raises TooManyFiles.
    """
    if len(given) > MOST_FILES:
        raise TooManyFiles(limit=MOST_FILES)
    return [Upload(one.name or "", one.read(FILE_LIMIT + 1)) for one in given]
