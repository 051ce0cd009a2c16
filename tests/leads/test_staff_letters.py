"""Mails to colleagues: every kind in both languages, each reader in the reader's own."""

from __future__ import annotations

import re
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.auth.models import User
from django.template import engines
from django.utils import translation
from wagtail.users.models import UserProfile

from leads.choices import AppointmentEnd, AppointmentKind, DueKind, HoldEnd, MailStyle, PrivacyRight, Role
from leads.models import Appointment, Breach, Due, Incoming, Lead, Mail, Officer, PrivacyRequest, Referral, Task
from leads.services import (
    accounts,
    appointment_letters,
    breach_letters,
    link_letters,
    officers,
    privacy_letters,
    staff_letters,
)
from leads.services import hold_letters as holds
from leads.services.accounts import Invitation, plain_record
from leads.services.calendar import working_calendar
from leads.services.digest import write_digest
from leads.services.events import state_of
from leads.services.intake import submit_lead
from leads.services.levels import open_levels
from leads.services.overload import Overload
from leads.services.staff_letters import staff_language
from leads.services.targets import targets
from sitepages.models import Person
from tests.leads.conftest import NOW, Cast, a_match, a_submission, at, did
from tests.leads.test_desk_views import signed_in

EMAILS = Path(settings.BASE_DIR) / "templates" / "emails"
KINDS = {path.name.partition(".")[0] for path in EMAILS.glob("*.txt")}
TO_STAFF = {kind for kind in KINDS if "{{ reader }}" in (EMAILS / f"{kind}.vi.txt").read_text(encoding="utf-8")}
VIETNAMESE = re.compile(r"[ăâđêôơưà-ãè-êìíò-õùúýĩũạ-ỹ]", re.IGNORECASE)
LATER = NOW + timedelta(days=1)


def reads(user: User, language: str) -> None:
    UserProfile.objects.update_or_create(user=user, defaults={"preferred_language": language})


@pytest.fixture
def no_gap(monkeypatch: pytest.MonkeyPatch) -> None:
    """A field that a template names and nobody fills shows as GAP."""
    monkeypatch.setattr(engines["django"].engine, "string_if_invalid", "GAP")


@pytest.fixture
def english_lead(cast: Cast) -> Lead:
    """An's lead with everything a mail can name, in words without Vietnamese letters."""
    given = {"contact_name": "Jane Sample", "organisation_name": "Sample Ltd", "message": "We need land."}
    for officer in Officer.objects.all():
        Person.objects.filter(pk=officer.person_id).update(name=f"{officer.key} (mẫu)")
    made, _ = submit_lead(submission=a_submission(a_match(), language="en", **given), by=None, now=NOW)
    return Lead.objects.select_related("owner__user", "owner__person").get(pk=made.pk)


def write_every_kind(cast: Cast, lead: Lead) -> None:
    """Each mail to staff once at least, through the functions that write them."""
    reason = {"by_hand": "OK", "by": "Vu", "informed": ["so_tai_chinh"]}
    an, vu = Officer.objects.get(pk=cast.an.pk), cast.vu
    told = {"lead": lead, "reason": reason, "now": NOW}
    staff_letters.notify_officer(**told)
    staff_letters.notify_department(**told)
    cast.chi.user.groups.add(cast.head_khcn.user.groups.get())
    staff_letters.notify_informed(**told)
    staff_letters.notify_taken_back(officer=an, **told)
    staff_letters.notify_digest(officer=an, leads=[lead], now=NOW)
    staff_letters.notify_hand_over(officer=an, leads=[lead, lead], why=lambda: "OK", now=NOW)
    reached = open_levels(state_of(lead), working_calendar(), targets())[0]
    for now in (NOW, LATER):
        staff_letters.notify_escalation(lead=lead, reached=reached, to=an, now=now)
    staff_letters.notify_overload(load=Overload(2, 16, 16), now=NOW)
    asked = {"lead": lead, "department_id": "so_tai_chinh", "number": 90, "question": "Q?", "answer": "A."}
    referral = Referral.objects.create(**asked, asked_at=NOW, due_at=LATER)
    staff_letters.tell_of_referral(referral=referral, asked_by=vu.user, late=False, now=NOW)
    staff_letters.tell_of_referral(referral=referral, asked_by=None, late=True, now=NOW)
    for referral.state in ("done", "back"):
        staff_letters.tell_of_answer(referral=referral, answered_by=vu.user, now=NOW)
    task = Task.objects.create(lead=lead, number=91, title="", kind="call", due_at=LATER, set_at=NOW, officer=an)
    staff_letters.tell_of_task(task=task, given_by=vu.user, now=NOW)
    staff_letters.tell_of_task(task=task, given_by=None, now=NOW)
    incoming = Incoming.objects.create(fingerprint="f", received_at=NOW, lead=lead)
    for bounced in (False, True):
        staff_letters.tell_owner_of_mail(lead=lead, incoming=incoming, now=NOW, bounced=bounced)
    staff_letters.tell_duty_of_mail(incoming=incoming, now=NOW)
    staff_letters.tell_of_mention(lead=lead, officer=an, by=vu.user, text="Look.", now=NOW)
    for what in (link_letters.MESSAGE, link_letters.PROFILE, link_letters.ENDED, link_letters.MISSING):
        link_letters.tell_of_news(lead=lead, what=what, now=NOW, files=2)
    link_letters.tell_of_reminder(lead=lead, now=NOW)
    holds.tell_start(lead=lead, plots=["SX-1"], until=LATER, queued=True, now=NOW)
    holds.tell_end(lead=lead, plots=["SX-1", "SX-2"], how=HoldEnd.EXPIRED, by_itself=True, now=NOW)
    holds.ask_approval(lead=lead, plots=["SX-1"], area_m2=60_000, now=NOW)
    right = PrivacyRequest.objects.create(
        lead=lead, right=PrivacyRight.ACCESS, language="en", made_at=NOW, first_due_at=LATER, due_at=LATER
    )
    for what in ("asked", "withdrawn", "due", "late"):
        privacy_letters.tell_desk(request=right, what=what, now=NOW)
    breach = Breach.objects.create(
        noticed_at=NOW, due_at=LATER, reported_at=NOW, reported_by=vu.user, what="x", whom="y"
    )
    for now in (NOW, LATER):
        breach_letters.tell_of_breach(breach=breach, leaders=[cast.leader], now=now)
    accounts.send_invitation(user=an.user, by=vu.user, now=NOW)
    times = {"starts_at": LATER, "ends_at": LATER + timedelta(minutes=30)}
    row = Appointment.objects.create(
        lead=lead,
        officer=Officer.objects.get(pk=vu.pk),
        kind=AppointmentKind.PHONE,
        uid="u@x",
        booked_at=NOW,
        time_zone="Asia/Singapore",
        **times,
    )
    appointment_letters.tell_set(row=row, how=appointment_letters.BOOKED, by=None, now=NOW)
    appointment_letters.tell_reminder(row=row, now=NOW)
    appointment_letters.tell_declined(row=row, own=False, now=NOW)
    row.ended_how = AppointmentEnd.INVESTOR
    appointment_letters.tell_cancelled(row=row, text="", by=None, now=NOW)


