"""A mail from outside as plain values: who, to whom, what it says, what hangs on it. Pure; nothing is fetched.

Whatever cannot be decoded is read with replacement signs: a mail is never lost for its form.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from email import policy
from email.errors import MessageError
from email.message import EmailMessage
from email.parser import BytesParser
from email.utils import getaddresses, parseaddr
from html.parser import HTMLParser
from typing import Any

TEXT_LIMIT = 50_000
SUBJECT_LIMIT, NAME_LIMIT = 300, 120
QUOTES = re.compile(
    r"^\s*(>|-{2,}\s*(Original Message|Forwarded message|Tin nhắn gốc)|On .{5,120} wrote:|"
    r"(Vào|Ngày|Lúc) .{5,120} (đã viết|viết):|From: .+@|Từ: .+@|_{20,})",
    re.IGNORECASE,
)
# As a heading only ("Automatic reply: ..."): "Auto response device factory" is somebody's project.
AUTO_SUBJECT = re.compile(
    r"^\s*(auto(matic)?[ -]?(reply|response)|out of (the )?office|trả lời tự động|vắng mặt|自动回复|自動返信|부재중)"
    r"\s*($|[:：\-–—(\[])",
    re.IGNORECASE,
)
BULK = frozenset({"bulk", "junk", "list", "auto_reply"})


@dataclass(frozen=True)
class Attachment:
    """A file of the mail, its name as given."""

    name: str
    data: bytes


@dataclass(frozen=True)
class ReadMail:
    """One mail. `text` is what was written, `quoted` what it repeats of earlier mails.

    `automatic`: nobody wrote it (out of office, a form of a site and the like), and `answers` where it says of itself
    that it replies to a mail; `bulk`: a list or a newsletter. `addressed`: the recipients with those of its headers.
    """

    message_id: str
    sender: str
    sender_name: str
    recipients: tuple[str, ...]
    addressed: tuple[str, ...]
    refers_to: tuple[str, ...]
    subject: str
    text: str
    quoted: str
    attachments: tuple[Attachment, ...]
    automatic: bool
    answers: bool
    bulk: bool
    fingerprint: str


def parsed(raw: bytes) -> EmailMessage:
    """The message of the bytes; the parser takes anything."""
    return BytesParser(policy=policy.default).parsebytes(raw)


def read_mail(raw: bytes, recipients: tuple[str, ...] = ()) -> ReadMail:
    """Read the bytes; `recipients` are those of the envelope, which count more than the headers'."""
    message = parsed(raw)
    name, sender = parseaddr(_header(message, "From"))
    text, quoted = split_quote(storable(_text(message)))
    named = tuple(map(_plain, _recipients(message)))
    return ReadMail(
        message_id=_plain(_header(message, "Message-ID"))[:200],
        sender=_plain(sender).lower()[:254],
        sender_name=_plain(name)[:NAME_LIMIT],
        recipients=recipients or named,
        addressed=tuple(dict.fromkeys((*recipients, *named))),
        refers_to=tuple(map(_plain, _ids(message))),
        subject=_plain(_header(message, "Subject"))[:SUBJECT_LIMIT],
        text=text[:TEXT_LIMIT],
        quoted=quoted[:TEXT_LIMIT],
        attachments=tuple(_attachments(message)),
        automatic=_automatic(message),
        answers=_answers(message),
        bulk=_bulk(message),
        fingerprint=fingerprint(raw),
    )


def fingerprint(raw: bytes) -> str:
    """The same for every delivery of one mail, whatever servers wrote on its way; another for another mail."""
    _head, _, body = raw.replace(b"\r\n", b"\n").partition(b"\n\n")
    message = parsed(raw)
    said = [_header(message, name) for name in ("Message-ID", "From", "Date", "Subject")]
    digest = hashlib.sha256("\n".join(said).encode("utf-8", "surrogatepass"))
    digest.update(body.strip())
    return digest.hexdigest()


def split_quote(text: str) -> tuple[str, str]:
    """What was written, and the earlier mail below it; a mail that only quotes is all text."""
    lines = text.replace("\r\n", "\n").strip().split("\n")
    start = next((number for number, line in enumerate(lines) if QUOTES.match(line)), None)
    if not start:
        return text.strip(), ""
    return "\n".join(lines[:start]).strip(), "\n".join(lines[start:]).strip()


