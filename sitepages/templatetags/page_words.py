"""What page templates need of the text helpers."""

from __future__ import annotations

from datetime import date

from django import template
from django.utils.translation import get_language

from sitepages import figures
from sitepages.text import slug_of

register = template.Library()


@register.filter
def anchor(heading: str) -> str:
    """The id of a section: ASCII, stable, without diacritics."""
    return slug_of(str(heading))


@register.filter
def day(value: date) -> str:
    """25/11/2026 or 25 Nov 2026, as the page's language writes it."""
    return figures.day(value, get_language() or "vi")
