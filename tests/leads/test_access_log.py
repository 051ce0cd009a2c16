"""The record of access: who saw, looked for and took away what; never changed, forgotten in time."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils import timezone

from leads.choices import AccessKind, DueKind, Role
from leads.models import AccessRecord, Due, Lead
from leads.services.access_log import KEPT, last_seen, note_access
from leads.services.assignment import assign
from leads.services.confidential import conceal
from leads.services.due import do_one
from leads.services.forgetting import plan_forgetting
from leads.services.inbox import LeadUnknown
from leads.services.intake import submit_lead
from leads.services.opening import NotAnAdministrator, ReasonTooShort, open_lead, standing_opening
from leads.services.words import FieldMissing
from tests.leads.conftest import NOW, Cast, a_submission
from tests.leads.test_desk_views import signed_in

WHY = "Khiếu nại số 12, cần đối chiếu"
PAGE = "/admin/desk/log/"


@pytest.fixture
def lead(cast: Cast) -> Lead:
    """An's, without a match: the page draws quickly."""
    made, _ = submit_lead(submission=a_submission(), by=None, now=NOW)
    return assign(lead=made, officer=cast.an, reason="Bài thử", seen_seq=99, by=cast.vu.user, now=NOW)


def seen(lead: Lead) -> list[tuple[str, str]]:
    return [(row.by.username if row.by else "", row.kind) for row in AccessRecord.objects.filter(lead=lead)]


# --- Rows ---


def test_a_row_for_each_person_thing_and_hour(cast: Cast, lead: Lead) -> None:
    def look(by: Cast | None = None, minutes: int = 0, kind: AccessKind = AccessKind.LEAD) -> None:
        who = cast.an.user if by is None else cast.chi.user
        note_access(kind=kind, subject="desk-lead:1", by=who, lead=lead, now=NOW + timedelta(minutes=minutes))

    for minutes in (0, 20, 59):
        look(minutes=minutes)
    look(by=cast)
    look(minutes=60)
    look(kind=AccessKind.EXPORT)
    look(kind=AccessKind.EXPORT, minutes=1)  # what is taken away counts each time
    assert AccessRecord.objects.count() == 5
    assert AccessRecord.objects.filter(kind=AccessKind.LEAD, by=cast.an.user).last().at == NOW


def test_a_row_is_never_changed(cast: Cast, lead: Lead) -> None:
    note_access(kind=AccessKind.LEAD, subject="desk-lead:1", by=cast.an.user, lead=lead, now=NOW)
    row = AccessRecord.objects.get()
    for change in (row.save, row.delete, lambda: AccessRecord.objects.update(by=cast.chi.user)):
        with pytest.raises(TypeError):
            change()
    with pytest.raises(IntegrityError), transaction.atomic():
        AccessRecord.objects.create(at=NOW, slot=NOW, kind=AccessKind.OPENED, subject="x", by=cast.an.user, lead=lead)


def test_rows_are_forgotten_after_two_years_and_the_next_round_is_planned(cast: Cast) -> None:
    plan_forgetting(now=NOW)
    plan_forgetting(now=NOW)
    due = Due.objects.get(kind=DueKind.FORGET, target="access")
    for subject, at in (("old", due.due_at - KEPT - timedelta(minutes=1)), ("kept", due.due_at - KEPT)):
        note_access(kind=AccessKind.LIST, subject=subject, by=cast.an.user, now=at)
    while do_one(due.due_at):
        pass
    assert [row.subject for row in AccessRecord.objects.all()] == ["kept"]
    assert Due.objects.get(kind=DueKind.FORGET, target="access", done_at=None).due_at > due.due_at


# --- Pages ---


