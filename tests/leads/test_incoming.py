"""Mails from outside put where they belong, each through `did`; nothing lost, nothing twice."""

from __future__ import annotations

from email import message_from_bytes
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as of_the_site
from django.core import mail as box

from leads.choices import DueKind, EventKind, IncomingState, Stage
from leads.mailroom.address import tagged
from leads.models import BadAddress, Due, Incoming, Lead, LeadFile, Mail
from leads.services import incoming
from leads.services.contact_change import ContactFacts, change_contact
from leads.services.desk import can_reply, change_stage, pause, record_reply
from leads.services.desk_lock import ReasonMissing
from leads.services.desk_rules import AddressRefused
from leads.services.due import TRIES, do_one
from leads.services.events import state_of
from leads.services.inbox import (
    LeadUnknown,
    MailHandled,
    NotTheDutyHead,
    inbox,
    put_aside,
    set_aside,
    sort_as_new,
    sort_into,
)
from leads.services.incoming import MailTooBig, accept_mail, process_incoming
from leads.services.intake import submit_lead
from leads.services.words import ChoiceUnknown, EmailInvalid, FieldMissing
from tests.leads.conftest import NOW, Cast, a_submission, at, did, seq_of
from tests.leads.desk_acts import act, answered
from tests.leads.mails import DESK, PDF, a_bounce, a_mail

pytestmark = pytest.mark.django_db
LATER = at("2026-11-25 11:00")


@pytest.fixture(autouse=True)
def _private(settings: Any, tmp_path: Path) -> None:
    settings.PRIVATE_ROOT = tmp_path


def got(raw: bytes, to: str = DESK) -> Incoming:
    """Delivered, and read by the worker."""
    row, _new = accept_mail(raw=raw, recipients=[to], now=LATER)
    did(lambda: process_incoming(pk=row.pk, now=LATER))
    return Incoming.objects.get(pk=row.pk)


def own(lead: Lead) -> str:
    return tagged(DESK, lead.reference, of_the_site.SECRET_KEY)


def received(lead: Lead) -> int:
    return lead.events.filter(kind=EventKind.MAIL_RECEIVED).count()


# --- Where a mail goes ---


def test_the_mark_in_the_address_names_the_file_whoever_writes(lead: Lead, cast: Cast) -> None:
    row = got(a_mail(sender="A Colleague <other@lachongthu.example>"), own(lead))
    assert (row.state, row.lead, row.why) == (IncomingState.FILED, lead, "address")
    event = lead.events.get(kind=EventKind.MAIL_RECEIVED)
    assert event.data == {"incoming": row.pk, "automatic": False, "known": False, "files": 0}
    told = Mail.objects.get(kind="mail_in")
    assert told.to == cast.an.user.email
    assert "Một địa chỉ không có trong hồ sơ vừa gửi thư" in told.body
    assert "Chúng tôi cần" not in told.body  # no words of a file in a mail about it


def test_the_mail_it_answers_names_the_file(lead: Lead) -> None:
    sent = Mail.objects.filter(lead=lead, kind="confirmation").get()
    row = got(a_mail(sender="x@elsewhere.example", References=f"<z@x> {sent.message_id}"))
    assert (row.lead, row.why) == (lead, "answer")


def test_a_known_sender_with_one_open_file_is_that_files(lead: Lead) -> None:
    row = got(a_mail())
    assert (row.state, row.lead, row.why) == (IncomingState.FILED, lead, "sender")


def test_several_open_files_are_for_a_person_to_choose(lead: Lead, cast: Cast) -> None:
    submit_lead(submission=a_submission(submission_key="two"), by=None, now=NOW)
    row = got(a_mail())
    assert (row.state, row.why, row.lead) == (IncomingState.DUTY, "several", None)
    assert Mail.objects.get(kind="mail_duty").to == cast.vu.user.email
    assert Path(of_the_site.PRIVATE_ROOT, row.raw.name).exists()


