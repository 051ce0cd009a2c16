"""Erasing: nothing that names the person is left in any table or file, and everything else is as it was."""

from __future__ import annotations

import json
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.conf import settings as of_the_site
from django.core.management import call_command
from django.db import models

from leads.choices import DueKind, EventKind, MailState, Stage
from leads.desk.filters import DeskFilter
from leads.mailroom.address import tagged
from leads.models import (
    BadAddress,
    Contact,
    Department,
    Due,
    Incoming,
    Lead,
    LeadEvent,
    LeadFile,
    Mail,
    MonthCount,
    SavedFilter,
    Triage,
)
from leads.services import desk
from leads.services.access import LeadErased, leads_visible_to
from leads.services.assignment import assign
from leads.services.bad_addresses import mark_bad
from leads.services.confidential import conceal
from leads.services.due import do_one
from leads.services.erasure import HoldStands, KeptByWord, erase, sweep_files
from leads.services.events import fold, history, record
from leads.services.holds import hold_plots, release_hold
from leads.services.incoming import accept_mail, process_incoming
from leads.services.intake import submit_lead
from leads.services.link_share import forward_link
from leads.services.links import LinkErased, lead_for_token, live_link, token_for
from leads.services.messages import Upload, write_message
from leads.services.organisations import RecordHidden
from leads.services.path_events import StepDone
from leads.services.record_merge import PersonErased, apply_merge, propose_merge, undo_merge
from leads.services.referrals import answer_referral, refer
from leads.services.replayed import rows_unlike_their_events
from leads.services.retention import keep_longer
from leads.services.roll_up import count_all
from leads.services.service_figures import figures_of
from leads.services.tasks import NewTask, add_task
from tests.leads.conftest import NOW, Cast, a_match, a_submission, at, did, seq_of
from tests.leads.desk_acts import SOON
from tests.leads.land import HA, lay_out
from tests.leads.mails import DESK, PDF, a_mail
from tests.leads.uploads import PDF as SHEET

SENTINELS = ("qzxw", "987654321", "987 654 321")
LATER = NOW + timedelta(days=800)
MAIL = "qzxwmail@lachongthu.example"


@pytest.fixture(autouse=True)
def _private(settings: Any, tmp_path: Path) -> None:
    settings.PRIVATE_ROOT = tmp_path / "private"


def named(key: str, run: Any = None, **more: Any) -> Lead:
    given = {
        "submission_key": key,
        "contact_name": "Qzxw Người Hỏi",
        "contact_email": MAIL,
        "contact_phone": "+84 987 654 321",
        "message": "Qzxw cần đất, điện bao nhiêu?",
        "channel": "zalo",
        "channel_handle": "+84 987 654 321",
        **more,
    }
    lead, _new = did(lambda: submit_lead(submission=a_submission(run, **given), by=None, now=NOW))
    return lead


def told_whole(cast: Cast) -> Lead:
    """A lead with a sentinel in every place where anybody writes words."""
    lay_out(A1=HA)
    run = a_match()
    Triage.objects.create(text="Dự án qzxw", run=run, started_at=NOW, changed_at=NOW)
    lead = named("whole", run)
    head, when = cast.vu.user, {"by": cast.vu.user, "now": SOON}

    def does(verb: Any, **more: Any) -> Any:
        lead.refresh_from_db()
        return did(lambda: verb(lead=lead, seen_seq=seq_of(lead), **(when | more)))

    does(desk.write_note, text="Qzxw ghi chú")
    step = desk.Step("Gọi qzxw", at("2026-11-30 09:00"))
    does(desk.record_reply, text="Chào qzxw", step=step)
    does(assign, officer=cast.binh, reason="qzxw quen anh Bình")
    does(add_task, task=NewTask("Gặp qzxw", at("2026-11-30 10:00")))
    number = does(refer, department=Department.objects.get(key="so_tai_chinh"), question="Qzxw hỏi")
    did(lambda: answer_referral(lead=lead, number=number, text="Trả lời qzxw", by=cast.chi.user, now=SOON))
    does(conceal, code_name="Dự án Qzxw")
    hold = does(hold_plots, plots=["A1"], until=date(2026, 12, 9), queue=False)
    does(release_hold, hold=hold, reason="qzxw đổi ý")
    did(lambda: record(lead=lead, event=StepDone(step="s", on=NOW.date(), note="qzxw"), by=head, at=SOON))
    link = live_link(lead=lead, now=NOW)
    files = [Upload("qzxw bản vẽ.pdf", SHEET)]
    did(lambda: write_message(lead=lead, link=link, text="Qzxw viết", files=files, by=None, now=SOON))
    more = {"name": "Bạn Qzxw", "email": "qzxwban@x.example", "lang": "vi", "by": None, "now": SOON}
    did(lambda: forward_link(link=link, **more))
    comes(a_mail(sender=f"Qzxw <{MAIL}>", subject="Qzxw", text="Thư qzxw", files=(("qzxw.pdf", PDF),)), lead)
    mark_bad(address=MAIL, reason="550 qzxw", mail=None, now=SOON)
    SavedFilter.objects.create(
        owner=head, name="x", query="whose=visible&q=Qzxw+Ng%C6%B0%E1%BB%9Di+H%E1%BB%8Fi", created_at=NOW
    )
    Mail.objects.create(
        kind="digest",
        to="a@demo.example",
        language="vi",
        subject="1",
        body=f"{lead.reference} Qzxw",
        message_id="<digest@x>",
        state=MailState.SENT,
        created_at=NOW,
    )
    does(keep_longer, until=date(2027, 1, 31), reason="qzxw khiếu nại")
    moved = {"loss_reason": "no_answer", "reason": "qzxw im lặng"}
    event = desk.StageChanged(old=Stage.QUALIFIED, new=Stage.LOST, stated={"lost_to_place": "qzxw"}, **moved)
    did(lambda: record(lead=lead, event=event, by=head, at=SOON))
    return Lead.objects.get(pk=lead.pk)


