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
from leads.records.privacy import FIRST_ANSWER, LegalTerm, register_on, term_of, terms
from leads.records.retention import rules_on
from leads.services.privacy_words import law_of_right
from leads.services.retention_words import rule_name, rule_why, term_in_words
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
class Right:
    """`times`: by when it is carried out."""

    name: str
    times: str
    law: str


@dataclass(frozen=True, slots=True)
class KeptFor:
    """A rule of retention: what it is about, how long, why."""

    name: str
    term: str
    why: str


@dataclass(frozen=True, slots=True)
class PrivacyPage:
    uses: tuple[Use, ...]
    cookies: tuple[Cookie, ...]
    rights: tuple[Right, ...]
    first_answer: str
    terms: tuple[KeptFor, ...]


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
        rights=tuple(Right(str(one.label), _times(term_of(one)), law_of_right(one)) for one in PrivacyRight),
        first_answer=_days_of_work(terms()[FIRST_ANSWER].working_days),
        terms=tuple(
            KeptFor(rule_name(rule), term_in_words(rule.term) or _("as long as that lasts"), rule_why(rule))
            for rule in rules_on(on)
        ),
    )
    return render(request, "leads/privacy.html", {"page": page})


def _times(term: LegalTerm) -> str:
    """By when, with another body that has the data, and by how much it may be put off."""
    parts = [_("within %(days)s days") % {"days": term.calendar_days}]
    if term.with_processor_days:
        days = {"days": term.with_processor_days}
        parts.append(_("%(days)s days where another body has the data too") % days)
    if term.extension_days:
        parts.append(_("put off once by at most %(days)s days, with the reason") % {"days": term.extension_days})
    return "; ".join(parts)


def _days_of_work(days: int) -> str:
    return ngettext("%(n)s working day", "%(n)s working days", days) % {"n": days}


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
