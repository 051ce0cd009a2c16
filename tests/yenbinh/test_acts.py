"""A button of the lead's page is drawn if and only if its POST is taken: every stage and state, every role, every act.

The table is leads.desk.acts.ACTS. "Taken" is a new event in the lead's history, at the real door; only the page that
a refusal would draw is left out, for speed (what it says is the business of test_desk_views).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.db import transaction
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import DjangoDbBlocker

from leads.calendar.slots import Slot
from leads.choices import Clock, Stage
from leads.desk import forms as desk_forms
from leads.desk import hold_views, stage_views, views
from leads.desk.acts import ACTS, what_may
from leads.models import Lead, LeadEvent, Officer
from leads.portal.meet_forms import slot_value
from leads.services import desk
from leads.services.consent import agreed
from leads.services.erasure import erase
from leads.services.events import NextStepSet, StageChanged, record
from leads.services.gates import checklist
from leads.services.lead_events import Concealed, Escalated, Paused
from leads.services.stages import pipeline
from tests.leads.conftest import a_submission, seq_of
from tests.yenbinh.addresses import ACCOUNTS
from tests.yenbinh.walk import client_of

pytestmark = pytest.mark.once  # who may do what is decided in Python

LOOKERS = ("officer", "head", "duty_head", "leader", "colleague")  # who never sees them: tests/yenbinh/addresses/
SEATS_COUNT = ("in_contact", "free")
LOOKED_AT = (*SEATS_COUNT, "late", "escalated", "confidential", "erased")
ELSEWHERE = ("stage", "path")  # their forms stand on pages of their own


@dataclass(frozen=True)
class Desk:
    """The leads by state, and a session for each visitor."""

    leads: Mapping[str, int]
    clients: Mapping[str, Client]
    now: datetime


def at_stage(stage: Stage) -> Callable[[Lead, datetime], None]:
    def make(lead: Lead, now: datetime) -> None:
        if stage != Stage.NEW:
            more: dict[str, Any] = {}
            if stage == Stage.LOST:
                more = {"loss_reason": "silent"}
            if stage == Stage.PARKED:
                more = {"come_back_on": (now + timedelta(days=20)).date()}
            record(lead=lead, event=StageChanged(old=lead.stage, new=stage.value, **more), by=None, at=now)
        if pipeline().is_open(stage) and stage != Stage.NEW:
            record(lead=lead, event=NextStepSet(what="Gọi lại", due=now + timedelta(days=2)), by=None, at=now)

    return make


def of(event: Callable[[datetime], Any]) -> Callable[[Lead, datetime], None]:
    """In contact, and then this."""

    def make(lead: Lead, now: datetime) -> None:
        at_stage(Stage.IN_CONTACT)(lead, now)
        record(lead=lead, event=event(now), by=None, at=now)

    return make


def free(lead: Lead, now: datetime) -> None:
    at_stage(Stage.IN_CONTACT)(lead, now)
    given = {"by": User.objects.get(username="off_an"), "now": now, "seen_seq": seq_of(lead)}
    desk.hand_back(lead=lead, department=lead.department, reason="Quá tải", **given)


def without_mail(lead: Lead, now: datetime) -> None:
    at_stage(Stage.IN_CONTACT)(lead, now)
    Lead.objects.filter(pk=lead.pk).update(contact_email="", contact_phone="+84 1")


def erased(lead: Lead, now: datetime) -> None:
    at_stage(Stage.IN_CONTACT)(lead, now)
    erase(lead=lead, request=1, by=None, now=now)


def without_consent(lead: Lead, now: datetime) -> None:
    at_stage(Stage.IN_CONTACT)(lead, now)
    lead.consents.all().delete()


STATES: dict[str, Callable[[Lead, datetime], None]] = {
    **{stage.value: at_stage(stage) for stage in Stage},
    "paused": of(lambda now: Paused(reason="waiting_investor", until=now + timedelta(days=1))),
    "late": of(lambda now: NextStepSet(what="Gọi lại", due=now - timedelta(hours=30))),
    "escalated": of(lambda now: Escalated(clock=Clock.NEXT_STEP.value, was_due=now, level=1)),
    "confidential": of(lambda _now: Concealed(code_name="Dự án X")),
    "free": free,
    "without_mail": without_mail,
    "without_consent": without_consent,
    "erased": erased,
}


@pytest.fixture(scope="module")
def site(whole_site_once: datetime, django_db_blocker: DjangoDbBlocker) -> Iterator[Desk]:
    from leads.services.demo_people import load_accounts, people

    now = timezone.now()
    with django_db_blocker.unblock(), transaction.atomic():
        load_accounts(rows=people()["accounts"], password="unused", now=now)
        leads = {name: a_lead(name, make, now) for name, make in STATES.items()}
        yield Desk(leads, {visitor: client_of(visitor) for visitor in LOOKERS}, now)
        transaction.set_rollback(True)


def a_lead(name: str, make: Callable[[Lead, datetime], None], now: datetime) -> int:
    """An's, two days old."""
    from leads.services.intake import submit_lead

    before = now - timedelta(days=2)
    given = {"submission_key": name, "contact_email": f"{name}@acts.example"}
    lead, _new = submit_lead(submission=a_submission(**given), by=None, now=before)
    an, head = Officer.objects.get(key="off_an"), User.objects.get(username="demo_head")
    if lead.owner != an:
        lead = desk.assign(lead=lead, officer=an, reason="Bài thử", seen_seq=seq_of(lead), by=head, now=before)
    make(lead, now)
    return lead.pk


