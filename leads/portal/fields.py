"""Form fields that read what visitors write and give what the request carries."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.functional import lazy
from django.utils.text import format_lazy
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from leads.portal.numbers import plain, read_day, read_number
from sitepages import figures

LONGEST = 40
MINUS = "-\N{MINUS SIGN}\N{EN DASH}"


class Text(forms.TextInput):
    def __init__(self, **attrs: str) -> None:
        super().__init__({"class": "in", "autocomplete": "off", **attrs})


in_figures = lazy(lambda number: figures.number(number, 0, get_language() or "vi"), str)


def limited(limit: int, missing: Any = None, **options: Any) -> forms.CharField:
    """A text of at most `limit` signs, its refusals in the site's own words; needed where `missing` says so."""
    words = {
        "required": missing,
        "max_length": format_lazy(_("At most {limit} characters."), limit=in_figures(limit)),
        "null_characters_not_allowed": _("This value cannot be used."),
    }
    return forms.CharField(max_length=limit, required=missing is not None, error_messages=words, **options)


class NumberField(forms.CharField):
    """A number in the language's own form -> int or float; `unit` stands behind the box.

    A minus is read for what it is: the request's own validator knows where the limit lies, and says it.
    """

    def __init__(self, *, lang: str, unit: str = "", **kwargs: Any) -> None:
        self.lang, self.unit, self.short = lang, unit, True
        super().__init__(widget=Text(inputmode="decimal"), required=False, max_length=LONGEST, **kwargs)

    def to_python(self, value: Any) -> Decimal | None:
        text = super().to_python(value)
        if not text:
            return None
        negative = text[0] in MINUS
        number = read_number(text[negative:], self.lang) if len(text) <= LONGEST else None
        if number is None:
            example = figures.number(2.5, None, self.lang)
            raise ValidationError(_("Enter a number, for example %(example)s."), params={"example": example})
        return -number if negative else number

    def run_validators(self, value: Any) -> None:
        """The request's own validator knows the bounds."""

    def prepare_value(self, value: Any) -> Any:
        return figures.number(value, None, self.lang) if isinstance(value, int | float) else value


class DayField(forms.CharField):
    """A day -> YYYY-MM-DD."""

    def __init__(self, *, lang: str, **kwargs: Any) -> None:
        self.lang = lang
        super().__init__(widget=Text(type="date"), required=False, max_length=LONGEST, **kwargs)

    def to_python(self, value: Any) -> str | None:
        text = super().to_python(value)
        if not text:
            return None
        day = read_day(text, self.lang) if len(text) <= LONGEST else None
        if day is None:
            example = "31/12/2028" if self.lang == "vi" else "2028-12-31"
            raise ValidationError(_("Enter a date, for example %(example)s."), params={"example": example})
        return day.isoformat()


class YearField(forms.CharField):
    """A year -> its first day: of such dates the law counts only the year (facts.yaml). `number`: the year itself."""

    short = True

    def __init__(self, *, number: bool = False, **kwargs: Any) -> None:
        self.number = number
        super().__init__(widget=Text(inputmode="numeric"), required=False, max_length=10, **kwargs)

    def to_python(self, value: Any) -> str | int | None:
        text = super().to_python(value)
        if not text:
            return None
        if not (text.isascii() and text.isdigit() and len(text) == 4):
            raise ValidationError(_("Enter a year in four digits, for example 2029."))
        return int(text) if self.number else f"{text}-01-01"

    def run_validators(self, value: Any) -> None:
        """The request's own validator knows the bounds."""

    def prepare_value(self, value: Any) -> Any:
        return value[:4] if isinstance(value, str) and len(value) == 10 else value


class YesNoField(forms.CharField):
    """A yes-or-no fact -> bool, or nothing while it is not known."""

    WORDS = {"true": True, "false": False}

    def __init__(self, **kwargs: Any) -> None:
        choices = [("", _("not known yet")), ("true", _("yes")), ("false", _("no"))]
        super().__init__(widget=forms.Select({"class": "in"}, choices), required=False, **kwargs)

    def to_python(self, value: Any) -> bool | None:
        text = super().to_python(value)
        if text and text not in self.WORDS:
            raise ValidationError(_("This choice is not on the list. Choose one of the list."))
        return self.WORDS.get(text)

    def prepare_value(self, value: Any) -> Any:
        return str(value).lower() if isinstance(value, bool) else value


def stored(value: Any) -> Any:
    """A cleaned value as the request carries it."""
    return plain(value) if isinstance(value, Decimal) else value


def heading(label: str) -> str:
    """A label before its error."""
    return label if label.endswith("?") else f"{label}:"
