"""Merge the translators' parts into one catalogue and compile it (no msgfmt needed)."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import polib
from django.conf import settings
from django.core.management.base import BaseCommand


class Command(BaseCommand):
    help = "Merges yenbinh/locale/parts/*.po into vi/LC_MESSAGES/django.po and compiles django.mo."

    def handle(self, *args: Any, **options: Any) -> None:
        root = Path(settings.LOCALE_PATHS[0])
        target = root / "vi" / "LC_MESSAGES"
        target.mkdir(parents=True, exist_ok=True)
        merged = polib.POFile()
        merged.metadata = {
            "Content-Type": "text/plain; charset=UTF-8",
            "Content-Transfer-Encoding": "8bit",
            "Language": "vi",
            "Plural-Forms": "nplurals=1; plural=0;",
        }
        for part in sorted((root / "parts").glob("*.po")):
            for entry in polib.pofile(str(part)):
                known = merged.find(entry.msgid, msgctxt=entry.msgctxt or False)
                if known is None:
                    merged.append(entry)
                elif known.msgstr != entry.msgstr:
                    self.stderr.write(f"{part.name}: {entry.msgid!r} is already {known.msgstr!r}, not {entry.msgstr!r}")
        merged.save(str(target / "django.po"))
        merged.save_as_mofile(str(target / "django.mo"))
        self.stdout.write(f"{len(merged)} messages")
