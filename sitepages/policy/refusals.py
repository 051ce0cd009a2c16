"""What the policy desk says when it will not act: code -> sentence."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _

from sitepages import figures
from sitepages.choices import RuleActKind, RuleState
from sitepages.language import site_language
from sitepages.refusal import Refused

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

SENTENCES: Mapping[str, StrOrPromise] = {
    "rule_no_right": _("Nothing was changed: your role does not include this (%(right)s)."),
    "rule_own_work": _("Nothing was signed: %(who)s wrote part of this version. Another person must sign it."),
    "rule_same_person": _("Nothing was published: %(who)s checked this version. Another person must approve it."),
    "rule_stale": _("Nothing was changed: since you opened this page, %(who)s did this at %(at)s: %(what)s."),
    "rule_not_this_content": _("Nothing was signed: the content is no longer what was on the screen. Read it again."),
    "rule_not_open": _("Nothing was changed: this version is %(state)s. Begin a new draft."),
    "rule_not_checked": _("Nothing was published: a jurist must check this version first."),
    "rule_draft_exists": _("There is an open draft of this rule already: version %(number)s."),
    "rule_not_ready": _("Nothing was signed. Reasons that stand against it: %(count)s. Each is named below."),
    "rule_signed_together": _("Nothing was signed: this draft goes with %(key)s and is signed and published there."),
    "rule_too_late_to_undo": _("A version is undone within %(days)s days. Begin a new draft instead."),
    "rate_there": _("Nothing was entered: %(pair)s has a rate of %(day)s. Withdraw it first."),
    "rate_far": _(
        "Nothing was entered: %(value)s is %(percent)s percent away from the rate before (%(before)s). "
        "If it is right, say so."
    ),
    "rate_turns": _(
        "Nothing was changed yet: golden cases would come out otherwise (%(count)s, named below). "
        "If the rate is right, say that you have seen them."
    ),
    "rate_ahead": _("Nothing was entered: %(day)s has not come yet."),
    "rate_ends": _("Nothing was entered: the low end may not lie above the rate, nor the high end below it."),
    "rate_last": _("Nothing was withdrawn: it is the only rate of %(pair)s. Enter another first."),
    "rate_gone": _("Nothing was withdrawn: somebody did it already."),
    "source_there": _("Nothing was entered: there is a source %(key)s already."),
    "source_stale": _("Nothing was changed: since you opened this page, %(who)s changed this source at %(at)s."),
    "rule_nothing_before": _("There is nothing to go back to: no earlier version, or a later one already replaced it."),
}
RIGHTS: Mapping[str, StrOrPromise] = {
    "draft": _("draft rules of law"),
    "check": _("check rules of law"),
    "approve": _("approve rules of law"),
}


def sentence(refused: Refused) -> str:
    """The refusal in the reader's language."""
    return str(SENTENCES[refused.code]) % {name: _shown(name, value) for name, value in refused.facts.items()}


def _shown(name: str, value: Any) -> str:
    if name == "right":
        return str(RIGHTS[value])
    if name == "what":
        return str(RuleActKind(value).label)
    if name == "state":
        return str(RuleState(value).label)
    lang = site_language()
    if isinstance(value, datetime):
        return figures.moment(value, lang)
    if isinstance(value, date):
        return figures.day(value, lang)
    if isinstance(value, Decimal):
        return figures.number(value, None, lang)
    return str(value) or "–"
