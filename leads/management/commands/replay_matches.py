"""Asks stored results again and compares them to the bit."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from leads.models import MatchRun
from leads.services.replay import replay_all


class Command(BaseCommand):
    help = "Replays stored match results on the land, weights and law they were given on; fails if one differs."

    def add_arguments(self, parser: Any) -> None:
        parser.add_argument("token", nargs="*", help="Results by the token of their address; else the newest.")
        parser.add_argument("--last", type=int, default=200, help="How many of the newest (default 200).")

    def handle(self, *args: Any, **options: Any) -> None:
        runs = MatchRun.objects.filter(answer__has_key="assumed")
        chosen = runs.filter(token__in=options["token"]) if options["token"] else runs[: options["last"]]
        done = broken = 0
        for one in replay_all(chosen.iterator() if options["token"] else chosen):
            done += 1
            broken += one.broken
            self.stdout.write(f"{one.token[:6]}…  plots: {one.match}  incentives: {one.incentives}")
        if broken:
            raise CommandError(f"{broken} of {done} results differ from what was stored.")
        self.stdout.write(f"{done} replayed, none differs")
