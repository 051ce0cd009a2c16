"""Page values of organisations, people and merges: plain, frozen, built before rendering."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlencode

from django.contrib.auth.models import User
from django.db.models import Count, Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from leads.choices import ReplyLanguage, Stage
from leads.countries import countries, country_name
from leads.desk.paging import Counted, Paging, pages_of
from leads.models import Contact, Lead, Organisation
from leads.services.confidential import leads_known_to
from leads.services.contact_records import contacts_visible_to
from leads.services.desk_lock import name_of
from leads.services.duplicates import Ground, Pair, contacts_like, organisations_like
from leads.services.finding import contacts_found, newest_records, organisations_found
from leads.services.organisations import check_can_edit, organisations_visible_to
from leads.services.record_merge import KIND, UNDO_DAYS, can_merge
from sitepages import invented
from sitepages.choices import ChangeState
from sitepages.language import site_language
from sitepages.models import ChangeSet
from sitepages.refusal import Refused

MOST_LEADS = 100


@dataclass(frozen=True)
class RecordRow:
    """An organisation or a person in a list; `line` says where from."""

    pk: int
    name: str
    line: str
    tax_code: str
    leads: int


@dataclass(frozen=True)
class RecordList:
    what: str
    q: str
    rows: tuple[RecordRow, ...]
    paging: Paging
    found: Counted

    @property
    def query(self) -> str:
        return urlencode({"q": self.q})


def organisation_list(user: User, q: str, page: int) -> RecordList:
    rows = organisations_found(user, q) if q else organisations_visible_to(user)
    ids, found, paging = _page_of(rows, q, page)
    records = Organisation.objects.in_bulk(ids)
    return RecordList(
        what="organisation",
        q=q,
        rows=organisation_rows(user, [records[pk] for pk in ids]),
        paging=paging,
        found=found,
    )


def contact_list(user: User, q: str, page: int) -> RecordList:
    rows = contacts_found(user, q) if q else contacts_visible_to(user)
    ids, found, paging = _page_of(rows, q, page)
    records = Contact.objects.select_related("organisation").in_bulk(ids)
    return RecordList(
        what="person",
        q=q,
        rows=person_rows(user, [records[pk] for pk in ids]),
        paging=paging,
        found=found,
    )


def _page_of(rows: QuerySet[Any], q: str, page: int) -> tuple[list[int], Counted, Paging]:
    """The numbers of one page: by name, or of a search the newest first."""

    def some(start: int, most: int) -> list[int]:
        if q:
            return newest_records(rows, start, most)
        return list(rows.order_by("folded", "pk").values_list("pk", flat=True)[start : start + most])

    ids, found, paging = pages_of(some, page)
    return ids, found, paging


def organisation_rows(user: User, rows: Sequence[Organisation]) -> tuple[RecordRow, ...]:
    """As lists and searches show them, each with the leads this person knows of."""
    names, counts = countries(site_language()), lead_counts(user, "organisation", [one.pk for one in rows])
    return tuple(
        RecordRow(one.pk, one.shown, names.get(one.country, one.country), one.tax_code, counts.get(one.pk, 0))
        for one in rows
    )


def person_rows(user: User, rows: Sequence[Contact]) -> tuple[RecordRow, ...]:
    """The same of people; their organisation is read with them."""
    counts = lead_counts(user, "contact", [one.pk for one in rows])
    return tuple(RecordRow(one.pk, one.shown, _line_of(one), one.email, counts.get(one.pk, 0)) for one in rows)


def lead_counts(user: User, column: str, ids: Sequence[int]) -> dict[int, int]:
    """How many leads of each record this person knows of."""
    rows = leads_known_to(user).filter(**{f"{column}__in": ids}).order_by().values(column).annotate(n=Count("pk"))
    return {row[column]: row["n"] for row in rows}


def _line_of(one: Contact) -> str:
    return one.organisation.shown if one.organisation else ""


# --- One record ---


@dataclass(frozen=True)
class LeadLine:
    pk: int
    title: str
    reference: str
    stage: str
    officer: str
    received_at: datetime


@dataclass(frozen=True)
class LikeRow:
    """A record that may be the same. Outside the reader's scope it has no number and no name."""

    pk: int
    name: str
    why: str


