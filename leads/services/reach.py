"""How an investor wishes to be reached: channel, account there, good hours on the own clock, a call."""

from __future__ import annotations

from datetime import datetime, time
from typing import Protocol
from zoneinfo import ZoneInfo

from leads.calendar.good_hours import GoodHours
from leads.choices import Channel, Clock, Priority
from leads.models import Lead
from leads.services.targets import targets
from leads.services.words import ChoiceUnknown, FieldMissing
from leads.time_zones import zones
from sitepages.figures import PARK_TIME
from sitepages.refusal import Refused

LEAST_DIGITS = 6
CHATS = frozenset({Channel.ZALO.value, Channel.KAKAOTALK.value, Channel.WECHAT.value})


class HoursCrossed(Refused):
    """Good hours end before they begin. Facts: `field`."""

    code = "hours_crossed"
    status = 422


class PhoneInvalid(Refused):
    """Too few digits to call anybody. Facts: `field`, `least`."""

    code = "phone_invalid"
    status = 422


class Wish(Protocol):
    """What of a submission says how to reach the investor."""

    @property
    def channel(self) -> str: ...
    @property
    def channel_handle(self) -> str: ...
    @property
    def contact_phone(self) -> str: ...
    @property
    def country(self) -> str: ...
    @property
    def time_zone(self) -> str: ...
    @property
    def good_from(self) -> time | None: ...
    @property
    def good_to(self) -> time | None: ...
    @property
    def call_me(self) -> bool: ...


def check_reach(wish: Wish) -> None:
    """Raises FieldMissing where a call or a chat has no number, or good hours no end; HoursCrossed."""
    if wish.channel in CHATS and not (wish.channel_handle or wish.contact_phone):
        raise FieldMissing(field="channel_handle")
    if (wish.channel == Channel.PHONE or wish.call_me) and not (wish.contact_phone or wish.channel_handle):
        raise FieldMissing(field="contact_phone")
    if (wish.good_from is None) != (wish.good_to is None):
        raise FieldMissing(field="good_to" if wish.good_to is None else "good_from")
    if wish.good_from is not None and wish.good_to is not None and wish.good_to <= wish.good_from:
        raise HoursCrossed(field="good_to")


def check_phone(phone: str) -> None:
    """Raises PhoneInvalid for a number, if there is one, that nobody could call."""
    if phone and sum(sign.isdecimal() for sign in phone) < LEAST_DIGITS:
        raise PhoneInvalid(field="contact_phone", least=LEAST_DIGITS)


def preferred(channel: str, *, email: str) -> str:
    """Whoever left no mail address is not answered by mail: the telephone is meant."""
    return Channel.PHONE.value if channel == Channel.MAIL and not email else channel


def checked_zone(wish: Wish) -> str:
    """The zone stated, else the first of the country, else the park's. Raises ChoiceUnknown."""
    if wish.time_zone:
        if wish.time_zone not in known_zones():
            raise ChoiceUnknown(field="time_zone", value=wish.time_zone)
        return wish.time_zone
    return next(iter(zones().get(wish.country, ())), str(PARK_TIME))


def known_zones() -> frozenset[str]:
    """The zones a form offers."""
    return frozenset(name for names in zones().values() for name in names)


def good_hours_of(lead: Lead) -> GoodHours | None:
    """The hours the investor likes to be reached at, if any were stated."""
    if lead.good_from is None or lead.good_to is None:
        return None
    return GoodHours(lead.good_from, lead.good_to, ZoneInfo(lead.time_zone))


def minutes_to_call(lead: Lead, now: datetime) -> int:
    """Working minutes within which a call asked for is due: the target of the first reply."""
    on = now.astimezone(PARK_TIME).date()
    return targets().on(on).minutes[Clock.FIRST_REPLY, Priority(lead.priority)]
