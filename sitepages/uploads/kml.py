"""What a map in KML does when it is opened: files it fetches, scripts in its balloons. Pure; nothing is fetched.

Read as XML, element by element: a letter written as a reference is the same letter.
"""

from __future__ import annotations

import re
from html import unescape
from xml.sax.handler import ContentHandler
from xml.sax.xmlreader import AttributesImpl

from sitepages.uploads.xml import DECLARED, UNREADABLE, Found, read

FETCHES = frozenset({"NetworkLink", "NetworkLinkControl", "script", "iframe", "object", "embed"})
NAMED = re.compile(rb"<(?:\w+:)?kml[\s>]")
ADDRESSES = frozenset({"href", "targetHref", "styleUrl"})
ELSEWHERE = re.compile(r"[a-z][a-z0-9+.-]*:|[\\/]|%5c|%2f", re.IGNORECASE)
# The pins that Google Earth and Google Maps write into every file of theirs.
PINS = re.compile(
    r"(?:https?://(?:maps\.google\.com/mapfiles|www\.google\.com/mapfiles|earth\.google\.com/images"
    r"|maps\.gstatic\.com/mapfiles|www\.gstatic\.com/mapspro/images|mt\.google(?:apis)?\.com/vt/icon)/"
    r"|root://icons/)[^\\]*"
)
BALLOON = re.compile(
    r"</?\s{0,9}(?:script|iframe|frame|object|embed|applet|form|link|base|svg)\b|(?:java|vb)script\s{0,9}:"
    r"|<meta\b[^<>]*refresh|<[^<>]*[\s/\"']on\w+\s*=|<[^<>]*=[\s\"']*(?:\\\\|//|file:|data:text)",
    re.IGNORECASE,
)


class _Reads(ContentHandler):
    """Looks at each element, and at its words once it ends: pieces around other elements are one text."""

    def __init__(self) -> None:
        super().__init__()
        self.words: list[list[str]] = []

    def startElement(self, name: str, attrs: AttributesImpl) -> None:  # noqa: N802 (of the parser)
        word = name.rpartition(":")[2]
        if not self.words and word != "kml":
            raise Found("unknown_kind")
        if word in FETCHES or any(key.lower().startswith("on") or _runs(value) for key, value in attrs.items()):
            raise Found("kml_active")
        self.words.append([])

    def characters(self, content: str) -> None:
        if self.words:
            self.words[-1].append(content)

    def endElement(self, name: str) -> None:  # noqa: N802 (of the parser)
        text = "".join(self.words.pop()).strip()
        address = name.rpartition(":")[2] in ADDRESSES
        if (address and ELSEWHERE.match(text) and not PINS.fullmatch(text)) or _runs(text):
            raise Found("kml_active")


def _runs(text: str) -> bool:
    hides = "<" in text or ":" in text or "&" in text
    return hides and bool(BALLOON.search(text) or BALLOON.search(unescape(text)))


def trouble_in_kml(data: bytes) -> str:
    """`unknown_kind`: XML that is no KML; `kml_active`: it fetches from elsewhere, or runs; `xml_unsafe`: it declares a
    type or entities; `broken`: nobody can read it; "" for none of them.
    """
    if not NAMED.search(data.replace(b"\0", b"")):
        return "unknown_kind"
    try:
        read([data], _Reads())
    except Found as found:
        return str(found)
    except DECLARED:
        return "xml_unsafe"
    except UNREADABLE:
        return "broken"
    return ""
