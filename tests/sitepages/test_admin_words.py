"""The admin speaks Vietnamese where the catalogues of Wagtail and Django do not; a new release shows what is new."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import django
import polib
import pytest
from django.apps import apps
from django.conf import settings
from django.test import Client
from django.urls import reverse
from django.utils.translation import gettext, ngettext, override

from yenbinh.messages import APPS

OURS = Path(settings.LOCALE_PATHS[1]) / "vi" / "LC_MESSAGES"
PROJECT = Path(settings.LOCALE_PATHS[0]) / "vi" / "LC_MESSAGES" / "django.po"
DOMAINS = ("django", "djangojs")
PLACEHOLDERS = re.compile(r"%\(\w+\)[a-z]|%[sd]|\{\w+\}|</?[a-z]+|href=\"[^\"]*\"")
# Django's names of languages nobody here chooses, and the page it shows to a project without addresses.
NOT_SHOWN = re.compile(
    r"Algerian Arabic|Central Kurdish|Sorbian|Colombian Spanish|Scottish Gaelic|Armenian|Igbo|Kabyle|Kyrgyz|Malay"
    r"|Norwegian Bokm|Tajik|Turkmen|Uyghur|Uzbek|install worked|release notes</a> for Django"
    r"|you have not configured any|^Django (Documentation|Community)|^Topics, references"
    r"|^Tutorial: A Polling|^Get started with Django|^Connect, get help"
)
ADDRESSED_AS_BAN = re.compile(r"\bbạn\b", re.IGNORECASE)

Key = tuple[str | None, str]


def key(entry: polib.POEntry) -> Key:
    return entry.msgctxt, entry.msgid


def vietnamese(entry: polib.POEntry) -> str:
    return "" if entry.fuzzy or entry.obsolete else entry.msgstr or entry.msgstr_plural.get(0, "")


def catalogue(folder: Path, domain: str) -> dict[Key, polib.POEntry]:
    path = folder / f"{domain}.po"
    return {key(e): e for e in polib.pofile(str(path)) if not e.obsolete} if path.exists() else {}


def rooms() -> Iterator[Path]:
    """The locale folders of Django and of each app in use that is not ours."""
    yield Path(django.__file__).parent / "conf" / "locale"
    for app in apps.get_app_configs():
        if app.name not in APPS:
            yield Path(app.path) / "locale"


@pytest.mark.parametrize("domain", DOMAINS)
def test_no_message_of_an_app_in_use_is_left_without_vietnamese(domain: str) -> None:
    written = {k: vietnamese(e) for k, e in catalogue(OURS, domain).items()}
    if domain == "django":
        written |= {key(e): vietnamese(e) for e in polib.pofile(str(PROJECT))}
    missing, rude = [], []
    for room in rooms():
        theirs = catalogue(room / "vi" / "LC_MESSAGES", domain)
        for k, entry in catalogue(room / "en" / "LC_MESSAGES", domain).items():
            text = written.get(k) or (vietnamese(theirs[k]) if k in theirs else "")
            if not text and not NOT_SHOWN.search(entry.msgid):
                missing.append((room.parent.name, *k))
            elif ADDRESSED_AS_BAN.search(text):
                rude.append((room.parent.name, *k))
    assert not missing, f"write these into {OURS / domain}.po and compile it: {missing}"
    assert not rude, f"“bạn” is not how this desk speaks; write these into {OURS / domain}.po: {rude}"


@pytest.mark.parametrize("domain", DOMAINS)
def test_the_compiled_catalogue_is_the_written_one(domain: str) -> None:
    written = polib.pofile(str(OURS / f"{domain}.po"))
    compiled = polib.mofile(str(OURS / f"{domain}.mo"))
    assert {key(e): e.msgstr or e.msgstr_plural for e in written} == {
        key(e): e.msgstr or e.msgstr_plural for e in compiled
    }


@pytest.mark.parametrize("domain", DOMAINS)
def test_nothing_is_left_empty_and_placeholders_and_marks_agree(domain: str) -> None:
    for entry in polib.pofile(str(OURS / f"{domain}.po")):
        text = vietnamese(entry)
        assert text, entry.msgid
        source = entry.msgid_plural or entry.msgid
        assert sorted(PLACEHOLDERS.findall(text)) == sorted(PLACEHOLDERS.findall(source)), entry.msgid
        assert (text[-1:].isspace(), text[:1].isspace()) == (source[-1:].isspace(), source[:1].isspace()), entry.msgid


def test_the_words_reach_the_admin() -> None:
    with override("vi"):
        assert gettext("Save draft") == "Lưu nháp"
        assert gettext("Locale") == "Ngôn ngữ"
        assert gettext("Title") == "Tiêu đề"
        assert gettext("Page '%(page_title)s' has been published.") == "Đã công bố trang “%(page_title)s”."
        assert ngettext("%(num)d minute", "%(num)d minutes", 3) == "%(num)d phút"


@pytest.mark.django_db
def test_the_words_reach_the_scripts_of_the_admin(client: Client) -> None:
    with override("vi"):
        script = client.get(reverse("wagtailadmin_javascript_catalog"), headers={"accept-language": "vi"})
    assert '"Page explorer": "C\\u00e2y trang"' in script.content.decode()
