"""The investor's room on the page of the file: the conversation, what may be done, who else has a link."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.core.signing import BadSignature, TimestampSigner
from django.urls import reverse
from django.utils.translation import gettext as _

from leads.choices import Channel, LinkRights, MailState, Stage, Verdict
from leads.file_words import file_reason
from leads.models import Incoming, Lead, LeadFile, LeadLink, LeadMessage, Mail
from leads.portal.meet_line import MeetLine, meet_line
from leads.portal.room_forms import MessageForm, VerdictForm
from leads.portal.watch_page import WatchedHere, watched_here
from leads.refusals import sentence
from leads.services.answer_check import JudgedAlready
from leads.services.desk_rules import LeadClosed
from leads.services.events import Contacted, Happened, Replied, fold
from leads.services.lead_files import own_mails
from leads.services.link_desk import CLOSED_TO_INVESTORS, FileClosed, check_open
from leads.services.link_events import AnswerJudged
from leads.services.link_share import soon_over
from leads.services.mail import without_link_lines, without_links
from leads.services.post_events import MailReceived
from leads.services.reminders import late_since
from leads.services.scanning import opens
from leads.services.stages import pipeline
from sitepages import figures
from sitepages.refusal import Refused

FILE_MINUTES = 30  # how long the address of a file opens it


@dataclass(frozen=True, slots=True)
class FileShown:
    """A file of a message or a reply; `url` opens it for half an hour, "" where it may not be opened here; `note`:
    why it opens for nobody.
    """

    name: str
    size: int
    url: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class Said:
    """Something said: by the investor (`mine`) or by the desk."""

    iso: str
    when: str
    who: str
    mine: bool
    text: str
    files: tuple[FileShown, ...]


@dataclass(frozen=True, slots=True)
class PassedOn:
    number: int
    name: str
    until: str


@dataclass(frozen=True, slots=True)
class Room:
    """`own`: the investor's own link, which may act; `remind`: "" where the button works, else why not."""

    own: bool
    conversation: tuple[Said, ...]
    message: MessageForm
    can_write: bool
    can_change: bool
    can_end: bool
    can_forward: bool
    closed: str
    can_watch: bool
    watched: tuple[WatchedHere, ...]
    remind: str
    can_remind: bool
    verdict: VerdictForm | None
    judged: str
    meeting: MeetLine | None
    colleagues: tuple[PassedOn, ...]
    soon_over: bool
    errors: tuple[tuple[str, str, str], ...]
    notice: str


def room_of(
    link: LeadLink,
    token: str,
    events: Sequence[Happened],
    *,
    lang: str,
    now: datetime,
    message: MessageForm | None = None,
    verdict: VerdictForm | None = None,
    notice: str = "",
) -> Room:
    """Eight queries: appointments, messages, mails both ways, the files of each, links, watches.

    `message`, `verdict`: forms refused.
    """
    lead = link.lead
    own = link.rights == LinkRights.OWNER
    still_open = pipeline().is_open(Stage(lead.stage))
    may_judge, judged = _verdict(events, lang)
    if judged and not own:
        judged = _("The investor told the desk already whether it answered.")
    may_remind, why_not = _remind(lead, now)
    colleagues = tuple(colleagues_of(lead, lang, now)) if own else ()
    shown = [form for form in (message, verdict) if form is not None]
    return Room(
        own=own,
        conversation=tuple(_conversation(lead, token, events, lang, own)),
        message=message or MessageForm(prefix="m"),
        can_write=own and lead.stage not in CLOSED_TO_INVESTORS,
        can_change=own and still_open and lead.match_run is not None,
        can_end=own and still_open,
        can_forward=own and (colleagues != () or not closed_words(lead, also_after=True)),
        closed=closed_words(lead, also_after=True) if own else "",
        can_watch=own and lead.match_run is not None and lead.restricted_at is None,
        watched=watched_here(lead, lang) if own else (),
        remind=why_not,
        can_remind=own and may_remind,
        verdict=(verdict or VerdictForm(prefix="v")) if own and may_judge else None,
        judged=judged,
        meeting=meet_line(lead, lang, now) if own else None,
        colleagues=colleagues,
        soon_over=own and soon_over(link, now),
        errors=tuple(line for form in shown for line in form.summary()),
        notice=notice,
    )


# --- The conversation ---


