"""`manage.py check_clocks`: every stored due time against a second reckoning, and every row against its events."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from leads.services.recompute import check_all
from leads.services.replayed import rows_unlike_their_events


class Command(BaseCommand):
    help = "Compares stored due times with an independent reckoning, and leads with the fold of their events."

    def handle(self, *args: Any, **options: Any) -> None:
        count, wrong = check_all()
        for one in wrong:
            self.stderr.write(f"{one.reference}: stored {said(one.stored)}, reckoned {said(one.reckoned)}")
        unlike = list(rows_unlike_their_events())
        for reference, columns in unlike:
            self.stderr.write(f"{reference}: not what its events give: {', '.join(columns)}")
        if wrong or unlike:
            raise CommandError(f"{len(wrong)} due times and {len(unlike)} rows of {count} leads are wrong.")
        self.stdout.write(f"{count} leads: every due time and every row is what its events give.")


def said(answer: tuple[Any, str]) -> str:
    at, clock = answer
    return f"{clock} {at.isoformat()}" if at else "nothing due"