def test_a_first_mail_becomes_a_lead_with_the_mail_in_its_history(cast: Cast) -> None:
    row = got(a_mail(sender="New One <new@one.example>", files=(("a.pdf", PDF),)))
    assert row.state == IncomingState.NEW_LEAD
    assert row.lead
    assert row.lead.contact_email == "new@one.example"
    assert row.lead.events.get(kind=EventKind.MAIL_RECEIVED).data["files"] == 1


def test_a_wrong_mark_a_newsletter_and_no_sender_wait_with_the_duty_head(cast: Cast) -> None:
    wrong = got(a_mail(sender="a@b.example", message_id="<1@x>"), "desk+yb-2026-0001.aaaaaaaaaaaa@yenbinh.example")
    list_mail = got(a_mail(sender="a@b.example", message_id="<2@x>", List_Id="<l.example>"))
    nobody = got(a_mail(sender="", message_id="<3@x>"))
    assert [(row.state, row.why) for row in (wrong, list_mail, nobody)] == [
        (IncomingState.DUTY, "wrong_mark"),
        (IncomingState.DUTY, "bulk"),
        (IncomingState.DUTY, "no_sender"),
    ]
    assert not Lead.objects.exists()


def test_an_automatic_answer_is_shown_and_waits_for_nobody(lead: Lead) -> None:
    row = got(a_mail(Auto_Submitted="auto-replied"), own(lead))
    assert (row.state, row.lead) == (IncomingState.FILED, lead)
    assert state_of(lead).message_at is None
    assert not Mail.objects.filter(kind="mail_in").exists()
    stray = got(a_mail(sender="a@b.example", message_id="<9@x>", subject="Out of office"))
    assert (stray.state, stray.why) == (IncomingState.DUTY, "automatic")  # to no mail of ours: a person looks
    ours = got(a_mail(message_id="<10@x>", subject="Out of office"))
    assert (ours.state, ours.lead, list(set_aside())) == (IncomingState.DROPPED, None, [ours])


def test_no_first_mail_is_lost_for_looking_like_a_program(cast: Cast) -> None:
    form = got(a_mail(sender="forms@partner.example", message_id="<1@p>", Auto_Submitted="auto-generated"))
    subject = "Auto response device factory: 5 ha wanted"
    factory = got(a_mail(sender="lee@a.example", message_id="<2@p>", subject=subject))
    words = "We want land. Contact me at sato@smallfirm.example. Our devices run v 5.1.1."
    firm = got(a_mail(words, sender="postmaster@smallfirm.example", message_id="<3@p>"))
    assert [(row.state, row.why) for row in (form, factory, firm)] == [
        (IncomingState.DUTY, "automatic"),
        (IncomingState.NEW_LEAD, "first_mail"),
        (IncomingState.DUTY, "automatic"),
    ]
    assert list(inbox()) == [form, firm]


def test_a_mail_that_carries_a_bounce_of_elsewhere_is_a_mail(cast: Cast) -> None:
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"], mail["Message-ID"] = "kim@korea.example", DESK, "5 ha", "<k@k>"
    mail.set_content("My mail to your old address came back. We look for 5 ha.")
    mail.add_attachment(message_from_bytes(a_bounce("old@province.example", "<x@korea.example>")))
    row = got(mail.as_bytes())
    assert (row.state, row.text) == (IncomingState.NEW_LEAD, mail.get_body(("plain",)).get_content().strip())


def test_what_was_set_aside_can_still_become_a_lead(lead: Lead, cast: Cast) -> None:
    row = got(a_bounce("somebody@else.example", "<not@ours>"))
    assert list(set_aside()) == [row]
    with pytest.raises(MailHandled):
        put_aside(pk=row.pk, reason="x", by=cast.vu.user, now=LATER)
    did(lambda: sort_into(pk=row.pk, reference=lead.reference, by=cast.vu.user, now=LATER))
    assert not set_aside().exists()


# --- To several addresses of ours ---


