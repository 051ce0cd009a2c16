"""What the house sets and each page reads, kept for one state (`house_version`): rows that nobody changes or saves."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal

from django.contrib.auth.models import User

from leads.matching.catalogue import ALLOWED
from leads.models import Department, Officer, Pool, ReplyTemplate
from leads.services.house_version import kept_of_the_house
from sitepages.accounts import account_name
from sitepages.choices import ZoneStatus
from sitepages.models import (
    ExchangeRate,
    FunctionalZone,
    IncentiveVersion,
    ParkSettings,
    ProcedureStep,
    Sector,
    SectorPermission,
)

ONE = 2  # the state that stands, and the one before for who still reads it


@kept_of_the_house(ONE)
def departments() -> Mapping[str, Department]:
    """All departments by key, in that order."""
    return {row.key: row for row in Department.objects.all()}


@kept_of_the_house(ONE)
def pools() -> Mapping[str, Pool]:
    """All pools by key, in that order; their members are not read with them."""
    return {row.key: row for row in Pool.objects.all()}


@kept_of_the_house(ONE)
def officers() -> tuple[Officer, ...]:
    """All officers by name, each with person, account, its groups and the department."""
    rows = Officer.objects.select_related("person", "user", "department").prefetch_related("user__groups")
    return tuple(rows.order_by("person__name", "key"))


@kept_of_the_house(ONE)
def officers_by_key() -> Mapping[str, Officer]:
    """All officers by key."""
    return {row.key: row for row in officers()}


@kept_of_the_house(ONE)
def officers_by_account() -> Mapping[int, Officer]:
    """All officers by the number of their account."""
    return {row.user_id: row for row in officers()}


@kept_of_the_house(ONE)
def sectors() -> Mapping[str, Sector]:
    """All sectors by key, those retired too, in the order editors gave them."""
    return {row.key: row for row in Sector.objects.all()}


@kept_of_the_house(ONE)
def zones() -> Mapping[str, FunctionalZone]:
    """All functional zones by code."""
    return {row.code: row for row in FunctionalZone.objects.all()}


@kept_of_the_house(ONE)
def allowed_zones() -> frozenset[tuple[str, str]]:
    """(sector, zone) wherever the sector is allowed, with conditions or without."""
    return frozenset(SectorPermission.objects.filter(level__in=ALLOWED).values_list("sector_id", "zone_id"))


@kept_of_the_house(ONE)
def zone_status() -> str:
    """Whether the park's zone is planned or established (`sitepages.choices.ZoneStatus`)."""
    row = ParkSettings.objects.first()
    return str(row.zone_status if row else ZoneStatus.PLANNED)


@kept_of_the_house(ONE)
def guide_steps() -> Mapping[str, ProcedureStep]:
    """All steps of the guide by key."""
    return {row.key: row for row in ProcedureStep.objects.all()}


@kept_of_the_house(2 * ONE)
def incentive_names(lang: str) -> Mapping[str, str]:
    """The name of each incentive by key, as its newest version has it."""
    rows = IncentiveVersion.objects.order_by("number")
    return dict(rows.values_list("incentive__key", "name_vi" if lang == "vi" else "name_en"))


@kept_of_the_house(ONE)
def reply_templates() -> tuple[ReplyTemplate, ...]:
    """All templates of replies, past and to come too, by name."""
    return tuple(ReplyTemplate.objects.order_by("name", "pk"))


@kept_of_the_house(ONE)
def dollar_rates() -> tuple[tuple[date, Decimal], ...]:
    """VND for a dollar by day, the newest first; those withdrawn are left out."""
    rates = ExchangeRate.objects.filter(pair="USD_VND", withdrawn_at=None).order_by("-date")
    return tuple(rates.values_list("date", "value"))


@kept_of_the_house(ONE)
def account_names() -> Mapping[int, str]:
    """What each account is called, by number."""
    return {user.pk: account_name(user) for user in User.objects.all()}