@dataclass(frozen=True)
class RecordPage:
    what: str
    pk: int
    name: str
    lines: tuple[tuple[str, str], ...]
    leads: tuple[LeadLine, ...]
    people: tuple[RecordRow, ...]
    like: tuple[LikeRow, ...]
    merges: tuple[tuple[int, str, str], ...]  # change set, title, state
    checked_at: datetime | None
    may: dict[str, bool]


def why(ground: Ground) -> str:
    """In the reader's language."""
    return {
        Ground.TAX_CODE: _("the same tax code"),
        Ground.MAIL: _("the same mail address"),
        Ground.PHONE: _("the same telephone number"),
        Ground.DOMAIN: _("the same mail domain"),
        Ground.NAME: _("the same name but for accents and legal form"),
        Ground.NEAR_NAME: _("nearly the same name"),
    }[ground]


def organisation_page(user: User, one: Organisation) -> RecordPage:
    names = countries(site_language())
    lines = (
        (_("Name in its own script"), one.name_local),
        (_("Tax code"), one.tax_code),
        (_("Country"), names.get(one.country, one.country)),
        (_("Mail domain"), one.domain),
    )
    pairs = organisations_like(one)
    seen = organisations_visible_to(user).filter(pk__in=[pair.other for pair in pairs])
    mine = Count("leads", filter=Q(leads__in=leads_known_to(user)))
    people = contacts_visible_to(user).filter(organisation=one).annotate(n=mine).order_by("name", "pk")
    return RecordPage(
        what="organisation",
        pk=one.pk,
        name=one.shown,
        lines=tuple(line for line in lines if line[1]),
        leads=_leads(leads_known_to(user).filter(organisation=one)),
        people=tuple(RecordRow(row.pk, row.shown, row.email, "", row.n) for row in people[:MOST_LEADS]),
        like=_like(pairs, set(seen.values_list("pk", flat=True))),
        merges=_merges("organisation", one.pk),
        checked_at=one.checked_at,
        may={"edit": _may_edit(user, one), "merge": can_merge(user)},
    )


def contact_page(user: User, one: Contact) -> RecordPage:
    lines = (
        (_("E-mail"), one.email),
        (_("Telephone"), one.phone),
        (_("Language"), one.get_language_display() if one.language else ""),
        (_("Organisation"), _line_of(one)),
    )
    pairs = contacts_like(one)
    seen = contacts_visible_to(user).filter(pk__in=[pair.other for pair in pairs])
    return RecordPage(
        what="person",
        pk=one.pk,
        name=one.shown,
        lines=tuple(line for line in lines if line[1]),
        leads=_leads(leads_known_to(user).filter(contact=one)),
        people=(),
        like=_like(pairs, set(seen.values_list("pk", flat=True))),
        merges=_merges("person", one.pk),
        checked_at=None,
        may={"edit": False, "merge": can_merge(user)},
    )


def _may_edit(user: User, one: Organisation) -> bool:
    try:
        check_can_edit(user, one)
    except Refused:
        return False
    return True


def _leads(rows: Any) -> tuple[LeadLine, ...]:
    found = rows.select_related("organisation", "owner__person", "department").order_by("-received_at", "-pk")
    return tuple(
        LeadLine(
            lead.pk,
            lead.title,
            lead.reference,
            Stage(lead.stage).label,
            lead.owner.name if lead.owner else lead.department.name,
            lead.received_at,
        )
        for lead in found[:MOST_LEADS]
    )