@pytest.mark.parametrize("first", ["general", "file"])
def test_one_mail_to_the_desk_and_to_a_file_is_in_the_file_and_no_second_lead(lead: Lead, first: str) -> None:
    raw = a_mail(sender="colleague@other.example", to=f"{DESK}, {own(lead)}")
    for to in (DESK, own(lead)) if first == "general" else (own(lead), DESK):
        assert got(raw, to).lead == lead
    assert (received(lead), Lead.objects.count()) == (1, 1)


@pytest.mark.parametrize("hidden", [False, True])
def test_one_mail_to_two_files_is_in_both_with_its_papers(lead: Lead, hidden: bool) -> None:
    other, _new = submit_lead(submission=a_submission(submission_key="two"), by=None, now=NOW)
    to = own(lead) if hidden else f"{own(lead)}, {own(other)}"  # hidden: by Bcc
    raw = a_mail(sender="consult@x.example", to=to, files=(("a.pdf", PDF),))
    got(raw, own(lead))
    accept_mail(raw=raw, recipients=[own(other)], now=LATER)
    while do_one(LATER):
        pass
    assert [(received(one), LeadFile.objects.filter(incoming__lead=one).count()) for one in (lead, other)] == [
        (1, 1),
        (1, 1),
    ]


# --- Once, and never lost ---


def test_the_same_mail_delivered_twice_is_one_event(lead: Lead) -> None:
    first, new = accept_mail(raw=a_mail(), recipients=[own(lead)], now=LATER)
    again, twice = accept_mail(raw=b"Received: by x\r\n" + a_mail(), recipients=[DESK], now=LATER)
    assert (first.pk, new, twice) == (again.pk, True, False)
    while do_one(LATER):
        pass
    did(lambda: process_incoming(pk=first.pk, now=LATER))
    assert (Incoming.objects.count(), received(lead)) == (1, 1)


def test_the_raw_copy_stays_until_the_mail_has_its_place(
    lead: Lead, monkeypatch: pytest.MonkeyPatch, django_capture_on_commit_callbacks: Any
) -> None:
    row, _ = accept_mail(raw=a_mail(), recipients=[own(lead)], now=LATER)
    path = Path(of_the_site.PRIVATE_ROOT, row.raw.name)
    assert path.read_bytes() == a_mail()

    def dies(**given: Any) -> None:
        raise RuntimeError("the worker dies")

    with monkeypatch.context() as broken:
        broken.setattr(incoming, "record", dies)
        while do_one(LATER):
            pass
    assert (path.exists(), received(lead), Incoming.objects.get().state) == (True, 0, IncomingState.WAITING)
    with django_capture_on_commit_callbacks(execute=True):
        process_incoming(pk=row.pk, now=LATER)
    assert (path.exists(), received(lead), Incoming.objects.get().raw.name) == (False, 1, "")


def test_a_mail_that_cannot_be_read_is_the_duty_heads(lead: Lead, monkeypatch: pytest.MonkeyPatch) -> None:
    row, _ = accept_mail(raw=a_mail(), recipients=[own(lead)], now=LATER)

    def dies(*given: Any) -> None:
        raise RuntimeError("unreadable")

    monkeypatch.setattr(incoming, "read_mail", dies)
    Due.objects.filter(kind=DueKind.INCOMING).update(attempts=TRIES - 1)
    while do_one(LATER):
        pass
    row.refresh_from_db()
    assert (row.state, row.why) == (IncomingState.DUTY, "unreadable")
    assert row.raw


def test_a_mail_too_large_is_refused_at_the_door(settings: Any) -> None:
    settings.INBOUND_MAX_BYTES = 100
    with pytest.raises(MailTooBig):
        accept_mail(raw=a_mail(), recipients=[], now=LATER)


# --- Clocks ---


def test_an_answer_that_was_waited_for_lets_the_clock_run(lead: Lead, cast: Cast) -> None:
    answered(lead, cast)
    act(pause, lead, cast, reason="waiting_investor", until=at("2026-11-30 09:00"))
    assert lead.paused_until
    got(a_mail(), own(lead))
    lead.refresh_from_db()
    assert (lead.paused_until, state_of(lead).message_at) == (None, LATER)
    act(record_reply, lead, cast, text="Đã trả lời.", now=at("2026-11-25 11:20"))
    assert state_of(lead).message_at is None