def test_a_file_a_list_and_a_search_are_noted(cast: Cast, lead: Lead) -> None:
    client = signed_in(cast.an.user)
    for _twice in range(2):
        client.get(f"/admin/desk/{lead.pk}/")
    assert seen(lead) == [("off_an", "lead")]
    client.get(f"/admin/desk/{lead.pk}/looking/")  # the quiet poll shows nobody of the investor's
    client.get("/admin/desk/")
    client.get("/admin/desk/?q=Lạc+Hồng")
    client.get("/admin/desk/?q=nobody")
    rows = AccessRecord.objects.filter(lead=None).order_by("pk")
    assert [(row.kind, row.facts) for row in rows] == [
        ("list", {}),
        ("search", {"found": 1, "first": [lead.reference]}),
        ("search", {"found": 0, "first": []}),
    ]
    assert not any("Hồng" in f"{row.subject}{row.facts}" for row in rows)


def test_what_is_hidden_leaves_no_trace_of_a_look(cast: Cast, lead: Lead) -> None:
    assert signed_in(cast.chi.user).get(f"/admin/desk/{lead.pk}/").status_code == 404
    assert seen(lead) == []


@pytest.mark.parametrize("role", list(Role))
def test_the_whole_record_is_the_duty_heads_and_the_administrators(cast: Cast, lead: Lead, role: Role) -> None:
    signed_in(cast.an.user).get(f"/admin/desk/{lead.pk}/")
    response = signed_in(cast.users[role]).get(PAGE)
    assert response.status_code == (200 if role in {Role.DUTY_HEAD, Role.ADMIN} else 302)
    if response.status_code == 200:
        assert lead.reference in response.content.decode()
        assert lead.contact_name not in response.content.decode()
        assert (f'href="/admin/desk/{lead.pk}/"' in response.content.decode()) == (role == Role.DUTY_HEAD)


def test_the_record_is_filtered_by_person_file_kind_and_day(cast: Cast, lead: Lead, client: Client) -> None:
    note_access(kind=AccessKind.LEAD, subject="desk-lead:1", by=cast.an.user, lead=lead, now=NOW)
    note_access(kind=AccessKind.FETCHED, subject="desk-file:7", by=cast.binh.user, lead=lead, now=NOW)
    note_access(kind=AccessKind.LIST, subject="desk-board", by=cast.chi.user, now=NOW - timedelta(days=1))
    head = signed_in(cast.vu.user)

    def lines(query: str) -> list[str]:
        page = head.get(f"{PAGE}?{query}").context["page"]
        return [line.who for line in page.lines if line.at <= NOW]

    an, binh, chi = cast.an.name, cast.binh.name, cast.chi.name
    assert lines("") == [binh, an, chi]
    assert lines("who=off_an") == [an]
    assert lines(f"lead={lead.reference.lower()}") == [binh, an]
    assert lines("kind=file") == [binh]
    assert lines("on=2026-11-24") == [chi]
    assert lines("kind=none&on=yesterday&who=off_chi&p=x") == [chi]  # what does not fit asks nothing
    assert lines("tab=changed&who=off_an") == []
    signed_in(cast.an.user).post(f"/admin/desk/{lead.pk}/note/", {"text": "Gọi rồi", "seen_seq": 0})
    changed = head.get(f"{PAGE}?tab=changed&kind=note_written").context["page"].lines
    assert [(line.who, line.reference) for line in changed] == [(an, lead.reference)]


def test_the_record_is_paged_without_being_counted(cast: Cast) -> None:
    for number in range(60):
        note_access(kind=AccessKind.LIST, subject=f"desk-plot-story:{number}", by=cast.an.user, now=NOW)
    head = signed_in(cast.vu.user)
    first, second = (head.get(f"{PAGE}?who=off_an&p={number}").context["page"] for number in (1, 2))
    assert (len(first.lines), first.newer, len(second.lines), second.older) == (50, "", 10, "")
    assert first.lines[0].where.endswith("59")


def test_the_heads_read_on_the_file_who_has_seen_it(cast: Cast, lead: Lead) -> None:
    for user in (cast.an.user, cast.leader):
        signed_in(user).get(f"/admin/desk/{lead.pk}/")
    assert [row.by for row in last_seen(cast.head_khcn.user, lead)] == [cast.leader, cast.an.user]
    assert last_seen(cast.an.user, lead) == last_seen(cast.leader, lead) == ()
    page = signed_in(cast.head_khcn.user).get(f"/admin/desk/{lead.pk}/").content.decode()
    assert "yb-seen" in page
    assert PAGE not in page  # all of it is not a department's
    assert "yb-seen" not in signed_in(cast.an.user).get(f"/admin/desk/{lead.pk}/").content.decode()


