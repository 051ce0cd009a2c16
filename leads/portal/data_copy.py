"""The copy of everything held about a person, as a file: behind the person's link, and at the desk to hand it over."""

from __future__ import annotations

import json
from datetime import datetime

from django.http import HttpResponse
from django.utils import translation
from django.utils.translation import gettext as _

from leads.models import Lead
from leads.portal.data_pdf import Paper, data_pdf, what_is_left_out
from leads.portal.money_views import handed_out
from leads.services.personal_data import as_json, sections_of
from leads.services.personal_fields import Section
from leads.services.wish_data import Wish, kind_of, sections_of_wish
from sitepages import figures


def copy_of(lead: Lead, *, as_pdf: bool, lang: str, now: datetime) -> HttpResponse:
    """PDF or JSON in the person's language. Raises PressBusy."""
    with translation.override(lang):
        title = _("Your personal data in file %(reference)s") % {"reference": lead.reference}
        paper = Paper(lead.reference, title, what_is_left_out(), lang)
        return _handed_out(sections_of(lead, now, lang), paper, as_pdf=as_pdf, now=now)


def copy_of_wish(wish: Wish, *, as_pdf: bool, lang: str, now: datetime) -> HttpResponse:
    """The same of a watch or newsletter, for whoever has its link. Raises PressBusy."""
    with translation.override(lang):
        kind = kind_of(wish)
        title = _("Your personal data: %(what)s") % {"what": kind.label}
        paper = Paper(f"{kind.value}-{wish.pk}", title, _("Addresses of links are left out."), lang)
        return _handed_out(sections_of_wish(wish, lang), paper, as_pdf=as_pdf, now=now)


def _handed_out(sections: tuple[Section, ...], paper: Paper, *, as_pdf: bool, now: datetime) -> HttpResponse:
    name = f"{paper.name}-data.{'pdf' if as_pdf else 'json'}"
    if as_pdf:
        body = data_pdf(sections, paper, made=figures.moment(now, paper.lang))
        return handed_out(body, "application/pdf", name)
    about = {"schema": "personal-data/1", "made_at": now.isoformat(), "left_out": paper.left_out}
    text = json.dumps(about | as_json(sections), ensure_ascii=False, indent=2)
    return handed_out(text.encode(), "application/json", name)
