"""An editor's admin speaks Vietnamese where Wagtail's own catalogue does not."""

from __future__ import annotations

from pathlib import Path

import polib
from django.conf import settings
from django.utils.translation import gettext, override

CATALOGUE = Path(settings.LOCALE_PATHS[1]) / "vi" / "LC_MESSAGES" / "django.po"


def test_the_compiled_catalogue_is_the_written_one() -> None:
    written = polib.pofile(str(CATALOGUE))
    compiled = polib.mofile(str(CATALOGUE.with_suffix(".mo")))
    assert {e.msgid: e.msgstr or e.msgstr_plural for e in written} == {
        e.msgid: e.msgstr or e.msgstr_plural for e in compiled
    }


def test_nothing_is_left_empty_and_placeholders_agree() -> None:
    for entry in polib.pofile(str(CATALOGUE)):
        text = entry.msgstr or entry.msgstr_plural[0]
        assert text, entry.msgid
        assert text.count("%(") == (entry.msgid_plural or entry.msgid).count("%("), entry.msgid


def test_the_words_reach_the_admin() -> None:
    with override("vi"):
        assert gettext("Save draft") == "Lưu nháp"
        assert gettext("Page '%(page_title)s' has been published.") == "Đã công bố trang “%(page_title)s”."
