"""Hostile files at every door that takes one: refused with a reason in the reader's language, nothing kept of it.

A new door needs a line in DOORS; the first test finds it by what reads `request.FILES`.
"""

from __future__ import annotations

import ast
import inspect
import json
import re
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.contrib.auth.models import User
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client
from django.urls import get_resolver
from django.utils import timezone

from leads.mailroom.files import safe_name
from leads.models import Incoming, Lead, LeadFile
from leads.services.incoming import accept_mail, process_incoming
from leads.services.lead_files import Upload
from leads.services.messages import write_message
from tests.leads.conftest import seq_of
from tests.leads.mails import DESK, a_mail
from tests.leads.uploads import HOSTILE, PDF, SOUND, picture
from tests.yenbinh.walk import Walk

pytestmark = [pytest.mark.django_db, pytest.mark.once]
ROOT = Path(__file__).resolve().parents[2]
SITES = ("leads", "sitepages", "yenbinh")


@dataclass(frozen=True)
class Door:
    """`reads`: what in the code takes the file (module or view); `path` with the table's {names}; `field`: its name;
    `takes`: kinds of SOUND that are no harm here.
    """

    name: str
    reads: str
    visitor: str
    path: str
    field: str
    data: dict[str, str]
    takes: frozenset[str] = frozenset()
    accepts: tuple[int, ...] = (422,)


MACRO = next(data for name, data, _why in HOSTILE if name == "macro.docx")
PAPER = frozenset(kind for _name, _data, kind in SOUND)
PICTURES, TEXT = frozenset({"png", "jpg"}), frozenset({"txt"})
EDITS = "superuser"  # who may upload is an operator's to say; this account may all
SHOWN = (200,)  # Wagtail draws the form again
DOORS = (
    Door("message", "leads.portal.room_views", "anonymous", "/{lang}/lead/{link}/message/", "files", {}, PAPER),
    Door("reply", "leads.desk.views", "officer", "/admin/desk/{lead}/reply/", "files", {"text": "Xin chào"}, PAPER),
    Door(
        "questionnaire",
        "leads.portal.questionnaire_views",
        "anonymous",
        "/{lang}/match/questionnaire/",
        "file",
        {},
        accepts=(422, 409),
    ),
    Door("list of enquiries", "leads.desk.sheet_views", "officer", "/admin/desk/lists/", "file", {}),
    Door(
        "decision on holidays",
        "leads.desk.calendar_views",
        "duty_head",
        "/admin/desk/calendar/2027/decision/",
        "table",
        {"source": "Thử"},
    ),
    Door(
        "land",
        "sitepages.landdesk.import_views",
        "land_manager",
        "/admin/land/imports/new/",
        "file",
        {"surveyed_on": "2026-01-05", "source": "Thử"},
    ),
    Door(
        "land's table",
        "sitepages.landdesk.import_views",
        "land_manager",
        "/admin/land/imports/new/",
        "attributes",
        {"surveyed_on": "2026-01-05", "source": "Thử"},
    ),
    Door("image", "wagtailimages:add", EDITS, "/admin/images/add/", "file", {"title": "x"}, PICTURES, SHOWN),
    Door(
        "images",
        "wagtailimages:add_multiple",
        EDITS,
        "/admin/images/multiple/add/",
        "files[]",
        {"title": "x"},
        PICTURES,
        SHOWN,
    ),
    Door(
        "image chosen",
        "wagtailimages_chooser:create",
        EDITS,
        "/admin/images/chooser/create/",
        "image-chooser-upload-file",
        {"image-chooser-upload-title": "x"},
        PICTURES,
        SHOWN,
    ),
    Door("document", "wagtaildocs:add", EDITS, "/admin/documents/add/", "file", {"title": "x"}, PAPER, SHOWN),
    Door(
        "documents",
        "wagtaildocs:add_multiple",
        EDITS,
        "/admin/documents/multiple/add/",
        "files[]",
        {"title": "x"},
        PAPER,
        SHOWN,
    ),
    Door(
        "document chosen",
        "wagtaildocs_chooser:create",
        EDITS,
        "/admin/documents/chooser/create/",
        "document-chooser-upload-file",
        {"document-chooser-upload-title": "x"},
        PAPER,
        SHOWN,
    ),
    Door("profile picture", "wagtailadmin_account", "editor", "/admin/account/", "avatar-avatar", {}, PICTURES, SHOWN),
    Door(
        "redirects",
        "wagtailredirects:start_import",
        EDITS,
        "/admin/redirects/import/",
        "import_file",
        {},
        PAPER,
        (200, 302),
    ),
)
OF_WAGTAIL = {  # read files too, and are the same forms as above with a row of their own
    "wagtailimages:edit",
    "wagtaildocs:edit",
    "wagtailimages:edit_multiple",
    "wagtaildocs:edit_multiple",
    "wagtailimages_chooser:choose",  # draws the form that "create" takes
    "wagtailimages_chooser:choose_results",
    "wagtaildocs_chooser:choose",
    "wagtaildocs_chooser:choose_results",
    "wagtailimages:create_multiple_from_uploaded_image",
    "wagtaildocs:create_multiple_from_uploaded_document",
}
HOLD_FILES = ("Image", "Document", "Rendition", "UploadedFile", "LeadFile", "LeadMessage", "LeadSheet", "ChangeSet")


