"""Why a file from outside was not taken, in words: for the page that refuses it, the desk and mails."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

FILES: Mapping[str, Promise] = {
    "empty": _("it is empty"),
    "too_big": _("it is larger than 15 MB"),
    "too_many": _("one mail may bring 20 files at most"),
    "unknown_kind": _(
        "we take PDF, Word, Excel, PowerPoint, pictures (JPG, PNG, GIF, TIFF, WebP, HEIC), maps (DWG, DXF, KML, KMZ, "
        "GeoJSON), text (TXT, CSV) and archives (ZIP) of these"
    ),
    "disguised": _("its content is not what its name says, or it is two kinds of file at once"),
    "macros": _("it holds macros, embedded objects or something fetched from elsewhere; save it without them"),
    "formula_active": _(
        "it holds a formula that fetches or runs something when the file opens (such as WEBSERVICE, IMAGE or DDE); "
        "put its value in its place"
    ),
    "kml_active": _(
        "the map (KML) loads something from a network or holds a script; save it without network links, remote "
        "pictures and scripts"
    ),
    "rtf": _("it is RTF, which can hold objects that run; save it as .docx or PDF"),
    "old_office": _("it is an Office file of before 2007; save it as .docx or .xlsx"),
    "zip_unsafe": _("the archive holds programs or unpacks without bounds"),  # of files judged before it was told apart
    "zip_bomb": _("it unpacks to far more than we open; send it in smaller parts"),
    "zip_path": _("names or links in the archive lead out of its folder"),
    "zip_packing": _("the archive is packed in a way we cannot open; pack it as an ordinary ZIP"),
    "zip_in_zip": _("the archive holds another archive; send what is in it directly"),
    "zip_member": _(
        "a file in the archive is one we would not take by itself; take it out, or send the files one by one"
    ),
    "pdf_active": _("the PDF holds a script, a program or another file; print it to a new PDF"),
    "locked": _("it is locked with a password or rights, so nobody can look into it; send it without"),
    "broken": _("it is damaged, or packed so that nobody can look into it; save it anew"),
    "xml_unsafe": _("its text declares entities of its own, which can swell or reach other files; save it anew"),
    "image_bomb": _("the picture unpacks to more than 400 MB; make it smaller, or send it as a PDF"),
    "image_broken": _("the picture is damaged and cannot be opened"),
    "avatar_big": _("the picture has more than 40 million points; make it smaller"),
    "avatar_heavy": _("the picture is larger than 10 MB; make it smaller"),
    "infected": _("the virus scanner found something in it"),
    "unscannable": _("it is larger than the virus scanner looks at"),
    "not_xlsx": _(
        "what is read here is an Excel workbook (.xlsx) of at most 2 MB, and this file is none, or is damaged"
    ),
    "questionnaire_big": _("it is larger than 2 MB"),
}


def file_reason(code: str) -> str:
    """Why a file was not taken, as part of a sentence."""
    return str(FILES.get(code, FILES["unknown_kind"]))
