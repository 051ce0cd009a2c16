"""Who walks the addresses, and the things the table's {names} stand for."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.http import HttpResponse
from django.test import Client
from django.utils import timezone

from leads.choices import Role
from tests.leads.conftest import a_submission, seq_of
from tests.leads.mails import PDF
from tests.yenbinh.addresses import ACCOUNTS, ANONYMOUS, Address

# Of the leads of the table: the person who wrote, the organisations.
INVESTOR = [one.encode() for one in ("Người gửi walk-", "Tổ chức walk-")]


@dataclass(frozen=True)
class Walk:
    """A signed-in client per visitor, and what the table's {names} stand for."""

    clients: dict[str, Client]
    names: dict[str, str]
    seen: dict[str, int]  # lead -> number of its last event
    closed: dict[str, frozenset[bytes]]  # visitor -> words of leads this visitor must read nowhere

    def ask(self, address: Address, visitor: str, method: str = "") -> HttpResponse:
        client, path = self.clients[visitor], address.path.format(**self.names)
        data = {
            key: value.format(**self.names) if isinstance(value, str) else value for key, value in address.data.items()
        }
        if (method or address.method) == "GET":
            return client.get(path, data or None)  # given data, even none, takes the place of what the path asks
        if path.startswith("/admin/desk/"):
            data |= {"seen_seq": self.seen.get(path.split("/")[3], 0)}
        kind = {"content_type": "application/json"} if address.json else {}
        return client.post(path, data, **kind)


def client_of(visitor: str) -> Client:
    from django.contrib.auth.models import User

    client = Client(raise_request_exception=False)
    if visitor != ANONYMOUS:
        client.force_login(User.objects.get(username=ACCOUNTS[visitor]))
    return client


def closed_to(visitor: str) -> frozenset[bytes]:
    """Words of the leads of the table that this visitor must read on no page: by the two rules of access alone."""
    from django.contrib.auth.models import User

    from leads.models import Lead
    from leads.services.access import leads_visible_to
    from leads.services.confidential import knows_the_name

    user = User.objects.filter(username=ACCOUNTS.get(visitor, "")).first()
    seen = set(leads_visible_to(user).values_list("pk", flat=True)) if user else set()
    words: set[str] = set()
    for lead in Lead.objects.filter(submission_key__startswith="walk-"):
        key = lead.submission_key
        if lead.pk not in seen or not (user and knows_the_name(user, lead)):
            words |= {f"{word} {key}" for word in ("Người gửi", "Tổ chức", "Lời nhắn")} | {f"{key}@walk.example"}
        if lead.pk not in seen:
            words |= {f"{word} {key}" for word in ("Ghi chú", "Việc", "Thư", "Câu hỏi")}
            if visitor != "admin":  # who reads the record of access, and opens by number with a reason
                words.add(lead.reference)
    return frozenset(word.encode() for word in words)


def seq_of_number(pk: str) -> int:
    from leads.models import Lead

    return seq_of(Lead.objects.get(pk=pk))


def the_things(now: datetime) -> dict[str, str]:
    """Leads of off_an: one plain, one with its clock stopped, one that waits in so_khcn, one with a question out.

    And a confidential one, about which Finance is asked too.
    """
    from leads.models import CostSheet, LeadSheet, ReplyTemplate
    from leads.services import desk
    from leads.services.confidential import conceal
    from leads.services.links import live_link, token_for
    from leads.services.matching import run_match
    from leads.services.saved_filters import save_filter
    from leads.services.tasks import NewTask, open_task
    from leads.services.triage import begin_triage
    from leads.services.wishes import options_of
    from sitepages.models import ExchangeRate, LocationPrice, ProcedureNote

    run = run_match(request={"sector": "software"}, source="site", now=now)
    sheet = CostSheet.objects.create(run=run, asked={"years": 3}, created_at=now)
    lead, paused, free, asked, secret = (an_lead(f"walk-{number}", run, now) for number in range(5))
    by = {"by": lead.owner.user, "now": now}
    tomorrow = now + timedelta(days=1)
    for one in (lead, secret):
        desk.write_note(lead=one, text=f"Ghi chú {one.submission_key}", seen_seq=0, **by)
    conceal(lead=secret, code_name="Dự án kín", seen_seq=seq_of(secret), **by)
    a_question(secret, now)
    desk.pause(lead=paused, reason="waiting_investor", until=tomorrow, seen_seq=seq_of(paused), **by)
    desk.hand_back(lead=free, department=free.department, reason="Quá tải", seen_seq=seq_of(free), **by)
    return (
        organisation_of(lead.owner, now)
        | asked_about(paused, now)
        | {
            "lead": str(lead.pk),
            "asked": str(asked.pk),
            "referral": str(a_question(asked, now)),
            "template": str(ReplyTemplate.objects.filter(department=None, language="vi").first().pk),
            **the_post(lead, now),
            "filter": str(save_filter(name="Của ca trực", query="", share="nobody", by=duty_head(), now=now).pk),
            "task": str(open_task(lead=lead, task=NewTask(f"Việc {lead.submission_key}", tomorrow), by=None, now=now)),
            "paused": str(paused.pk),
            "free": str(free.pk),
            "change": str(put_aside(now)),
            "match": run.token,
            "wanted": sorted(options_of(run.answer)[0])[0],
            "sheet": sheet.token,
            "list": str(LeadSheet.objects.create(name="a.xlsx", created_at=now, created_by=lead.owner.user).pk),
            "triage": begin_triage(request={"sector": "software"}, text="", step="what", now=now).token,
            "link": token_for(live_link(lead=lead, now=now)),
            **mails_asked_for(run, now),
            "cases": link_to_cases("nobody@walk.example", now),
            "draft": a_draft(now),
            **a_meeting(lead, now),
            **land_held(lead, now),
            **records_of(lead, now),
            "rate": str(ExchangeRate.objects.first().pk),
            "price": str(LocationPrice.objects.first().pk),
            "note": ProcedureNote.objects.first().pk,
            "year_change": str(a_year_decided(now)),
            "tomorrow": timezone.localtime(tomorrow).strftime("%Y-%m-%dT%H:%M"),
        }
    )


