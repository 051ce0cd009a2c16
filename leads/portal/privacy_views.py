"""What the site does with personal data and which cookies it sets: a public page, the same for everybody."""

from __future__ import annotations

from dataclasses import dataclass

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from leads.choices import PrivacyRight
from leads.portal.http import reader_language
from leads.records.privacy import register_on
from leads.services.privacy_words import law_of_right
from sitepages.figures import PARK_TIME

DAY = 24 * 3600


@dataclass(frozen=True, slots=True)
class Cookie:
    name: str
    why: str
    kept: str


@dataclass(frozen=True, slots=True)
class Use:
    name: str
    data: str
    ground: str
    recipients: str
    kept: str
    certain: bool


@dataclass(frozen=True, slots=True)
class PrivacyPage:
    uses: tuple[Use, ...]
    cookies: tuple[Cookie, ...]
    rights: tuple[tuple[str, str], ...]


@require_safe
def privacy(request: HttpRequest) -> HttpResponse:
    lang, on = reader_language(), timezone.now().astimezone(PARK_TIME).date()
    page = PrivacyPage(
        uses=tuple(
            Use(
                name=row.names[lang],
                data=row.data[lang],
                ground=row.ground[lang],
                recipients=row.recipients[lang],
                kept=row.kept[lang],
                certain=row.certainty == "confirmed",
            )
            for row in register_on(on)
        ),
        cookies=cookies(),
        rights=tuple((str(right.label), law_of_right(right)) for right in PrivacyRight),
    )
    return render(request, "leads/privacy.html", {"page": page})


def cookies() -> tuple[Cookie, ...]:
    """Every cookie the product sets, as its settings name them; a test walks the site and looks for others."""
    return (
        Cookie(
            settings.CSRF_COOKIE_NAME,
            _("Set on pages with a form, so that nobody else sends it in your name. It knows nothing about you."),
            _days(settings.CSRF_COOKIE_AGE),
        ),
        Cookie(
            settings.SESSION_COOKIE_NAME,
            _("Only for staff who sign in."),
            _days(settings.SESSION_COOKIE_AGE),
        ),
    )


def _days(seconds: int) -> str:
    days = seconds // DAY
    return ngettext("%(n)s day", "%(n)s days", days) % {"n": days}
