"""The copy of everything held about a person, as a file: behind the person's link, and at the desk to hand it over."""

from __future__ import annotations

import json
from datetime import datetime

from django.http import HttpResponse
from django.utils import translation

from leads.models import Lead
from leads.portal.data_pdf import data_pdf, what_is_left_out
from leads.portal.money_views import handed_out
from leads.services.personal_data import as_json, sections_of
from sitepages import figures


def copy_of(lead: Lead, *, as_pdf: bool, lang: str, now: datetime) -> HttpResponse:
    """PDF or JSON in the person's language. Raises PressBusy."""
    name = f"{lead.reference}-data.{'pdf' if as_pdf else 'json'}"
    with translation.override(lang):
        sections, made = sections_of(lead, now, lang), figures.moment(now, lang)
        if as_pdf:
            body = data_pdf(sections, reference=lead.reference, made=made, lang=lang)
            return handed_out(body, "application/pdf", name)
        about = {"schema": "personal-data/1", "made_at": now.isoformat(), "left_out": what_is_left_out()}
        text = json.dumps(about | as_json(sections), ensure_ascii=False, indent=2)
        return handed_out(text.encode(), "application/json", name)
