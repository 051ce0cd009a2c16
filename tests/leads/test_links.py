"""The investor's signed link: one lead wide, expiring, revocable."""

from __future__ import annotations

from datetime import timedelta

import pytest

from leads.models import Lead
from leads.services.links import (
    LIFETIME,
    LinkExpired,
    LinkRevoked,
    LinkUnknown,
    issue_link,
    lead_for_token,
    live_link,
    revoke_link,
    signer,
    token_for,
)
from tests.leads.conftest import NOW

pytestmark = pytest.mark.django_db


def test_a_link_opens_its_own_lead_for_ninety_days(lead: Lead) -> None:
    link = issue_link(lead=lead, now=NOW)
    token = token_for(link)
    assert lead_for_token(token, NOW) == lead
    assert lead_for_token(token, NOW + LIFETIME - timedelta(seconds=1)) == lead
    assert timedelta(days=90) == LIFETIME
    with pytest.raises(LinkExpired) as refused:
        lead_for_token(token, NOW + LIFETIME)
    assert refused.value.facts == {"expired_at": link.expires_at}


def test_a_revoked_link_stays_closed(lead: Lead) -> None:
    link = issue_link(lead=lead, now=NOW)
    revoke_link(link=link, now=NOW)
    revoke_link(link=link, now=NOW + timedelta(days=1))
    with pytest.raises(LinkRevoked) as refused:
        lead_for_token(token_for(link), NOW + timedelta(days=2))
    assert refused.value.facts == {"revoked_at": NOW}


def test_what_was_not_signed_here_opens_nothing(lead: Lead) -> None:
    link = issue_link(lead=lead, now=NOW)
    token = token_for(link)
    forged = signer().sign(f"{link.pk}-another-nonce")
    other_number = signer().sign(f"{link.pk + 99}-{link.nonce}")
    for wrong in (
        "",
        "x",
        token[:-1],
        token + "x",
        token.upper(),
        forged,
        other_number,
        signer().sign("x"),
        "1-\x00.a",
    ):
        with pytest.raises(LinkUnknown):
            lead_for_token(wrong, NOW)


def test_the_token_is_plain_in_an_address(lead: Lead) -> None:
    token = token_for(issue_link(lead=lead, now=NOW))
    assert all(sign.isalnum() or sign in "-_." for sign in token)
    assert len(token) < 100


def test_the_live_link_is_used_again_until_it_no_longer_opens(lead: Lead) -> None:
    link = live_link(lead=lead, now=NOW)
    assert live_link(lead=lead, now=NOW + timedelta(days=1)) == link
    revoke_link(link=link, now=NOW)
    fresh = live_link(lead=lead, now=NOW)
    assert fresh != link
    assert live_link(lead=lead, now=NOW + timedelta(days=91)) not in {link, fresh}