# One or two of each family; all of them are put to the judges by themselves below and in tests/leads/test_room.py.
AT_EACH_DOOR = frozenset(
    [
        "empty.pdf",
        "drawing.svg",
        "program.exe",
        "polyglot.pdf",
        "polyglot.png",
        "photo.jpg",
        "plan.exe.pdf",
        "bomb.png",
        "macro.xlsm",
        "macro.docx",
        "old.docx",
        "bomb.zip",
        "sheet.xlsx",
        "nested.zip",
        "laughs.xlsx",
        "laughs.kml",
        "script.pdf",
        "locked.pdf",
        "webservice.xlsx",
        "named.xlsx",
        "network.kml",
        "behind.png",
        "program.zip",
        "page.zip",
        "rtf.txt",
    ]
)


# --- Which doors there are ---


def test_every_door_that_reads_a_file_is_in_the_list() -> None:
    ours = set()
    for path in (path for site in SITES for path in (ROOT / site).rglob("*.py")):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        if any(isinstance(node, ast.Attribute) and node.attr == "FILES" for node in ast.walk(tree)):
            ours.add(".".join(path.relative_to(ROOT).with_suffix("").parts))
    ours -= {"yenbinh.errors"}  # says that files were lost, and reads none
    assert ours == {door.reads for door in DOORS if "." in door.reads}


def test_every_view_of_wagtails_that_reads_a_file_is_in_the_list() -> None:
    known = {door.reads for door in DOORS} | OF_WAGTAIL
    found = {name for name, view in wagtails(get_resolver(), "") if reads_files(view)}
    pages = {name for name in found if "snippets" in name or "pages:" in name or "modelviewset" in name}
    forms = {name for name in found if ":" in name and not name.startswith(("wagtailimages", "wagtaildocs"))}
    left = found - known - pages - forms
    words = ("image", "doc", "import", "account")
    assert not {name for name in left if any(word in name for word in words)}


def wagtails(resolver: Any, space: str) -> Iterator[tuple[str, Any]]:
    for one in resolver.url_patterns:
        if hasattr(one, "url_patterns"):
            yield from wagtails(one, f"{space}{one.namespace}:" if one.namespace else space)
        elif one.callback.__module__.startswith("wagtail"):
            yield f"{space}{one.name}", one.callback


def reads_files(view: Any) -> bool:
    found = getattr(view, "view_class", inspect.unwrap(view))
    classes = inspect.getmro(found) if inspect.isclass(found) else ()
    parts = [part for one in classes for part in vars(one).values() if one.__module__.startswith("wagtail")] or [found]
    return any("FILES" in code.co_names for part in parts if (code := getattr(part, "__code__", None)))


# --- At each door ---


@pytest.fixture
def store(tmp_path: Path, settings: Any, monkeypatch: pytest.MonkeyPatch) -> Callable[[], list[str]]:
    """All folders a file could be left in, empty; what stands in them."""
    for name in ("private", "media", "tmp"):
        (tmp_path / name).mkdir()
    settings.PRIVATE_ROOT, settings.MEDIA_ROOT = tmp_path / "private", str(tmp_path / "media")
    settings.FILE_UPLOAD_TEMP_DIR = str(tmp_path / "tmp")
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "tmp"))
    return lambda: [str(one.relative_to(tmp_path)) for one in tmp_path.rglob("*") if one.is_file()]


