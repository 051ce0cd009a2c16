"""A mail on standard input, as a mail server's pipe gives it."""

from __future__ import annotations

import os
import sys
from typing import Any

from django.core.management.base import BaseCommand
from django.db import DatabaseError
from django.utils import timezone

from leads.services.incoming import MailTooBig, accept_mail

EX_DATAERR, EX_TEMPFAIL = 65, 75  # sysexits.h: refused for good; try again later


class Command(BaseCommand):
    help = (
        "Takes in one mail from standard input and ends with 0 once it is kept; 75 asks the mail server to try again, "
        "65 refuses a mail that is too large. Recipients: --to, else ORIGINAL_RECIPIENT, else the mail's own headers."
    )

    requires_system_checks: list[str] = []

    def add_arguments(self, parser: Any) -> None:
        parser.add_argument("--to", action="append", default=[], help="Recipient of the envelope; may be repeated.")

    def handle(self, *args: Any, **options: Any) -> None:
        named = os.environ.get("ORIGINAL_RECIPIENT") or os.environ.get("RECIPIENT") or ""
        recipients = options["to"] or [one for one in [named] if one]
        try:
            accept_mail(raw=sys.stdin.buffer.read(), recipients=recipients, now=timezone.now())
        except MailTooBig as refused:
            self.stderr.write(f"The mail is larger than {refused.facts['limit']} bytes.")
            sys.exit(EX_DATAERR)
        except (DatabaseError, OSError) as error:
            self.stderr.write(f"Not now: {error}")
            sys.exit(EX_TEMPFAIL)