def comes(raw: bytes, lead: Lead) -> Incoming:
    to = tagged(DESK, lead.reference, of_the_site.SECRET_KEY)
    row, _new = accept_mail(raw=raw, recipients=[to], now=SOON)
    did(lambda: process_incoming(pk=row.pk, now=SOON))
    return Incoming.objects.get(pk=row.pk)


def places() -> set[str]:
    """Every column of text or JSON, of every table of ours, in which a sentinel stands; and every file."""
    found = set()
    for model in apps.get_models():
        if model.__module__.split(".")[0] not in {"leads", "sitepages"}:
            continue
        texts = [
            field.name
            for field in model._meta.concrete_fields
            if isinstance(field, models.CharField | models.TextField | models.JSONField | models.FileField)
        ]
        for row in model._default_manager.values(*texts) if texts else ():
            for name, value in row.items():
                said = json.dumps(value, ensure_ascii=False, default=str).lower()
                if any(one in said for one in SENTINELS):
                    found.add(f"{model.__name__}.{name}")
    return found


def files() -> list[Path]:
    return [path for path in Path(of_the_site.PRIVATE_ROOT).rglob("*") if path.is_file()]


def gone(lead: Lead, **more: Any) -> Lead:
    given: dict[str, Any] = {"rule": "lost", "by": None, "now": LATER} | more
    did(lambda: erase(lead=lead, **given))
    return Lead.objects.get(pk=lead.pk)


# --- Everything goes ---


def test_nothing_that_names_the_person_is_left_anywhere(cast: Cast, django_capture_on_commit_callbacks: Any) -> None:
    lead = told_whole(cast)
    written = places()
    assert len(written) > 25, sorted(written)
    kept = LeadEvent.objects.filter(lead=lead).values_list("seq", "kind", "version", "at", "by")
    before, stage = list(kept), lead.stage
    assert files()
    with django_capture_on_commit_callbacks(execute=True):
        lead = gone(lead)
    assert places() == set()
    assert files() == []
    assert not LeadFile.objects.exists()
    assert list(kept)[: len(before)] == before
    assert (lead.stage, lead.erased_at, lead.quiet_since) == (stage, LATER, SOON)
    assert (lead.code_name, lead.title) == ("X-0001", "X-0001")
    assert list(rows_unlike_their_events()) == []
    call_command("check_clocks")
    assert not BadAddress.objects.exists()
    assert not Triage.objects.exists()
    assert Contact.objects.get().erased_at == LATER


def test_what_is_reckoned_from_the_events_stays(cast: Cast) -> None:
    lead = told_whole(cast)
    state = fold(history(lead))
    after = fold(history(gone(lead)))
    for name in ("stage", "priority", "received_at", "country", "match_run", "department", "owner", "pack_at"):
        assert getattr(after, name) == getattr(state, name)
    for name in ("first_reply_at", "full_answer_at", "loss_reason", "paused", "holds", "escalations", "quiet_since"):
        assert getattr(after, name) == getattr(state, name)
    assert list(after.stated) == list(state.stated)


