"""Bodies beside the province's own: they have a file only with the investor's consent to share it."""

from __future__ import annotations

from leads.models import Department

OUTSIDE_KINDS = frozenset({"developer"})  # of Department.kind


def is_outside(department: Department) -> bool:
    return department.kind in OUTSIDE_KINDS


def outside_keys() -> frozenset[str]:
    """The departments the consent to share with the developer is about."""
    return frozenset(Department.objects.filter(kind__in=OUTSIDE_KINDS).values_list("pk", flat=True))