@pytest.fixture
def no_page(monkeypatch: pytest.MonkeyPatch) -> None:
    """A refusal draws no page."""

    def shown(*_given: Any, status: int = 200, **_more: Any) -> HttpResponse:
        return HttpResponse(status=status)

    for door in (views, hold_views, stage_views):
        monkeypatch.setattr(door, "show", shown)


def form_of(act: str, lead: Lead, now: datetime) -> dict[str, str]:
    """A form that nothing is wrong with."""
    tomorrow = timezone.localtime(now + timedelta(days=1)).strftime("%Y-%m-%dT%H:%M")
    promises = pipeline().is_open(Stage(lead.stage)) or lead.stage == Stage.AFTERCARE
    step = {"next_step": "Gọi lại", "next_step_due": tomorrow} if promises else {}
    forms: dict[str, dict[str, str]] = {
        "note": {"text": "Ghi chú"},
        "reply": {"text": "Trả lời", **step},
        "contact": {"text": "Đã gọi", "channel": "phone", **step},
        "reach": {"contact_name": "Tên khác", "contact_phone": "+84 200 300", "channel": "phone"},
        "project": {"country": "KR"},
        "consent": {"channel": "phone"},
        "step": {"what": "Gọi lại", "due": tomorrow},
        "pause": {"reason": "waiting_investor", "until": tomorrow},
        "task": {"title": "Gọi lại", "due": tomorrow},
        "path": usual_path(),
        "hold": {"plots": "SX-10", "until": (now + timedelta(days=7)).date().isoformat(), "queue": "on"},
        "meet": {"kind": "video", "slot": next((slot_value(one.starts_at) for one in free_times(lead, now)), "")},
        "refer": {"department": "so_tai_chinh", "question_asked": "Có cần không?"},
        "assign": {"officer": "off_binh", "reason": "Quá tải"},
        "hand_back": {"reason": "Quá tải"},
        "conceal": {"code_name": "Dự án Y"},
        "keep": {"kept_until": (now + timedelta(days=90)).date().isoformat(), "reason": "Khiếu nại"},
    }
    return forms.get(act, {})


def free_times(lead: Lead, now: datetime) -> Iterator[Slot]:
    from leads.services.appointment_slots import open_slots

    yield from open_slots(lead, "video", now)


def usual_path() -> dict[str, str]:
    from sitepages.models import ProcedureCase

    return next(case.facts for case in ProcedureCase.objects.all() if case.facts["lane"] == "normal")


def taken(client: Client, address: str, data: Mapping[str, str], lead: Lead) -> bool:
    """Whether the POST left its trace in the history; all of it is taken back."""
    before = LeadEvent.objects.filter(lead=lead).count()
    with transaction.atomic():
        response = client.post(address, {"seen_seq": seq_of(lead), **data})
        assert response.status_code < 500
        after = LeadEvent.objects.filter(lead=lead).count()
        transaction.set_rollback(True)
    return after > before


def allowed(visitor: str, lead: Lead, now: datetime) -> dict[str, bool]:
    """What the table says."""
    return what_may(User.objects.get(username=ACCOUNTS[visitor]), lead, now, agreed(lead))