def test_figures_do_not_change(cast: Cast) -> None:
    """Also of an open file whose promise was broken: it stays broken."""
    lost, still_open = told_whole(cast), named("open", a_match())
    count_all(now=LATER)
    fields = ("month", "department", "dimension", "value", "measure", "key", "count", "amount")
    before = sorted(MonthCount.objects.values_list(*fields)), figures_of(NOW + timedelta(days=20))
    gone(lost)
    gone(still_open, rule="", request=1, now=NOW + timedelta(days=19))
    count_all(now=LATER)
    assert (sorted(MonthCount.objects.values_list(*fields)), figures_of(NOW + timedelta(days=20))) == before


def test_an_open_file_is_left_without_promise_task_question_or_mail(cast: Cast) -> None:
    """The person asked: nobody waits for anything any more."""
    lead = named("open", a_match())
    when = {"by": cast.vu.user, "now": SOON}
    did(lambda: add_task(lead=lead, task=NewTask("x", LATER), seen_seq=seq_of(lead), **when))
    other = Department.objects.get(key="so_tai_chinh")
    did(lambda: refer(lead=lead, department=other, question="?", seen_seq=seq_of(lead), **when))
    assert Mail.objects.filter(lead=lead, state=MailState.QUEUED).exists()
    lead = gone(lead, rule="", request=7, by=cast.vu.user, now=SOON)
    assert (lead.due_at, lead.due_clock, lead.stage) == (None, "", Stage.NEW)
    assert {task.state for task in lead.tasks.all()} == {"dropped"}
    assert {one.state for one in lead.referrals.all()} == {"ended"}
    assert not Mail.objects.filter(lead=lead, state=MailState.QUEUED).exists()
    Due.objects.exclude(kind__in=[DueKind.SEND_MAIL, DueKind.ESCALATE]).update(done_at=SOON)
    while do_one(LATER):
        pass
    assert lead.events.order_by("-seq").first().kind == EventKind.ERASED
    call_command("check_clocks")


def test_two_files_of_one_match_may_both_be_erased(cast: Cast) -> None:
    run = a_match()
    one, two = named("one", run), named("two", run, contact_email="qzxw2@lachongthu.example")
    gone(one)
    gone(two)
    assert places() == set()
    again = named("three", run)  # the same person asks anew, on the same match
    assert again.erased_at is None
    assert again.pk not in {one.pk, two.pk}


# --- What is kept ---


def test_another_file_of_the_same_person_keeps_its_data(cast: Cast) -> None:
    old, young = named("old"), named("young")
    assert old.contact == young.contact
    before = {name: value for name, value in vars(young).items() if not name.startswith("_")}
    mark_bad(address=MAIL, reason="550", mail=None, now=NOW)
    gone(old)
    young.refresh_from_db()
    assert {name: value for name, value in vars(young).items() if not name.startswith("_")} == before
    assert Contact.objects.get(pk=young.contact_id).name == "Qzxw Người Hỏi"
    assert BadAddress.objects.exists()
    assert Mail.objects.filter(lead=young, to=MAIL).exists()
    gone(young)
    assert places() == set()
    assert Contact.objects.get(pk=young.contact_id).erased_at == LATER


def test_what_bounced_of_an_earlier_address_goes_and_a_colleagues_mail_stays(cast: Cast) -> None:
    """The address was changed in the file since; a colleague wrote into it, too."""
    lead, other = named("earlier"), named("other", contact_email="qzxwother@lachongthu.example")
    old, kept = "QzxwOld@lachongthu.example", "qzxwother@lachongthu.example"
    mail = Mail.objects.filter(lead=lead, to=MAIL).first()
    assert mail
    Mail.objects.filter(pk=mail.pk).update(to=old)
    for address in (old, MAIL, kept, cast.an.user.email):
        mark_bad(address=address, reason="550 qzxw", mail=None, now=NOW)
    comes(a_mail(sender=f"An <{cast.an.user.email}>"), lead)
    stray = {"received_at": NOW, "state": "dropped", "subject": "x"}
    Incoming.objects.create(fingerprint="old", sender=old.lower(), **stray)
    Incoming.objects.create(fingerprint="an", sender=cast.an.user.email, **stray)
    gone(lead)
    left = set(BadAddress.objects.values_list("address", flat=True))
    assert left == {kept, cast.an.user.email}
    assert set(Incoming.objects.filter(lead=None).values_list("sender", flat=True)) == {"", cast.an.user.email}
    gone(other)
    assert set(BadAddress.objects.values_list("address", flat=True)) == {cast.an.user.email}


