"""First records of a real installation: law, departments, calendar and pages; no demo people, no demo park."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from leads.services.seed_desk import load_desk
from sitepages.services.pages import seed_pages
from sitepages.services.park_facts import load_park_facts
from sitepages.services.questions import load_questions
from sitepages.services.seed_law import load_law
from sitepages.services.seed_prices import load_location_prices
from sitepages.services.seed_procedures import load_procedures
from sitepages.services.seed_zones import load_zones


class Command(BaseCommand):
    help = "Loads law, departments, routing rules, calendar and the first pages. Adds what is missing, never twice."

    def handle(self, *args: Any, **options: Any) -> None:
        now = timezone.now()
        load_law(now=now)
        load_procedures()
        load_park_facts(now=now)
        load_location_prices()
        load_zones()
        load_questions()
        load_desk(now=now)
        seed_pages(now=now)
        self.stdout.write(
            "Loaded. Which sector may work in which functional zone is not published: enter it in the admin under "
            "Functional zones, or matching finds no land. Then import the land with `manage.py import_plots`."
        )