def test_every_mail_exists_in_both_languages() -> None:
    assert {path.name for path in EMAILS.iterdir()} == {f"{kind}.{lang}.txt" for kind in KINDS for lang in ("vi", "en")}


@pytest.mark.parametrize("language", ["vi", "en"])
def test_every_mail_to_staff_is_whole_in_its_readers_language(
    cast: Cast, english_lead: Lead, no_gap: None, language: str
) -> None:
    cast.an.user.set_unusable_password()
    cast.an.user.save()
    for user in User.objects.all():
        reads(user, language)
    before = Mail.objects.order_by("-pk").values_list("pk", flat=True)[0]
    with translation.override("en" if language == "vi" else "vi"):  # whoever acts reads the other
        write_every_kind(cast, Lead.objects.get(pk=english_lead.pk))
    mails = [mail for mail in Mail.objects.filter(pk__gt=before) if mail.kind in TO_STAFF]
    assert {mail.kind for mail in mails} == TO_STAFF
    for mail in mails:
        text = f"{mail.subject}\n{mail.body}"
        assert mail.language == language
        assert "GAP" not in text, text
        assert bool(VIETNAMESE.search(text.replace("Yên Bình", ""))) == (language == "vi"), text
        assert "UTC" not in text or mail.kind.startswith("meeting")  # the investor's clock beside ours


def test_an_officer_reads_vietnamese_until_another_language_is_chosen(cast: Cast) -> None:
    assert staff_language(cast.an.user) == "vi"
    for chosen, read in (("", "vi"), ("ko", "vi"), ("en", "en")):
        reads(cast.an.user, chosen)
        assert staff_language(User.objects.get(pk=cast.an.user.pk)) == read


def test_the_assignment_and_the_digest_of_an_english_officer_are_english(cast: Cast) -> None:
    reads(cast.an.user, "en")
    lead, _ = did(lambda: submit_lead(submission=a_submission(a_match()), by=None, now=NOW))
    mail = Mail.objects.get(kind="assigned")
    assert mail.subject == f"{lead.reference} – New lead, answer by 11:00, 25 Nov 2026"
    assert "Department of Science and Technology" in mail.body
    assert "25,398.6" in mail.body
    officers.choose_mail_style(officer=cast.an, style=MailStyle.DIGEST, by=cast.an.user, now=NOW)
    submit_lead(submission=a_submission(a_match(), submission_key="second"), by=None, now=NOW)
    due = Due.objects.get(kind=DueKind.DIGEST)
    digest = write_digest(officer_key=due.target, now=at("2026-11-25 13:00"))
    assert digest is not None
    assert digest.subject == "2 new leads"
    assert "by 11:00, 25 Nov 2026" in digest.body


def test_an_invitation_is_written_in_the_language_chosen_for_it(cast: Cast) -> None:
    client = signed_in(cast.vu.user)
    ask = {"contact_email": "n@demo.example", "person_name": "Jane Sample", "role": "officer", "languages": ["en"]}
    ask |= {"department": "so_khcn", "capacity": "4"}
    assert client.post("/admin/desk/people/invite/", ask).status_code == 422
    assert client.post("/admin/desk/people/invite/", {**ask, "reads": "en"}).status_code == 302
    mail = Mail.objects.get(kind="invitation")
    assert mail.subject == "Your invitation to the Yên Bình Investor Desk"
    assert "as: Investment officer" in mail.body
    assert staff_language(User.objects.get(email="n@demo.example")) == "en"
    facts = plain_record("Người Mới", "so_khcn", NOW.date())
    accounts.invite(invitation=Invitation("m@demo.example", Role.OFFICER, "Người Mới", facts), by=cast.vu.user, now=NOW)
    assert Mail.objects.get(kind="invitation", to="m@demo.example").subject.startswith("Mời tham gia")
