"""What the supply side says when it will not act: code -> sentence, the same at every door."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING, Any

from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from sitepages import figures
from sitepages.choices import ChangeState, LayerKind
from sitepages.landdesk.words import field_words
from sitepages.language import site_language
from sitepages.refusal import Refused
from sitepages.services.land_facts import evidence_rule
from sitepages.services.park_facts import question_of

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

SENTENCES: Mapping[str, StrOrPromise] = {
    "report_closed": _("Nothing was written: this report was taken up or answered meanwhile. Read it again."),
    "report_answer_missing": _("Nothing was written: choose an outcome and write an answer."),
    "report_not_corrected": _(
        "Nothing was sent: this fact has not been changed since the report came. Correct it first, "
        "or choose another outcome."
    ),
    "pending_unknown": _("This link confirms nothing. Copy it whole from the mail."),
    "pending_over": _("This link is no longer good: what was typed was kept for one day only, and nothing was sent."),
    "pending_refused": _("Nothing was sent. %(words)s"),
    "shortlist_unknown": _("This address opens no list. Copy it whole, as it was sent to you."),
    "import_blocked": _("Nothing was written. Errors to mend in the files first: %(findings)s."),
    "warnings_stand": _("Nothing was written: tick each warning that is meant."),
    "changed_since_preview": _("Nothing was written: changed by somebody meanwhile: %(rows)s. Look again."),
    "change_not_waiting": _("Nothing was done: this change is no longer waiting (%(state)s)."),
    "change_not_applied": _("Only a change that was applied can be undone; this one is: %(state)s."),
    "undo_too_late": _("A change can be undone for %(days)s days; that time is over."),
    "no_such_fact": _("There is no such fact."),
    "receipt_too_old": _("The day of verification lies before %(first)s: no record of the park's land is as old."),
    "receipt_incomplete": _("A receipt needs its source, and a day of verification that is not in the future."),
    "receipt_ends_wrongly": _("It may be valid from the day it was verified until %(latest)s at the latest."),
    "both_languages": _("It is read in both languages: write it in Vietnamese and in English, or leave both empty."),
    "fact_out_of_range": _("%(field)s: this value is not possible here."),
    "status_backdated": _(
        "Nothing was written: the history already tells a status from %(latest)s on. Give that day or a later one."
    ),
    "nothing_to_verify": _("None of the facts ticked has a value to verify."),
    "bad_plot_code": _("Nothing was written: these are no plot codes: %(plots)s."),
    "plots_referred": _("Nothing was written: leads or holds point at plots that would vanish: %(plots)s."),
}


def sentence(refusal: Refused) -> str:
    """The refusal in the active language."""
    return str(SENTENCES[refusal.code]) % {name: shown(name, value) for name, value in refusal.facts.items()}


def row_words(row: str) -> str:
    """A row of a change set by name: a plot's field, a layer, a document, a fact of the whole park."""
    code, dot, field = row.partition(".")
    if dot:
        return f"{code}: {field_words(field)}"
    if row in LayerKind.values:
        return str(LayerKind(row).label)
    side = 0 if get_language() == "vi" else 1
    code, slash, key = row.rpartition("/")
    if slash:
        return f"{code or _('Whole park')}: {evidence_rule(key).names[side]}"
    return f"{_('Whole park')}: {question_of(row).label('vi' if side == 0 else 'en')}"


def shown(name: str, value: Any) -> str:
    """One fact as words: states by name, lists with their first ten."""
    if name == "state":
        return str(ChangeState(value).label)
    if isinstance(value, date):
        return figures.day(value, site_language())
    if name == "field":
        return field_words(str(value))
    if name == "rows":
        value = [row_words(row) for row in value]
    if isinstance(value, list):
        return ", ".join(map(str, value[:10])) + (" …" if len(value) > 10 else "")
    return str(value)
