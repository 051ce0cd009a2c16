"""Leads as a table to take away (CSV): a right of its own, on record, streamed, capped, honest about its end.

Rows come in batches by key, so a file of any length needs the memory of one batch. A cell that a spreadsheet would
take for a formula is written as text. A confidential project stands under its code name, without the person, until
it is released (design.md).
"""

from __future__ import annotations

import csv
import logging
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib.auth.models import AnonymousUser, User
from django.db import DatabaseError
from django.db.models import QuerySet
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from leads.choices import AccessKind, ConsentPurpose, Priority, ReplyLanguage, Stage
from leads.countries import country_name
from leads.models import Consent, Lead
from leads.services.access import sees_leads
from leads.services.access_log import note_access
from leads.services.questions import question_name
from leads.services.sources import source_name
from sitepages.figures import PARK_TIME
from sitepages.refusal import Refused

RIGHT = "leads.export_lead"
MOST = 200_000  # rows
BATCH = 1_000
# What makes a formula (also in the full and small widths of East Asian keyboards) at the start of the cell or behind a
# list separator, for a file opened with the other one; blanks, quotes and signs nobody sees may stand before it.
UNSEEN = (
    r"\s\x00-\x1f\"\u00ad\u061c\u115f\u1160\u180b-\u180e\u200b-\u200f\u202a-\u202e"
    r"\u2060-\u206f\u3164\ufe00-\ufe0f\ufeff\uffa0"
)
FORMULA = re.compile(rf"(\A[\t\r]|(?:\A|[;,\t\r\n|；，])(?=[{UNSEEN}]*[=+\-@＝＋－＠﹦﹢﹣﹫]))")
SUBJECT = "desk-export"
RELATED = ("organisation", "sector", "department", "owner__person")
Clock = Callable[[], datetime]
log = logging.getLogger(__name__)


class MayNotExport(Refused):
    """Taking leads away is a right of its own; seeing them is not enough."""

    code = "may_not_export"
    status = 403


class TooManyRows(Refused):
    """Facts: `count`, `limit`."""

    code = "too_many_rows"
    status = 422


@dataclass(frozen=True)
class Echo:
    """What csv writes to: it hands each line back."""

    def write(self, line: str) -> str:
        return line


def may_export(user: User | AnonymousUser) -> bool:
    return sees_leads(user) and user.has_perm(RIGHT)


def check_export(leads: QuerySet[Lead], by: User) -> int:
    """How many rows it will be. Raises MayNotExport or TooManyRows."""
    if not may_export(by):
        raise MayNotExport
    count = leads.order_by()[: MOST + 1].count()
    if count > MOST:
        raise TooManyRows(count=count, limit=MOST)
    return count


def export_lines(
    *, leads: QuerySet[Lead], lang: str, asked: Mapping[str, Any], by: User, now: datetime, clock: Clock
) -> Iterator[str]:
    """The file, line by line, in the language `lang` (vi: parted by semicolons, as Excel there expects).

    `asked`: what the filter said, without the words of a search; it stands on record with the number of rows; `clock`
    says when it broke off, which stands on record with the rows written. The last line says that the file is whole,
    or that it broke off and where. Raises MayNotExport or TooManyRows before the first line.
    """
    count = check_export(leads, by)
    note_access(kind=AccessKind.EXPORT, subject=SUBJECT, by=by, now=now, facts={**asked, "rows": count})
    return _lines(leads, lang, lambda written: _note_broken(asked, count, written, by, clock()), now)


def _note_broken(asked: Mapping[str, Any], count: int, written: int, by: User, now: datetime) -> None:
    """A row of its own, as records are only added; if the database is what broke, the program's log has it."""
    facts = {**asked, "rows": written, "of": count, "broken_off": True}
    try:
        note_access(kind=AccessKind.EXPORT, subject=SUBJECT, by=by, now=now, facts=facts)
    except DatabaseError:
        log.exception("A broken export could not be noted.")


