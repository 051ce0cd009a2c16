"""The worker: does what is due, one row at a time, until it is told to stop."""

from __future__ import annotations

import logging
import signal
import time
from typing import Any

from django.core.management.base import BaseCommand
from django.db import DatabaseError, connection
from django.utils import timezone

from leads.services.due import do_one

IDLE_SECONDS = 1.0
logger = logging.getLogger("leads.work")


class Command(BaseCommand):
    help = (
        "Sends mail and does whatever else is due. Runs until SIGTERM or Ctrl-C; --once does what is due now and ends."
    )

    requires_system_checks: list[str] = []  # the site checks itself; the worker starts at once

    def add_arguments(self, parser: Any) -> None:
        parser.add_argument("--once", action="store_true", help="Do everything that is due now, then stop.")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["once"]:
            done = 0
            while do_one(timezone.now()):
                done += 1
            self.stdout.write(f"{done} done")
            return
        self.stopping = False
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, self.stop)
        while not self.stopping:
            if not self.step():
                time.sleep(IDLE_SECONDS)

    def stop(self, number: int, frame: Any) -> None:
        """The row in hand is finished first."""
        self.stopping = True

    def step(self) -> bool:
        """One row; a database that went away is waited for, not died of."""
        try:
            return do_one(timezone.now())
        except DatabaseError as error:
            logger.warning("The database did not answer, trying again: %s", error)
            connection.close()
            return False
