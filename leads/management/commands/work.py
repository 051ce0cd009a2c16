"""The worker: does what is due, one row at a time, until it is told to stop."""

from __future__ import annotations

import logging
import signal
import time
from typing import Any

from django.core.management.base import BaseCommand
from django.db import DatabaseError, connection
from django.utils import timezone

from leads.services.due import do_one, parked, unpark
from leads.services.scanning import plan_scans

IDLE_SECONDS = 1.0
logger = logging.getLogger("leads.work")


class Command(BaseCommand):
    help = (
        "Sends mail and does whatever else is due. Runs until SIGTERM or Ctrl-C; --once does what is due now and ends."
    )

    requires_system_checks: list[str] = []  # the site checks itself; the worker starts at once

    def add_arguments(self, parser: Any) -> None:
        parser.add_argument("--once", action="store_true", help="Do everything that is due now, then stop.")
        parser.add_argument("--parked", action="store_true", help="List what failed for good, then stop.")
        parser.add_argument("--retry", action="store_true", help="Give what failed for good another round, then stop.")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["parked"]:
            for due in parked():
                self.stdout.write(f"{due.parked_at:%Y-%m-%d %H:%M} {due.kind} {due.target}: {due.last_error}")
            self.stdout.write(f"{parked().count()} parked")
            return
        if options["retry"]:
            self.stdout.write(f"{unpark(now=timezone.now())} tried again")
            return
        if options["once"]:
            plan_scans(now=timezone.now())
            done = 0
            while do_one(timezone.now()):
                done += 1
            self.stdout.write(f"{done} done")
            return
        plan_scans(now=timezone.now())
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
