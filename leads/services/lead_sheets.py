"""Enquiries by the list: a table is brought, looked at line by line, taken in or put aside.

Each line is a lead of its own with a key of the file and the line, so a second press, a second tab or a server that
died half-way makes none twice and leaves none out.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Mapping
from dataclasses import asdict, dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from django.contrib.auth.models import AnonymousUser, User
from django.db import transaction
from django.db.models import QuerySet

from leads.choices import Channel, ConsentPurpose, DueKind, ReplyLanguage
from leads.countries import countries
from leads.models import Due, Lead, LeadSheet
from leads.reading.folded import folded
from leads.reading.lead_sheet import Lists, NoHeader, SheetRow, read_sheet
from leads.services.access import LeadHidden, ReadOnly, leads_visible_to
from leads.services.intake import Submission, checked, digest_of, submit_lead
from leads.services.own_entry import check_entry, keeper_of, may_enter
from leads.services.questions import questions
from leads.services.words import ChoiceUnknown
from sitepages.campaigns import campaign_of
from sitepages.land.importers.reading import FileRefused
from sitepages.models import Sector
from sitepages.refusal import Refused

KEPT = timedelta(days=1)
SOURCE = "import"
LISTS = "lists"  # what a row of the due table with DueKind.FORGET names
# the Vietnamese and the English name first: the empty table offers them
TONGUES: Mapping[str, tuple[str, ...]] = {
    "vi": ("Tiếng Việt", "Vietnamese", "Việt", "Việt Nam"),
    "en": ("Tiếng Anh", "English", "Anh", "Anh văn", "Anh ngữ"),
    "ko": ("Tiếng Hàn", "Korean", "Hàn", "Hàn Quốc", "Tiếng Hàn Quốc", "Hàn ngữ"),
    "ja": ("Tiếng Nhật", "Japanese", "Nhật", "Nhật Bản", "Tiếng Nhật Bản", "Nhật ngữ"),
    "zh": ("Tiếng Trung", "Chinese", "Trung", "Trung Quốc", "Tiếng Trung Quốc", "Tiếng Hoa", "Hoa", "Mandarin"),
}
CHANNELS: Mapping[str, tuple[str, ...]] = {
    "mail": ("Thư điện tử", "E-mail", "email", "mail"),
    "phone": ("Điện thoại", "Telephone", "phone"),
    "meeting": ("Gặp trực tiếp", "Meeting"),
    "zalo": ("Zalo", "Zalo"),
    "kakaotalk": ("KakaoTalk", "KakaoTalk", "Kakao"),
    "wechat": ("WeChat", "WeChat"),
}


class SheetRefused(Refused):
    """A file that is no harmless table of at most 200 lines. Facts: `finding` (code and facts of the reader)."""

    code = "sheet_refused"
    status = 422


class SheetWithoutNames(Refused):
    """No line heads the columns: at least the name is needed."""

    code = "sheet_without_names"
    status = 422


class SheetEnded(Refused):
    """The list was put aside, or its day is over."""

    code = "sheet_ended"
    status = 409


@dataclass(frozen=True)
class Line:
    """What becomes of one line. `lead`: it is one already; `wrong`: why it cannot be; `like`: an earlier line
    with the same person; `taken`: the lead that the same words became with another list; `open_files`: files of
    the same address that this officer may see, `known`: there are others; `language`: the one of the answer.
    """

    row: SheetRow
    lead: Lead | None = None
    wrong: Refused | None = None
    like: int | None = None
    taken: Lead | None = None
    open_files: tuple[str, ...] = ()
    known: bool = False
    language: str = ""

    @property
    def ready(self) -> bool:
        return self.may_be_taken and self.taken is None

    @property
    def may_be_taken(self) -> bool:
        """Ready, or left out only because another list brought it: who ticks it takes it in once more."""
        return self.lead is None and self.wrong is None and self.like is None


@transaction.atomic
def bring_sheet(*, name: str, data: bytes, campaign: str, mine: bool, by: User, now: datetime) -> LeadSheet:
    """Read the table and keep it for a day. Raises ReadOnly, SheetRefused, SheetWithoutNames."""
    if not may_enter(by):
        raise ReadOnly
    try:
        rows = read_sheet(name, data, lists())
    except FileRefused as refused:
        raise SheetRefused(finding=refused.finding) from refused
    except NoHeader as error:
        raise SheetWithoutNames from error
    sheet = LeadSheet.objects.create(
        name=name.replace("\\", "/").rsplit("/", 1)[-1][:80],
        fingerprint=hashlib.sha256(data).hexdigest(),
        campaign=campaign_of(campaign),
        mine=mine,
        rows=[asdict(row) for row in rows],
        created_at=now,
        created_by=by,
    )
    gone = now + KEPT
    Due.objects.get_or_create(kind=DueKind.FORGET, target=LISTS, due_at=gone, defaults={"next_try_at": gone})
    return sheet


def forget_sheets(*, now: datetime) -> int:
    """Erase the lists whose day is over, by the worker; how many there were."""
    gone, _by_model = LeadSheet.objects.filter(created_at__lte=now - KEPT).delete()
    return gone


def lists() -> Lists:
    """What a cell of each listed column may say: the key, or its name in either language."""
    sectors = Sector.objects.filter(retired_on=None).values_list("key", "name_vi", "name_en")
    return {
        "country": _known({code: (code, countries("vi")[code], countries("en")[code]) for code in countries("en")}),
        "language": _known({one.value: (one.value, str(one.label), *TONGUES[one.value]) for one in ReplyLanguage}),
        "channel": _known({one.value: (one.value, *CHANNELS[one.value]) for one in Channel}),
        "sector": _known({key: (key, vi, en) for key, vi, en in sectors}),
        "question": _known({key: (key, row.name_vi, row.name_en) for key, row in questions().items()}),
    }


def _known(names: Mapping[str, tuple[str, ...]]) -> Mapping[str, str]:
    return {folded(name): key for key, spellings in names.items() for name in spellings}


def sheets_of(user: User | AnonymousUser, now: datetime) -> QuerySet[LeadSheet]:
    """The lists this person brought within the last day."""
    return LeadSheet.objects.filter(created_by_id=user.pk, created_at__gt=now - KEPT)


def sheet_of(user: User | AnonymousUser, pk: int, now: datetime) -> LeadSheet:
    """A list this person brought, for a day. Raises SheetEnded."""
    found = sheets_of(user, now).filter(pk=pk).first()
    if found is None:
        raise SheetEnded
    return found


def lines_of(sheet: LeadSheet, by: User) -> list[Line]:
    """Every line with what becomes of it; writes nothing."""
    rows = rows_of(sheet)
    known = Lead.objects.filter(submission_key__in=[key_of(sheet, row) for row in rows])
    made = {lead.submission_key: lead for lead in known.select_related("owner__person", "department")}
    addresses = {row.values.get("contact_email", "").lower() for row in rows} - {""}
    others = Lead.objects.filter(contact_email__in=addresses).exclude(pk__in=[lead.pk for lead in known])
    same = leads_visible_to(by).filter(pk__in=others.values("pk"))
    hidden = set(others.exclude(pk__in=same.values("pk")).values_list("contact_email", flat=True))
    files: dict[str, list[str]] = {}
    for address, reference in same.order_by("reference").values_list("contact_email", "reference"):
        files.setdefault(address, []).append(reference)
    seen: dict[tuple[str, ...], int] = {}
    earlier = _brought_before(sheet, rows)
    lines = []
    for row in rows:
        person = tuple(folded(row.values.get(key, "")) for key in ("contact_name", "contact_email", "contact_phone"))
        first = seen.setdefault(person, row.line)
        address = row.values.get("contact_email", "").lower()
        lines.append(
            Line(
                row,
                lead=made.get(key_of(sheet, row)),
                wrong=_wrong(sheet, row),
                taken=earlier.get(row.line),
                like=first if first != row.line else None,
                open_files=tuple(files.get(address, ())),
                known=address in hidden,
                language=submission_of(sheet, row).language,
            )
        )
    return lines


def _brought_before(sheet: LeadSheet, rows: list[SheetRow]) -> dict[int, Lead]:
    """By line, the lead of another list whose words are these, wherever and under whatever campaign it came."""
    names = {row.values.get("contact_name", "") for row in rows}
    imported = Lead.objects.filter(source=SOURCE, contact_name__in=names, erased_at=None).order_by("pk")
    imported = imported.exclude(submission_key__startswith=_key_of_file(sheet))
    by_name: dict[str, list[Lead]] = {}
    for lead in imported:
        by_name.setdefault(lead.contact_name, []).append(lead)
    found = {}
    for row in rows:
        known = by_name.get(row.values.get("contact_name", ""), []) if _wrong(sheet, row) is None else []
        for lead in known:
            said = replace(checked(submission_of(sheet, row)), campaign=lead.campaign)
            if lead.submission_digest == digest_of(said):
                found[row.line] = lead
    return found


def _wrong(sheet: LeadSheet, row: SheetRow) -> Refused | None:
    try:
        if row.unread:
            raise ChoiceUnknown(field="consents", value=row.unread[:40])
        submission = submission_of(sheet, row)
        check_entry(submission)
        checked(submission)
    except Refused as refused:
        return refused
    return None


def rows_of(sheet: LeadSheet) -> list[SheetRow]:
    return [
        SheetRow(one["line"], one["values"], one["consent"], tuple(map(tuple, one["left"])), one.get("unread", ""))
        for one in sheet.rows
    ]


def key_of(sheet: LeadSheet, row: SheetRow) -> str:
    return f"{_key_of_file(sheet)}{row.line}"


def _key_of_file(sheet: LeadSheet) -> str:
    return f"sheet-{sheet.fingerprint[:48]}-"


def submission_of(sheet: LeadSheet, row: SheetRow) -> Submission:
    """What no list knew goes into the message, under its title. Without a consent the first mail asks for it."""
    values: dict[str, Any] = dict(row.values)
    words = [values.pop("message", ""), *(f"{title}: {text}" if title else text for title, text in row.left)]
    message = "\n".join(filter(None, words))
    home = ReplyLanguage.VI if values.get("country") == "VN" else ReplyLanguage.EN
    return Submission(
        submission_key=key_of(sheet, row),
        match_run=None,
        contact_name=values.pop("contact_name", ""),
        contact_email=values.pop("contact_email", ""),
        language=values.pop("language", home.value),
        message=message,
        consents=frozenset({ConsentPurpose.ANSWER_REQUEST.value}) if row.consent else frozenset(),
        consent_later=not row.consent,
        spoken=row.consent,
        source=SOURCE,
        campaign=sheet.campaign,
        **values,
    )


def take_in(*, sheet: LeadSheet, by: User, now: datetime, again: Collection[int] = ()) -> int:
    """Make a lead of every line that is ready; how many are new. Each line is whole or not there.

    `again`: lines that became a lead with another list already and are wanted once more.
    Raises ReadOnly; LeadHidden where somebody else brought the list.
    """
    if not may_enter(by):
        raise ReadOnly
    if sheet.created_by_id != by.pk:
        raise LeadHidden
    keeper, made = keeper_of(by) if sheet.mine else "", 0
    for line in lines_of(sheet, by):
        if line.ready or (line.may_be_taken and line.row.line in again):
            submission = replace(submission_of(sheet, line.row), kept_by=keeper)
            _lead, new = submit_lead(submission=submission, by=by, now=now)
            made += new
    LeadSheet.objects.filter(pk=sheet.pk, taken_in_at=None).update(taken_in_at=now)
    return made


def put_aside(*, sheet: LeadSheet, by: User) -> None:
    """Forget the list; what was taken in of it stays. Raises LeadHidden where somebody else brought it."""
    if sheet.created_by_id != by.pk:
        raise LeadHidden
    sheet.delete()
