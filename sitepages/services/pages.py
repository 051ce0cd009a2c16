"""The first pages of the site, in Vietnamese and English, from sitepages/demo/pages/*.yaml."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from datetime import date, datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import yaml
from django.conf import settings
from django.db import transaction
from wagtail.models import Collection, Locale, Page, Site

from sitepages.figures import MONTHS, day
from sitepages.models import ContentPage, HomePage, NewsIndexPage, NewsPage, ParkSettings

FOLDER = Path(__file__).resolve().parent.parent / "demo" / "pages"
LANGUAGES = ("vi", "en")
# Names the seeded pages for ever, so that a second run finds them even after an editor moved or renamed them.
NAMESPACE = uuid.UUID("6d0b8f0e-7b5e-4b62-9a0c-2f1f6c9a11d4")
STREAMS = ("body", "figures", "unknowns", "distances")


@transaction.atomic
def seed_pages(*, now: datetime) -> None:
    """Create home, about page, news index and first article in both languages, unless the site has them."""
    if HomePage.objects.filter(translation_key=key_of("home")).exists():
        return  # whatever an editor made of them since is theirs, deletions included
    remove_welcome_page()
    name_roots()
    ParkSettings.load()  # the row is made here, not by the first visitor
    root = Page.get_first_root_node()
    content = {name: read(name) for name in ("home", "about", "news")}
    homes = {lang: add(HomePage, "home", content["home"], lang, root, now) for lang in LANGUAGES}
    for lang, home in homes.items():
        add(ContentPage, "about", content["about"], lang, home, now)
        index = add(NewsIndexPage, "news", content["news"]["index"], lang, home, now)
        add(NewsPage, "news-law", content["news"]["article"], lang, index, now)
    lead_site_to(homes["vi"])


def lead_site_to(home: HomePage) -> None:
    """Make the page the root of the default site."""
    address = urlsplit(settings.SITE_URL)
    Site.objects.update_or_create(
        is_default_site=True,
        defaults={
            "hostname": address.hostname,
            "port": address.port or (443 if address.scheme == "https" else 80),
            "root_page": home,
            "site_name": settings.WAGTAIL_SITE_NAME,
        },
    )


def name_roots() -> None:
    """Wagtail's first migrations call the top of the pages and of the collections "Root", not an editor's word."""
    Page.objects.filter(depth=1, title="Root").update(title="Mọi trang", draft_title="Mọi trang")
    Collection.objects.filter(depth=1, name="Root").update(name="Chung")


def remove_welcome_page() -> None:
    """Wagtail's first migration leaves an empty page in the place of the home page."""
    for welcome in Page.objects.filter(depth=2, content_type__app_label="wagtailcore", content_type__model="page"):
        welcome.delete()


def add(model: type[Page], name: str, content: Mapping[str, Any], lang: str, parent: Page, now: datetime) -> Any:
    """Create one live page with its first revision; `name` ties the translations together."""
    fields = in_language(content, lang)
    for stream in set(STREAMS) & fields.keys():
        block = model._meta.get_field(stream).stream_block
        fields[stream] = block.clean(block.normalize(stream_values(stream, fields[stream], lang)))
    page = model(
        **fields,
        locale=Locale.objects.get_or_create(language_code=lang)[0],
        translation_key=key_of(name),
        show_in_menus=name in {"about", "news"},
        first_published_at=now,
    )
    parent.add_child(instance=page)
    page.save_revision().publish()
    return page


def key_of(name: str) -> uuid.UUID:
    return uuid.uuid5(NAMESPACE, name)


def read(name: str) -> Any:
    """A content file with every scalar as text: dates and figures are printed as they were written."""
    return yaml.load((FOLDER / f"{name}.yaml").read_text("utf-8"), Loader=yaml.BaseLoader)  # noqa: S506 - BaseLoader makes only text, lists and maps


def in_language(value: Any, lang: str) -> Any:
    """Replace each {vi: ..., en: ...} by the words of one language, at any depth."""
    if isinstance(value, dict):
        if set(value) == set(LANGUAGES):
            return value[lang]
        return {key: in_language(one, lang) for key, one in value.items()}
    if isinstance(value, list):
        return [in_language(one, lang) for one in value]
    return value


def stream_values(stream: str, items: list[Any], lang: str) -> list[tuple[str, Any]]:
    """The items of a content file as (block name, value) pairs."""
    sources = Sources(lang)
    if stream == "figures":
        return [("fact", sources.fact(item)) for item in items]
    if stream == "unknowns":
        return [("unknown", item) for item in items]
    if stream == "distances":
        return [("distance", sources.distance(item)) for item in items]
    return [body_value(kind, value, sources) for item in items for kind, value in item.items()]


def body_value(kind: str, value: Any, sources: Sources) -> tuple[str, Any]:
    match kind:
        case "facts":
            return kind, value | {"facts": [sources.fact(fact) for fact in value["facts"]]}
        case "quote":
            paraphrased = value.get("paraphrased") == "true"
            return kind, value | {"source": sources.one(value["source"]), "paraphrased": paraphrased}
        case "sources":
            return kind, sources.many(value)
        case _:
            return kind, value


class Sources:
    """The sources of sources.yaml in the words of one language."""

    def __init__(self, lang: str) -> None:
        self.lang = lang
        self.rows = in_language(read("sources"), lang)

    def one(self, key: str) -> dict[str, str]:
        row = self.rows[key]
        return {"title": row["title"], "date": date_words(row["date"], self.lang), "url": row.get("url", "")}

    def many(self, keys: list[str]) -> list[dict[str, str]]:
        return [self.one(key) for key in keys]

    def fact(self, fact: Mapping[str, Any]) -> dict[str, Any]:
        return {"value": "", "note": "", **fact, "sources": self.many(fact.get("sources", []))}

    def distance(self, item: Mapping[str, Any]) -> dict[str, Any]:
        return {
            **item,
            "km": int(item["km"]),
            "straight": item.get("straight") == "true",
            "sources": self.many(item["sources"]),
        }


def date_words(text: str, lang: str) -> str:
    """2021-09-01, 2021-09 and 2021 in the reader's form; any other words stay."""
    parts = text.split("-")
    if not all(part.isdigit() for part in parts):
        return text
    match [int(part) for part in parts]:
        case [year, month, number]:
            return day(date(year, month, number), lang)
        case [year, month]:
            return f"{month:02d}/{year}" if lang == "vi" else f"{MONTHS[month - 1]} {year}"
        case _:
            return text