def test_a_new_mail_of_a_closed_files_sender_is_a_new_lead_that_names_it(lead: Lead, cast: Cast) -> None:
    act(change_stage, lead, cast, to=Stage.LOST, loss_reason="silent")
    row = got(a_mail(subject="A new project"))
    assert row.state == IncomingState.NEW_LEAD
    assert row.lead
    assert (row.lead.pk != lead.pk, bool(row.lead.due_at)) == (True, True)
    note = row.lead.events.get(kind=EventKind.NOTE_WRITTEN).data["text"]
    assert f"{lead.reference} (Không thành)" in note


def test_what_is_sent_to_the_address_of_a_lost_file_is_filed_and_told(lead: Lead, cast: Cast) -> None:
    act(change_stage, lead, cast, to=Stage.LOST, loss_reason="silent")
    assert got(a_mail(), own(lead)).lead == lead
    assert Mail.objects.filter(kind="mail_in").exists()


# --- Bounces ---


def bounced(lead: Lead, status: str = "5.1.1") -> Incoming:
    sent = Mail.objects.get(lead=lead, kind="confirmation")
    return got(a_bounce(lead.contact_email, sent.message_id, status=status), own(lead))


def test_a_bounce_marks_the_address_and_no_mail_goes_there(lead: Lead, cast: Cast) -> None:
    answered(lead, cast)
    assert bounced(lead).state == IncomingState.BOUNCE
    lead.refresh_from_db()
    assert BadAddress.objects.get().address == lead.contact_email
    assert lead.events.filter(kind=EventKind.MAIL_FAILED).count() == 1
    assert not can_reply(cast.an.user, lead)
    with pytest.raises(AddressRefused):
        act(record_reply, lead, cast, text="x")
    while do_one(LATER):
        pass
    assert lead.contact_email not in {one.to[0] for one in box.outbox}
    assert Mail.objects.get(kind="reply").state == "failed"
    new = ContactFacts("Ngô Thử", "new@lachongthu.example", "", "mail")
    given = {"lead": lead, "contact": new, "seen_seq": seq_of(lead), "by": cast.an.user, "now": LATER}
    did(lambda: change_contact(**given))
    lead.refresh_from_db()
    assert can_reply(cast.an.user, lead)
    assert lead.events.get(kind=EventKind.CONTACT_CHANGED).data == {
        "fields": ["contact_email", "contact_name", "contact_phone"]
    }


def test_a_delay_and_a_strangers_report_mark_nothing(lead: Lead, cast: Cast) -> None:
    sent = Mail.objects.get(lead=lead, kind="confirmation")
    got(a_bounce(lead.contact_email, sent.message_id, status="4.4.1", action="delayed"))
    got(a_bounce(lead.contact_email, "<not@ours>"))  # to the general address: anybody can write one
    got(a_bounce("somebody@else.example", sent.message_id))
    assert not BadAddress.objects.exists()


def test_whoever_writes_from_an_address_can_be_reached_there(lead: Lead) -> None:
    bounced(lead)
    got(a_mail(), own(lead))
    assert not BadAddress.objects.exists()


@pytest.mark.parametrize(
    ("change", "refusal"),
    [
        ({"name": ""}, FieldMissing),
        ({"email": "", "phone": ""}, FieldMissing),
        ({"email": "no"}, EmailInvalid),
        ({"channel": "pigeon"}, ChoiceUnknown),
    ],
)
def test_a_contact_nobody_can_reach_is_refused(
    lead: Lead, cast: Cast, change: dict[str, str], refusal: type[Exception]
) -> None:
    facts = ContactFacts(**({"name": "A", "email": "a@b.example", "phone": "1", "channel": "mail"} | change))
    with pytest.raises(refusal):
        act(change_contact, lead, cast, contact=facts)


# --- Files ---


