"""Asks every published project of the demo park and writes docs/published-projects.md."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from leads.demo_park import PRINTED_ON, demo_catalogue
from leads.published import document, published_rows


class Command(BaseCommand):
    help = "Writes docs/published-projects.md; with --check fails if it is not current."

    requires_system_checks: list[str] = []

    def add_arguments(self, parser: Any) -> None:
        parser.add_argument("--check", action="store_true", help="Only compare, write nothing.")

    def handle(self, *args: Any, **options: Any) -> None:
        path = settings.BASE_DIR / "docs" / "published-projects.md"
        text = document(demo_catalogue(), PRINTED_ON)
        if options["check"]:
            if not path.exists() or path.read_text(encoding="utf-8") != text:
                raise CommandError("docs/published-projects.md is not current: run manage.py write_published_projects.")
            return
        path.write_text(text, encoding="utf-8")
        self.stdout.write(f"{path.name}: {len(published_rows())} rows")
