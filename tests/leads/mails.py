"""Mails as they come from outside, built for tests."""

from __future__ import annotations

import io
import zipfile
from email.message import EmailMessage

from tests.leads import uploads
from tests.leads.uploads import picture

DESK = "desk@yenbinh.example"
PDF = uploads.PDF
PNG = picture()


def a_mail(
    text: str = "Chúng tôi cần 2 ha.\n\nTrân trọng",
    *,
    sender: str = "Ngô Thử <lead01@lachongthu.example>",
    to: str = DESK,
    subject: str = "Hỏi về lô đất",
    message_id: str = "<m1@lachongthu.example>",
    files: tuple[tuple[str, bytes], ...] = (),
    **headers: str,
) -> bytes:
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = sender, to, subject
    message["Date"] = "Wed, 25 Nov 2026 10:00:00 +0700"
    if message_id:
        message["Message-ID"] = message_id
    for name, value in headers.items():
        message[name.replace("_", "-")] = value
    message.set_content(text)
    for name, data in files:
        message.add_attachment(data, maintype="application", subtype="octet-stream", filename=name)
    return message.as_bytes()


def a_bounce(
    recipient: str, message_id: str, *, to: str = DESK, status: str = "5.1.1", action: str = "failed"
) -> bytes:
    """A report as Postfix writes it (RFC 3464)."""
    return f"""From: MAILER-DAEMON@mx.example (Mail Delivery System)
To: {to}
Subject: Undelivered Mail Returned to Sender
Date: Wed, 25 Nov 2026 10:00:00 +0700
Auto-Submitted: auto-replied
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="B"
Message-ID: <report-{status}-{recipient}>

--B
Content-Type: text/plain; charset=us-ascii

I'm sorry to have to inform you that your message could not be delivered.

--B
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.example
X-Postfix-Queue-ID: 4F1

Final-Recipient: rfc822; {recipient}
Original-Recipient: rfc822;{recipient}
Action: {action}
Status: {status}
Remote-MTA: dns; mx.there.example
Diagnostic-Code: smtp; 550 5.1.1 <{recipient}>: user unknown

--B
Content-Type: message/rfc822

From: {DESK}
To: {recipient}
Subject: x
Message-ID: {message_id}

Hello
--B--
""".replace("\n", "\r\n").encode()


def zipped(*names: str, data: bytes = b"<x/>") -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in names:
            archive.writestr(name, data)
    return out.getvalue()
