"""Arrival of an enquiry: the lead, its consents, its first events, its link and its mails, or nothing."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from datetime import datetime, time
from hashlib import sha256
from typing import Any, cast

from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import IntegrityError, transaction

from leads.calendar.good_hours import call_by
from leads.choices import ASKED_WITH_A_LEAD, Channel, ConsentPurpose, ReplyLanguage, TaskKind
from leads.countries import countries
from leads.models import Consent, ConsentText, Lead, MatchRun, Officer
from leads.services.asked import facts_of, facts_of_enquiry
from leads.services.calendar import one_calendar, working_calendar
from leads.services.confidential import made_code_name
from leads.services.contact_records import contact_of
from leads.services.digest import tell_owner
from leads.services.events import Assigned, Concealed, Event, Received, record_all
from leads.services.lead_search import line_for
from leads.services.letters import confirm
from leads.services.links import issue_link
from leads.services.mail import mail_language
from leads.services.mail_wishes import mark_of
from leads.services.names import NameBook
from leads.services.newsletter import ask_for_lead
from leads.services.organisations import organisation_named
from leads.services.overload import warn_when_full
from leads.services.packs import issue_pack
from leads.services.priority import priority_of
from leads.services.reach import (
    check_phone,
    check_reach,
    checked_zone,
    good_hours_of,
    minutes_to_call,
    preferred,
)
from leads.services.references import next_reference
from leads.services.routing import Routed, route
from leads.services.staff_letters import notify_informed
from leads.services.tasks import NewTask, open_task
from leads.services.wishes import keep_wishes
from leads.services.words import ChoiceUnknown, EmailInvalid, bounded
from sitepages.campaigns import campaign_of
from sitepages.figures import PARK_TIME
from sitepages.models import Sector
from sitepages.refusal import Refused

LIMITS = {
    "submission_key": 64,
    "contact_name": 120,
    "contact_email": 254,
    "contact_phone": 40,
    "organisation_name": 200,
    "question": 40,
    "source": 40,
    "channel_handle": 80,
    "time_zone": 40,
    "code_name": 80,
    "message": 5000,
}
SAYS_NOTHING = frozenset({"submission_key", "match_run", "shown_in", "kept_by"})
REQUIRED = ("submission_key", "contact_name", "contact_email")


class ConsentMissing(Refused):
    """Without consent to answer the request nothing is stored (Law 91/2025/QH15; stages.yaml g_consent_answer)."""

    code = "consent_missing"
    status = 422


class KeyTaken(Refused):
    """The key came before with other contents: it is another enquiry, perhaps another person's. Nothing is written."""

    code = "submission_key_taken"


@dataclass(frozen=True)
class Submission:
    """What a way in hands over. `submission_key` is unique per filled form: sent twice, the same, it is one lead.

    `country` is ISO 3166-1 alpha-2 or empty; `language` the investor's wish (ReplyLanguage);
    `shown_in` the language in which the consent texts were read (else derived from `language`).
    `sector` counts where no match names one; `spoken` (leads.services.own_entry) allows a telephone number
    alone, `kept_by` is the officer's key who heard it and keeps it. `consent_later`: a way in that cannot ask
    (first mail, import); the acknowledgement asks, and without consent the lead does not go in contact.
    `good_from`/`good_to` are hours on the investor's clock, in `time_zone` (IANA; empty: that of the country);
    `call_me` makes a call with a due time; `campaign` is where the visitor came from (sitepages.campaigns);
    `confidential` hides the name behind `code_name` (empty: one is made) from whoever does not work on the lead.
    """

    submission_key: str
    match_run: MatchRun | None
    contact_name: str
    contact_email: str
    contact_phone: str = ""
    organisation_name: str = ""
    country: str = ""
    language: str = ReplyLanguage.EN.value
    message: str = ""
    question: str = ""
    consents: frozenset[str] = frozenset()
    source: str = "site"
    shown_in: str = ""
    illustrative: bool = False
    channel: str = Channel.MAIL.value
    sector: str = ""
    spoken: bool = False
    kept_by: str = ""
    consent_later: bool = False
    channel_handle: str = ""
    good_from: time | None = None
    good_to: time | None = None
    time_zone: str = ""
    call_me: bool = False
    campaign: str = ""
    confidential: bool = False
    code_name: str = ""