def drawn_on(page: str, lead: Lead) -> set[str]:
    """The acts whose form, or whose way to it, stands on the page."""
    return {name for name, act in ACTS.items() if name not in ELSEWHERE and f'"{door_of(act.door, lead)}"' in page}


def door_of(door: str, lead: Lead) -> str:
    return reverse(door, args=[lead.pk])


@pytest.mark.parametrize("state", STATES)
def test_the_page_draws_what_the_table_allows(site: Desk, db: None, state: str) -> None:
    lead = Lead.objects.get(pk=site.leads[state])
    for visitor in LOOKERS if state in LOOKED_AT else LOOKERS[:1]:
        response = site.clients[visitor].get(f"/admin/desk/{lead.pk}/")
        may = allowed(visitor, lead, timezone.now()) if response.status_code == 200 else {}
        wanted = {name for name, can in may.items() if can and name not in ELSEWHERE}
        assert drawn_on(response.content.decode(), lead) == wanted, visitor
        if may:
            path = site.clients[visitor].get(door_of("desk-path", lead)).content.decode()
            assert (f'action="{door_of("desk-path-choose", lead)}"' in path) == may["path"]


@pytest.mark.usefixtures("no_page")
@pytest.mark.parametrize("state", STATES)
def test_the_table_allows_what_the_door_takes(site: Desk, db: None, state: str) -> None:
    """Every act in every stage by the lead's officer, and by everybody where the seat counts; in other states what
    differs from being in contact, and what others may beyond the officer.
    """
    lead, now = Lead.objects.get(pk=site.leads[state]), timezone.now()
    usual = allowed("officer", Lead.objects.get(pk=site.leads["in_contact"]), now)
    officers, wrong = allowed("officer", lead, now), {}
    for visitor in LOOKERS:
        may = allowed(visitor, lead, now)
        for name, act in ACTS.items():
            if visitor == "officer":
                asked = state in Stage.values or may[name] != usual[name]
            else:
                asked = may[name] and not officers[name]
            if name == "stage" or not (asked or state in SEATS_COUNT):
                continue
            form = form_of(name, lead, now)
            if name == "assign" and visitor == "colleague":
                form["officer"] = "off_an"  # to somebody else: to oneself is the act of taking
            if taken(site.clients[visitor], door_of(act.door, lead), form, lead) != may[name]:
                wrong[visitor, name] = "allowed, but refused" if may[name] else "taken, but not allowed"
    assert wrong == {}


@pytest.mark.usefixtures("no_page")
@pytest.mark.parametrize("start", Stage)
def test_a_move_is_offered_if_and_only_if_it_is_taken(site: Desk, db: None, start: Stage) -> None:
    """The stage's page offers a form where all that is missing can be said in it."""
    lead = Lead.objects.get(pk=site.leads[start.value])
    wrong = {}
    for to in Stage:
        offered, data = move_form(lead, to, site.now)
        if taken(site.clients["officer"], reverse("desk-stage", args=[lead.pk, to.value]), data, lead) != offered:
            wrong[to.value] = "offered, but refused" if offered else "taken, but not offered"
    assert wrong == {}
    assert not taken(site.clients["leader"], reverse("desk-stage", args=[lead.pk, Stage.LOST.value]), LOSS, lead)


LOSS = {"reason": "Hết quan tâm", "loss_reason": "silent", "lost_to_place": "không rõ", "loss_detail": "không rõ"}


def move_form(lead: Lead, to: Stage, now: datetime) -> tuple[bool, dict[str, str]]:
    """Whether the stage's page has a form for this move, and the form filled in."""
    day = timezone.localtime(now + timedelta(days=10))
    data = LOSS | {"come_back_on": day.date().isoformat()}
    if pipeline().is_open(to):
        data |= {"next_step": "Gọi lại", "next_step_due": day.strftime("%Y-%m-%dT%H:%M")}
    kind = pipeline().move(Stage(lead.stage), to)
    if kind is None:
        return False, data
    gates = checklist(lead, to, now)
    form = desk_forms.StageForm(None, kind=kind, gates=gates, seen_seq=0)
    for name, field in form.fields.items():
        if name.startswith("stated_"):
            choices = [value for value, _label in getattr(field, "choices", ()) if value]
            data[name] = choices[0] if choices else "12 ha"
    return all(form.answers(gate) for gate in gates if gate.needed), data
