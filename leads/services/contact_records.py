"""People who write for investors: found again by mail address, or by number and name; joined by a person's decision."""

from __future__ import annotations

from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet

from leads.models import Contact, Lead, Organisation
from leads.records.names import folded, phone_key
from leads.services.access import seat_of
from leads.services.confidential import leads_known_to
from leads.services.organisations import RecordHidden, RecordMerged


@transaction.atomic(savepoint=False)
def contact_of(
    *,
    name: str,
    email: str,
    phone: str,
    language: str,
    organisation: Organisation | None = None,
    illustrative: bool = False,
) -> Contact:
    """The person of this mail address, else of this number and name, found or made; merged ones are whom they became.

    What was known of the person stays: a name typed otherwise is the lead's own business.
    """
    found = _found(name, email, phone)
    if found is None:
        return Contact.objects.create(
            name=name,
            folded=folded(name),
            email=email.lower(),
            phone=phone,
            phone_key=phone_key(phone),
            language=language,
            organisation=organisation,
            illustrative=illustrative,
        )
    if organisation and found.organisation_id is None:
        Contact.objects.filter(pk=found.pk).update(organisation=organisation)
        found.organisation = organisation
    return found


def _found(name: str, email: str, phone: str) -> Contact | None:
    rows = Contact.objects.filter(erased_at=None).order_by("pk")
    if email:
        known = rows.filter(email=email.lower()).first()
    else:
        key = phone_key(phone)
        known = rows.filter(phone_key=key, folded=folded(name), email="").first() if key else None
    return standing_contact(known) if known else None


def standing_contact(record: Contact) -> Contact:
    """The person this one was merged into, at the end of the chain."""
    while record.merged_into:
        record = record.merged_into
    return record


def contacts_visible_to(user: User) -> QuerySet[Contact]:
    """People of the leads whose investor this person reads; those without a lead the duty head and the leader.

    Merged ones are gone, and those whose data were erased.
    """
    rows, seat = Contact.objects.filter(merged_into=None, erased_at=None), seat_of(user)
    if seat.is_duty_head:
        return rows
    known = Exists(leads_known_to(user).order_by().filter(contact=OuterRef("pk")))
    nobodys = ~Exists(Lead.objects.order_by().filter(contact=OuterRef("pk")))
    return rows.filter(known | nobodys if seat.sees_all else known)


def visible_contact(user: User, pk: int) -> Contact:
    """Raises RecordHidden or RecordMerged."""
    found = Contact.objects.select_related("organisation").filter(pk=pk).first()
    if found is None:
        raise RecordHidden
    to = standing_contact(found)
    if not contacts_visible_to(user).filter(pk=to.pk).exists():
        raise RecordHidden
    if to != found:
        raise RecordMerged(name=to.name)
    return found
