"""Form fields that read what visitors write and give what the request carries."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from math import ceil
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.functional import lazy
from django.utils.text import format_lazy
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from leads.portal.numbers import plain, read_day, read_number
from leads.reading.measures import NotRead
from leads.reading.typed import Typed, typed
from leads.services.asked import rate_on
from leads.services.questionnaire import power_factor, tongue
from sitepages import figures

LONGEST = 40
MINUS = "-\N{MINUS SIGN}\N{EN DASH}"


DOLLAR, DONG = "USD", "VND"
CURRENCIES = frozenset({DOLLAR, "EUR"})


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


class Stated(Decimal):
    """A figure whose unit stood beside it: already in what the request counts in, whatever unit was chosen apart."""


class NumberField(forms.CharField):
    """A number in the language's own form -> Decimal; `unit` stands behind the box. Of a field that `reads` a kind of
    units (leads.reading.typed), also one with its unit: Stated, in what the request counts in.

    A minus is read for what it is: the request's own validator knows where the limit lies, and says it.
    """

    def __init__(self, *, lang: str, unit: str = "", reads: str = "", **kwargs: Any) -> None:
        self.lang, self.unit, self.reads, self.short = lang, unit, reads, True
        super().__init__(widget=Text(inputmode="decimal"), required=False, max_length=LONGEST, **kwargs)

    def to_python(self, value: Any) -> Decimal | None:
        text = super().to_python(value)
        if not text:
            return None
        negative = text[0] in MINUS
        said = self._said(text[negative:])
        number = read_number(said.figure, self.lang) if len(text) <= LONGEST else None
        if number is None:
            raise self._no_number()
        number = -number if negative else number
        if said.unit is None:
            return number
        whole = said.unit.of(Fraction(number))
        if said.unit.by_factor:
            raise self._true_power(text, whole)
        if self.reads == DOLLAR and said.unit.key == DONG and (rate := rate_on(timezone.localdate())):
            raise self._dong(text, whole / Fraction(rate))
        if self.reads in CURRENCIES and said.unit.key != self.reads:
            raise self._other_unit()
        return Stated(Decimal(whole.numerator) / Decimal(whole.denominator))

    def _said(self, text: str) -> Typed:
        if not self.reads or len(text) > LONGEST:
            return Typed(text)
        try:
            return typed(text, self.reads, tongue())
        except NotRead as not_read:
            if not_read.why == "unit":
                raise self._other_unit() from None
            raise self._no_number() from None

    def _other_unit(self) -> ValidationError:
        return ValidationError(_("Enter the figure in this unit: %(unit)s."), params={"unit": self.unit or "ha, m²"})

    def _dong(self, text: str, dollars: Fraction) -> ValidationError:
        """Dollars are asked: what it would be at the rate of the day is told, never taken."""
        words = {"said": text, "usd": figures.usd(round(dollars), self.lang)}
        return ValidationError(_("Enter dollars. At today's rate, %(said)s would be %(usd)s."), params=words)

    def _no_number(self) -> ValidationError:
        example = figures.number(2.5, None, self.lang)
        return ValidationError(_("Enter a number, for example %(example)s."), params={"example": example})

    def _true_power(self, text: str, true_kw: Fraction) -> ValidationError:
        """Apparent power is asked: what it would be at the supposed factor is told, never taken."""
        factor = power_factor()
        words = {
            "said": text,
            "kva": figures.number(ceil(true_kw / factor), 0, self.lang),
            "factor": figures.number(float(factor), None, self.lang),
        }
        told = _("Enter kVA or MVA. At a supposed power factor of %(factor)s, %(said)s would be %(kva)s kVA.")
        return ValidationError(told, params=words)

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