def rows() -> dict[str, int]:
    kept = [model for model in apps.get_models() if model.__name__ in HOLD_FILES]
    avatars = User.objects.exclude(wagtail_userprofile__avatar="").filter(wagtail_userprofile__isnull=False)
    return {model.__name__: model.objects.count() for model in kept} | {"avatars": avatars.count()}


def superuser() -> Client:
    user, _new = User.objects.get_or_create(username="keeper", is_superuser=True, is_staff=True)
    client = Client()
    client.force_login(user)
    return client


def send(walk: Walk, door: Door, name: str, data: bytes, lang: str = "vi") -> HttpResponse:
    client: Client = superuser() if door.visitor == EDITS else walk.clients[door.visitor]
    path = door.path.format(**walk.names, lang=lang)
    form: dict[str, Any] = dict(door.data)
    if door.name == "reply":
        form["seen_seq"] = str(seq_of(Lead.objects.get(pk=walk.names["lead"])))
    if door.name == "land's table":
        form["file"] = SimpleUploadedFile("a.csv", "Mã lô,x\nSX-12,1".encode())
    given = SimpleUploadedFile(name, data, content_type="application/pdf")  # a lie, whatever it is
    more = {"HTTP_X_REQUESTED_WITH": "XMLHttpRequest"} if door.field == "files[]" else {}
    return client.post(path, form | {door.field: given}, **more)


class Said(HTMLParser):
    """The text of a page that is marked as an error or a message."""

    MARKS = frozenset(
        [
            "err",
            "errs",
            "errorlist",
            "error-message",
            "messages",
            "w-field__errors",
            "yb-alert",
            "yb-late",
            "help-block",
        ]
    )
    EMPTY = {"input", "br", "img", "link", "meta", "use", "path", "hr"}

    def __init__(self, page: str) -> None:
        super().__init__()
        self.inside: list[bool] = []
        self.words: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in self.EMPTY:
            marked = bool(self.MARKS & set((dict(attrs).get("class") or "").split()))
            self.inside.append(marked or bool(self.inside and self.inside[-1]))

    def handle_endtag(self, tag: str) -> None:
        if self.inside and tag not in self.EMPTY:
            self.inside.pop()

    def handle_data(self, data: str) -> None:
        if self.inside and self.inside[-1]:
            self.words.append(data.strip())


def told(answer: HttpResponse) -> str:
    """What the page says is wrong, as a person reads it."""
    text = answer.content.decode()
    if text.startswith("{"):
        said = json.loads(text)
        if "error_message" in said:
            return str(said["error_message"])
        text = said.get("htmlFragment") or said["html"]
    return " ".join(word for word in Said(text).words if word)


VIETNAMESE = re.compile(r"[ăâđêôơưạảãàáậẩẫầấằắặẳẵẹẻẽèéệểễềếịỉĩìíọỏõòóộổỗồốợởỡờớụủũùúựửữừứỳýỷỹỵ]", re.IGNORECASE)
each_door = pytest.mark.parametrize("door", DOORS, ids=lambda one: one.name)


@each_door
def test_hostile_files_are_refused_and_nothing_is_left(
    walk: Walk,
    door: Door,
    store: Callable[[], list[str]],
) -> None:
    before = rows()
    for name, data, why in HOSTILE:
        if name not in AT_EACH_DOOR:
            continue
        answer = send(walk, door, name, data)
        assert answer.status_code in door.accepts, (name, answer.status_code)
        said = told(answer)
        if answer.status_code != 302:
            assert VIETNAMESE.search(said), (name, why, said or answer.content.decode()[-3000:])
        assert rows() == before, name
        assert not store(), (name, store())


@each_door
def test_fifty_megabytes_are_refused_and_nothing_is_left(
    walk: Walk,
    door: Door,
    store: Callable[[], list[str]],
) -> None:
    before = rows()
    answer = send(walk, door, "plan.pdf", PDF + b"0" * 50_000_000)
    assert answer.status_code in {*door.accepts, 413}
    assert VIETNAMESE.search(told(answer) or answer.content.decode())
    assert rows() == before
    assert not store()


@each_door
def test_sound_files_of_its_kinds_are_taken(walk: Walk, door: Door, store: Callable[[], list[str]]) -> None:
    """Else the doors above could be shut to everything."""
    wanted = {"image": "png", "images": "png", "image chosen": "png", "document": "pdf", "documents": "pdf"}
    kind = wanted.get(door.name, "pdf" if door.name in {"message", "reply", "document chosen"} else "")
    for name, data, one in SOUND:
        if one == kind:
            answer = send(walk, door, name, data)
            assert store(), (answer.status_code, told(answer))
            break


