"""Who agreed to what, proven by an address: its keyed mark finds the consents after the data are erased, too."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from operator import attrgetter

from django.contrib.auth.models import User
from django.db.models import Q

from leads.choices import ConsentPurpose
from leads.models import Consent, Subscription, Watch
from leads.services.breach import check_may_register
from leads.services.mail_wishes import address_of, mark_of


@dataclass(frozen=True)
class ConsentProof:
    """One consent. `reference`: of the file it was given with, "" for a watch or newsletter of its own.

    `confirmed_at`: the button of a mail to the address was pressed; `channel`: the way it came, "" for those.
    """

    purpose: ConsentPurpose
    version: int
    language: str
    given_at: datetime
    reference: str = ""
    channel: str = ""
    confirmed_at: datetime | None = None
    withdrawn_at: datetime | None = None
    erased_at: datetime | None = None
    ended_how: str = ""


def proofs_of(*, address: str, by: User) -> tuple[ConsentProof, ...]:
    """The oldest first. Raises NotTheRegistrar, FieldMissing, TextTooLong or EmailInvalid."""
    check_may_register(by)
    return tuple(sorted(_found(address_of(address)), key=attrgetter("given_at")))


def _found(address: str) -> Iterator[ConsentProof]:
    mark = mark_of(address)
    rows = Consent.objects.filter(Q(mark=mark) | Q(mark="", lead__contact_email__iexact=address))
    for row in rows.select_related("text", "lead"):
        yield ConsentProof(
            purpose=ConsentPurpose(row.text.purpose),
            version=row.text.version,
            language=row.language,
            given_at=row.given_at,
            reference=row.lead.reference,
            channel=row.channel,
            withdrawn_at=row.withdrawn_at,
            erased_at=row.erased_at,
        )
    for purpose, model in ((ConsentPurpose.WATCH, Watch), (ConsentPurpose.NEWSLETTER, Subscription)):
        for wish in model.objects.filter(mark=mark).select_related("text"):
            yield ConsentProof(
                purpose=purpose,
                version=wish.text.version,
                language=wish.shown_in,
                given_at=wish.asked_at,
                confirmed_at=wish.confirmed_at,
                erased_at=wish.ended_at,
                ended_how=wish.ended_how,
            )
