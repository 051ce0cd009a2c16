"""Every address of the project, walked as every role: the table is tests/yenbinh/addresses/."""

from __future__ import annotations

import re
from datetime import datetime, timedelta

import pytest
from django.db import connection, transaction
from django.http import HttpResponse
from django.utils import timezone

from tests.leads.mails import PDF
from tests.yenbinh.addresses import ACCOUNTS, ADDRESSES, ANONYMOUS, VISITORS, Address, staff
from tests.yenbinh.walk import INVESTOR, Walk, an_lead


@pytest.mark.parametrize("address", ADDRESSES, ids=lambda one: f"{one.method} {one.path} {one.route[:9]}")
def test_each_role_gets_what_the_table_says(walk: Walk, db: None, address: Address) -> None:
    """A page that does not look at the session cannot tell one account from another: two visitors prove it.

    Whoever of the house is shown an investor stands in the record of access. And nobody reads a word of a lead that
    is closed to them: not on a page, not in a refusal, not in what is said on the next page.
    """
    got: dict[str, int] = {}
    visitors = VISITORS if connection.vendor == "sqlite" else one_for_each_answer(address)
    for visitor in visitors:
        with transaction.atomic():
            response = walk.ask(address, visitor)
            if address.path.startswith("/admin/") and visitor != ANONYMOUS and shows_an_investor(response):
                assert noted_for(visitor), f"{visitor} saw an investor on {address.path}: see leads/desk/audit.py"
            if address.path.startswith("/admin/"):
                assert not leaked(response, walk.closed[visitor]), f"{visitor} reads of a closed lead on {address.path}"
            transaction.set_rollback(True)
        got[visitor] = response.status_code
        if visitor != ANONYMOUS and not response.wsgi_request.session.accessed:
            break
    asked = {who: address.answers(who) for who in got}
    assert {who: f"{got[who]}, not {status}" for who, status in asked.items() if got[who] != status} == {}
    assert len(got) == len(visitors) or len(set(address.expected.values())) == 1


def one_for_each_answer(address: Address) -> tuple[str, ...]:
    """Who is let in, who is sent away: their queries run on PostgreSQL too. That all thirteen get what they should is
    shown on SQLite (docs/decisions/0026).
    """
    first = {address.answers(visitor): visitor for visitor in reversed(VISITORS)}
    return tuple(visitor for visitor in VISITORS if visitor in first.values())


def shows_an_investor(response: HttpResponse) -> bool:
    """Whether the page names somebody of the leads of the table, or is a document of theirs."""
    body = b"".join(response.streaming_content) if response.streaming else response.content
    return any(mark in body for mark in (*INVESTOR, PDF))


def leaked(response: HttpResponse, closed: frozenset[bytes]) -> set[bytes]:
    """Which of the closed words the answer says: in its body, in where it leads to, in its messages."""
    said = "\n".join(map(str, getattr(response.wsgi_request, "_messages", ())))
    body = b"".join(response.streaming_content) if response.streaming else response.content
    whole = body + response.headers.get("Location", "").encode() + said.encode()
    return {word for word in closed if word in whole}


def noted_for(visitor: str) -> bool:
    from leads.models import AccessRecord

    return AccessRecord.objects.filter(by__username=ACCOUNTS[visitor]).exists()


# What the {names} of the desk's addresses stand for: a lead or something of one; what the duty head or the heads alone
# sort; the house.
OF_A_LEAD = {"lead", "paused", "free", "file", "task", "hold", "big_hold", "company", "writer"} | {
    "correction",
    "meet",
    "erasure",
    "restriction",
}
OF_FINANCE_TOO = {"asked", "referral"}  # a question put to another department opens the file to it while it waits
OF_HEADS = {"mail", "mail_file", "merge"}
OF_THE_HOUSE = {
    "breach",
    "wanted",
    "filter",
    "template",
    "person",
    "leave",
    "turn",
    "hand_over",
    "invited",
    "year_change",
    "list",
}


