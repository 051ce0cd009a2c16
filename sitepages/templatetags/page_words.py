"""What page templates need of the text helpers."""

from __future__ import annotations

from django import template

from sitepages.text import slug_of

register = template.Library()


@register.filter
def anchor(heading: str) -> str:
    """The id of a section: ASCII, stable, without diacritics."""
    return slug_of(str(heading))