def mails_asked_for(run: Any, now: datetime) -> dict[str, str]:
    """A watch and a newsletter that wait for their button."""
    from leads.models import Subscription, Watch
    from leads.services.mail_wishes import token_for as token_of_wish
    from leads.services.newsletter import ask_newsletter
    from leads.services.watches import ask_watch

    ask_watch(run=run, email="watch@walk.example", agreed=True, lang="vi", shown_in="vi", now=now)
    ask_newsletter(email="news@walk.example", sectors=[], agreed=True, lang="vi", shown_in="vi", now=now)
    watch, reader = Watch.objects.latest("pk"), Subscription.objects.latest("pk")
    return {
        "watch": token_of_wish(watch),
        "watches": token_of_wish(watch, everything=True),
        "newsletter": token_of_wish(reader),
    }


def a_meeting(lead: Any, now: datetime) -> dict[str, str]:
    """A talk booked by the link, and a time that is still free."""
    from leads.portal.meet_forms import slot_value
    from leads.services.appointment_slots import open_slots
    from leads.services.appointments import Wish, book

    slots = open_slots(lead, "video", now)
    made = book(lead=lead, link=None, wish=Wish("video", slots[0].starts_at), by=None, now=now)
    return {"meet": str(made.pk), "slot": slot_value(slots[-1].starts_at)}


def link_to_cases(address: str, now: datetime) -> str:
    from leads.models import CasesLink
    from leads.services.cases import LIFETIME, cases_token

    row = CasesLink(address=address, language="vi", nonce="n" * 22, asked_at=now, sent_at=now)
    row.expires_at = now + LIFETIME
    row.save()
    return cases_token(row)


def the_post(lead: Any, now: datetime) -> dict[str, str]:
    """A mail with a file in the lead, and one that nobody can place."""
    from leads.models import Incoming
    from leads.services.incoming import accept_mail, process_incoming
    from tests.leads.mails import DESK, a_mail

    names = {}
    for name, more in (
        ("file", {"sender": lead.contact_email}),
        ("mail_file", {"List_Id": "<x>", "sender": "a@b.example"}),
    ):
        raw = a_mail(f"Thư {lead.submission_key}", message_id=f"<{name}@walk>", files=(("a.pdf", PDF),), **more)
        row, _new = accept_mail(raw=raw, recipients=[DESK], now=now)
        process_incoming(pk=row.pk, now=now)
        names[name] = str(Incoming.objects.get(pk=row.pk).files.get().pk)
    return {**names, "mail": str(row.pk)}


def records_of(lead: Any, now: datetime) -> dict[str, str]:
    """The lead's organisation and person, and a merge of two organisations that waits."""
    from django.contrib.auth.models import User

    from leads.models import Lead
    from leads.services.organisations import organisation_named
    from leads.services.record_merge import propose_merge

    mine = Lead.objects.get(pk=lead.pk).organisation
    gone = organisation_named(name=f"Tổ chức {lead.submission_key} bản hai", country="VN")
    lead.contact.leads.exclude(pk=lead.pk).update(contact=None)
    head = User.objects.get(username="demo_head")
    change_set = propose_merge(what="organisation", keep=mine, gone=gone, by=head, now=now)
    return {"company": str(mine.pk), "writer": str(lead.contact_id), "merge": str(change_set.pk)}


def asked_about(lead: Any, now: datetime) -> dict[str, str]:
    """Requests about the personal data of a lead that holds no land."""
    from leads.services.breach import report_breach
    from leads.services.links import live_link
    from leads.services.privacy import Asked, ask_by_link

    link = live_link(lead=lead, now=now)
    wanted = {
        "correction": Asked("correct", wrong=f"Việc {lead.submission_key}", put_right="Khác"),
        "erasure": Asked("erase"),
        "restriction": Asked("restrict"),
    }
    breach = report_breach(noticed_at=now, what="Mất máy", whom="Không rõ", by=duty_head(), now=now)
    return {"breach": str(breach.pk)} | {
        name: str(ask_by_link(link=link, asked=asked, lang="vi", by=None, now=now).pk) for name, asked in wanted.items()
    }


