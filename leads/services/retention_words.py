"""Rules of retention in words, for the pages of the desk."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from leads.records.retention import RetentionRule, Term, all_rules
from sitepages.language import site_language


def rule_name(rule: RetentionRule) -> str:
    return rule.names[site_language()]


def rule_why(rule: RetentionRule) -> str:
    return rule.whys[site_language()]


def ground(rule: str, request: int) -> str:
    """Why the data of a file were erased: the rule, a newer name of the same key counting, or the request."""
    if request:
        return _("At the person's request no. %(number)s") % {"number": request}
    found = next((one for one in reversed(all_rules()) if one.key == rule), None)
    return _("By the rule “%(rule)s”") % {"rule": rule_name(found) if found else rule}


def term_in_words(term: Term) -> str:
    """How long, "" for a rule without an end."""
    if term.months:
        return ngettext("%(n)s month", "%(n)s months", term.months) % {"n": term.months}
    return ngettext("%(n)s day", "%(n)s days", term.days) % {"n": term.days} if term.days else ""
