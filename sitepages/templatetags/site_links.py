"""Links every page carries: the main places, and the same page in the other language."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django import template
from django.conf import settings
from django.http import HttpRequest
from django.template import Context
from django.urls import NoReverseMatch, reverse, translate_url
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from wagtail.models import Page

from sitepages import campaigns
from sitepages.models import ContentPage, NewsIndexPage

register = template.Library()
IN_MENU = (ContentPage, NewsIndexPage)


@dataclass(frozen=True)
class Link:
    name: str
    url: str
    current: bool


@dataclass(frozen=True)
class LanguageLink:
    code: str
    name: str
    url: str
    absolute: str
    current: bool


@register.simple_tag(takes_context=True)
def main_links(context: Context) -> list[Link]:
    """Plots, match, incentives, procedures, and the pages an editor put into the menu."""
    path = _path(context)
    places = [
        (_("Plots"), "plots"),
        (_("Match a project"), "match"),
        (_("Incentives"), "incentives"),
        (_("Procedures"), "procedures"),
    ]
    source = came_from(context)
    links = [Link(name, url + source, path.startswith(url)) for name, route in places if (url := _url(route))]
    return [*links, *(_page_link(page, path, source) for page in _menu_pages(context))]


@register.simple_tag(takes_context=True)
def came_from(context: Context, sign: str = "?") -> str:
    """`?src=word` (or `&src=word`) where the address of this page says where the visitor came from, else nothing."""
    word = _came_from(context)
    return f"{sign}{campaigns.PARAMETER}={word}" if word else ""


@register.inclusion_tag("components/came_from.html", takes_context=True)
def came_from_field(context: Context) -> dict[str, str]:
    """The same as a hidden field of a form."""
    return {"name": campaigns.PARAMETER, "word": _came_from(context)}


def _came_from(context: Context) -> str:
    request: HttpRequest | None = context.get("request")
    return campaigns.campaign_of(request.GET.get(campaigns.PARAMETER, "")) if request else ""


@register.simple_tag(takes_context=True)
def language_links(context: Context) -> list[LanguageLink]:
    """This page in each language; where an editor has no translation yet, that language's home."""
    path = _path(context)
    page = context.get("page")
    translations = _translations(page) if hasattr(page, "get_translations") else None
    current = get_language()
    links = []
    for code, name in settings.LANGUAGES:
        home = f"/{code}/"
        url = translations.get(code, home) if translations is not None else translate_url(path, code)
        links.append(LanguageLink(code, str(name), url + _query(context), settings.SITE_URL + url, code == current))
    return links


def _path(context: Context) -> str:
    request: HttpRequest | None = context.get("request")
    return request.path if request else "/"


def _query(context: Context) -> str:
    """What stands behind the `?`: filters and prefilled forms survive the switch."""
    query = context["request"].META.get("QUERY_STRING", "") if "request" in context else ""
    return f"?{query}" if query else ""


def _url(route: str) -> str:
    try:
        return reverse(route)
    except NoReverseMatch:
        return ""


def _menu_pages(context: Context) -> list[Any]:
    """Live pages in the menu of the current language, read once per request."""
    request: Any = context.get("request")
    if request is None:
        return []
    if not hasattr(request, "_menu_pages"):
        pages = Page.objects.live().in_menu().type(*IN_MENU).filter(locale__language_code=get_language())
        found = list(pages.select_related(*(kind._meta.model_name for kind in IN_MENU)))
        request._menu_pages = [part for kind in IN_MENU for page in found if (part := _as(page, kind))]
    return list(request._menu_pages)


def _as(page: Page, kind: type[Page]) -> Any:
    return getattr(page, str(kind._meta.model_name), None)


def _page_link(page: Any, path: str, source: str) -> Link:
    url = page.get_url() or "/"
    return Link(page.short_title, url + source, path.startswith(url))


def _translations(page: Any) -> dict[str, str]:
    pages = [page, *page.get_translations().live().select_related("locale")]
    return {found.locale.language_code: url for found in pages if (url := found.get_url())}
