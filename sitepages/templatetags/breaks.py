"""Where a long address may break, and where a code may not."""

from __future__ import annotations

import re

from django import template
from django.utils.html import conditional_escape, escape
from django.utils.safestring import SafeString, mark_safe

register = template.Library()
CODE = re.compile(r"(?<![\w-])[A-Z]{1,4}-\d{1,5}(?![\w-])")  # SX-16, VN-2000


@register.filter
def breakable(value: str) -> SafeString:
    """Lets a path break after each slash, hyphen and underscore, and copies as it is."""
    text = str(escape(value))
    for sign in "/-_":
        text = text.replace(sign, f"{sign}<wbr>")
    return mark_safe(text)


@register.filter
def whole_codes(value: str) -> SafeString:
    """Keeps plot codes in running text on one line, and copies as it is."""
    return mark_safe(CODE.sub(r'<span class="nb">\g<0></span>', str(conditional_escape(value))))
