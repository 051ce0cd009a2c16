"""Erasing the personal data of a lead: one event, and all that names the person emptied in the same transaction.

What happens to each column stands in `erasure_rules`, to each foreign key in `record_rules.POINTERS`. Stage, times,
codes and figures stay: the lead's row is still what its events add up to, and figures of service do not change. Files
leave the store once the transaction is done; a crash before that leaves rows that `sweep_files` finds again.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.conf import settings
from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import F, Q, QuerySet
from django.db.models.fields.files import FieldFile
from django.db.models.functions import Lower
from django.http import QueryDict

from leads.choices import DueKind, HoldState, IncomingState, MailState, PrivacyRight, PrivacyState, WishEnd
from leads.models import (
    AnswerPack,
    BadAddress,
    CasesLink,
    Consent,
    Contact,
    Due,
    Hold,
    Incoming,
    Lead,
    LeadEvent,
    LeadFile,
    LeadLink,
    LeadMessage,
    Mail,
    MatchRun,
    PrivacyRequest,
    SavedFilter,
    Triage,
    Watch,
)
from leads.records.names import folded
from leads.services.access import check_kept
from leads.services.appointment_erasing import call_off_for_good
from leads.services.confidential import made_code_name
from leads.services.desk_lock import locked
from leads.services.erasure_events import Erased
from leads.services.erasure_rules import pack_without_words, scrubbed
from leads.services.events import record, state_of
from leads.services.lead_files import files_of
from leads.services.mail_wishes import end_of_addresses, end_watches_of, mark_of
from leads.services.record_merge import KIND as MERGE
from leads.services.referral_rows import write_referrals
from leads.services.task_rows import write_tasks
from sitepages.figures import PARK_TIME
from sitepages.models import ChangeSet
from sitepages.refusal import Refused

STANDS = (HoldState.LIVE, HoldState.WAITING, HoldState.SIGNED)
SERVERS = frozenset({"mailer-daemon", "postmaster"})
PERSONAL = frozenset({"name", "folded", "email", "phone", "phone_key"})


class HoldStands(Refused):
    """Land is held or waited for: the file is needed until that ends."""

    code = "hold_stands"


class KeptByWord(Refused):
    """The duty head keeps the data. Facts: `until` (day)."""

    code = "kept_by_word"


def open_holds() -> QuerySet[Hold]:
    """Holds that live, wait, or whose contract the land's record does not show yet."""
    return Hold.objects.filter(state__in=STANDS)


class RequestOpen(Refused):
    """The person asked something else about these data, which comes first."""

    code = "privacy_request_open"


def waiting_requests() -> QuerySet[PrivacyRequest]:
    """Open requests that need the data: every right but erasure itself."""
    return PrivacyRequest.objects.filter(state=PrivacyState.OPEN).exclude(right=PrivacyRight.ERASE)


def check_can_erase(lead: Lead, on: date, *, request: int = 0) -> None:
    """`request`: the person's own request to erase. Raises LeadErased, HoldStands, KeptByWord or RequestOpen."""
    check_kept(lead)
    if not request and waiting_requests().filter(lead=lead).exists():
        raise RequestOpen
    if open_holds().filter(lead=lead).exists():
        raise HoldStands
    if lead.kept_until is not None and lead.kept_until >= on:
        raise KeptByWord(until=lead.kept_until)


@transaction.atomic
def erase(*, lead: Lead, rule: str = "", request: int = 0, by: User | None, now: datetime) -> Lead:
    """Take out everything that names the investor's person, by a rule of retention or at the person's request.

    `by` is None where the rule did it. Raises what `check_can_erase` raises; then nothing is changed.
    """
    lock_person(lead.pk)
    lead = locked(lead)
    check_can_erase(lead, now.astimezone(PARK_TIME).date(), request=request)
    _end_consents(lead, now)
    person = _Person(lead.contact_name, addresses_of(lead), lead.contact_phone)
    _take_words_out_of_events(lead)
    record(lead=lead, event=Erased(rule=rule, request=request), by=by, at=now)
    state = state_of(lead)
    write_tasks(lead=lead, before={}, after=state.tasks)
    write_referrals(lead=lead, before={}, after=state.referrals)
    call_off_for_good(lead=lead, now=now)
    _blank_lead(lead)
    _blank_rooms(lead, now)
    _blank_mails(lead)
    _blank_person(lead, person, now)
    transaction.on_commit(lambda: sweep_files(leads=[lead.pk]))
    return lead


