"""What an investor does behind the link: each act an event, each refusal with its reason, nothing half-written."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from leads.choices import Clock, DueKind, EndReason, EventKind, LinkRights, Stage, Verdict
from leads.desk.due_pages import due_page
from leads.mailroom.files import judged
from leads.models import Due, Lead, LeadEvent, LeadFile, LeadLink, LeadMessage, Mail
from leads.services import desk
from leads.services.answer_check import JudgedAlready, NotAnsweredYet, judge_answer
from leads.services.case_end import end_case
from leads.services.desk_rules import DateNotAhead, LeadClosed, TooFarAhead
from leads.services.escalation import escalate
from leads.services.events import state_of
from leads.services.link_desk import ReadsOnly, TooOften
from leads.services.link_share import (
    MOST_COLLEAGUES,
    NoSuchLink,
    TooManyLinks,
    forward_link,
    send_again,
    soon_over,
    withdraw_link,
)
from leads.services.links import issue_link, lead_for_token, live_link, token_for
from leads.services.messages import (
    AN_HOUR,
    MOST_FILES,
    FileRefused,
    TooManyFiles,
    Upload,
    write_message,
)
from leads.services.reminders import NothingPromised, NotLateYet, RemindedAlready, remind
from leads.services.words import ChoiceUnknown, EmailInvalid, FieldMissing, TextTooLong
from sitepages.land.importers.sniff import short
from tests.leads.conftest import NOW, Cast, at, did, seq_of
from tests.leads.uploads import HOSTILE, PDF, SOUND

SOON = NOW + timedelta(minutes=20)
STEP = desk.Step("Gọi", at("2026-11-30 09:00"))
LATE = at("2026-11-25 14:00")  # the first reply was due at 11:00


@pytest.fixture(autouse=True)
def _private(settings: Any, tmp_path: Path) -> None:
    settings.PRIVATE_ROOT = tmp_path / "private"


@pytest.fixture
def link(lead: Lead) -> LeadLink:
    return live_link(lead=lead, now=NOW)


@pytest.fixture
def guest(link: LeadLink) -> LeadLink:
    return did(lambda: forward_link(link=link, name="Bạn", email="ban@x.example", lang="vi", by=None, now=NOW))


def counts() -> list[int]:
    return [model.objects.count() for model in (LeadEvent, LeadMessage, LeadFile, Mail, LeadLink)]


def say(lead: Lead, link: LeadLink | None, text: str = "Điện hai nguồn không?", **more: Any) -> LeadMessage:
    given = {"text": text, "by": None, "now": SOON} | more
    return did(lambda: write_message(lead=lead, link=link, **given))


# --- Messages ---


def test_a_message_is_a_row_an_event_and_a_mail_without_its_words(lead: Lead, link: LeadLink, cast: Cast) -> None:
    message = say(lead, link)
    event = lead.events.get(kind=EventKind.MESSAGE_WRITTEN)
    assert event.data == {"message": message.pk, "files": 0}
    assert state_of(lead).message_at == SOON
    mail = Mail.objects.get(kind="room_news")
    assert mail.to == cast.an.user.email
    assert "Điện hai nguồn" not in mail.body
    assert f"/admin/desk/{lead.pk}/" in mail.body


def test_a_message_after_the_first_reply_has_a_due_time_of_its_own(lead: Lead, link: LeadLink, cast: Cast) -> None:
    """In the list, on the page of what is due, escalated like any promise; an answer ends it."""
    step = desk.Step("Gọi", at("2026-12-10 09:00"))
    by: dict[str, Any] = {"by": cast.an.user, "step": step, "answers_all": True}
    did(lambda: desk.record_reply(lead=lead, text="Chào", seen_seq=seq_of(lead), now=NOW, **by))
    say(lead, link)
    lead.refresh_from_db()
    assert (lead.due_clock, lead.due_at) == (Clock.REPLY_TO_MESSAGE, at("2026-11-26 10:20"))
    assert [row.due_clock for row in due_page(cast.an.user, at("2026-11-26 09:30")).soon] == [
        "Trả lời tin nhắn tiếp theo"
    ]
    Due.objects.filter(kind=DueKind.SEND_MAIL).delete()
    levels = Due.objects.filter(kind=DueKind.ESCALATE, target=f"{lead.pk}:reply_to_message")
    assert [row.due_at for row in levels] == [at("2026-11-25 15:50")]  # half of a working day
    assert escalate(lead=lead, clock=Clock.REPLY_TO_MESSAGE, by=None, now=at("2026-11-26 10:20"))
    lead.refresh_from_db()
    assert lead.escalation == 3
    did(lambda: desk.record_reply(lead=lead, text="Hai nguồn.", seen_seq=seq_of(lead), now=LATE, **by))
    lead.refresh_from_db()
    assert (lead.due_clock, lead.due_at, lead.escalation) == (Clock.NEXT_STEP, step.due, 0)


def test_an_answer_that_was_waited_for_lets_the_clock_run(lead: Lead, link: LeadLink, cast: Cast) -> None:
    until = at("2026-12-01 17:00")
    did(lambda: desk.record_reply(lead=lead, text="Chào", seen_seq=seq_of(lead), by=cast.an.user, now=NOW, step=STEP))
    pause = {"reason": "waiting_investor", "until": until, "by": cast.an.user, "now": NOW}
    did(lambda: desk.pause(lead=lead, seen_seq=seq_of(lead), **pause))
    assert state_of(lead).pause is not None
    say(lead, link)
    assert state_of(lead).pause is None


def test_the_same_words_at_once_are_one_message(lead: Lead, link: LeadLink) -> None:
    first = say(lead, link)
    before = counts()
    assert say(lead, link, now=SOON + timedelta(seconds=30)) == first
    assert counts() == before
    assert say(lead, link, now=SOON + timedelta(minutes=2)) != first


@pytest.mark.parametrize(
    ("more", "refusal"),
    [
        ({"text": " \n"}, FieldMissing),
        ({"text": "x" * 5001}, TextTooLong),
        ({"files": [Upload("a.pdf", PDF)] * (MOST_FILES + 1)}, TooManyFiles),
        ({"files": [Upload("a.pdf", PDF), Upload("b.exe", b"MZ")]}, FileRefused),
    ],
)
def test_what_is_refused_leaves_nothing_behind(
    lead: Lead, link: LeadLink, more: dict[str, Any], refusal: type[Exception]
) -> None:
    before = counts()
    with pytest.raises(refusal):
        say(lead, link, **more)
    assert counts() == before


def test_nobody_writes_without_end(lead: Lead, link: LeadLink) -> None:
    for number in range(AN_HOUR):
        say(lead, link, f"câu {number}")
    with pytest.raises(TooOften):
        say(lead, link, "một câu nữa")
    say(lead, link, "một giờ sau", now=SOON + timedelta(minutes=61))


def test_files_are_kept_apart_under_a_name_of_ours(lead: Lead, link: LeadLink, settings: Any) -> None:
    message = say(lead, link, "", files=[Upload("Kế hoạch: 2027?.pdf", PDF)])
    file = message.files.get()
    assert (file.name, file.kind, file.size) == ("Kế hoạch 2027.pdf", "pdf", len(PDF))
    assert str(settings.PRIVATE_ROOT) in file.content.path
    assert "Kế" not in file.content.name


@pytest.mark.parametrize(("name", "data", "why"), HOSTILE, ids=[name for name, *_rest in HOSTILE])
def test_hostile_files_are_refused_and_nothing_is_stored(
    lead: Lead, link: LeadLink, settings: Any, name: str, data: bytes, why: str
) -> None:
    before = counts()
    with pytest.raises(FileRefused) as refused:
        say(lead, link, "xem tệp", files=[Upload(name, data)])
    assert refused.value.facts == {"name": short(name), "why": why}
    assert counts() == before
    assert not Path(settings.PRIVATE_ROOT).exists()


@pytest.mark.parametrize(("name", "data", "kind"), SOUND)
def test_sound_files_are_what_they_say(name: str, data: bytes, kind: str) -> None:
    assert judged(name, data).kind == kind


def test_a_file_of_fifty_megabytes_is_too_big(lead: Lead, link: LeadLink) -> None:
    with pytest.raises(FileRefused) as refused:
        say(lead, link, files=[Upload("big.pdf", PDF + b"0" * 50_000_000)])
    assert refused.value.facts["why"] == "too_big"


# --- Reminding ---


def test_a_reminder_waits_until_the_promise_is_late_and_a_working_day_apart(
    lead: Lead, link: LeadLink, cast: Cast
) -> None:
    with pytest.raises(NotLateYet):
        remind(lead=lead, link=link, by=None, now=SOON)
    did(lambda: remind(lead=lead, link=link, by=None, now=LATE))
    assert {mail.to for mail in Mail.objects.filter(kind="reminder")} == {
        cast.an.user.email,
        cast.head_khcn.user.email,
    }
    with pytest.raises(RemindedAlready) as refused:
        remind(lead=lead, link=link, by=None, now=at("2026-11-26 13:59"))
    assert refused.value.facts["again_at"] == at("2026-11-26 14:00")
    did(lambda: remind(lead=lead, link=link, by=None, now=at("2026-11-26 14:01")))


def test_where_nothing_is_promised_there_is_nothing_to_remind_of(lead: Lead, link: LeadLink, cast: Cast) -> None:
    did(lambda: end_case(lead=lead, link=link, why=EndReason.CANCELLED, by=None, now=NOW))
    lead.refresh_from_db()
    with pytest.raises(NothingPromised):
        remind(lead=lead, link=link, by=None, now=LATE)


# --- Did we answer? ---


def test_the_question_comes_once_after_the_full_answer(lead: Lead, link: LeadLink, cast: Cast) -> None:
    yes = {"lead": lead, "link": link, "verdict": Verdict.YES, "by": None}
    with pytest.raises(NotAnsweredYet):
        judge_answer(**yes, now=NOW)
    everything = {"text": "Mọi điều", "answers_all": True, "by": cast.an.user, "now": NOW, "step": STEP}
    did(lambda: desk.record_reply(lead=lead, seen_seq=seq_of(lead), **everything))
    with pytest.raises(ChoiceUnknown):
        judge_answer(**yes | {"verdict": "perhaps"}, now=SOON)
    missing = {"verdict": Verdict.PARTLY, "text": "Còn phí hạ tầng"}
    did(lambda: judge_answer(**yes | missing, now=SOON))
    message = LeadMessage.objects.get()
    assert message.text == "Còn phí hạ tầng"
    assert lead.events.get(kind=EventKind.ANSWER_JUDGED).data == {"verdict": "partly", "message": message.pk}
    with pytest.raises(JudgedAlready):
        judge_answer(**yes, now=SOON)


# --- Links ---


def test_a_colleague_reads_and_does_nothing(lead: Lead, link: LeadLink, guest: LeadLink) -> None:
    assert (guest.rights, guest.passed_on_by, guest.expires_at) == (LinkRights.GUEST, link, link.expires_at)
    assert lead_for_token(token_for(guest), NOW) == lead
    mail = Mail.objects.get(kind="link_passed")
    assert mail.to == "ban@x.example"
    assert token_for(guest) in mail.body
    own = {"link": guest, "by": None, "now": SOON}
    acts: list[Any] = [
        lambda: write_message(lead=lead, text="x", **own),
        lambda: remind(lead=lead, **own),
        lambda: judge_answer(lead=lead, verdict="yes", **own),
        lambda: forward_link(name="x", email="x@x.example", lang="vi", **own),
        lambda: withdraw_link(number=guest.pk, **own),
        lambda: end_case(lead=lead, why="cancelled", **own),
    ]
    for act in acts:
        with pytest.raises(ReadsOnly):
            act()


def test_the_mails_of_the_desk_never_carry_a_colleagues_link(lead: Lead, link: LeadLink, guest: LeadLink) -> None:
    assert live_link(lead=lead, now=SOON) == link


def test_the_same_colleague_gets_one_link_and_not_too_many_get_any(lead: Lead, link: LeadLink, guest: LeadLink) -> None:
    more = {"link": link, "lang": "en", "by": None}
    assert forward_link(name="Bạn", email="BAN@x.example ", now=NOW, **more) == guest
    with pytest.raises(EmailInvalid):
        forward_link(name="Ai", email="nobody", now=NOW, **more)
    for number in range(MOST_COLLEAGUES - 1):
        forward_link(name="Ai", email=f"{number}@x.example", now=NOW, **more)
    with pytest.raises(TooManyLinks):
        forward_link(name="Ai", email="last@x.example", now=NOW, **more)


def test_a_link_passed_on_is_withdrawn_by_whoever_passed_it_on(lead: Lead, link: LeadLink, guest: LeadLink) -> None:
    for wrong in (guest.pk + 100, link.pk, 0):
        with pytest.raises(NoSuchLink):
            withdraw_link(link=link, number=wrong, by=None, now=SOON)
    did(lambda: withdraw_link(link=link, number=guest.pk, by=None, now=SOON))
    events = lead.events.filter(kind=EventKind.LINK_CHANGED)
    withdraw_link(link=link, number=guest.pk, by=None, now=SOON)
    assert [one.data["what"] for one in events.order_by("seq")] == ["forwarded", "withdrawn"]


def test_a_new_link_goes_to_the_address_of_the_file_and_not_often(lead: Lead, link: LeadLink) -> None:
    made = did(lambda: send_again(lead=lead, by=None, now=NOW))
    mail = Mail.objects.get(kind="link_again")
    assert mail.to == lead.contact_email
    assert token_for(made) in mail.body
    for _try in range(2):
        send_again(lead=lead, by=None, now=NOW)
    with pytest.raises(TooOften):
        send_again(lead=lead, by=None, now=NOW)
    assert soon_over(link, link.expires_at - timedelta(days=13))
    assert not soon_over(issue_link(lead=lead, now=NOW), NOW)


# --- The end ---


@pytest.mark.parametrize(
    ("why", "loss"),
    [
        (EndReason.CANCELLED, "project_cancelled"),
        (EndReason.ELSEWHERE_VN, "chose_domestic_rival"),
        (EndReason.ELSEWHERE, "chose_other_country"),
    ],
)
def test_an_investor_ends_the_case_and_the_file_keeps_why(
    lead: Lead, link: LeadLink, cast: Cast, why: EndReason, loss: str
) -> None:
    did(lambda: end_case(lead=lead, link=link, why=why, text="Cảm ơn", by=None, now=SOON))
    lead.refresh_from_db()
    assert (lead.stage, lead.due_at) == (Stage.LOST, None)
    assert state_of(lead).loss_reason == loss
    assert Mail.objects.get(kind="room_news").to == cast.an.user.email
    with pytest.raises(LeadClosed):
        end_case(lead=lead, link=link, why=why, by=None, now=SOON)


def test_not_now_parks_the_file_until_a_day(lead: Lead, link: LeadLink) -> None:
    later = {"lead": lead, "link": link, "why": EndReason.LATER, "by": None, "now": SOON}
    for day in (None, SOON.date()):
        with pytest.raises(DateNotAhead):
            end_case(**later, come_back_on=day)
    with pytest.raises(TooFarAhead):
        end_case(**later, come_back_on=date(2030, 1, 1))
    with pytest.raises(ChoiceUnknown):
        end_case(**later | {"why": "bored"})
    did(lambda: end_case(**later, come_back_on=date(2027, 3, 1)))
    lead.refresh_from_db()
    assert (lead.stage, lead.due_at) == (Stage.PARKED, at("2027-03-01 17:00"))
