"""Merge fields of reply templates: a closed list, read from text, filled in from a lead. No code, no markup."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from django.contrib.auth.models import User
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from leads.models import Lead
from leads.services.desk_lock import name_of
from leads.services.events import state_of
from leads.services.lead_state import LeadState
from leads.services.letters import best_options, status_address
from leads.services.links import live_link
from leads.services.merge_fields import FIELD, fields_in
from sitepages import figures

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


@dataclass(frozen=True)
class Source:
    """What the fields are read from, in the language of the reply (vi or en)."""

    lead: Lead
    state: LeadState
    author: str
    lang: str
    now: datetime


def _plots(source: Source) -> str:
    run = source.lead.match_run
    return "; ".join(line.plots for line in best_options(run.answer, source.lang)) if run else ""


def _department(source: Source) -> str:
    return source.lead.department.name


def _sector(source: Source) -> str:
    return source.lead.sector.name if source.lead.sector else ""


def _step(source: Source) -> str:
    return source.state.next_step.what if source.state.next_step else ""


def _status_page(source: Source) -> str:
    return status_address(live_link(lead=source.lead, now=source.now), source.lang)


def _step_due(source: Source) -> str:
    step = source.state.next_step
    return figures.moment(step.due, source.lang) if step else ""


FIELDS: Mapping[str, tuple[StrOrPromise, Callable[[Source], str]]] = {
    "contact_name": (_("the investor's name"), lambda source: source.lead.contact_shown),
    "organisation": (
        _("the organisation's name"),
        lambda source: source.lead.organisation.shown if source.lead.organisation else "",
    ),
    "reference": (_("number of the file"), lambda source: source.lead.reference),
    "sector": (_("sector"), _sector),
    "plots": (_("the first options of the match"), _plots),
    "officer": (_("the officer who writes"), lambda source: source.author),
    "department": (_("the department in charge"), _department),
    "next_step": (
        _("the next step promised"),
        lambda source: source.state.next_step.what if source.state.next_step else "",
    ),
    "next_step_due": (_("date of the next step"), _step_due),
    "status_page": (
        _("address of the investor's page"),
        lambda source: status_address(live_link(lead=source.lead, now=source.now), source.lang),
    ),
}


def merged(text: str, *, lead: Lead, author: User, lang: str, now: datetime) -> str:
    """The text for this lead; a field whose value nobody knows stays as it is, for the officer to write."""
    with translation.override(lang):
        source = Source(lead, state_of(lead), name_of(author), lang, now)
        values = {name: FIELDS[name][1](source) for name in fields_in(text) if name in FIELDS}
    return FIELD.sub(lambda found: values.get(found[1]) or found[0], text)


def sample_of(text: str, lang: str) -> str:
    """The text with invented values, for a preview without a lead."""
    return FIELD.sub(lambda found: SAMPLES.get(found[1], {}).get(lang) or found[0], text)


SAMPLES: Mapping[str, Mapping[str, str]] = {
    "contact_name": {"vi": "Nguyễn Văn Mẫu", "en": "Jane Sample"},
    "organisation": {"vi": "Công ty Mẫu", "en": "Sample Company"},
    "reference": {"vi": "YB-2026-0000", "en": "YB-2026-0000"},
    "sector": {"vi": "Phần mềm", "en": "Software"},
    "plots": {"vi": "SX-12; SX-16 + SX-17", "en": "SX-12; SX-16 + SX-17"},
    "officer": {"vi": "Cán bộ Mẫu", "en": "Officer Sample"},
    "department": {"vi": "Sở Khoa học và Công nghệ", "en": "Department of Science and Technology"},
    "next_step": {"vi": "Gửi bản đồ lô đất", "en": "Send the map of the plot"},
    "next_step_due": {"vi": "15:00, 06/01/2027", "en": "15:00, 6 Jan 2027"},
    "status_page": {"vi": "https://…/vi/lead/…", "en": "https://…/en/lead/…"},
}
