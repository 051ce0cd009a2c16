"""What a colleague's account is called."""

from __future__ import annotations

from django.contrib.auth.models import User


def account_name(user: User) -> str:
    """The family name first, as Vietnamese names stand; the user name where no name is given."""
    return " ".join(part for part in (user.last_name, user.first_name) if part) or user.get_username()
