"""The record of access in words: who, what, on which page."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from django.contrib.auth.models import User
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from leads.models import AccessRecord, LeadEvent
from sitepages import accounts, invented

PAGES: Mapping[str, Callable[[], str]] = {
    "desk": lambda: _("Leads"),
    "desk-board": lambda: pgettext("of leads", "Board"),
    "desk-due": lambda: pgettext("list", "Due now"),
    "desk-tasks": lambda: _("My tasks"),
    "desk-referrals": lambda: _("Questions to answer"),
    "desk-holds": lambda: _("Land held"),
    "desk-overlap": lambda: _("Who wants the same land"),
    "desk-plot-story": lambda: _("Who wanted plot %(number)s"),
    "desk-plot-change": lambda: _("If a plot changes"),
    "desk-hand-over": lambda: _("Hand-over %(number)s"),
    "desk-rules-tried": lambda: _("The draft of the rules, tried"),
    "desk-calendar-change": lambda: _("Change of the calendar %(number)s"),
    "desk-organisations": lambda: _("Organisations"),
    "desk-organisation": lambda: _("Organisation %(number)s"),
    "desk-contacts": lambda: _("People"),
    "desk-contact-record": lambda: _("Person %(number)s"),
    "desk-merge": lambda: _("Merge %(number)s"),
    "desk-sheet": lambda: _("Enquiries by the list, %(number)s"),
    "desk-privacy": lambda: _("Requests about personal data"),
    "personal-data": lambda: _("Copy of the personal data, request %(number)s"),
    "desk-retention": lambda: _("Retention of data"),
    "desk-inbox": lambda: _("Mails without a file"),
    "desk-behind": lambda: _("Leads behind a figure"),
    "desk-report": lambda: _("Monthly report"),
    "desk-export": lambda: _("Leads as a table"),
    "desk-file": lambda: _("Document %(number)s"),
    "wagtailadmin_home": lambda: _("The first page"),
}


def page_in_words(subject: str) -> str:
    """The page or thing by its name; a lead's own stands beside it as its reference."""
    name, _colon, number = subject.partition(":")
    words = PAGES.get(name)
    return words() % {"number": number} if words else ""


def who_of(row: AccessRecord | LeadEvent) -> str:
    """Whose account, by the name colleagues know; without one, the investor's link."""
    return account_name(row.by) if row.by else _("the investor, by the link")


def account_name(user: User) -> str:
    """From rows read beforehand (`officer__person`)."""
    officer = getattr(user, "officer", None)
    return officer.name if officer else invented.shown(accounts.account_name(user))