def lock_person(lead: int) -> None:
    """Before the lead itself, as a merge does: two leads of one person erased at once must not miss each other."""
    list(Contact.objects.select_for_update(of=("self",)).filter(leads=lead).order_by("pk").values_list("pk", flat=True))


def sweep_files(*, leads: Iterable[int] | None = None) -> int:
    """Files of erased leads leave the store, and their rows with them; how many. Without `leads`: all that are left."""
    files = LeadFile.objects.filter(
        Q(incoming__lead__erased_at__isnull=False)
        | Q(message__lead__erased_at__isnull=False)
        | Q(reply__lead__erased_at__isnull=False)
    )
    raw = Incoming.objects.filter(lead__erased_at__isnull=False).exclude(raw="")
    if leads is not None:
        wanted = list(leads)
        files = files.filter(Q(incoming__lead__in=wanted) | Q(message__lead__in=wanted) | Q(reply__lead__in=wanted))
        raw = raw.filter(lead__in=wanted)
    return drop_files(files) + _drop_raw(raw)


def drop_files(files: QuerySet[LeadFile]) -> int:
    """First the file, then its row: after a crash in between the row is still there to tell what is left."""
    count = 0
    for file in files:
        out_of_store(file.content)
        count += LeadFile.objects.filter(pk=file.pk).delete()[0]
    return count


def out_of_store(file: FieldFile) -> None:
    """A stored file, if there is one; one that is gone already is no error."""
    if file.name:
        file.storage.delete(file.name)


def _drop_raw(mails: QuerySet[Incoming]) -> int:
    count = 0
    for mail in mails:
        out_of_store(mail.raw)
        count += Incoming.objects.filter(pk=mail.pk).update(raw="")
    return count


# --- The lead's own rows ---


def _take_words_out_of_events(lead: Lead) -> None:
    """The one thing that ever changes an event: the words go, all else stays."""
    code_name, changed = made_code_name(lead.reference), []
    for row in LeadEvent.objects.filter(lead=lead).order_by("seq"):
        data = scrubbed(row.kind, row.data, code_name)
        if data != row.data:
            row.data = data
            changed.append(row)
    LeadEvent.objects.bulk_update(changed, ["data"], batch_size=200)


def _end_consents(lead: Lead, now: datetime) -> None:
    """They end with the data they were for; who agreed can still be proven by the mark of the address."""
    if lead.contact_email:
        Consent.objects.filter(lead=lead, mark="").update(mark=mark_of(lead.contact_email))
    Consent.objects.filter(lead=lead, erased_at=None).update(erased_at=now)


def _blank_lead(lead: Lead) -> None:
    empty = {
        "submission_digest": "",
        "contact_name": "",
        "contact_email": "",
        "contact_phone": "",
        "channel_handle": "",
        "good_from": None,
        "good_to": None,
        "time_zone": "",
        "message": "",
    }
    Lead.objects.filter(pk=lead.pk).update(**empty)
    for name, value in empty.items():
        setattr(lead, name, value)


def _blank_rooms(lead: Lead, now: datetime) -> None:
    """What the investor sees and writes: links, messages, packs, drafts."""
    links = LeadLink.objects.filter(lead=lead)
    links.filter(revoked_at=None).update(revoked_at=now)
    links.update(name="", email="")
    LeadMessage.objects.filter(lead=lead).update(text="")
    files_of(lead).update(name="", sha256="")
    for pack in AnswerPack.objects.filter(lead=lead):
        AnswerPack.objects.filter(pk=pack.pk).update(data=pack_without_words(pack.data))
    asked = PrivacyRequest.objects.filter(lead=lead)
    waiting = asked.filter(state=PrivacyState.OPEN)  # nothing is left to ask about
    waiting.filter(right=PrivacyRight.ERASE).update(state=PrivacyState.DONE, ended_at=now)
    waiting.update(state=PrivacyState.ERASED, ended_at=now)
    asked.update(wrong="", put_right="", ground="", put_off_for="", told_how="", done_how="")
    Triage.objects.filter(run__in=_runs_of_nobody_else(lead)).delete()