def land_held(lead: Any, now: datetime) -> dict[str, str]:
    """A hold of the lead, and one so large that a head must agree."""
    from leads.services.holds import hold_plots
    from sitepages.models import Plot

    next_week = (now + timedelta(days=8)).date()

    def hold(plots: list[str]) -> str:
        given = {"lead": lead, "until": next_week, "queue": False, "seen_seq": seq_of(lead), "now": now}
        return str(hold_plots(plots=plots, by=lead.owner.user, **given).pk)

    free = Plot.objects.filter(status="available", code__startswith="SX").exclude(code__in=["SX-10", "SX-12"])
    large = [plot.code for plot in free.order_by("-area_m2")[:2]]
    return {
        "hold": hold(["SX-10"]),
        "big_hold": hold(large),
        "next_week": next_week.isoformat(),
        "in_three_weeks": (now + timedelta(days=21)).date().isoformat(),
    }


def duty_head() -> Any:
    from django.contrib.auth.models import User

    return User.objects.get(username="demo_head")


def a_year_decided(now: datetime) -> int:
    """The preview of next year's decision."""
    from dataclasses import replace

    from django.contrib.auth.models import User

    from leads.models import CalendarYear
    from leads.services.working_days import facts_of_year, propose_year

    facts = replace(facts_of_year(CalendarYear.objects.get(year=2028)), decided=True, source="Thử")
    return propose_year(facts=facts, by=User.objects.get(username="demo_head"), now=now).pk


def a_question(lead: Any, now: datetime) -> int:
    """To the Department of Finance, about the lead."""
    from leads.models import Department
    from leads.services.referrals import refer

    finance, words = Department.objects.get(key="so_tai_chinh"), f"Câu hỏi {lead.submission_key}"
    return refer(lead=lead, department=finance, question=words, seen_seq=0, by=lead.owner.user, now=now)


def a_draft(now: datetime) -> str:
    """A rule the editor wrote and the jurist checked."""
    from django.contrib.auth.models import User

    from sitepages.models import IncentiveVersion
    from sitepages.services.demo_law import load_demo_draft

    people = {role: User.objects.get(username=f"demo_{role}") for role in ("editor", "jurist")}
    load_demo_draft(**people, now=now)
    return str(IncentiveVersion.objects.get(published_at=None).pk)


def organisation_of(officer: Any, now: datetime) -> dict[str, str]:
    """An officer with a leave and a turn to come, a hand-over previewed, somebody invited."""
    from django.contrib.auth.models import User

    from leads.services.accounts import Invitation, invite, plain_record
    from leads.services.hand_over import propose_hand_over
    from leads.services.officers import put_on_roster, take_leave
    from leads.services.rules import begin_draft

    head = User.objects.get(username="demo_head")
    by, day = {"by": head, "now": now}, now.date() + timedelta(days=300)
    begin_draft(**by)
    leave = take_leave(officer=officer, first_day=day, last_day=day, reason="", deputy="", **by)
    turn = put_on_roster(officer=officer, first_day=day, last_day=day, note="", **by)
    hand_over = propose_hand_over(officer=officer, taker=None, why="Thử", departs_on=None, **by)
    facts = plain_record("Người Mới (mẫu)", officer.department_id, now.date())
    role = Role.OFFICER
    invited = invite(invitation=Invitation("new@walk.example", role, facts.name, facts), **by)
    return {
        "person": str(officer.pk),
        "leave": str(leave.pk),
        "turn": str(turn.pk),
        "hand_over": str(hand_over.pk),
        "invited": str(invited.pk),
    }


def put_aside(now: datetime) -> int:
    """A change of the land that is decided already."""
    from sitepages.models import ChangeSet

    return ChangeSet.objects.create(kind="fact", title="x", source="x", created_at=now, state="discarded").pk


def an_lead(key: str, run: Any, now: datetime) -> Any:
    from django.contrib.auth.models import User

    from leads.models import Officer
    from leads.services import desk
    from leads.services.intake import submit_lead

    words = {"contact_name": f"Người gửi {key}", "organisation_name": f"Tổ chức {key}", "message": f"Lời nhắn {key}"}
    sent = a_submission(run, submission_key=key, contact_email=f"{key}@walk.example", **words)
    lead, _ = submit_lead(submission=sent, by=None, now=now)
    an, head = Officer.objects.get(key="off_an"), User.objects.get(username="demo_head")
    if lead.owner != an:
        lead = desk.assign(lead=lead, officer=an, reason="Bài thử", seen_seq=seq_of(lead), by=head, now=now)
    return lead
