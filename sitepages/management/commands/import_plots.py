"""Reads land files (survey tables, GeoJSON, Shapefile, GeoPackage, KML, DXF) into the park's land."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from sitepages.land.finding_words import COMMAND_LINE
from sitepages.land.findings import SENTENCES, Finding, counted, sentence, statement
from sitepages.land.importers.read import LandFile, ReadOptions
from sitepages.land.tolerances import MAX_FILE_BYTES
from sitepages.models import ChangeSet
from sitepages.services.change_rows import ChangedSince, PlotsReferred
from sitepages.services.changes import WarningsStand
from sitepages.services.land_import import ImportTerms, apply_import, plots_changed, propose_import, survey_day_problem

SHOWN = 40


class Command(BaseCommand):
    help = (
        "Imports plots and layers of the plan. A survey table (CSV, XLSX) has X = northing, Y = easting; a GeoJSON "
        "feature with a `kind` (boundary, road, green, water, power_line, fibre ...) is a layer, one with a `code` a "
        "plot. Errors block; warnings are applied with --accept."
    )

    def add_arguments(self, parser: Any) -> None:
        parser.add_argument("files", type=Path, nargs="+", metavar="FILE")
        parser.add_argument("--attributes", type=Path, help="A table of attributes that goes with the survey.")
        parser.add_argument("--surveyed", required=True, help="Day of the survey: the receipt's date.")
        parser.add_argument("--source", required=True, help="What the data comes from: the receipt's source.")
        parser.add_argument("--crs", default="", help="Coordinate system, as EPSG:9213, where the file states none.")
        parser.add_argument("--plot", default="", help="The plot of a survey table that has no column for it.")
        parser.add_argument(
            "--whole-park", action="store_true", help="Plots that the files lack are taken off the site."
        )
        parser.add_argument("--illustrative", action="store_true", help="Mark every value as illustrative.")
        parser.add_argument("--accept", nargs="*", default=[], metavar="WARNING", help="Kinds of warning agreed to.")
        parser.add_argument("--dry-run", action="store_true", help="Show what would change; write nothing.")
        parser.add_argument("--report", type=Path, metavar="FILE.json", help="Write findings and changes to a file.")
        parser.add_argument("--lang", choices=["vi", "en"], default="vi", help="Language of all that is said.")

    def handle(self, *args: Any, **options: Any) -> None:
        with translation.override(options["lang"]):
            self.run_import(options)

    def run_import(self, options: dict[str, Any]) -> None:
        source = " ".join(options["source"].split())
        if not source or len(source) > 300:
            raise CommandError(_("--source must have 1 to 300 letters: it is what each value's receipt will say."))
        now = timezone.now()
        surveyed_on = survey_day(options["surveyed"], timezone.localdate(now))
        if unknown := sorted(set(options["accept"]) - SENTENCES.keys()):
            words = {"unknown": " ".join(unknown), "known": " ".join(sorted(SENTENCES))}
            raise CommandError(_("--accept does not know %(unknown)s. Known: %(known)s") % words)
        paths = [*options["files"], *([options["attributes"]] if options["attributes"] else [])]
        change_set = propose_import(
            files=[self.read(path) for path in paths],
            terms=ImportTerms(
                surveyed_on=surveyed_on,
                source=source,
                illustrative=options["illustrative"],
                whole=options["whole_park"],
                read=ReadOptions(options["crs"], options["plot"]),
            ),
            by=None,
            now=now,
        )
        self.say(change_set, options["lang"])
        if options["report"]:
            self.report(change_set, options["report"], options["lang"])
        self.apply(change_set, options, now)

    def apply(self, change_set: ChangeSet, options: dict[str, Any], now: Any) -> None:
        if any(finding["error"] for finding in change_set.findings):
            raise CommandError(_("Nothing was written: mend the findings above first."))
        if options["dry_run"]:
            self.stdout.write(_("Dry run: nothing was written."))
            return
        try:
            apply_import(change_set=change_set, by=None, now=now, accepted=options["accept"])
        except WarningsStand as refused:
            words = {"kinds": " ".join(refused.facts["kinds"])}
            raise CommandError(
                _("Nothing was written: if the warnings are meant, add --accept %(kinds)s") % words
            ) from refused
        except ChangedSince as refused:
            words = {"rows": ", ".join(refused.facts["rows"][:10])}
            raise CommandError(_("Nothing was written: changed meanwhile: %(rows)s") % words) from refused
        except PlotsReferred as refused:
            words = {"plots": ", ".join(refused.facts["plots"])}
            raise CommandError(_("Nothing was written: leads or holds point at %(plots)s") % words) from refused
        self.stdout.write(_("Imported."))

    def read(self, path: Path) -> LandFile:
        """The bytes of a file, never more than the reader would take."""
        try:
            with path.open("rb") as file:
                return LandFile(path.name, file.read(MAX_FILE_BYTES + 1))
        except OSError as error:
            raise CommandError(_("Cannot read %(file)s: %(why)s.") % {"file": path, "why": error.strerror}) from error

    def say(self, change_set: ChangeSet, lang: str) -> None:
        for code, facts in change_set.details["stated"]:
            self.stdout.write(f"        {statement(code, facts, lang)}")
        for row in change_set.findings:
            mark = _("ERROR") if row["error"] else _("warning")
            self.stdout.write(f"{mark:7} {sentence(finding_of(row), lang, COMMAND_LINE)} [{row['code']}]")
        changed = plots_changed(change_set)
        new = [
            code for code, rows in changed.items() if any(r["field"] == "zone" and r["before"] is None for r in rows)
        ]
        gone = [
            code for code, rows in changed.items() if any(r["field"] == "zone" and r["after"] is None for r in rows)
        ]
        details = change_set.details
        plots, (_errors, findings) = details["plots"], counted(change_set.findings)
        parts = (
            ngettext("%(n)s plot read", "%(n)s plots read", plots) % {"n": plots},
            ngettext("%(n)s finding", "%(n)s findings", findings) % {"n": findings},
            _("%(n)s new") % {"n": len(new)},
            _("%(n)s changed") % {"n": len(changed) - len(new) - len(gone)},
        )
        self.stdout.write(", ".join(parts) + ".")
        if gone:
            self.stdout.write(_("%(n)s taken off the site.") % {"n": len(gone)})
        if details["layers"]:
            kinds = [change["key"] for change in change_set.changes if change["model"] == "layers"]
            layers = details["layers"]
            words = {"n": layers, "kinds": ", ".join(kinds) or _("none")}
            said = ngettext("%(n)s layer read; changed: %(kinds)s.", "%(n)s layers read; changed: %(kinds)s.", layers)
            self.stdout.write(said % words)
        for code, rows in list(changed.items())[:SHOWN]:
            if code not in new and code not in gone:
                self.stdout.write(f"  {code}: " + "; ".join(self.change(row) for row in rows))

    def change(self, row: dict[str, Any]) -> str:
        if row["field"] == "ring":
            points = {"before": len(row["before"] or []), "after": len(row["after"])}
            return _("boundary (%(before)s -> %(after)s points)") % points
        return f"{row['field']} {row['before']} -> {row['after']}"

    def report(self, change_set: ChangeSet, path: Path, lang: str) -> None:
        findings = [{**row, "sentence": sentence(finding_of(row), lang, COMMAND_LINE)} for row in change_set.findings]
        content = {
            "title": change_set.title,
            "source": change_set.source,
            "surveyed_on": change_set.surveyed_on and change_set.surveyed_on.isoformat(),
            "stated": [statement(code, facts, lang) for code, facts in change_set.details["stated"]],
            "findings": findings,
            "changes": change_set.changes,
        }
        try:
            path.write_text(json.dumps(content, ensure_ascii=False, indent=1), "utf-8")
        except OSError as error:
            raise CommandError(_("Cannot write %(file)s: %(why)s.") % {"file": path, "why": error.strerror}) from error


def survey_day(text: str, today: date) -> date:
    """The day of --surveyed, refused with a sentence unless land can have been surveyed on it."""
    try:
        day = date.fromisoformat(text)
    except ValueError as error:
        words = {"text": text}
        raise CommandError(_("--surveyed: %(text)s is not a date: write it as in 2026-11-24.") % words) from error
    if problem := survey_day_problem(day, today):
        raise CommandError(f"--surveyed: {problem}")
    return day


def finding_of(row: dict[str, Any]) -> Finding:
    return Finding(row["code"], row["plot"], row["error"], row["facts"])
