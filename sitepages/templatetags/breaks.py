"""Where a long address may break."""

from __future__ import annotations

from django import template
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

register = template.Library()


@register.filter
def breakable(value: str) -> SafeString:
    """Lets a path break after each slash, hyphen and underscore, and copies as it is."""
    text = str(escape(value))
    for sign in "/-_":
        text = text.replace(sign, f"{sign}<wbr>")
    return mark_safe(text)