@pytest.mark.parametrize(("lang", "says"), [("vi", "có macro"), ("en", "holds macros")])
def test_the_investor_reads_the_reason_in_the_own_language(
    walk: Walk,
    store: Callable[[], list[str]],
    lang: str,
    says: str,
) -> None:
    answer = send(walk, DOORS[0], "macro.docx", MACRO, lang)
    assert says in told(answer)
    assert "macro.docx" in told(answer)


@pytest.mark.parametrize("name", ["document", "documents", "document chosen"])
def test_a_document_refused_for_its_content_is_not_told_of_its_ending(walk: Walk, name: str) -> None:
    door = next(one for one in DOORS if one.name == name)
    script = next(data for one, data, _why in HOSTILE if one == "script.pdf")
    said = told(send(walk, door, "script.pdf", script))
    assert "PDF chứa mã lệnh" in said
    assert "“”" not in said
    assert "đuôi" not in said


@pytest.mark.parametrize(("name", "data"), [("exe.pdf", b"MZ\x90\0"), ("svg.png", b"<svg/>"), ("plan.pdf", PDF)])
def test_the_questionnaire_names_only_what_it_takes(walk: Walk, name: str, data: bytes) -> None:
    said = told(send(walk, next(one for one in DOORS if one.name == "questionnaire"), name, data))
    assert ".xlsx" in said
    assert "PowerPoint" not in said


# --- By mail ---


def test_hostile_attachments_are_named_and_not_kept(walk: Walk, store: Callable[[], list[str]]) -> None:
    """Of a mail only names are kept, with the reason: the words of the mail are the investor's, and stay."""
    files = [(name, data) for name, data, _why in HOSTILE if len(data) < 2_000_000]
    for start in range(0, len(files), 15):
        some = tuple(files[start : start + 15])
        raw = a_mail("Kèm tệp", message_id=f"<{start}@x.example>", files=some, sender="hostile@x.example")
        row, _new = accept_mail(raw=raw, recipients=[DESK], now=timezone.now())
        process_incoming(pk=row.pk, now=timezone.now())
        kept = LeadFile.objects.filter(incoming=Incoming.objects.get(pk=row.pk))
        assert kept.count() == len([name for name, data in some if data]) or kept.count() == len(some)
        assert not kept.filter(refused="").exists(), list(kept.filter(refused="").values_list("name", flat=True))
        assert not [one for one in store() if "files/" in one]


# --- Names ---


NAMES = [
    "../../../etc/passwd.pdf",
    "..\\..\\windows\\plan.pdf",
    "/etc/cron.d/plan.pdf",
    "plan\0.pdf",
    "plan\n\rSet-Cookie: a=b.pdf",
    "plan\u202e.pdf",
    "a" * 5_000 + ".pdf",
    ".pdf",
    "..pdf",
    "CON.pdf",
    "<script>alert(1)</script>.pdf",
    "kế hoạch 2027 (bản cuối).pdf",
]


@pytest.mark.parametrize("name", NAMES)
def test_a_name_leads_nowhere_and_hides_nothing(walk: Walk, name: str, store: Callable[[], list[str]]) -> None:
    lead = Lead.objects.get(pk=walk.names["lead"])
    message = write_message(lead=lead, link=None, text="", files=[Upload(name, PDF)], by=None, now=timezone.now())
    file = message.files.get()
    assert file.name.isprintable()
    assert not set('/\\<>:"|?*') & set(file.name)
    assert len(file.name) <= 120
    assert file.name.endswith(".pdf")
    assert all(re.fullmatch(r"private/files/\d{4}/\d\d/[0-9a-f]{32}(_\w+)?\.pdf", one) for one in store())
    assert safe_name(name, "pdf") == file.name


def test_what_is_no_picture_of_ours_is_none(walk: Walk, store: Callable[[], list[str]]) -> None:
    """The door of images takes pictures alone, whatever else is sound."""
    image = next(door for door in DOORS if door.name == "image")
    for name, data in (
        ("plan.pdf", PDF),
        ("a.svg", b"<svg xmlns='http://www.w3.org/2000/svg'/>"),
        ("x.tif", picture("TIFF")),
    ):
        answer = send(walk, image, name, data)
        assert answer.status_code == 200
        assert not store()