def test_land_held_and_a_word_of_the_duty_head_stand_in_the_way(cast: Cast) -> None:
    lay_out(A1=HA)
    lead = named("held", a_match())
    when = {"by": cast.vu.user, "now": SOON}
    seen = {"lead": lead, "seen_seq": seq_of(lead)}
    hold = did(lambda: hold_plots(plots=["A1"], until=date(2026, 12, 9), queue=False, **seen, **when))
    with pytest.raises(HoldStands):
        gone(lead, now=SOON)
    did(lambda: release_hold(hold=hold, reason="", lead=lead, seen_seq=seq_of(lead), **when))
    did(lambda: keep_longer(until=date(2026, 12, 1), reason="Khiếu nại", lead=lead, seen_seq=seq_of(lead), **when))
    with pytest.raises(KeptByWord):
        gone(lead, now=at("2026-12-01 23:00"))
    assert "qzxw" in Lead.objects.get(pk=lead.pk).contact_name.lower()
    assert gone(lead, now=at("2026-12-02 00:01")).erased_at


# --- Afterwards ---


def test_afterwards_a_file_is_read_and_nothing_else(cast: Cast) -> None:
    lead = named("after", a_match())
    link = live_link(lead=lead, now=NOW)
    token = token_for(link)
    lead = gone(lead)
    head = cast.vu.user
    for verb, more in (
        (desk.write_note, {"text": "x"}),
        (desk.record_reply, {"text": "x"}),
        (desk.set_next_step, {"step": desk.Step("x", LATER + timedelta(days=3))}),
        (keep_longer, {"until": LATER.date() + timedelta(days=9), "reason": "x"}),
    ):
        with pytest.raises(LeadErased):
            verb(lead=lead, seen_seq=seq_of(lead), by=head, now=LATER, **more)
    with pytest.raises(LeadErased):
        gone(lead)
    with pytest.raises(LeadErased):
        write_message(lead=lead, link=None, text="x", by=None, now=LATER)
    with pytest.raises(LinkErased):
        lead_for_token(token, LATER)
    for words in ("qzxw", MAIL, "987654321"):
        found = DeskFilter(whose="visible", state="all", q=words).apply(leads_visible_to(head), None, LATER)
        assert not found.exists()
    assert leads_visible_to(head).filter(pk=lead.pk).exists()


def test_a_mail_for_an_erased_file_waits_with_the_duty_head(cast: Cast) -> None:
    lead = gone(named("mail", a_match()))
    row = comes(a_mail(sender=f"Qzxw <{MAIL}>"), lead)
    assert (row.lead, row.why) == (None, "erased")
    assert lead.events.order_by("-seq").first().kind == EventKind.ERASED


def test_a_merge_of_people_is_not_taken_back_once_one_is_erased(cast: Cast) -> None:
    keep, other = named("keep"), named("other", contact_email="qzxwother@lachongthu.example", contact_name="Qzxw B")
    head, when = cast.vu.user, {"by": cast.vu.user, "now": SOON}
    given = {"what": "person", "keep": keep.contact, "gone": other.contact, "by": head, "now": SOON}
    merge = propose_merge(**given)
    did(lambda: apply_merge(change_set=merge, **when))
    other.refresh_from_db()
    gone(other, now=SOON)
    assert Contact.objects.filter(erased_at=None).count() == 2  # the same person still has a file that is kept
    with pytest.raises(PersonErased):
        undo_merge(change_set=merge, **when)
    gone(keep, now=SOON)
    assert Contact.objects.filter(erased_at=None).count() == 0
    assert places() == set()
    with pytest.raises(PersonErased):
        undo_merge(change_set=merge, **when)
    with pytest.raises(RecordHidden):
        propose_merge(**given | {"keep": Contact.objects.first(), "gone": Contact.objects.last()})


def test_a_crash_before_the_files_go_is_made_good_by_the_next_round(cast: Cast) -> None:
    """The callbacks of the transaction never run here, as when the worker dies."""
    lead = named("crash", a_match())
    comes(a_mail(sender=f"Qzxw <{MAIL}>", files=(("qzxw.pdf", PDF),)), lead)
    gone(lead)
    assert files()
    assert places() == set()  # names are gone with the transaction; only the store is late
    sweep_files()
    assert files() == []
    assert not LeadFile.objects.exists()
    assert sweep_files() == 0
