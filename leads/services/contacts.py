"""The person of the desk whom the public may write to about land: what `sitepages.contacts` asks."""

from __future__ import annotations

from datetime import date

from django.db.models import Q

from leads.models import Officer
from leads.services.presence import INSIDE
from sitepages.contacts import Contact


def desk_contact(on: date) -> Contact | None:
    """The head of the desk in office on the day; None when there is none."""
    in_office = Q(active_to=None) | Q(active_to__gte=on)
    officers = Officer.objects.filter(INSIDE, in_office, is_duty_head=True, active_from__lte=on)
    officer = officers.select_related("person", "department").order_by("key").first()
    if officer is None:
        return None
    person, department = officer.person, officer.department
    return Contact(
        name=person.shown,
        role_vi=person.role_vi,
        role_en=person.role_en,
        department_vi=department.name_vi,
        department_en=department.name_en,
        languages=tuple(person.languages),
        phone=person.phone,
        email=person.email,
        illustrative=person.illustrative,
    )
