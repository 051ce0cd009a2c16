"""What an Office file does when it is opened: macros, objects, what it fetches from elsewhere. Pure.

Parts are read as XML, not searched as bytes: a letter written as a reference is the same letter.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Callable
from xml.sax import SAXException
from xml.sax.handler import ContentHandler
from xml.sax.xmlreader import AttributesImpl

from defusedxml.common import DefusedXmlException
from defusedxml.expatreader import create_parser

from leads.mailroom.archives import BROKEN

CHUNK = 256_000
READ_LIMIT = 30_000_000  # of XML read element by element, in all
# Parts that run, and parts whose content nobody can read
RUNS = re.compile(
    r"vbaproject|vbadata|/macrosheets/|/dialogsheets/|/activex/|/embeddings/[^/]*\.(?:bin|exe|js|vbs|hta)$|customui/.*\.js$"
    r"|^basic/|^scripts/|/scripts/|^object [0-9]+/basic/",
    re.IGNORECASE,
)
RUNNING_TYPE = re.compile(r"macroEnabled|macrosheet|vbaProject|vbaData|activeX|oleObject|msdownload|/x?html", re.I)
RUNNING_LINK = re.compile(r"/(?:aFChunk|oleObject|control|activeXControl\w*|vbaProject|xlMacrosheet)$", re.I)
TO_A_BOOK = re.compile(r"/(?:externalLinkPath|externalLinkPathMissing|xlExternalLinkPath/\w+)$", re.IGNORECASE)
ELSEWHERE = re.compile(r"\s*(?:[a-z][a-z0-9+.-]+:(?!///?[a-z]:)|\\\\|//)", re.IGNORECASE)  # a drive's letter is no host
FIELD = re.compile(r"(?<![A-Za-z])DDE(?:AUTO)?(?![A-Za-z])|DDEAUTO|INCLUDE(?:TEXT|PICTURE)\W+(?:\w+:|\\\\|//)", re.I)
RUNNING_ELEMENTS = frozenset(
    ["altChunk", "ddeLink", "oleLink", "oleObject", "webPr", "dbPr", "olapPr", "dde-source", "dde-connection"]
) | frozenset(["event-listener", "applet", "plugin", "object-ole", "floating-frame"])
FETCHING = frozenset(("section-source", "table-source", "image", "object"))  # of OpenDocument, by xlink:href
ROWS = ("xl/worksheets/sheet", "xl/sharedstrings", "xl/styles")  # cells alone: only how they begin is looked at
PROGRAMS = (b"\xd0\xcf\x11\xe0", b"MZ", b"\x7fELF", b"#!")


class _Found(Exception):
    """Its text is the code."""


class _Begun(Exception):
    """The first element is there, and no declaration before it."""


class _Begins(ContentHandler):
    def startElement(self, name: str, attrs: AttributesImpl) -> None:  # noqa: N802 (of the parser)
        raise _Begun


class _Reads(ContentHandler):
    """Looks at each element; the code of fields comes in pieces."""

    def __init__(self) -> None:
        super().__init__()
        self.field: list[str] = []
        self.in_field = False

    def startElement(self, name: str, attrs: AttributesImpl) -> None:  # noqa: N802 (of the parser)
        word = name.rpartition(":")[2]
        given = {key.rpartition(":")[2]: value for key, value in attrs.items()}
        self.in_field = word == "instrText"
        if word == "fldChar":
            self.field.append("\n")
        if word == "fldSimple":
            self.field += ["\n", given.get("instr", ""), "\n"]
        if word in RUNNING_ELEMENTS or (word in FETCHING and ELSEWHERE.match(given.get("href", ""))):
            raise _Found("macros")
        if word == "Relationship" and fetches(given):
            raise _Found("macros")
        if word in {"Default", "Override"} and RUNNING_TYPE.search(given.get("ContentType", "")):
            raise _Found("macros")

    def characters(self, content: str) -> None:
        if self.in_field:
            self.field.append(content)

    def endElement(self, name: str) -> None:  # noqa: N802 (of the parser)
        self.in_field = False

    def endDocument(self) -> None:  # noqa: N802 (of the parser)
        if FIELD.search("".join(self.field)):
            raise _Found("macros")


def fetches(link: dict[str, str]) -> bool:
    """Whether a relationship runs something or is fetched: links a person clicks, and other books on disk, are not."""
    kind, target = link.get("Type", "").strip(), link.get("Target", "")
    if RUNNING_LINK.search(kind):
        return True
    if link.get("TargetMode", "").strip().lower() != "external" and not ELSEWHERE.match(target):
        return False
    if TO_A_BOOK.search(kind):
        return ELSEWHERE.match(target) is not None
    return not kind.lower().endswith("/hyperlink")


def trouble_in_office(archive: zipfile.ZipFile, embedded: Callable[[bytes], bool]) -> str:
    """`macros` for parts that run or are fetched from elsewhere; `xml_unsafe` for XML that declares entities, or that
    nobody can read. `embedded`: whether an Office file within this one is sound.
    """
    left = READ_LIMIT
    for one in archive.infolist():
        name = one.filename.lower()
        if RUNS.search(name):
            return "macros"
        try:
            with archive.open(one) as stream:
                start = stream.read(CHUNK)
            if start.startswith(PROGRAMS) or (start.startswith(b"PK\x03\x04") and not embedded(archive.read(one))):
                return "macros"
            if not _is_xml(name, start):
                continue
            whole = not name.startswith(ROWS)
            left -= one.file_size if whole else 0
            if left < 0:
                return "zip_unsafe"
            _read(archive, one, _Reads() if whole else _Begins())
        except _Found as found:
            return str(found)
        except _Begun:
            continue
        except (SAXException, DefusedXmlException):
            return "xml_unsafe"
        except BROKEN:
            return "zip_unsafe"
    return ""


def _is_xml(name: str, start: bytes) -> bool:
    head = start.lstrip(b"\xef\xbb\xbf \t\r\n")[:2]
    return bool(start) and (
        name.endswith((".xml", ".rels", ".vml")) or head[:1] == b"<" or start[:2] in {b"\xff\xfe", b"\xfe\xff", b"\0<"}
    )


def _read(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, handler: ContentHandler) -> None:
    parser = create_parser(forbid_dtd=True)
    parser.setContentHandler(handler)
    with archive.open(entry) as stream:
        while piece := stream.read(CHUNK):
            parser.feed(piece)
    parser.close()


def declares(data: bytes) -> bool:
    """Whether XML declares a type or entities before its first element, or cannot be read up to there."""
    parser = create_parser(forbid_dtd=True)
    parser.setContentHandler(_Begins())
    try:
        parser.feed(data)
        parser.close()
    except _Begun:
        return False
    except (SAXException, DefusedXmlException):
        return True
    return True