# --- A reason ---


def test_an_administrator_reads_with_a_reason_for_an_hour_and_changes_nothing(cast: Cast, lead: Lead) -> None:
    admin = cast.users[Role.ADMIN]
    client, page = signed_in(admin), f"/admin/desk/{lead.pk}/"
    assert client.get(page).headers["Location"] == f"/admin/desk/open/?reference={lead.reference}"
    assert client.get("/admin/desk/999/").status_code == 404
    assert client.post("/admin/desk/open/", {"reference": lead.reference, "reason": "ok"}).status_code == 422
    assert client.get(f"{page}path/").status_code == 404
    assert client.post("/admin/desk/open/", {"reference": lead.reference, "reason": WHY}).headers["Location"] == page
    shown = client.get(page).content.decode()
    assert lead.contact_email in shown
    assert WHY in shown
    assert 'id="yb-reply"' not in shown
    assert client.get(f"{page}path/").status_code == 200
    assert client.post(f"{page}note/", {"text": "x", "seen_seq": 99}).status_code == 404
    assert client.get("/admin/desk/").status_code == 302
    assert seen(lead) == [("demo_admin", "lead"), ("demo_admin", "opened")]
    assert WHY in signed_in(cast.vu.user).get(page).content.decode()


def test_the_reason_holds_for_one_file_and_one_hour(cast: Cast, lead: Lead) -> None:
    other, _ = submit_lead(submission=a_submission(submission_key="form-2"), by=None, now=NOW)
    admin, now = cast.users[Role.ADMIN], timezone.now()
    open_lead(reference=lead.reference.lower(), reason=WHY, by=admin, now=now)
    assert standing_opening(admin, lead.pk, now + timedelta(minutes=59))
    assert not standing_opening(admin, lead.pk, now + timedelta(minutes=60))
    assert not standing_opening(admin, other.pk, now)
    assert not standing_opening(cast.users[Role.EDITOR], lead.pk, now)
    open_lead(reference=other.reference, reason=WHY, by=admin, now=now - timedelta(hours=2))
    assert signed_in(admin).get(f"/admin/desk/{other.pk}/").status_code == 302


def test_a_confidential_project_keeps_its_code_name(cast: Cast, lead: Lead) -> None:
    conceal(lead=lead, code_name="Dự án X", seen_seq=99, by=cast.an.user, now=NOW)
    admin = cast.users[Role.ADMIN]
    open_lead(reference=lead.reference, reason=WHY, by=admin, now=timezone.now())
    client = signed_in(admin)
    for page in ("", "path/"):
        shown = client.get(f"/admin/desk/{lead.pk}/{page}").content.decode()
        assert "Dự án X" in shown
        assert lead.contact_name not in shown
        assert "Lạc Hồng" not in shown


@pytest.mark.parametrize("role", [role for role in Role if role != Role.ADMIN])
def test_nobody_else_opens_by_a_reason(cast: Cast, lead: Lead, role: Role) -> None:
    with pytest.raises(NotAnAdministrator):
        open_lead(reference=lead.reference, reason=WHY, by=cast.users[role], now=NOW)
    assert signed_in(cast.users[role]).get("/admin/desk/open/").status_code == 302


def test_a_reason_says_something_and_names_a_file(cast: Cast, lead: Lead) -> None:
    admin = cast.users[Role.ADMIN]
    for reference, reason, refusal in (
        (lead.reference, " ", FieldMissing),
        (lead.reference, "x" * 9, ReasonTooShort),
        ("YB-2026-9999", WHY, LeadUnknown),
    ):
        with pytest.raises(refusal):
            open_lead(reference=reference, reason=reason, by=admin, now=NOW)
    assert not AccessRecord.objects.exists()
