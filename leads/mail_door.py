"""The LMTP door: a mail server on this machine hands mails over one by one; what it is told 250 for is ours."""

from __future__ import annotations

import logging
from typing import Any

from aiosmtpd.lmtp import LMTP
from asgiref.sync import sync_to_async
from django.conf import settings
from django.db import DatabaseError, close_old_connections
from django.utils import timezone

from leads.services.incoming import MailTooBig, accept_mail

logger = logging.getLogger("leads.mail")
OK = "250 2.6.0 Taken in"
LATER = "451 4.3.0 Not now: try again"
TOO_BIG = "552 5.3.4 Larger than we take"
ONE = "452 4.5.3 One recipient at a time"
NOT_OURS = "550 5.1.1 No such mailbox here"


class Door:
    """Handler of aiosmtpd. One recipient a transaction, so that one answer speaks for it."""

    async def handle_RCPT(  # noqa: N802 (named by aiosmtpd)
        self, server: Any, session: Any, envelope: Any, address: str, options: list[str]
    ) -> str:
        if envelope.rcpt_tos:
            return ONE
        if not ours(address):
            return NOT_OURS
        envelope.rcpt_tos.append(address)
        return "250 2.1.5 OK"

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802 (named by aiosmtpd)
        return await sync_to_async(take_in, thread_sensitive=True)(bytes(envelope.content), list(envelope.rcpt_tos))


def ours(address: str) -> bool:
    """Whether the address is the desk's, with or without a file's mark."""
    local, _, host = address.strip().strip("<>").lower().rpartition("@")
    own_local, _, own_host = settings.INBOUND_ADDRESS.lower().rpartition("@")
    return host == own_host and local.partition("+")[0] == own_local


def take_in(raw: bytes, recipients: list[str]) -> str:
    """Keep the mail and say so; a database that is away is a matter of trying again."""
    close_old_connections()
    try:
        accept_mail(raw=raw, recipients=recipients, now=timezone.now())
    except MailTooBig:
        return TOO_BIG
    except (DatabaseError, OSError) as error:
        logger.warning("a mail was put off: %s", error)
        return LATER
    finally:
        close_old_connections()
    return OK


def lmtp_server() -> LMTP:
    """One connection of the door, for `loop.create_server`."""
    return LMTP(Door(), data_size_limit=settings.INBOUND_MAX_BYTES, hostname="yenbinh", ident="yenbinh mail door")
