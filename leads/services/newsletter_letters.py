"""Mails of the newsletter: the first one that asks to confirm, and an issue."""

from __future__ import annotations

from datetime import datetime

from django.utils import translation

from leads.models import Mail, Subscription
from leads.services.mail import queue_mail
from leads.services.mail_wishes import UNCONFIRMED, page_address, token_for
from leads.services.newsletter_items import Item
from leads.services.newsletter_land import LandLine
from sitepages.models import ParkSettings, Sector

CONFIRM, ISSUE = "newsletter_confirm", "newsletter"


def ask_to_confirm(*, reader: Subscription, now: datetime) -> Mail:
    """To the address given; of one confirmed already it says so, with the same links."""
    lang, links = reader.language, _links(reader)
    words = {
        **links,
        "sectors": sector_names(reader.sectors, lang),
        "known": reader.confirmed_at is not None,
        "days": UNCONFIRMED.days,
    }
    return queue_mail(lead=None, kind=CONFIRM, to=reader.email, language=lang, words=words, now=now, stop=links["stop"])


def send_issue(
    *, reader: Subscription, news: list[Item], law: list[Item], plots: list[LandLine], now: datetime
) -> Mail:
    lang, links = reader.language, _links(reader)
    illustrative = ParkSettings.load().land_illustrative
    words = {
        **links,
        "news": news,
        "law": law,
        "plots": plots,
        "illustrative": illustrative,
        "sectors": sector_names(reader.sectors, lang),
    }
    return queue_mail(lead=None, kind=ISSUE, to=reader.email, language=lang, words=words, now=now, stop=links["stop"])


def sector_names(keys: list[str], lang: str) -> tuple[str, ...]:
    """In the order of the list; empty: every sector."""
    with translation.override(lang):
        return tuple(row.name for row in Sector.objects.filter(key__in=keys)) if keys else ()


def _links(reader: Subscription) -> dict[str, str]:
    token = token_for(reader)
    return {
        "page": page_address("newsletter-reader", token, reader.language),
        "stop": page_address("newsletter-stop", token, reader.language),
    }