def _lines(leads: QuerySet[Lead], lang: str, broke: Callable[[int], None], now: datetime) -> Iterator[str]:
    """A request's language ends with the view, before the file is written: each batch speaks it anew.

    `broke` is told how many rows were handed out before an error or before the taker went away.
    """
    line = csv.writer(Echo(), delimiter=";" if lang == "vi" else ",", quoting=csv.QUOTE_ALL).writerow
    with translation.override(lang):
        titles = line(_titles())
        broken = _("BROKEN OFF: this file is not whole. Rows written: %(n)s.")
        whole = _("END: the file is whole. Rows: %(n)s. Taken at %(at)s.")
    yield "\ufeff" + titles
    written = 0
    try:
        for batch in in_batches(leads):
            with translation.override(lang):
                unused = not_to_use(batch)
                rows = [line([as_text(cell) for cell in cells(lead, lang, lead.pk in unused)]) for lead in batch]
            yield "".join(rows)
            written += len(rows)
    except GeneratorExit:
        broke(written)
        raise
    except Exception:
        log.exception("An export broke off after %s rows.", written)
        broke(written)
        yield line([broken % {"n": written}])
        return
    yield line([whole % {"n": written, "at": _moment(now)}])


def in_batches(leads: QuerySet[Lead]) -> Iterator[list[Lead]]:
    """Every lead once, by key: what arrives meanwhile comes last, what is changed meanwhile stays in its place."""
    rows, after = leads.select_related(*RELATED).order_by("pk"), 0
    while batch := list(rows.filter(pk__gt=after)[:BATCH]):
        yield batch
        after = batch[-1].pk


def _titles() -> list[str]:
    return [
        _("Number of the file"),
        pgettext("column", "Received"),
        _("Stage"),
        _("Priority"),
        _("Department"),
        _("Officer in charge"),
        _("Due"),
        _("Organisation"),
        _("Country"),
        _("Name"),
        _("E-mail"),
        _("Telephone"),
        _("Language"),
        _("Sector"),
        _("Asks about"),
        _("Came through"),
        _("Campaign"),
        _("Illustrative data"),
    ]


def not_to_use(batch: Sequence[Lead]) -> frozenset[int]:
    """The leads whose people took the consent to the answer back, or had the use restricted: nobody is named."""
    rows = Consent.objects.filter(lead__in=batch, text__purpose=ConsentPurpose.ANSWER_REQUEST)
    stands = set(rows.filter(withdrawn_at=None).values_list("lead", flat=True))
    withdrawn = set(rows.exclude(withdrawn_at=None).values_list("lead", flat=True)) - stands
    return frozenset(withdrawn | {lead.pk for lead in batch if lead.restricted_at is not None})


def cells(lead: Lead, lang: str, unnamed: bool = False) -> list[str]:
    """One row, in the order of the titles; times in the province's clock. `unnamed`: without the person."""
    hidden, organisation = bool(lead.code_name), lead.organisation
    country = lead.country or (organisation.country if organisation else "")
    sector = getattr(lead.sector, f"name_{lang}") if lead.sector else ""
    person = ("", "", "") if hidden or unnamed else (lead.contact_shown, lead.contact_email, lead.contact_phone)
    return [
        lead.reference,
        _moment(lead.received_at),
        str(Stage(lead.stage).label),
        str(Priority(lead.priority).label),
        lead.department.name,
        lead.owner.name if lead.owner else "",
        _moment(lead.due_at),
        lead.code_name if hidden else organisation.shown if organisation else "",
        country_name(country, lang) if country else "",
        *person,
        str(ReplyLanguage(lead.language).label),
        sector,
        question_name(lead.question),
        source_name(lead.source),
        lead.campaign,
        _("yes") if lead.illustrative else "",
    ]


def as_text(cell: str) -> str:
    """The cell, marked as text wherever a spreadsheet would reckon with it."""
    return FORMULA.sub(_marked, cell)


def _marked(found: re.Match[str]) -> str:
    """The mark stands before the sign: at the start of the cell, or behind the separator."""
    return f"'{found[0]}" if found.start() == 0 and found[0] in "\t\r" else f"{found[0]}'"


def _moment(at: datetime | None) -> str:
    return at.astimezone(PARK_TIME).strftime("%Y-%m-%d %H:%M") if at else ""
