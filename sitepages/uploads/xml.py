"""XML from outside, read element by element by a handler; a type or entities declared in it are refused. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from xml.sax import SAXException
from xml.sax.handler import ContentHandler

from defusedxml.common import DefusedXmlException
from defusedxml.expatreader import create_parser

DECLARED = DefusedXmlException  # it declares what can swell or reach other files
UNREADABLE = (SAXException, ValueError, LookupError)  # broken, or in letters nobody knows


class Found(Exception):
    """What a handler looked for stands here; its text is the code."""


def read(pieces: Iterable[bytes], handler: ContentHandler) -> None:
    """Raises Found of the handler, DECLARED, or one of UNREADABLE."""
    parser = create_parser(forbid_dtd=True)
    parser.setContentHandler(handler)
    for piece in pieces:
        parser.feed(piece)
    parser.close()
