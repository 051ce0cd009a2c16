"""Requests about personal data in the demo: a correction and an erasure by the link, one written down by an officer."""

from __future__ import annotations

from datetime import datetime

from leads.choices import Channel, PrivacyRight
from leads.models import Lead
from leads.services.links import live_link
from leads.services.privacy import Asked, ask_by_link, note_request

PHONE = "+84 900 000 105"


def asked_to_correct(lead: Lead, now: datetime) -> None:
    """By the link: another telephone."""
    asked = Asked(PrivacyRight.CORRECT, wrong="Số điện thoại cũ, đã ngừng dùng (mẫu)", put_right=PHONE)
    ask_by_link(link=live_link(lead=lead, now=now), asked=asked, lang="vi", by=None, now=now)


def asked_to_erase(lead: Lead, now: datetime) -> None:
    """By the link; a head decides."""
    link = live_link(lead=lead, now=now)
    ask_by_link(link=link, asked=Asked(PrivacyRight.ERASE), lang="en", by=None, now=now)


def asked_for_a_copy(lead: Lead, now: datetime) -> None:
    """By telephone: the owner wrote it down and sends the way to the copy."""
    if lead.owner:
        note_request(lead=lead, asked=Asked(PrivacyRight.ACCESS), channel=Channel.PHONE, by=lead.owner.user, now=now)
