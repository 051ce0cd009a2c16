"""What a colleague's account is called."""

from __future__ import annotations

from django.contrib.auth.models import User


def account_name(user: User) -> str:
    """As a Vietnamese name stands, and as Wagtail shows it: the account's first part holds family and middle name,
    its second the given name (its form asks for them so); the user name where no name is given.
    """
    return user.get_full_name() or user.get_username()