def test_files_are_kept_by_content_and_privately(lead: Lead) -> None:
    files = (("Đề án.pdf", PDF), ("virus.pdf", b"MZ\x90\0"), ("../x.pdf", PDF))
    got(a_mail(files=files), own(lead))
    rows = list(LeadFile.objects.all())
    assert [(row.name, row.kind, row.refused) for row in rows] == [
        ("Đề án.pdf", "pdf", ""),
        ("virus.pdf", "", "unknown_kind"),
        ("x.pdf", "pdf", ""),
    ]
    kept = Path(of_the_site.PRIVATE_ROOT, rows[0].content.name)
    assert kept.read_bytes() == PDF
    assert not kept.is_relative_to(of_the_site.MEDIA_ROOT)
    with pytest.raises(ValueError, match="private"):
        assert rows[0].content.url


# --- The mails we send ---


def test_what_we_send_leads_back_and_answers_what_came(lead: Lead, cast: Cast) -> None:
    got(a_mail(), own(lead))
    answered(lead, cast)
    while do_one(LATER):
        pass
    sent = {Mail.objects.get(message_id=one.extra_headers["Message-ID"]).kind: one for one in box.outbox}
    assert sent["reply"].reply_to == [own(lead)] == [sent["reply"].from_email]
    assert "<desk@yenbinh.example>" in sent["reply"].message()["From"]
    assert sent["reply"].extra_headers["In-Reply-To"] == "<m1@lachongthu.example>"
    assert "Auto-Submitted" not in sent["reply"].extra_headers
    assert sent["confirmation"].extra_headers["Auto-Submitted"] == "auto-generated"
    assert sent["assigned"].reply_to == []  # an officer's answer is no investor's mail


# --- The duty head's inbox ---


@pytest.fixture
def stray(lead: Lead) -> Incoming:
    submit_lead(submission=a_submission(submission_key="two"), by=None, now=NOW)
    return got(a_mail())


def test_the_duty_head_files_a_mail(lead: Lead, cast: Cast, stray: Incoming) -> None:
    with pytest.raises(LeadUnknown):
        sort_into(pk=stray.pk, reference="YB-2026-9999", by=cast.vu.user, now=LATER)
    with pytest.raises(FieldMissing):
        sort_into(pk=stray.pk, reference=" ", by=cast.vu.user, now=LATER)
    did(lambda: sort_into(pk=stray.pk, reference=lead.reference.lower(), by=cast.vu.user, now=LATER))
    stray.refresh_from_db()
    assert (stray.lead, stray.state, stray.handled_by) == (lead, IncomingState.FILED, cast.vu.user)
    assert received(lead) == 1
    with pytest.raises(MailHandled):
        put_aside(pk=stray.pk, reason="x", by=cast.vu.user, now=LATER)


def test_the_duty_head_makes_a_lead_of_it_or_puts_it_aside(cast: Cast, stray: Incoming) -> None:
    with pytest.raises(ReasonMissing):
        put_aside(pk=stray.pk, reason=" ", by=cast.vu.user, now=LATER)
    made = did(lambda: sort_as_new(pk=stray.pk, by=cast.vu.user, now=LATER))
    assert received(made) == 1
    other = got(a_mail(message_id="<o@x>", sender="a@b.example", List_Id="<l>"))
    put_aside(pk=other.pk, reason="Bản tin", by=cast.vu.user, now=LATER)
    other.refresh_from_db()
    assert (other.state, other.error) == (IncomingState.DROPPED, "Bản tin")
    assert not inbox().exists()


def test_nobody_else_sorts_mails(lead: Lead, cast: Cast, stray: Incoming) -> None:
    for user in (cast.an.user, cast.head_khcn.user, cast.leader):
        with pytest.raises(NotTheDutyHead):
            sort_into(pk=stray.pk, reference=lead.reference, by=user, now=LATER)


def test_two_places_never_get_one_mail(lead: Lead, cast: Cast) -> None:
    assert seq_of(lead)
    row = got(a_mail(), own(lead))
    did(lambda: process_incoming(pk=row.pk, now=LATER))
    assert received(lead) == 1
