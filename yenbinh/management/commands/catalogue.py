"""Keep the Vietnamese catalogue complete and compiled, without gettext's tools."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Any

import polib
from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from yenbinh.messages import Message, all_messages


class Command(BaseCommand):
    help = "Adds new messages to django.po, drops unused ones, compiles django.mo, writes docs; fails on empty ones."

    def handle(self, *args: Any, **options: Any) -> None:
        folder = Path(settings.LOCALE_PATHS[0]) / "vi" / "LC_MESSAGES"
        folder.mkdir(parents=True, exist_ok=True)
        path = folder / "django.po"
        old = polib.pofile(str(path)) if path.exists() else polib.POFile()
        catalogue = polib.POFile(wrapwidth=100)
        catalogue.metadata = {
            "Content-Type": "text/plain; charset=UTF-8",
            "Content-Transfer-Encoding": "8bit",
            "Language": "vi",
            "Plural-Forms": "nplurals=1; plural=0;",
        }
        catalogue.extend(entry_for(message, place, old) for message, place in sorted(all_messages().items()))
        catalogue.save(str(path))
        catalogue.save_as_mofile(str(folder / "django.mo"))
        # The reference repeats sentences in both languages: written by a process that reads the new catalogue.
        subprocess.run([sys.executable, settings.BASE_DIR / "manage.py", "write_docs"], check=True)
        empty = [entry.msgid for entry in catalogue if not (entry.msgstr or entry.msgstr_plural.get(0))]
        for msgid in empty:
            self.stdout.write(f"no Vietnamese yet: {msgid!r}")
        self.stdout.write(f"{len(catalogue)} messages, {len(empty)} without Vietnamese")
        if empty:
            raise CommandError(f"Write the missing Vietnamese into {path.relative_to(settings.BASE_DIR)}.")


def entry_for(message: Message, place: str, old: polib.POFile) -> polib.POEntry:
    context, singular, plural = message
    entry = polib.POEntry(msgid=singular, msgctxt=context or None, occurrences=[(place, "")])
    before = old.find(singular, msgctxt=context or False)
    text = (before.msgstr or before.msgstr_plural.get(0, "")) if before else ""
    if plural:
        entry.msgid_plural, entry.msgstr_plural = plural, {0: text}
    else:
        entry.msgstr = text
    return entry
