"""Who is signed in, read with what every page of the desk asks of them."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.backends import ModelBackend
from django.contrib.auth.models import User


class AccountWithSeat(ModelBackend):
    """Django's own; the account comes with its profile and its officer's record, in one query."""

    def get_user(self, user_id: Any) -> User | None:
        rows = User.objects.select_related("wagtail_userprofile", "officer__person", "officer__department")
        user = rows.filter(pk=user_id).first()
        return user if user and self.user_can_authenticate(user) else None