def submit_lead(*, submission: Submission, by: User | None, now: datetime) -> tuple[Lead, bool]:
    """Take in an enquiry once: the lead and whether it is new.

    The same `submission_key`, or the same match from the same e-mail address, is the same lead, also
    when both arrive at one moment. Raises FieldMissing, TextTooLong, EmailInvalid, ChoiceUnknown, ConsentMissing
    or KeyTaken before anything is written.
    """
    clean = checked(submission)
    try:
        with transaction.atomic():
            known = already_sent(clean)
            if known:
                return known, False
            with one_calendar():
                return _write(clean, by, now), True
    except IntegrityError:
        # The other copy committed between our look and our write; ours left nothing behind.
        known = already_sent(clean)
        if known is None:
            raise
        return known, False


def already_sent(submission: Submission, asked: Mapping[str, Any] | None = None) -> Lead | None:
    """The lead this checked submission has already become, if it has. Raises KeyTaken.

    `asked`: the match still to be run for it, where there is no `match_run` yet.
    """
    known = Lead.objects.filter(submission_key=submission.submission_key).first()
    if known and known.submission_digest != digest_of(submission, asked):
        raise KeyTaken
    if known is None and submission.match_run is not None:
        same = Lead.objects.filter(match_run=submission.match_run, contact_email=submission.contact_email)
        known = same.filter(erased_at=None).first()
    return known


def digest_of(submission: Submission, asked: Mapping[str, Any] | None = None) -> str:
    """Of all a checked submission says; its key, its match's number, where it was read and who keeps it say nothing."""
    said = {one.name: getattr(submission, one.name) for one in fields(submission) if one.name not in SAYS_NOTHING}
    run = submission.match_run
    said |= {"consents": sorted(submission.consents), "match": asked or (run.request if run else None)}
    return sha256(json.dumps(said, sort_keys=True, default=str).encode()).hexdigest()


def checked(submission: Submission) -> Submission:
    """The submission with texts tidied and the e-mail address in lower case; raises what is wrong with it."""
    tidy = {
        field: bounded(
            field, getattr(submission, field), limit, needed=_needs(field, submission), lines=field == "message"
        )
        for field, limit in LIMITS.items()
    }
    tidy["contact_email"] = tidy["contact_email"].lower()
    clean = replace(submission, country=submission.country.strip().upper(), **cast(dict[str, Any], tidy))
    _check_choices(clean)
    check_phone(clean.contact_phone)
    clean = replace(clean, channel=preferred(clean.channel, email=clean.contact_email))
    clean = replace(clean, time_zone=checked_zone(clean), campaign=campaign_of(clean.campaign))
    check_reach(clean)
    return clean


def _needs(field: str, submission: Submission) -> bool:
    return field in REQUIRED and not (field == "contact_email" and submission.spoken)


def _check_choices(clean: Submission) -> None:
    try:
        if clean.contact_email or not clean.spoken:
            validate_email(clean.contact_email)
    except ValidationError as error:
        raise EmailInvalid(field="contact_email") from error
    if clean.channel not in Channel.values:
        raise ChoiceUnknown(field="channel", value=clean.channel[:20])
    if clean.language not in ReplyLanguage.values:
        raise ChoiceUnknown(field="language", value=clean.language[:20])
    if clean.country and clean.country.upper() not in countries("en"):
        raise ChoiceUnknown(field="country", value=clean.country[:20])
    check_purposes(clean.consents)
    if ConsentPurpose.ANSWER_REQUEST not in clean.consents and not clean.consent_later:
        raise ConsentMissing


def check_purposes(purposes: frozenset[str]) -> None:
    """Raises ChoiceUnknown for a purpose nobody asks consent for."""
    for purpose in sorted(purposes):
        if purpose not in ASKED_WITH_A_LEAD:
            raise ChoiceUnknown(field="consents", value=purpose[:40])