def _conversation(lead: Lead, token: str, events: Iterable[Happened], lang: str, own: bool) -> Iterator[Said]:
    """What was said, newest first: the investor's messages and, for its own eyes, its mails; the officer's replies as
    they were mailed; calls.
    """
    messages = {row.pk: row for row in LeadMessage.objects.filter(lead=lead).prefetch_related("files")}
    replies = Mail.objects.filter(lead=lead, kind="reply").exclude(state=MailState.FAILED)
    mails = {mail.pk: mail for mail in replies.prefetch_related("files")}
    said: list[tuple[datetime, Said]] = [
        (one.written_at, _mine(lead, one, token, lang, own)) for one in messages.values()
    ]
    letters = {row.pk: row for row in own_mails(lead).prefetch_related("files")} if own else {}
    for happened in events:
        match happened.event:
            case MailReceived(incoming=number, automatic=False) if number in letters:
                said.append((happened.at, _by_mail(lead, happened.at, letters[number], token, lang)))
            case Replied(mail=number) if number in mails:
                mail = mails[number]
                files = tuple(_file(one, token, own) for one in mail.files.all())
                said.append((happened.at, _theirs(happened.at, without_link_lines(mail.body), lang, files)))
            case Contacted(channel=channel):
                words = _("Spoken with you: %(channel)s.") if own else _("Spoken with the investor: %(channel)s.")
                words %= {"channel": Channel(channel).label}
                said.append((happened.at, _theirs(happened.at, words, lang)))
    said.sort(key=lambda pair: pair[0], reverse=True)
    yield from (one for _at, one in said)


def _mine(lead: Lead, message: LeadMessage, token: str, lang: str, own: bool) -> Said:
    files = tuple(_file(one, token, own) for one in message.files.all())
    at = message.written_at
    return Said(at.isoformat(), figures.moment(at, lang), lead.contact_shown, True, message.text, files)


def _by_mail(lead: Lead, at: datetime, letter: Incoming, token: str, lang: str) -> Said:
    files = tuple(_file(one, token, True) for one in letter.files.all())
    who = _("%(name)s, by mail") % {"name": lead.contact_shown}
    return Said(at.isoformat(), figures.moment(at, lang), who, True, without_links(letter.text), files)


def _theirs(at: datetime, text: str, lang: str, files: tuple[FileShown, ...] = ()) -> Said:
    return Said(at.isoformat(), figures.moment(at, lang), _("The investor desk"), False, without_links(text), files)


def _file(file: LeadFile, token: str, own: bool) -> FileShown:
    """With its address for whoever may fetch it, once it was looked at."""
    if file.refused:
        return FileShown(file.name, file.size, "", file_reason(file.refused))
    if not opens(file):
        return FileShown(file.name, file.size, "", _("is being checked for viruses, and opens after that"))
    if not own:
        return FileShown(file.name, file.size, "", _("opens by the investor's own link only"))
    return FileShown(file.name, file.size, file_url(file, token))


def file_signer() -> TimestampSigner:
    return TimestampSigner(salt="leads.file", sep=".")


def file_url(file: LeadFile, token: str) -> str:
    """An address that opens this file for half an hour, and only behind this link."""
    signed = file_signer().sign(f"{file.pk}-{token.rpartition('.')[2][:12]}")
    return reverse("lead-file", args=[token, signed])


def file_number(signed: str, token: str) -> int | None:
    """The file of an address that is still good and was made for this link; else None."""
    try:
        number, _dash, mark = file_signer().unsign(signed, max_age=FILE_MINUTES * 60).partition("-")
    except BadSignature:
        return None
    return int(number) if number.isdecimal() and mark == token.rpartition(".")[2][:12] else None


# --- What may be done ---


def closed_words(lead: Lead, *, also_after: bool) -> str:
    """That the file is closed and how to have it opened again; "" while it is open."""
    try:
        check_open(lead, also_after=also_after)
    except (FileClosed, LeadClosed) as refusal:
        return sentence(refusal)
    return ""


def _verdict(events: Iterable[Happened], lang: str) -> tuple[bool, str]:
    """Whether the one question is asked now, and what was answered."""
    answered_at = fold(events).answered_all_at
    if answered_at is None:
        return False, ""
    given = [one for one in events if isinstance(one.event, AnswerJudged) and one.at >= answered_at]
    if given:
        said = sentence(JudgedAlready(at=given[0].at))
        if given[0].event.verdict != Verdict.YES and not given[0].event.message:
            said = f"{said} {_('Write in the box below what is missing; it goes to the officer.')}"
        return False, said
    return True, ""


def _remind(lead: Lead, now: datetime) -> tuple[bool, str]:
    try:
        late_since(lead, now)
    except Refused as refusal:
        return False, sentence(refusal)
    return True, ""


def colleagues_of(lead: Lead, lang: str, now: datetime) -> Iterator[PassedOn]:
    rows = lead.links.filter(rights=LinkRights.GUEST, revoked_at=None, expires_at__gt=now).order_by("pk")
    for row in rows:
        until = figures.day(row.expires_at.astimezone(figures.PARK_TIME).date(), lang)
        yield PassedOn(row.pk, f"{row.name} ({row.email})", until)
