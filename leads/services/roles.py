"""The groups of the admin, one per role, with their rights (design.md: who opens what); leads go by services.access."""

from __future__ import annotations

from django.contrib.auth.models import Group

from leads.choices import Role
from sitepages.services.editing import (
    grant_administration,
    grant_editing,
    grant_land_work,
    grant_law_approval,
    grant_law_checking,
    grant_law_reading,
    permissions,
)


def role_group(role: Role) -> Group:
    """The role's group with its rights. Given at each load: a newer release may have added one."""
    group, _made = Group.objects.get_or_create(name=role.value)
    group.permissions.add(*permissions("wagtailadmin.access_admin"))
    if role == Role.EDITOR:
        grant_editing(group=group)
    if role in {Role.EDITOR, Role.LAND_MANAGER}:
        grant_land_work(group=group)
    if role == Role.JURIST:
        grant_law_checking(group=group)
    if role == Role.APPROVER:
        grant_law_approval(group=group)
    if role in {Role.OFFICER, Role.HEAD_OF_DEPARTMENT, Role.DUTY_HEAD, Role.LEADER}:
        grant_law_reading(group=group)
    if role == Role.DUTY_HEAD:
        group.permissions.add(*permissions("leads.export_lead"))
    if role == Role.ADMIN:
        grant_administration(group=group)
    return group
