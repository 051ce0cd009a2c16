"""Organisations as investors name them: the same name in the same country is one row; people join duplicates."""

from __future__ import annotations

from datetime import datetime

from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet

from leads.models import Lead, Organisation
from leads.records.names import core, folded, tax_key
from leads.services.access import ReadOnly, seat_of
from leads.services.confidential import leads_known_to
from leads.services.lead_search import write_lines
from leads.services.roll_up import count_again
from leads.services.words import bounded
from sitepages.refusal import Refused

__all__ = ["folded", "organisation_named"]
LIMITS = {"name": 200, "name_local": 200, "country": 2, "domain": 120, "tax_code": 40}


class RecordHidden(Refused):
    """An organisation or a person none of whose leads this person may see."""

    code = "record_hidden"
    status = 404


class RecordMerged(Refused):
    """It was merged into another record meanwhile. Facts: `name`."""

    code = "record_merged"


def keys_of(name: str, tax_code: str = "") -> dict[str, str]:
    """The columns by which an organisation is found."""
    return {"folded": folded(name), "core": core(name), "tax_key": tax_key(tax_code)}


@transaction.atomic(savepoint=False)
def organisation_named(*, name: str, country: str, domain: str = "", illustrative: bool = False) -> Organisation | None:
    """The organisation of this name and country, found or made; None when no name was given.

    A near name makes a second row on purpose: joining two is a person's decision, with a preview. One that was
    joined to another is that other.
    """
    if not name:
        return None
    same = Q(folded=folded(name)) | Q(folded="", name=name)
    known = Organisation.objects.filter(same, country=country).order_by("pk").first()
    if known:
        return standing(known)
    return Organisation.objects.create(
        name=name, country=country, domain=domain[:120], illustrative=illustrative, **keys_of(name)
    )


def standing(record: Organisation) -> Organisation:
    """The organisation this one was merged into, at the end of the chain; itself where it was not."""
    while record.merged_into:
        record = record.merged_into
    return record


# --- What a person sees and writes ---


def organisations_visible_to(user: User) -> QuerySet[Organisation]:
    """Organisations of the leads whose investor this person reads; those without a lead the duty head and the leader.

    Merged ones are gone.
    """
    rows, seat = Organisation.objects.filter(merged_into=None), seat_of(user)
    if seat.is_duty_head:
        return rows
    known = Exists(leads_known_to(user).order_by().filter(organisation=OuterRef("pk")))
    nobodys = ~Exists(Lead.objects.order_by().filter(organisation=OuterRef("pk")))
    return rows.filter(known | nobodys if seat.sees_all else known)


def visible_organisation(user: User, pk: int) -> Organisation:
    """Raises RecordHidden, or RecordMerged for one that was joined to another this person sees."""
    found = Organisation.objects.filter(pk=pk).first()
    if found is None:
        raise RecordHidden
    to = standing(found)
    if not organisations_visible_to(user).filter(pk=to.pk).exists():
        raise RecordHidden
    if to != found:
        raise RecordMerged(name=to.name)
    return found


@transaction.atomic
def save_organisation(*, organisation: Organisation, values: dict[str, str], by: User, now: datetime) -> Organisation:
    """Correct name, tax code, country or mail domain. Raises RecordHidden, ReadOnly, RecordMerged, FieldMissing."""
    check_can_edit(by, organisation)
    found = Organisation.objects.select_for_update().get(pk=organisation.pk)
    if found.merged_into:
        raise RecordMerged(name=standing(found).name)
    clean = {
        field: bounded(field, values.get(field, ""), limit, needed=field == "name") for field, limit in LIMITS.items()
    }
    clean |= {"country": clean["country"].upper(), "domain": clean["domain"].lower()}
    for field, value in (clean | keys_of(clean["name"], clean["tax_code"])).items():
        setattr(found, field, value)
    found.save()
    write_lines(Lead.objects.filter(organisation=found))
    count_again(organisations=[found.pk], now=now)
    return found


@transaction.atomic
def mark_checked(*, organisation: Organisation, by: User, now: datetime) -> Organisation:
    """A person looked for duplicates and found none, or joined those there were (gate g_duplicates)."""
    check_can_edit(by, organisation)
    Organisation.objects.filter(pk=organisation.pk).update(checked_at=now)
    organisation.checked_at = now
    return organisation


def check_can_edit(user: User, organisation: Organisation) -> None:
    """Who works on one of its leads. Raises RecordHidden or ReadOnly."""
    visible_organisation(user, organisation.pk)
    seat = seat_of(user)
    if not any(seat.works_on(lead) for lead in organisation.leads.all()[:500]):
        raise ReadOnly
