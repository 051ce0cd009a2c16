"""`manage.py figures`: count the figures of the desk anew from the events, or compare what is stored with a recount."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from leads.services.roll_up import count_all, take_in, wrong_cells


class Command(BaseCommand):
    help = "Counts every month of the desk's figures anew from the events; --check takes in what is new, then compares."

    def add_arguments(self, parser: Any) -> None:
        parser.add_argument("--check", action="store_true", help="Compare every stored cell with a recount.")

    def handle(self, *args: Any, **options: Any) -> None:
        if not options["check"]:
            self.stdout.write(f"{count_all(now=timezone.now())} months counted.")
            return
        late = take_in(now=timezone.now())
        wrong = list(wrong_cells())
        while wrong and (more := take_in(now=timezone.now())):  # something happened while it compared
            late, wrong = late + more, list(wrong_cells())
        if late:
            self.stdout.write(f"{late} leads had news that no round had counted yet; taken in first.")
        for line in wrong:
            self.stderr.write(line)
        if wrong:
            raise CommandError(f"{len(wrong)} cells are not what the events give: run manage.py figures.")
        self.stdout.write("Every stored figure is what the events give.")