def _like(pairs: Sequence[Pair], seen: set[int]) -> tuple[LikeRow, ...]:
    return tuple(
        LikeRow(
            pair.other if pair.other in seen else 0,
            invented.shown(pair.name) if pair.other in seen else "",
            why(pair.ground),
        )
        for pair in pairs
    )


def _merges(what: str, pk: int) -> tuple[tuple[int, str, str], ...]:
    rows = ChangeSet.objects.filter(kind=KIND, details__what=what, details__keep=pk)
    return tuple((row.pk, row.title, str(ChangeState(row.state).label)) for row in rows)


# --- A merge ---


@dataclass(frozen=True)
class Filled:
    field: str
    before: str
    after: str


@dataclass(frozen=True)
class MergePage:
    """The preview and, once applied, the record of it."""

    pk: int
    what: str
    keep: int
    keep_name: str
    gone_name: str
    keep_lines: tuple[tuple[str, str], ...]
    gone_lines: tuple[tuple[str, str], ...]
    fills: tuple[Filled, ...]
    leads: tuple[LeadLine, ...]
    people: tuple[str, ...]
    state: str
    state_words: str
    done_at: datetime | None
    done_by: str
    undo_until: datetime | None
    summary: str


def field_name(field: str) -> str:
    return {
        "name": _("Name"),
        "name_local": _("Name in its own script"),
        "country": _("Country"),
        "domain": _("Mail domain"),
        "tax_code": _("Tax code"),
        "email": _("E-mail"),
        "phone": _("Telephone"),
        "language": _("Language"),
    }.get(field, "")


def merge_page(
    change_set: ChangeSet, keep: Organisation | Contact, gone: Organisation | Contact, now: datetime
) -> MergePage:
    changes: list[dict[str, Any]] = change_set.changes
    leads = Lead.objects.filter(pk__in=[one["key"] for one in changes if one["model"] == "Lead"])
    people = Contact.objects.filter(pk__in=_moved_people(changes)).values_list("name", flat=True)
    own = [one for one in changes if one["model"] == type(keep).__name__ and field_name(one["field"])]
    applied = change_set.state == ChangeState.APPLIED and change_set.applied_at
    until = change_set.applied_at + timedelta(days=UNDO_DAYS) if applied else None
    return MergePage(
        pk=change_set.pk,
        what=change_set.details["what"],
        keep=keep.pk,
        keep_name=keep.shown,
        gone_name=gone.shown,
        keep_lines=tuple(_lines(keep)),
        gone_lines=tuple(_lines(gone)),
        fills=tuple(_filled(one) for one in own),
        leads=_leads(leads),
        people=tuple(people),
        state=change_set.state,
        state_words=str(ChangeState(change_set.state).label),
        done_at=change_set.applied_at,
        done_by=_who(change_set.applied_by),
        undo_until=until if until and now <= until else None,
        summary=ngettext("%(n)s lead moves.", "%(n)s leads move.", leads.count()) % {"n": leads.count()},
    )


def _moved_people(changes: Iterable[dict[str, Any]]) -> list[int]:
    return [one["key"] for one in changes if one["model"] == "Contact" and one["field"] == "organisation_id"]


def _filled(change: dict[str, Any]) -> Filled:
    field = change["field"]
    return Filled(field_name(field), _shown(field, change["before"] or ""), _shown(field, str(change["after"])))


def _shown(field: str, value: str) -> str:
    """Codes by their names."""
    if field == "country" and value:
        return country_name(value, site_language())
    return str(ReplyLanguage(value).label) if field == "language" and value in ReplyLanguage.values else value


def _lines(one: Organisation | Contact) -> Iterable[tuple[str, str]]:
    names = ("name_local", "tax_code", "country", "domain") if isinstance(one, Organisation) else ("email", "phone")
    for field in names:
        if value := getattr(one, field):
            yield field_name(field), _shown(field, value)


def _who(user: User | None) -> str:
    if user is None:
        return ""
    return name_of(user)
