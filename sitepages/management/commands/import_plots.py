"""Reads a surveyor's table and the table of attributes into the park's land."""

from __future__ import annotations

from argparse import ArgumentTypeError
from datetime import date
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from sitepages.land.findings import Finding, sentence
from sitepages.models import ChangeSet
from sitepages.services.land_import import ChangedSince, apply_import, plots_changed, propose_import

SHOWN = 40


def day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise ArgumentTypeError(f"{text!r} is not a date: write year-month-day, as in 2026-11-24.") from error


class Command(BaseCommand):
    help = "Imports plots from a surveyor's CSV (X = northing, Y = easting, EPSG:9213) and a CSV of attributes."

    def add_arguments(self, parser: Any) -> None:
        parser.add_argument("survey", type=Path)
        parser.add_argument("--attributes", type=Path, required=True)
        parser.add_argument("--surveyed", type=day, required=True, help="Day of the survey: the receipt's date.")
        parser.add_argument("--source", required=True, help="What the data comes from: the receipt's source.")
        parser.add_argument("--illustrative", action="store_true", help="Mark every value as illustrative.")
        parser.add_argument("--dry-run", action="store_true", help="Show what would change; write nothing.")
        parser.add_argument("--lang", choices=["vi", "en"], default="vi", help="Language of the findings.")

    def handle(self, *args: Any, **options: Any) -> None:
        source = options["source"].strip()
        if not source:
            raise CommandError("--source must not be empty: it is what each value's receipt will say.")
        now = timezone.now()
        change_set = propose_import(
            survey=self.read(options["survey"]),
            attributes=self.read(options["attributes"]),
            surveyed_on=options["surveyed"],
            source=source,
            illustrative=options["illustrative"],
            by=None,
            now=now,
        )
        self.report(change_set, options["lang"])
        if any(finding["error"] for finding in change_set.findings):
            raise CommandError("Nothing was written: mend the findings above first.")
        if options["dry_run"]:
            self.stdout.write("Dry run: nothing was written.")
            return
        try:
            apply_import(change_set=change_set, by=None, now=now)
        except ChangedSince as refused:
            raise CommandError(f"Nothing was written: changed meanwhile: {refused.facts['rows']}") from refused
        self.stdout.write("Imported.")

    def read(self, path: Path) -> bytes:
        try:
            return path.read_bytes()
        except OSError as error:
            raise CommandError(f"Cannot read {path}: {error.strerror}.") from error

    def report(self, change_set: ChangeSet, lang: str) -> None:
        for row in change_set.findings:
            mark = "ERROR  " if row["error"] else "warning"
            finding = Finding(row["code"], row["plot"], row["error"], row["facts"])
            self.stdout.write(f"{mark} {sentence(finding, lang)}")
        changed = plots_changed(change_set)
        new = sum(rows[0]["before"] is None and rows[0]["field"] == "zone" for rows in changed.values())
        read = sum(change["model"] == "receipts" for change in change_set.changes)
        self.stdout.write(
            f"{read} plots read, {len(change_set.findings)} findings, {new} new, {len(changed) - new} changed."
        )
        for code, rows in list(changed.items())[:SHOWN]:
            if rows[0]["before"] is not None or rows[0]["field"] != "zone":
                self.stdout.write(f"  {code}: " + "; ".join(self.change(row) for row in rows))

    def change(self, row: dict[str, Any]) -> str:
        if row["field"] == "ring":
            return f"boundary ({len(row['before'] or [])} -> {len(row['after'])} points)"
        return f"{row['field']} {row['before']} -> {row['after']}"
