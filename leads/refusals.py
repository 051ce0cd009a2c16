"""What the demand side says when it will not act: code -> sentence, the same on page, desk and API."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from leads.choices import EventKind, Stage
from leads.services.stages import pipeline
from sitepages import figures
from sitepages.refusal import Refused

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

SENTENCES: Mapping[str, StrOrPromise] = {
    "refused": _("This was not done."),
    # arrival
    "field_missing": _("Fill in: %(field)s."),
    "text_too_long": _("%(field)s: at most %(limit)s characters."),
    "email_invalid": _("Enter an e-mail address such as name@company.com, so that the answer reaches you."),
    "choice_unknown": _("%(field)s: choose one of the values offered."),
    "consent_missing": _("Tick your consent to the use of your data for the answer. Without it nothing is stored."),
    # links
    "link_unknown": _("This link does not open a file. Copy it whole from the mail."),
    "link_expired": _("This link expired at %(expired_at)s. Write to the investor desk for a new one."),
    "link_revoked": _("This link was withdrawn at %(revoked_at)s. Write to the investor desk for a new one."),
    # who may
    "lead_hidden": _("There is no such file among those you may open."),
    "read_only": _("Your role reads files and changes none."),
    "not_a_head": _("Only a head may give this file to somebody else."),
    # the desk
    "stale_lead": _("Nothing was changed: since you opened this page, %(who)s did this at %(at)s: %(what)s."),
    "lead_closed": _("This file is closed (%(stage)s) and goes no further."),
    "no_such_move": _("There is no step from %(old)s to %(new)s."),
    "gates_missing": _("Before %(stage)s, still missing: %(gates)s."),
    "reason_missing": _("Say why: this step needs a reason."),
    "words_do_not_fit": _("%(gate)s: this answer does not fit what is asked."),
    "date_not_ahead": _("%(field)s: choose a time in the future."),
    "too_far_ahead": _("%(field)s: at the latest %(latest)s."),
    "no_step_here": _("A file in this stage (%(stage)s) has no running clock."),
    "already_paused": _("The clock is already paused until %(until)s."),
    "not_paused": _("The clock is running already."),
    "waits_there_already": _("This file waits for an officer of %(department)s already."),
    "has_it_already": _("This file is with %(officer)s already."),
    "department_unavailable": _("%(department)s takes no files at present."),
    "officer_unavailable": _("%(officer)s takes no files at present."),
    # weights of the score
    "weights_unsound": _("%(criterion)s: give a weight of 0 or more and two different bounds; some weight is above 0."),
    "weights_past": _("Weights hold from %(on)s or later: answers given before keep theirs."),
}
FIELDS: Mapping[str, StrOrPromise] = {
    "submission_key": _("form number"),
    "contact_name": _("your name"),
    "contact_email": _("e-mail"),
    "contact_phone": _("telephone"),
    "organisation_name": _("organisation"),
    "country": _("country"),
    "language": _("language of the answer"),
    "message": _("message"),
    "question": _("your question"),
    "source": _("source"),
    "consents": _("consent"),
    "text": _("text"),
    "reason": _("reason"),
    "loss_reason": _("reason for loss"),
    "next_step": _("next step"),
    "next_step_due": _("date of the next step"),
    "until": _("paused until"),
    "come_back_on": _("date to come back"),
}


def sentence(refusal: Refused) -> str:
    """The refusal in the active language, with its facts as a person reads them."""
    facts = {name: shown(name, value) for name, value in refusal.facts.items()}
    text = str(SENTENCES.get(refusal.code, SENTENCES["refused"])) % facts
    return text[:1].upper() + text[1:]


def shown(name: str, value: Any) -> str:
    """One fact as words: fields, stages and gates by name, times in the province's hour."""
    if name in WORDS:
        return WORDS[name](value)
    if isinstance(value, datetime):
        return figures.moment(value, "vi" if get_language() == "vi" else "en")
    return str(value)


def _gate(key: str) -> str:
    return next((gate.name for gate in pipeline().gates if gate.key == key), key)


def _stage(key: str) -> str:
    return str(Stage(key).label)


WORDS: Mapping[str, Callable[[Any], str]] = {
    "field": lambda value: str(FIELDS.get(value, "")) or _gate(value),
    "stage": _stage,
    "old": _stage,
    "new": _stage,
    "gate": _gate,
    "gates": lambda keys: "; ".join(_gate(key) for key in keys),
    "what": lambda kind: str(EventKind(kind).label),
    "who": lambda name: name or gettext("the system"),
}