def _header(message: EmailMessage, name: str) -> str:
    try:
        return str(message.get(name) or "")
    except (MessageError, ValueError, IndexError, AttributeError, TypeError):  # a header the parser chokes on
        return ""


def _plain(text: str) -> str:
    return " ".join("".join(sign if sign.isprintable() else " " for sign in storable(text)).split())


def storable(text: str) -> str:
    """NFC, without what no database takes: NUL and halves of letters."""
    whole = text.encode("utf-8", "replace").decode("utf-8").replace("\0", "")
    return unicodedata.normalize("NFC", whole)


def _recipients(message: EmailMessage) -> Iterator[str]:
    for name in ("X-Original-To", "Delivered-To", "To", "Cc"):
        for _name, address in getaddresses([str(value) for value in message.get_all(name, [])]):
            if address:
                yield address.lower()


def _ids(message: EmailMessage) -> Iterator[str]:
    """Ids of the mails this one answers, the nearest first."""
    yield from re.findall(r"<[^<>\s]+>", _header(message, "In-Reply-To"))
    yield from reversed(re.findall(r"<[^<>\s]+>", _header(message, "References")))


def _text(message: EmailMessage) -> str:
    try:
        part = message.get_body(preferencelist=("plain", "html"))
    except (MessageError, KeyError, AttributeError, TypeError):
        part = None
    if part is None:
        return ""
    words = _content(part)
    return without_markup(words) if part.get_content_type() == "text/html" else words


def _content(part: Any) -> str:
    try:
        return str(part.get_content())
    except (LookupError, ValueError, MessageError):  # a character set nobody knows
        data = part.get_payload(decode=True)
        return data.decode("utf-8", "replace") if isinstance(data, bytes) else ""


def _attachments(message: EmailMessage) -> Iterator[Attachment]:
    for part in message.walk():
        name = part.get_filename()
        if part.is_multipart() or (not name and part.get_content_disposition() != "attachment"):
            continue
        data = part.get_payload(decode=True)
        if isinstance(data, bytes):
            yield Attachment(_plain(str(name or "")) or "file", data)


def _automatic(message: EmailMessage) -> bool:
    """RFC 3834 first, then what mail programs without it write."""
    submitted = _submitted(message)
    return submitted != "no" if submitted else _answers(message)


def _submitted(message: EmailMessage) -> str:
    return _header(message, "Auto-Submitted").split(";")[0].strip().lower()


def _answers(message: EmailMessage) -> bool:
    """Written by a program as the reply to a mail, not out of itself (RFC 3834 tells the two apart)."""
    if submitted := _submitted(message):
        return submitted == "auto-replied"
    named = any(_header(message, name) for name in ("X-Autoreply", "X-Autorespond", "X-Auto-Response"))
    auto = _header(message, "Precedence").strip().lower() == "auto_reply"
    return named or auto or bool(AUTO_SUBJECT.match(_header(message, "Subject")))


def _bulk(message: EmailMessage) -> bool:
    listed = any(_header(message, name) for name in ("List-Id", "List-Unsubscribe"))
    return listed or _header(message, "Precedence").strip().lower() in BULK


class _Words(HTMLParser):
    """Text of HTML: blocks become lines; scripts, styles and everything to be fetched are left out."""

    BLOCKS = frozenset({"p", "div", "br", "li", "tr", "h1", "h2", "h3", "h4", "table", "blockquote"})
    SILENT = frozenset({"script", "style", "head", "title"})

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.words: list[str] = []
        self.silent = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.silent += tag in self.SILENT
        if tag in self.BLOCKS:
            self.words.append("\n")

    def handle_endtag(self, tag: str) -> None:
        self.silent -= tag in self.SILENT and self.silent > 0
        if tag in self.BLOCKS:
            self.words.append("\n")

    def handle_data(self, data: str) -> None:
        if not self.silent:
            self.words.append(re.sub(r"\s+", " ", data))


def without_markup(html: str) -> str:
    """The words of an HTML mail."""
    reader = _Words()
    reader.feed(html)
    lines = (line.strip() for line in "".join(reader.words).split("\n"))
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()
