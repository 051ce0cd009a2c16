"""The investor's way in without an account: a signed link, one lead wide, expiring, revocable."""

from __future__ import annotations

import secrets
from datetime import UTC, datetime, timedelta

from django.core.signing import BadSignature, Signer
from django.db import transaction
from django.utils.crypto import constant_time_compare

from leads.choices import LinkRights
from leads.models import Lead, LeadLink
from sitepages.refusal import Refused

LIFETIME = timedelta(days=90)
EVER = datetime.min.replace(tzinfo=UTC)


class LinkRefused(Refused):
    """Base of the reasons why a link does not open."""


class LinkUnknown(LinkRefused):
    code = "link_unknown"
    status = 404


class LinkExpired(LinkRefused):
    """Facts: `expired_at`."""

    code = "link_expired"
    status = 410


class LinkRevoked(LinkRefused):
    """Facts: `revoked_at`."""

    code = "link_revoked"
    status = 410


class LinkErased(LinkRefused):
    """The personal data of the file were erased: no link to it opens any more. Facts: `erased_at`."""

    code = "link_erased"
    status = 410


def signer() -> Signer:
    return Signer(salt="leads.link", sep=".")


@transaction.atomic(savepoint=False)
def issue_link(*, lead: Lead, now: datetime) -> LeadLink:
    """A new link to the lead, good for 90 days."""
    return LeadLink.objects.create(
        lead=lead, nonce=secrets.token_urlsafe(16), created_at=now, expires_at=now + LIFETIME
    )


@transaction.atomic
def revoke_link(*, link: LeadLink, now: datetime) -> None:
    """Close a link for good; the first revocation's time stays."""
    LeadLink.objects.filter(pk=link.pk, revoked_at=None).update(revoked_at=now)
    link.refresh_from_db()


@transaction.atomic
def close_links(*, link: LeadLink, now: datetime) -> None:
    """Close the file to every link it has, those sent anew and passed on too; a link passed on closes itself only."""
    if link.rights == LinkRights.OWNER:
        LeadLink.objects.filter(lead=link.lead_id, revoked_at=None).update(revoked_at=now)
    revoke_link(link=link, now=now)


def live_link(*, lead: Lead, now: datetime) -> LeadLink:
    """The investor's own newest link that still opens, or a new one; never one that was passed on."""
    return owner_link(lead=lead, now=now) or issue_link(lead=lead, now=now)


def owner_link(*, lead: Lead, now: datetime) -> LeadLink | None:
    """The investor's own newest link that still opens, if there is one."""
    live = lead.links.filter(rights=LinkRights.OWNER, revoked_at=None, expires_at__gt=now)
    return live.order_by("-expires_at", "-pk").first()


def token_for(link: LeadLink) -> str:
    """The signed text that stands in the address: link number, nonce, signature."""
    return signer().sign(f"{link.pk}-{link.nonce}")


def link_for_token(token: str, now: datetime) -> LeadLink:
    """The live link behind a token; raises LinkUnknown, LinkErased, LinkExpired or LinkRevoked."""
    try:
        number, _, nonce = signer().unsign(token).partition("-")
        link = LeadLink.objects.select_related("lead__department", "lead__owner__person", "lead__match_run").get(
            pk=int(number)
        )
    except (BadSignature, ValueError, LeadLink.DoesNotExist) as error:
        raise LinkUnknown from error
    if not constant_time_compare(link.nonce, nonce):
        raise LinkUnknown
    if link.lead.erased_at is not None:
        raise LinkErased(erased_at=link.lead.erased_at)
    if link.revoked_at is not None:
        raise LinkRevoked(revoked_at=link.revoked_at)
    if link.expires_at <= now:
        raise LinkExpired(expired_at=link.expires_at)
    return link


def expired_link(token: str) -> LeadLink:
    """A link of ours that ran out and was never closed; raises LinkUnknown, LinkErased or LinkRevoked.

    For sending a new one to the address of the file: it opens nothing.
    """
    return link_for_token(token, EVER)


def lead_for_token(token: str, now: datetime) -> Lead:
    """The one lead a token opens; raises LinkUnknown, LinkErased, LinkExpired or LinkRevoked."""
    return link_for_token(token, now).lead