def _runs_of_nobody_else(lead: Lead) -> list[int]:
    """The matches the lead stood on and those they changed, but for what a lead that is kept stands on."""
    found, newest = set[int](), set(AnswerPack.objects.filter(lead=lead).values_list("run", flat=True))
    newest |= {lead.match_run_id} if lead.match_run_id is not None else set()
    while newest:
        found |= newest
        before = MatchRun.objects.filter(pk__in=newest, previous__isnull=False)
        newest = {run for run in before.values_list("previous", flat=True) if run is not None} - found
    kept = Lead.objects.filter(match_run__in=found, erased_at=None).values_list("match_run", flat=True)
    return sorted(found - set(kept))


def _blank_mails(lead: Lead) -> None:
    """Both ways; what was about to leave does not. Notices to colleagues that name the file are emptied, too."""
    ours = Mail.objects.filter(lead=lead)
    queued = [str(pk) for pk in ours.filter(state=MailState.QUEUED).values_list("pk", flat=True)]
    rows = Due.objects.filter(kind=DueKind.SEND_MAIL, target__in=queued, done_at=None)
    rows.update(done_at=lead.erased_at, leased_until=None)
    ours.filter(state=MailState.QUEUED).update(state=MailState.FAILED)
    ours.update(to="", subject="", body="", calendar="", failure="", stop="")
    notices = Mail.objects.filter(lead=None).exclude(body="").exclude(state=MailState.QUEUED)
    notices.filter(Q(body__contains=lead.reference) | Q(subject__contains=lead.reference)).update(
        subject="", body="", calendar=""
    )
    came = Incoming.objects.filter(lead=lead)
    blank_incoming(came)


def blank_incoming(mails: QuerySet[Incoming]) -> None:
    """A mail's words and addresses; its raw copy goes with `sweep_files`."""
    mails.update(recipients=[], message_id="", sender="", sender_name="", subject="", text="", quoted="", error="")


# --- The person ---


@dataclass(frozen=True)
class _Person:
    """Whom the lead named before it was emptied, with every address it ever had, in small letters."""

    name: str
    addresses: frozenset[str]
    phone: str


def _blank_person(lead: Lead, person: _Person, now: datetime) -> None:
    """The record of the person, once none of the leads is kept; and what is kept by the address alone."""
    if lead.contact_id is not None:
        _blank_contact(lead.contact_id, now)
    end_watches_of(lead=lead, how=WishEnd.ERASED, now=now)
    gone = sorted(person.addresses - _still_used(person.addresses))
    end_of_addresses(addresses=gone, how=WishEnd.ERASED, now=now)
    for address in gone:
        BadAddress.objects.filter(address=address).delete()
        CasesLink.objects.filter(address=address).delete()
        Mail.objects.filter(lead=None, to__iexact=address).exclude(state=MailState.QUEUED).update(
            to="", subject="", body="", calendar="", failure="", stop=""
        )
        _blank_sorted_out(address)
    _forget_searches(person)


def addresses_of(lead: Lead) -> frozenset[str]:
    """Every address the file ever had: its own, its links', where mail went to and came from, what bounced of it.

    Not those of colleagues, the desk and mail servers: what is kept by their address is not the investor's.
    """
    own = {lead.contact_email, lead.contact.email if lead.contact else ""}
    own |= set(LeadLink.objects.filter(lead=lead).values_list("email", flat=True))
    own |= set(Mail.objects.filter(lead=lead).values_list("to", flat=True))
    own |= set(Incoming.objects.filter(lead=lead).values_list("sender", flat=True))
    own |= set(Watch.objects.filter(lead=lead).values_list("email", flat=True))
    own |= set(BadAddress.objects.filter(mail__lead=lead).values_list("address", flat=True))
    found = {address.lower() for address in own if address and not _of_a_machine(address.lower())}
    return frozenset(found - _of_accounts(found))


