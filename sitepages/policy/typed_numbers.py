"""Figures of law as they are typed: 6.000 is six thousand in Vietnamese and six in English, so neither is guessed."""

from __future__ import annotations

import re
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from wagtail import blocks

GROUPED = r"-?[1-9][0-9]{0,2}([.,][0-9]{3})+"


def ambiguous(text: Any) -> bool:
    """Whether the point or comma may divide thousands as well as decimals."""
    return isinstance(text, str) and bool(re.fullmatch(GROUPED, text.strip()))


def refuse_ambiguous(text: Any) -> None:
    if ambiguous(text):
        typed = text.strip()
        whole, plain = re.sub(r"[.,]", "", typed), re.split(r"[.,]", typed)[0]
        words = _("“%(typed)s” may be read in two ways: write %(whole)s without a mark, or decimals as %(plain)s.5.")
        raise ValidationError(words % {"typed": typed, "whole": whole, "plain": plain})


class PlainFloatField(forms.FloatField):
    def to_python(self, value: Any) -> Any:
        refuse_ambiguous(value)
        return super().to_python(value)


class PlainDecimalField(forms.DecimalField):
    def to_python(self, value: Any) -> Any:
        refuse_ambiguous(value)
        return super().to_python(value)


class PlainFloatBlock(blocks.FloatBlock):
    def clean(self, value: Any) -> Any:
        refuse_ambiguous(value)
        return super().clean(value)