def test_what_is_of_a_lead_is_not_there_for_another_department() -> None:
    """404, never 403: a department that is not concerned does not learn that there is something."""
    for address in ADDRESSES:
        names = set(re.findall(r"{(\w+)}", address.path)) if address.path.startswith("/admin/desk/") else set()
        unknown = names - OF_A_LEAD - OF_FINANCE_TOO - OF_HEADS - OF_THE_HOUSE
        assert not unknown, f"Say in {__name__} what {unknown} stand for: something of a lead is 404 to others"
        others = {who: address.answers(who) for who in ("other_officer", "other_head")}
        if names & OF_A_LEAD:
            assert set(others.values()) <= {404}, address.path
        if names & OF_HEADS:
            assert set(others.values()) <= {404, 302}, address.path


def test_a_lead_of_another_department_changes_no_page(walk: Walk, db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """Lists, counts, boards, filters, due-now lists, tasks: a new lead elsewhere alters not a byte of them."""
    now = timezone.now()
    monkeypatch.setattr(timezone, "now", lambda: now)
    pages = [one for one in ADDRESSES if one.path.startswith("/admin/") and one.method == "GET"]
    pages = [one for one in pages if not one.path.partition("?")[0].endswith(".xlsx")]  # a book of its own time
    pages.append(Address("admin/", "/admin/", staff(200)))  # Wagtail's own, with our panel
    asked = [(who, one) for one in pages for who in ("other_officer", "other_head") if one.answers(who) == 200]
    mine = ("officer", next(one for one in pages if one.path == "/admin/desk/"))

    def read() -> dict[str, bytes]:
        return {f"{who} {one.path}": plain(walk.ask(one, who)) for who, one in [*asked, mine]}

    for client in walk.clients.values():
        client.cookies.pop("messages", None)  # what was said to an earlier test
    with transaction.atomic():
        before = read()
        a_busy_lead(now)
        after = read()
        transaction.set_rollback(True)
    assert [page for page, body in before.items() if after[page] != body] == ["officer /admin/desk/"]
    assert len(asked) > 30


def plain(response: HttpResponse) -> bytes:
    """The body without what differs at each look: the form's token, the key of a new entry."""
    return re.sub(rb'"\w{64}"|desk-[0-9a-f]{24}', b"", response.content)


def a_busy_lead(now: datetime) -> None:
    """Somebody else's, with everything a list could count: late, with a task, a note, a mail, a campaign, a look."""
    from leads.models import Lead
    from leads.services import desk
    from leads.services.incoming import accept_mail, process_incoming
    from leads.services.looking import look_at
    from leads.services.tasks import NewTask, open_task
    from tests.leads.mails import DESK, a_mail

    lead = an_lead("walk-busy", None, now - timedelta(days=3))
    owner = lead.owner.user
    Lead.objects.filter(pk=lead.pk).update(campaign="busy-2026")
    open_task(lead=lead, task=NewTask("Việc", now + timedelta(days=1)), by=None, now=now)
    desk.write_note(lead=lead, text="Ghi chú", seen_seq=99, by=owner, now=now)
    raw = a_mail("Thư", message_id="<busy@walk>", sender=lead.contact_email)
    row, _new = accept_mail(raw=raw, recipients=[DESK], now=now)
    process_incoming(pk=row.pk, now=now)
    look_at(lead=lead, by=owner, now=now)


@pytest.mark.parametrize("route", sorted({one.route for one in ADDRESSES if not one.open_methods}))
def test_a_method_without_a_line_is_refused(walk: Walk, db: None, route: str) -> None:
    """So that the table names every door that takes a form."""
    lines = [one for one in ADDRESSES if one.route == route]
    allowed = (who for who in ACCOUNTS if lines[0].expected[who] == 200 or lines[0].method == "POST")
    visitor = next(allowed, ANONYMOUS)
    for method in {"GET", "POST"} - {one.method for one in lines}:
        assert walk.ask(lines[0], visitor, method).status_code == 405, f"{method} {route} needs a line of its own"