def _write(clean: Submission, by: User | None, now: datetime) -> Lead:
    facts = facts_of_enquiry(
        run=clean.match_run,
        question=clean.question,
        sector=clean.sector,
        language=clean.language,
        country=clean.country,
        now=now,
    )
    # The number comes first: its lock lets one arrival at a time see the officers' loads and add to them.
    reference = next_reference(now=now)
    outside = ConsentPurpose.SHARE_WITH_DEVELOPER in clean.consents
    routed = (
        _kept(clean.kept_by) if clean.kept_by else route(facts=facts, language=clean.language, now=now, outside=outside)
    )
    lead = _new_lead(clean, reference, routed, now)
    keep_wishes(lead=lead)
    shown_in = clean.shown_in or mail_language(clean.language)
    store_consents(lead=lead, purposes=clean.consents, shown_in=shown_in, channel=clean.source, now=now)
    received = Received(
        source=clean.source,
        language=clean.language,
        priority=priority_of(facts).value,
        country=clean.country or str(facts.get("origin") or ""),
        question=clean.question,
        match_run=clean.match_run.pk if clean.match_run else None,
    )
    assigned = Assigned(
        department=routed.department.key, officer=routed.officer.key if routed.officer else "", reason=routed.reason
    )
    events: list[tuple[Event, User | None]] = [(received, by), (assigned, None)]
    if clean.confidential or clean.code_name:
        events.append((Concealed(code_name=clean.code_name or made_code_name(reference)), by))
    record_all(lead=lead, events=events, at=now)
    if clean.call_me:
        due = call_by(now, good_hours_of(lead), working_calendar(), minutes_to_call(lead, now))
        open_task(lead=lead, task=NewTask("", due, kind=TaskKind.CALL), by=None, now=now)
    link, names = issue_link(lead=lead, now=now), NameBook()
    issue_pack(lead=lead, by=None, now=now)
    if lead.contact_email:
        agreed = ConsentPurpose.ANSWER_REQUEST in clean.consents
        confirm(lead=lead, link=link, reason=routed.reason, now=now, agreed=agreed, names=names)
    if ConsentPurpose.NEWSLETTER in clean.consents:
        ask_for_lead(lead=lead, shown_in=shown_in, now=now)
    tell_owner(lead=lead, reason=routed.reason, now=now, names=names)
    notify_informed(lead=lead, reason=routed.reason, now=now)
    warn_when_full(reason=routed.reason, now=now)
    return lead


def _kept(key: str) -> Routed:
    officer = Officer.objects.select_related("department", "person", "user").get(key=key)
    return Routed(officer.department, officer, {"by_hand": "", "by": officer.name})


def _new_lead(clean: Submission, reference: str, routed: Routed, now: datetime) -> Lead:
    asked = facts_of(clean.match_run.request) if clean.match_run else {}
    sector = asked.get("sector") or clean.sector
    organisation = organisation_named(
        name=clean.organisation_name,
        country=clean.country,
        domain=clean.contact_email.rpartition("@")[2],
        illustrative=clean.illustrative,
    )
    contact = contact_of(
        name=clean.contact_name,
        email=clean.contact_email,
        phone=clean.contact_phone,
        language=clean.language,
        organisation=organisation,
        illustrative=clean.illustrative,
    )
    lead = Lead(
        reference=reference,
        submission_key=clean.submission_key,
        submission_digest=digest_of(clean),
        match_run=clean.match_run,
        organisation=organisation,
        contact=contact,
        contact_name=clean.contact_name,
        contact_email=clean.contact_email,
        contact_phone=clean.contact_phone,
        language=clean.language,
        channel=clean.channel,
        channel_handle=clean.channel_handle,
        good_from=clean.good_from,
        good_to=clean.good_to,
        time_zone=clean.time_zone if clean.good_from else "",
        country=clean.country or str(asked.get("origin") or ""),
        campaign=clean.campaign or (clean.match_run.campaign if clean.match_run else ""),
        message=clean.message,
        question=clean.question,
        sector=Sector.objects.filter(key=sector).first() if sector else None,
        source=clean.source,
        illustrative=clean.illustrative,
        received_at=now,
        department=routed.department,
        owner=routed.officer,
    )
    lead.search_line = line_for(lead, organisation, contact)
    lead.save(force_insert=True)
    return lead


def store_consents(*, lead: Lead, purposes: frozenset[str], shown_in: str, channel: str, now: datetime) -> None:
    """One row per purpose with the wording in force; `shown_in` is the language it was read in."""
    on = now.astimezone(PARK_TIME).date()
    for purpose in sorted(purposes):
        text = ConsentText.objects.filter(purpose=purpose, valid_from__lte=on).order_by("-version")[:1].get()
        mark = mark_of(lead.contact_email) if lead.contact_email else ""
        Consent.objects.create(lead=lead, text=text, language=shown_in, given_at=now, channel=channel, mark=mark)
