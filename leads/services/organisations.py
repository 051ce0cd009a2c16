"""Organisations as given by investors: the same name in the same country is one row."""

from __future__ import annotations

import unicodedata

from django.db import transaction
from django.db.models import Q

from leads.models import Organisation


def folded(name: str) -> str:
    """A name for comparing: no case, no diacritics, no doubled spaces."""
    plain = unicodedata.normalize("NFKD", name.casefold().replace("đ", "d"))
    return " ".join("".join(sign for sign in plain if not unicodedata.combining(sign)).split())[:200]


@transaction.atomic
def organisation_named(*, name: str, country: str, domain: str = "", illustrative: bool = False) -> Organisation | None:
    """The organisation of this name and country, found or made; None when no name was given.

    A near name makes a second row on purpose: joining two is a person's decision, with a preview.
    """
    if not name:
        return None
    same = Q(folded=folded(name)) | Q(folded="", name=name)
    known = Organisation.objects.filter(same, country=country).order_by("pk").first()
    return known or Organisation.objects.create(
        name=name, folded=folded(name), country=country, domain=domain[:120], illustrative=illustrative
    )
