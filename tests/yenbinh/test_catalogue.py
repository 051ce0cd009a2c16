"""The Vietnamese catalogue: every message of code and templates is in it, translated and compiled."""

from __future__ import annotations

import re
from pathlib import Path

import polib
from django.conf import settings

from yenbinh.messages import all_messages

FOLDER = Path(settings.LOCALE_PATHS[0]) / "vi" / "LC_MESSAGES"


def texts(catalogue: list[polib.POEntry]) -> dict[tuple[str, str], str]:
    return {(one.msgctxt or "", one.msgid): vietnamese(one) for one in catalogue if one.msgid}


def vietnamese(entry: polib.POEntry) -> str:
    return str(entry.msgstr or entry.msgstr_plural.get(0, ""))


def test_every_message_is_in_the_catalogue_and_has_vietnamese() -> None:
    known = texts(polib.pofile(str(FOLDER / "django.po")))
    wanted = {(context, singular) for context, singular, _ in all_messages()}
    assert set(known) == wanted, "run `make messages`"
    assert [message for message, text in known.items() if not text] == []


def test_the_compiled_catalogue_says_what_the_readable_one_says() -> None:
    compiled = texts(polib.mofile(str(FOLDER / "django.mo")))
    assert compiled == texts(polib.pofile(str(FOLDER / "django.po")))


def test_a_translation_names_no_value_its_message_does_not_have() -> None:
    for entry in polib.pofile(str(FOLDER / "django.po")):
        assert values(vietnamese(entry)) <= values(entry.msgid) | values(entry.msgid_plural or ""), entry.msgid


def values(text: str) -> set[str]:
    return set(re.findall(r"%\((\w+)\)", text))


def test_our_pages_do_not_change_a_word_of_the_admin() -> None:
    """Ours wins over the catalogue for the admin (yenbinh/locale_wagtail): a word in both reads the same."""
    admin = texts(polib.pofile(str(Path(settings.LOCALE_PATHS[1]) / "vi" / "LC_MESSAGES" / "django.po")))
    ours = texts(polib.pofile(str(FOLDER / "django.po")))
    other = {k: (ours[k], admin[k]) for k in ours.keys() & admin.keys() if ours[k] != admin[k]}
    assert not other, f"use the admin's Vietnamese, or give ours a context (pgettext, translate ... context): {other}"
