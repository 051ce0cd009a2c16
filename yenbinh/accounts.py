"""Who is signed in, read with what every page of the desk asks of them."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.backends import ModelBackend
from django.contrib.auth.models import User

from leads.services.access import READ_WITH_OFFICER


class AccountWithSeat(ModelBackend):
    """Django's own; the account comes with its profile and its officer's record, in one query."""

    def get_user(self, user_id: Any) -> User | None:
        rows = User.objects.select_related("wagtail_userprofile", "officer__person", "officer__department")
        user = rows.filter(pk=user_id).first()
        if user is None or not self.user_can_authenticate(user):
            return None
        setattr(user, READ_WITH_OFFICER, True)
        return user
