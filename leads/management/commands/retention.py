"""`manage.py retention [--dry-run]`: lets go of personal data whose time is over, or says what would go."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from leads.services.retention import let_go, what_would_go


class Command(BaseCommand):
    help = "Erases personal data past the time of the rules (leads/seed/retention.yaml), one file after the other."

    def add_arguments(self, parser: Any) -> None:
        parser.add_argument("--dry-run", action="store_true", help="Say what would go, by rule; change nothing.")

    def handle(self, *args: Any, **options: Any) -> None:
        now, dry, total = timezone.now(), options["dry_run"], 0
        for gone in what_would_go(now) if dry else let_go(now=now):
            total += gone.count
            self.stdout.write(f"{gone.rule.key}: {gone.count}")
            for reference in gone.references:
                self.stdout.write(f"  {reference}")
        self.stdout.write(f"{total} would go; nothing was changed." if dry else f"{total} gone.")
