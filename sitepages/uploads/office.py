"""What an Office file does when it is opened: macros, objects, what it fetches from elsewhere. Pure.

Parts are read as XML, not searched as bytes: a letter written as a reference is the same letter.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Callable, Iterator
from xml.sax import SAXException
from xml.sax.handler import ContentHandler
from xml.sax.xmlreader import AttributesImpl

from sitepages.uploads.archives import BROKEN
from sitepages.uploads.formulas import acts, may_act
from sitepages.uploads.xml import DECLARED, Found, read

CHUNK = 256_000
READ_LIMIT, ROWS_LIMIT = 30_000_000, 90_000_000  # of XML read element by element, in all; of rows
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
FIELD = re.compile(
    r"(?<![A-Za-z])DDE(?:AUTO)?(?![A-Za-z])|DDEAUTO|INCLUDE(?:TEXT|PICTURE)\W+(?:\w+:|\\\\|//)"
    r"|(?<!\w)LINK\s+\S+\s+\"?(?:\w\w+:|\\\\|//)",
    re.IGNORECASE,
)
ON_A_DRIVE = re.compile(r"\s*(?:file:///)?[a-z]:[\\/]", re.IGNORECASE)  # of the sender's own computer: no host is asked
STAYS_BEHIND = re.compile(r"/(?:attachedTemplate|image)$", re.IGNORECASE)
RUNNING_ELEMENTS = frozenset(
    ["altChunk", "ddeLink", "oleLink", "oleObject", "webPr", "dbPr", "olapPr", "dde-source", "dde-connection"]
) | frozenset(["event-listener", "applet", "plugin", "object-ole", "floating-frame"])
FETCHING = frozenset(("section-source", "table-source", "image", "object"))  # of OpenDocument, by xlink:href
ROWS = ("xl/worksheets/sheet", "xl/sharedstrings", "xl/styles")  # read whole only where a formula of them may act
FORMULAS = frozenset(("f", "formula", "formula1", "formula2", "definedName", "calculatedColumnFormula"))
HELD = frozenset(("formula", "expression", "condition"))  # OpenDocument keeps formulas in attributes
UTF_8 = re.compile(
    rb"\s*(?:<\?xml[^>]*?(?:encoding\s*=\s*[\"'](?:utf-?8|us-ascii)[\"'][^>]*)?\?>)?\s*<[^?]", re.IGNORECASE
)
PROGRAMS = (b"\xd0\xcf\x11\xe0", b"MZ", b"\x7fELF", b"#!")


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
        self.formula: list[str] | None = None

    def startElement(self, name: str, attrs: AttributesImpl) -> None:  # noqa: N802 (of the parser)
        word = name.rpartition(":")[2]
        given = {key.rpartition(":")[2]: value for key, value in attrs.items()}
        self.in_field = word == "instrText"
        if word in FORMULAS:
            self.formula = []
        if any(key in HELD and acts(value) for key, value in given.items()):
            raise Found("formula_active")
        if word == "fldChar":
            self.field.append("\n")
        if word == "fldSimple":
            self.field += ["\n", given.get("instr", ""), "\n"]
        if word in RUNNING_ELEMENTS or (word in FETCHING and ELSEWHERE.match(given.get("href", ""))):
            raise Found("macros")
        if word == "Relationship" and fetches(given):
            raise Found("macros")
        if word in {"Default", "Override"} and RUNNING_TYPE.search(given.get("ContentType", "")):
            raise Found("macros")

    def characters(self, content: str) -> None:
        if self.in_field:
            self.field.append(content)
        if self.formula is not None:
            self.formula.append(content)

    def endElement(self, name: str) -> None:  # noqa: N802 (of the parser)
        self.in_field = False
        if self.formula is not None and name.rpartition(":")[2] in FORMULAS:
            if acts("".join(self.formula)):
                raise Found("formula_active")
            self.formula = None

    def endDocument(self) -> None:  # noqa: N802 (of the parser)
        if FIELD.search("".join(self.field)):
            raise Found("macros")


def fetches(link: dict[str, str]) -> bool:
    """Whether a relationship runs something or is fetched: links a person clicks, and other books on disk, are not."""
    kind, target = link.get("Type", "").strip(), link.get("Target", "")
    if RUNNING_LINK.search(kind):
        return True
    if link.get("TargetMode", "").strip().lower() != "external" and not ELSEWHERE.match(target):
        return False
    if STAYS_BEHIND.search(kind) and ON_A_DRIVE.match(target):
        return False
    if TO_A_BOOK.search(kind):
        return ELSEWHERE.match(target) is not None
    return not kind.lower().endswith("/hyperlink")


def trouble_in_office(archive: zipfile.ZipFile, embedded: Callable[[bytes], bool]) -> str:
    """`macros` for parts that run or are fetched from elsewhere, `formula_active` for formulas that do, `xml_unsafe`
    for XML that declares entities or that nobody can read. `embedded`: whether an Office file within this one is sound.
    """
    left, rows_left = READ_LIMIT, ROWS_LIMIT
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
            rows = name.startswith(ROWS)
            whole = not rows or _may_act(archive, one, start)
            left -= one.file_size if whole and not rows else 0
            rows_left -= one.file_size if whole and rows else 0
            if min(left, rows_left) < 0:
                return "zip_bomb"
            read(_pieces(archive, one), _Reads() if whole else _Begins())
        except Found as found:
            return str(found)
        except _Begun:
            continue
        except (SAXException, DECLARED):
            return "xml_unsafe"
        except BROKEN:
            return "zip_bomb"
    return ""


def _may_act(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, start: bytes) -> bool:
    """Whether the rows need to be read for their formulas; no sign of one that acts is looked for in other letters."""
    if not UTF_8.match(start.removeprefix(b"\xef\xbb\xbf")):
        return True
    before = b""
    for piece in _pieces(archive, entry):
        if may_act(before + piece):
            return True
        before = piece[-60:]
    return False


def _is_xml(name: str, start: bytes) -> bool:
    head = start.lstrip(b"\xef\xbb\xbf \t\r\n")[:2]
    return bool(start) and (
        name.endswith((".xml", ".rels", ".vml")) or head[:1] == b"<" or start[:2] in {b"\xff\xfe", b"\xfe\xff", b"\0<"}
    )


def _pieces(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> Iterator[bytes]:
    with archive.open(entry) as stream:
        while piece := stream.read(CHUNK):
            yield piece
