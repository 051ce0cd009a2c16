"""The other ways in, in the demo: somebody met at a fair, a first mail, a confidential project with a question."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, time, timedelta
from email.message import EmailMessage

from django.conf import settings
from django.contrib.auth.models import User

from leads.choices import EntrySource, MailState
from leads.models import Lead, Mail
from leads.services.intake import Submission, submit_lead
from leads.services.own_entry import enter_lead

FIRST_MAIL = "erst@tannen.example"
ANSWER = frozenset({"answer_request"})


def load_ways(*, now: datetime, deliver: Callable[[EmailMessage, str, datetime], None]) -> None:
    """Each once. `deliver` takes in a mail as the mailroom does."""
    _at_a_fair(now - timedelta(minutes=50))
    _confidential(now - timedelta(minutes=25))
    mail = EmailMessage()
    mail["From"] = f'"Anna Erst (demo)" <{FIRST_MAIL}>'  # without the quotes the brackets are a comment of the address
    mail["Subject"] = "Plot for a sensor plant (demo)"
    mail["To"], mail["Message-ID"] = settings.INBOUND_ADDRESS, "<first.demo@tannen.example>"
    mail.set_content(
        "Dear Sir or Madam,\n\nwe look for some 2 ha for a sensor plant from 2028. Whom may we call?\n\nA. Erst"
    )
    deliver(mail, settings.INBOUND_ADDRESS, now)
    Lead.objects.filter(contact_email=FIRST_MAIL).update(illustrative=True)


def _at_a_fair(at: datetime) -> None:
    """Chi met him and keeps him; he wants to be called on Zalo in the afternoon."""
    met = Submission(
        submission_key="demo-W1",
        match_run=None,
        contact_name="Phan Hội Chợ (demo)",
        contact_email="",
        contact_phone="+84 900 000 101",
        organisation_name="Bo mạch Thử nghiệm Sông Công (demo)",
        country="VN",
        language="vi",
        message="Gặp tại gian hàng của tỉnh: hỏi lô 1,5 ha gần trạm điện, muốn được gọi buổi chiều (mẫu).",
        sector="electronics_hardware",
        channel="zalo",
        channel_handle="+84 900 000 101",
        good_from=time(14),
        good_to=time(16, 30),
        consents=ANSWER,
        source=EntrySource.FAIR.value,
        campaign="semicon-2026",
        illustrative=True,
    )
    enter_lead(submission=met, mine=True, by=User.objects.get(username="off_chi"), now=at)


def _confidential(at: datetime) -> None:
    """The site consultant of another file may not name this client, and asks who decides on the zone."""
    asked = Submission(
        submission_key="demo-W2",
        match_run=None,
        contact_name="Consultant Demo (demo)",
        contact_email="lead10@kestrel.example",
        organisation_name="Client Unnamed (demo)",
        country="SG",
        language="en",
        message="A client in data centres asks when the zone will be established. The name is not for lists (demo).",
        question="zone_status",
        sector="data_centre",
        consents=ANSWER,
        source="site",
        campaign="ipa-singapore",
        confidential=True,
        code_name="Dự án Sao Hôm (mẫu)",
        illustrative=True,
    )
    submit_lead(submission=asked, by=None, now=at)


def mails_left() -> list[Mail]:
    """What the desk wrote about these leads; a demo's mails are of the past."""
    keys = ("demo-W1", "demo-W2")
    of_ours = Mail.objects.filter(lead__submission_key__in=keys) | Mail.objects.filter(lead__contact_email=FIRST_MAIL)
    return list(of_ours.filter(state=MailState.QUEUED))