def _of_a_machine(address: str) -> bool:
    """Of the desk itself, marked with a file or not, or of a mail server."""
    name, _at, domain = address.partition("@")
    desk, _at, ours = settings.INBOUND_ADDRESS.lower().partition("@")
    return name in SERVERS or (name.partition("+")[0], domain) == (desk, ours)


def _of_accounts(addresses: set[str]) -> set[str]:
    rows = User.objects.annotate(plain=Lower("email")).filter(plain__in=addresses)
    return set(rows.values_list("plain", flat=True))


def _still_used(addresses: frozenset[str]) -> set[str]:
    """Those of another file or person that is kept."""
    leads = Lead.objects.filter(erased_at=None).annotate(plain=Lower("contact_email"))
    people = Contact.objects.filter(leads__erased_at=None, leads__isnull=False).annotate(plain=F("email"))
    links = LeadLink.objects.filter(lead__erased_at=None).annotate(plain=Lower("email"))
    used = (rows.filter(plain__in=addresses).values_list("plain", flat=True) for rows in (leads, people, links))
    return set().union(*used)


def _blank_sorted_out(email: str) -> None:
    """Mails without a file that came from this address or report on it; what waits for the duty head is left."""
    found = Incoming.objects.filter(Q(sender__iexact=email) | Q(text__icontains=email), lead=None)
    found = found.exclude(state__in=[IncomingState.WAITING, IncomingState.DUTY])
    mails = Incoming.objects.filter(pk__in=list(found.values_list("pk", flat=True)))
    files = LeadFile.objects.filter(incoming__in=mails)
    files.update(name="", sha256="")
    blank_incoming(mails)
    transaction.on_commit(lambda: drop_files(files) + _drop_raw(mails.exclude(raw="")))


def _blank_contact(pk: int, now: datetime) -> None:
    """The person and everybody who was merged into them, unless one of their leads is kept."""
    group, newest = {pk}, {pk}
    while newest:
        newest = set(Contact.objects.filter(merged_into__in=newest).values_list("pk", flat=True)) - group
        group |= newest
    list(Contact.objects.select_for_update().filter(pk__in=group).order_by("pk").values_list("pk", flat=True))
    if Lead.objects.filter(contact__in=group, erased_at=None).exists():
        return
    blank = dict.fromkeys(PERSONAL, "")
    Contact.objects.filter(pk__in=group).update(**blank, erased_at=now)
    for change_set in ChangeSet.objects.filter(kind=MERGE, details__what="person"):
        if group & {change_set.details["keep"], change_set.details["gone"]}:
            _blank_merge(change_set)


def _blank_merge(change_set: ChangeSet) -> None:
    """The preview or the record of a merge: who it was is gone, that it was stays. It cannot be taken back any more."""
    changes = [
        {**one, "before": "", "after": ""} if one["model"] == "Contact" and one["field"] in PERSONAL else one
        for one in change_set.changes
    ]
    ChangeSet.objects.filter(pk=change_set.pk).update(title="—", changes=changes)


def _forget_searches(person: _Person) -> None:
    """Saved filters that look for exactly this person lose their search."""
    said = {folded(one) for one in (person.name, *person.addresses, person.phone) if one}
    for row in SavedFilter.objects.filter(query__contains="q="):
        query = QueryDict(row.query, mutable=True)
        if folded(query.get("q", "")) in said:
            del query["q"]
            SavedFilter.objects.filter(pk=row.pk).update(query=query.urlencode())


__all__ = [
    "HoldStands",
    "KeptByWord",
    "check_can_erase",
    "drop_files",
    "erase",
    "lock_person",
    "open_holds",
    "out_of_store",
    "sweep_files",
]
