"""Which records may be the same: by tax code, then mail domain, then name without diacritics and legal form.

The answer is a list with the ground of each; a person decides.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum

from django.db.models import Q, QuerySet

from leads.models import Contact, Organisation
from leads.records.names import alike, domain_key

MOST = 20
LOOKED_AT = 300  # names with the same beginning, compared letter by letter
BEGINNING = 3


class Ground(StrEnum):
    """Why two records may be one, the surest first."""

    TAX_CODE = "tax_code"
    MAIL = "mail"
    PHONE = "phone"
    DOMAIN = "domain"
    NAME = "name"
    NEAR_NAME = "near_name"


@dataclass(frozen=True)
class Pair:
    """A record that may be the same as the one asked about."""

    other: int
    name: str
    ground: Ground


def organisations_like(one: Organisation) -> tuple[Pair, ...]:
    """Standing organisations that may be this one, the surest ground first, each once."""
    rows = Organisation.objects.filter(merged_into=None).exclude(pk=one.pk)
    domain = domain_key(one.domain)
    found = [
        *_pairs(rows.filter(tax_key=one.tax_key) if one.tax_key else (), Ground.TAX_CODE),
        *_pairs(rows.filter(domain__in=(domain, f"www.{domain}")) if domain else (), Ground.DOMAIN),
        *_pairs(rows.filter(core=one.core) if one.core else (), Ground.NAME),
        *_near(one, rows),
    ]
    return _once(pair for pair in found if not _other_tax_code(one, pair))


def contacts_like(one: Contact) -> tuple[Pair, ...]:
    """Standing people who may be this one."""
    rows = Contact.objects.filter(merged_into=None, erased_at=None).exclude(pk=one.pk)
    same_name = rows.filter(folded=one.folded) if one.folded else Contact.objects.none()
    domain = domain_key(one.email.rpartition("@")[2])
    colleagues = Q(organisation=one.organisation_id) if one.organisation_id else Q()
    at_domain = Q(email__endswith=f"@{domain}") if domain else Q()
    both = colleagues | at_domain if colleagues and at_domain else colleagues or at_domain
    found = [
        *_pairs(rows.filter(email=one.email) if one.email else (), Ground.MAIL),
        *_pairs(rows.filter(phone_key=one.phone_key) if one.phone_key else (), Ground.PHONE),
        *_pairs(same_name.filter(both) if both else (), Ground.NAME),
    ]
    return _once(found)


def _pairs(rows: Iterable[Organisation] | Iterable[Contact], ground: Ground) -> Iterator[Pair]:
    some = rows[:MOST] if isinstance(rows, QuerySet) else rows
    return (Pair(row.pk, row.name, ground) for row in some)


def _near(one: Organisation, rows: QuerySet[Organisation]) -> Iterator[Pair]:
    """Names with the same beginning, typed otherwise by a letter or two."""
    if len(one.core) < BEGINNING:
        return
    same_beginning = rows.filter(core__startswith=one.core[:BEGINNING]).exclude(core=one.core).order_by("core")
    for pk, name, core in same_beginning.values_list("pk", "name", "core")[:LOOKED_AT]:
        if alike(one.core, core):
            yield Pair(pk, name, Ground.NEAR_NAME)


def _other_tax_code(one: Organisation, pair: Pair) -> bool:
    """Two tax codes are two bodies, however alike the names."""
    if not one.tax_key or pair.ground == Ground.TAX_CODE:
        return False
    other = Organisation.objects.values_list("tax_key", flat=True).get(pk=pair.other)
    return bool(other) and other != one.tax_key


def _once(pairs: Iterable[Pair]) -> tuple[Pair, ...]:
    seen: dict[int, Pair] = {}
    for pair in pairs:
        seen.setdefault(pair.other, pair)
    return tuple(seen.values())[:MOST]
