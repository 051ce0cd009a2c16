"""Numbers, dates and money in templates, in the page's language."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from typing import Any

from django import template
from django.utils.translation import get_language

from sitepages import figures, invented
from sitepages.accounts import account_name

register = template.Library()


def lang() -> str:
    return "vi" if (get_language() or "vi").startswith("vi") else "en"


def in_language(name: str, function: Callable[[Any, str], str]) -> None:
    def shown(value: Any) -> str:
        return "" if value is None or value == "" else function(value, lang())

    register.filter(name, shown)


in_language("m2", figures.area_m2)
in_language("ha", figures.area_ha)
in_language("area", figures.area)
in_language("area_both", figures.area_both)
in_language("power", figures.power)
in_language("kva", figures.kva)
in_language("water", figures.water)
in_language("usd", figures.usd)
in_language("usd_short", figures.usd_short)
in_language("vnd_short", figures.vnd_short)
in_language("price_m2", figures.price_m2)
in_language("percent", figures.percent)
in_language("part_day", figures.part_day)
in_language("working_time", figures.working_time)


@register.filter
def num(value: Any, decimals: int | None = None) -> str:
    return "" if value is None or value == "" else figures.number(value, decimals, lang())


@register.filter
def in_reader_language(value: Any) -> str:
    """The name, in the page's language, of a value that has one in each."""
    return str(value.name(lang()))


@register.filter
def day(value: date | None) -> str:
    return figures.day(value, lang()) if value else ""


@register.filter
def moment(value: datetime | None) -> str:
    """In the province's time, for the desk, which lives by it."""
    return figures.local_moment(value, lang()) if value else ""


@register.filter
def moment_abroad(value: datetime | None) -> str:
    """The same for readers anywhere: English names the offset."""
    return figures.moment(value, lang()) if value else ""


@register.filter
def account(user: Any) -> str:
    """A colleague by name; empty where nobody is."""
    return invented.shown(account_name(user)) if user else ""
