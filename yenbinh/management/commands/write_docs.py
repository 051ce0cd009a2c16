"""Write the documents that repeat what stands in tables of the code."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from yenbinh.reference import PATH, reference


class Command(BaseCommand):
    help = "Writes docs/reference.md (stages, gates, events, due work, roles, refusals) from the code's tables."

    def handle(self, *args: Any, **options: Any) -> None:
        PATH.write_text(reference(), encoding="utf-8")
        self.stdout.write(f"{PATH.relative_to(PATH.parents[1])} written.")
