"""What is being worked in the demo: tasks, mails that came in, a bounced address, a path half way, saved filters.

Told after the leads' stories, once: a lead that has it already is left as people have worked it since.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from email.message import EmailMessage

from django.conf import settings
from django.contrib.auth.models import User
from django.db import transaction

from leads.calendar.relative import working_day_from
from leads.choices import DueKind, MailState
from leads.mailroom.address import tagged
from leads.models import Department, Due, Incoming, Lead, LeadEvent, LeadPath, Mail, Officer, SavedFilter
from leads.services.bad_addresses import mark_bad
from leads.services.calendar import working_calendar
from leads.services.demo_appointments import talk_booked, visit_proposed
from leads.services.demo_privacy import asked_for_a_copy, asked_to_correct, asked_to_erase
from leads.services.demo_watches import watched_result
from leads.services.demo_ways import load_ways, mails_left
from leads.services.desk import write_note
from leads.services.events import state_of
from leads.services.incoming import accept_mail, process_incoming
from leads.services.link_share import forward_link
from leads.services.links import live_link
from leads.services.path import begin_step, choose_path, finish_step, likely_facts
from leads.services.referrals import refer, take_referral
from leads.services.retention import keep_longer
from leads.services.saved_filters import Share, save_filter
from leads.services.tasks import NewTask, add_task, finish_task
from sitepages.figures import PARK_TIME

PDF = (
    b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\nxref\n0 2\n0000000000 65535 f \n0000000009 00000 n \n"
    b"trailer<</Root 1 0 R/Size 2>>\nstartxref\n40\n%%EOF\n"
)


def load_demo_work(*, now: datetime) -> None:
    """Everything below, each once."""
    head = User.objects.get(username="demo_head")
    if SavedFilter.objects.filter(owner=head).exists():
        return
    for name, query in (
        ("Ưu tiên cao, đến hạn", "whose=visible&state=due&priority=high"),
        ("Trả lời bằng tiếng Hàn", "whose=visible&state=open&language=ko"),
    ):
        save_filter(name=name, query=query, share=Share.ALL, by=head, now=now)
    for key, tell in TOLD:
        lead = Lead.objects.select_related("owner__user").filter(submission_key=f"demo-{key}").first()
        if lead and lead.owner:
            with transaction.atomic():
                tell(lead, now)
                _nothing_leaves(lead, now)
    with transaction.atomic():
        _stray(now)
    with transaction.atomic():
        load_ways(now=now, deliver=_delivered)
        _no_mail(mails_left(), now)


def _seq(lead: Lead) -> int:
    return LeadEvent.objects.filter(lead=lead).order_by("-seq").values_list("seq", flat=True).first() or 0


def _owner(lead: Lead) -> User:
    if lead.owner is None:
        raise ValueError(f"{lead.reference} has no owner: only leads of an officer are told here.")
    user: User = lead.owner.user
    return user


def _tasks(lead: Lead, now: datetime) -> None:
    by, soon, calendar = _owner(lead), now + timedelta(minutes=1), working_calendar()
    due = calendar.end_of_nth_working_day(now, 2)
    for title in ("Hỏi Sở Xây dựng về chiều cao tầng (mẫu)", "Gửi bản vẽ lô đất (mẫu)"):
        add_task(lead=lead, task=NewTask(title, max(due, soon)), seen_seq=_seq(lead), by=by, now=now)
    done = add_task(
        lead=lead, task=NewTask("Kiểm tra giá thuê (mẫu)", max(due, soon)), seen_seq=_seq(lead), by=by, now=now
    )
    finish_task(lead=lead, number=done, by=by, now=now)
    text = "@Vũ Trực Ban xem giúp mức giá nhà đầu tư đề nghị (mẫu)."
    write_note(lead=lead, text=text, seen_seq=_seq(lead), by=by, now=now)


def _answered(lead: Lead, now: datetime) -> None:
    words = (
        "Dear officer,\n\nthank you. Attached is our outline; we expect to need 12 MVA from mid 2027 (demo).\n\n"
        "On Mon, the desk wrote:\n> By when do you need the land?"
    )
    _came(lead, words, now, file=True)


def _came(lead: Lead, words: str, now: datetime, *, file: bool) -> None:
    mail = EmailMessage()
    mail["From"], mail["Subject"] = lead.contact_email, f"Re: {lead.reference}"
    mail["To"] = to = tagged(settings.INBOUND_ADDRESS, lead.reference, settings.SECRET_KEY)
    mail["Message-ID"] = f"<{lead.reference.lower()}.demo@investor.example>"
    mail.set_content(words)
    if file:
        mail.add_attachment(PDF, maintype="application", subtype="pdf", filename="outline (demo).pdf")
        mail.add_attachment(b"MZ\x90\0", maintype="application", subtype="octet-stream", filename="viewer.exe")
    _delivered(mail, to, now)


def _delivered(mail: EmailMessage, to: str, now: datetime) -> None:
    row, new = accept_mail(raw=mail.as_bytes(), recipients=[to], now=now)
    if new:
        process_incoming(pk=row.pk, now=now)
    Due.objects.filter(kind=DueKind.INCOMING, target=str(row.pk)).update(done_at=now)


def _bounced(lead: Lead, now: datetime) -> None:
    mark_bad(address=lead.contact_email, reason="550 5.1.1 mailbox unknown (mẫu)", mail=None, now=now)


def _path(lead: Lead, now: datetime) -> None:
    """Two steps done, the next one running."""
    _path_begun(lead, now)
    by, today, calendar = _owner(lead), now.astimezone(PARK_TIME).date(), working_calendar()
    kept = {row["key"] for path in LeadPath.objects.filter(lead=lead) for row in path.steps}
    for step, begun, ended in (("plot_reservation", -14, -11), ("policy_approval_province", -10, None)):
        if step not in kept:
            continue
        days: list[date] = [working_day_from(today, count, calendar) for count in (begun, ended or 0)]
        if step not in state_of(lead).path.steps:
            begin_step(lead=lead, step=step, on=days[0], by=by, now=now)
        if ended:
            finish_step(lead=lead, step=step, on=days[1], note="Biên bản giữ chỗ (mẫu)", by=by, now=now)


def _referred(lead: Lead, now: datetime) -> None:
    """The environment desk has a question, and an officer there took it."""
    department, giang = Department.objects.get(key="so_nnmt"), Officer.objects.get(key="off_giang")
    question = "Nước thải mạ có được tiếp nhận không?"
    number = refer(lead=lead, department=department, question=question, seen_seq=_seq(lead), by=_owner(lead), now=now)
    take_referral(lead=lead, number=number, officer=giang, by=giang.user, now=now)


def _worked(lead: Lead, now: datetime) -> None:
    """Tasks, and the investor passed the link on to a colleague who only reads."""
    _tasks(lead, now)
    link = live_link(lead=lead, now=now)
    forward_link(
        link=link, name="Colleague Demo (demo)", email="colleague@asanagi.example", lang="en", by=None, now=now
    )


def _path_begun(lead: Lead, now: datetime) -> None:
    facts = likely_facts(lead, state_of(lead))
    choose_path(lead=lead, facts=facts, seen_seq=_seq(lead), by=_owner(lead), now=now)


def _kept(lead: Lead, now: datetime) -> None:
    """The duty head keeps a lost file longer: it is still spoken about."""
    until, reason = now.astimezone(PARK_TIME).date() + timedelta(days=900), "Còn khiếu nại về tiền đặt cọc (mẫu)"
    head = User.objects.get(username="demo_head")
    keep_longer(lead=lead, until=until, reason=reason, seen_seq=_seq(lead), by=head, now=now)


TOLD = (
    ("L05", _worked),
    ("L04", _answered),
    ("L07", _referred),
    ("L13", _bounced),
    ("L25", _path),
    ("L24", _path_begun),
    ("L17", _kept),
    ("L05", asked_to_correct),
    ("L07", asked_to_erase),
    ("L04", asked_for_a_copy),
    ("L04", talk_booked),
    ("L25", visit_proposed),
    ("L05", watched_result),
    ("L17", watched_result),
)


def _stray(now: datetime) -> None:
    """A newsletter, which nobody can place."""
    mail = EmailMessage()
    mail["From"], mail["Subject"] = "Expo Demo <news@expo.example>", "Expo 2027: stands (demo)"
    mail["To"], mail["List-Id"] = settings.INBOUND_ADDRESS, "<expo.example>"
    mail["Message-ID"] = "<expo.demo@expo.example>"
    mail.set_content("Book your stand before the end of the month (demo).")
    _delivered(mail, settings.INBOUND_ADDRESS, now)
    if Incoming.objects.filter(lead=None).exists():
        _no_mail(Mail.objects.filter(kind="mail_duty", state=MailState.QUEUED), now)


def _nothing_leaves(lead: Lead, now: datetime) -> None:
    """Demo mails went out in the past; none is sent now, and none is written about it."""
    _no_mail(Mail.objects.filter(lead=lead, state=MailState.QUEUED), now)


def _no_mail(mails: Iterable[Mail], now: datetime) -> None:
    for mail in mails:
        Mail.objects.filter(pk=mail.pk).update(state=MailState.SENT, sent_at=now)
        Due.objects.filter(kind=DueKind.SEND_MAIL, target=str(mail.pk)).update(done_at=now)
