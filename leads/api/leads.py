"""POST /api/leads: an enquiry a partner's program sends, taken in as the site's are. GET /api/consents: its texts."""

from __future__ import annotations

import re
from datetime import datetime, time
from hashlib import sha256
from typing import Annotated, Any, Literal

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import timezone, translation
from ninja import Body, Router
from ninja.decorators import decorate_view
from pydantic import AfterValidator, BaseModel, Field
from pydantic_core import PydanticCustomError

from leads.api.answers import Errors
from leads.api.errors import Invalid, PerMinute, answer, answer_words, readable_body
from leads.api.language import Wish, language_of
from leads.api.problems import BODY, Problem
from leads.api.schemas import Part
from leads.api.validation import check
from leads.choices import Channel, ConsentPurpose, ReplyLanguage
from leads.models import Lead, MatchRun
from leads.refusals import sentence
from leads.services.consent import consent_texts
from leads.services.intake import ConsentMissing, KeyTaken, Submission, already_sent, checked, submit_lead
from leads.services.letters import status_address
from leads.services.links import live_link
from leads.services.matching import run_match
from leads.vocabulary import vocabulary
from sitepages.figures import PARK_TIME
from sitepages.refusal import Refused
from sitepages.throttle import seconds_to_wait

router = Router(tags=["leads"])
SOURCE = "api"
DAY = 86_400
CHANNELS = Literal["mail", "phone", "zalo", "kakaotalk", "wechat"]


def clock_time(text: str) -> str:
    """HH:MM; the text itself is kept."""
    if not re.fullmatch(r"([01][0-9]|2[0-3]):[0-5][0-9]", text):
        raise PydanticCustomError("not_time", "a time as HH:MM")
    return text


Hour = Annotated[str, Field(strict=True, min_length=5, max_length=5, examples=["09:00"]), AfterValidator(clock_time)]


class LeadRequest(Part):
    """An investor's enquiry. `match` is a request of POST /api/match: it is answered, kept and sent along."""

    submission_key: str = Field(
        min_length=8,
        max_length=64,
        description="Yours, unique to this enquiry: twice is one lead; with other contents 409.",
    )
    contact_name: str = Field(max_length=120)
    contact_email: str = Field(max_length=254)
    contact_phone: str = Field("", max_length=40)
    organisation: str = Field("", max_length=200)
    country: str = Field("", max_length=2, description="ISO 3166-1 alpha-2.")
    language: Wish = Field("en", description="The investor's wish.")
    message: str = Field("", max_length=5000)
    match: dict[str, Any] | None = Field(None, description="The body of POST /api/match.")
    channel: CHANNELS = Field("mail", description="How the investor wishes to be reached.")
    channel_handle: str = Field("", max_length=80, description="Name or number there, if not the telephone.")
    good_from: Hour | None = Field(None, description="Good hours on the investor's clock.")
    good_to: Hour | None = None
    time_zone: str = Field("", max_length=40, description="IANA name; else that of the country.")
    call_me: bool = Field(False, description="A call with a due time is set for the officer.")
    confidential: bool = Field(False, description="Only who works on the file reads name and organisation.")
    campaign: str = Field("", max_length=60, description="Where the investor came from, in your words.")
    consents: list[Literal["answer_request", "share_with_developer", "newsletter"]] = Field(
        max_length=3, description="What the investor agreed to, having read the texts of GET /api/consents."
    )
    lang: Wish | None = Field(None, description="Language of the answer.")


class LeadAnswer(BaseModel):
    reference: str
    created: bool = Field(description="False: this submission had become a lead before.")
    status_url: str = Field(description="The investor's page, without an account; whoever has it opens it.")
    due_at: datetime | None = Field(description="By when a person answers first.")
    department: str
    officer: str = Field(description="Empty while nobody is named.")


class ConsentAnswer(BaseModel):
    purpose: str
    version: int
    text: str
    needed: bool = Field(description="Without it nothing is stored.")


class TooManyForMail(Exception):
    """So many enquiries came in the name of one e-mail address. `wait`: seconds until the next may."""

    def __init__(self, wait: int) -> None:
        self.wait = wait


class PerHour(PerMinute):
    """So many requests an hour from one address."""

    period = 3600


@router.get("/consents", response=list[ConsentAnswer], summary="The texts an investor agrees to")
def get_consents(request: HttpRequest, response: HttpResponse) -> list[ConsentAnswer]:
    """In the language asked for (`lang`, else Accept-Language), each with its version."""
    lang = language_of(request)
    response["Content-Language"] = lang
    return [
        ConsentAnswer(
            purpose=row.purpose,
            version=row.version,
            text=row.text_vi if lang == "vi" else row.text_en,
            needed=row.purpose == ConsentPurpose.ANSWER_REQUEST,
        )
        for row in consent_texts(timezone.now())
    ]


@router.post(
    "/leads",
    response={200: LeadAnswer, 201: LeadAnswer, 400: Errors, 409: Errors, 413: Errors, 422: Errors, 429: Errors},
    throttle=PerHour("SEND_RATE_PER_HOUR", timezone.now),
    summary="Send an investor's enquiry to the desk",
)
@decorate_view(readable_body)
def post_lead(request: HttpRequest, response: HttpResponse, payload: Body[LeadRequest]) -> Any:
    """The lead with its reference, who answers by when, and the investor's link; the investor is mailed the same."""
    now, lang = timezone.now(), language_of(request, payload.model_dump())
    response["Content-Language"] = lang
    response["Cache-Control"] = "no-store"
    asked = _asked(payload, now)
    with translation.override(lang):
        try:
            lead, created = _taken_in(payload, asked, lang, now)
        except TooManyForMail as full:
            limit = {"limit": settings.API_LEADS_PER_MAIL_DAY, "seconds": full.wait}
            refused_for_now = answer(lang, [Problem("contact_email", "too_many_for_mail", limit)], 429)
            refused_for_now["Retry-After"] = str(full.wait)
            return refused_for_now
        except Refused as refused:
            field = str(refused.facts.get("field") or FIELD_OF.get(type(refused), BODY))
            return answer_words(lang, {NAMES.get(field, field): sentence(refused)}, refused.status)
        body = LeadAnswer(
            reference=lead.reference,
            created=created,
            status_url=status_address(live_link(lead=lead, now=now), lang),
            due_at=lead.due_at and lead.due_at.astimezone(PARK_TIME),
            department=lead.department.name,
            officer=lead.owner.name if lead.owner else "",
        )
    return (201 if created else 200), body


NAMES = {"organisation_name": "organisation"}
FIELD_OF = {KeyTaken: "submission_key", ConsentMissing: "consents"}


def _taken_in(payload: LeadRequest, asked: dict[str, Any] | None, lang: str, now: datetime) -> tuple[Lead, bool]:
    """The lead and whether it is new; the match is run only for one that is."""
    clean = checked(_submission(payload, None, lang))
    known = already_sent(clean, asked)
    if known:
        return known, False
    limit = settings.API_LEADS_PER_MAIL_DAY
    if wait := seconds_to_wait(scope="api:leads", who=clean.contact_email, limit=limit, period=DAY, now=now):
        raise TooManyForMail(wait)
    run = run_match(request=asked, source=SOURCE, now=now, campaign=payload.campaign) if asked else None
    return submit_lead(submission=_submission(payload, run, lang), by=None, now=now)


def _asked(payload: LeadRequest, now: datetime) -> dict[str, Any] | None:
    """The match to run; raises Invalid with paths below `match`."""
    if payload.match is None:
        return None
    found = check(payload.match, vocabulary(), on=now.astimezone(PARK_TIME).date())
    if found.problems:
        raise Invalid(Problem(f"match.{one.path}", one.code, one.facts) for one in found.problems.values())
    return found.request


def _submission(payload: LeadRequest, run: MatchRun | None, lang: str) -> Submission:
    return Submission(
        submission_key=f"api-{sha256(payload.submission_key.encode()).hexdigest()[:48]}",
        match_run=run,
        contact_name=payload.contact_name,
        contact_email=payload.contact_email,
        contact_phone=payload.contact_phone,
        organisation_name=payload.organisation,
        country=payload.country,
        language=ReplyLanguage(payload.language).value,
        message=payload.message,
        consents=frozenset(payload.consents),
        source=SOURCE,
        shown_in=lang,
        channel=Channel(payload.channel).value,
        channel_handle=payload.channel_handle,
        good_from=time.fromisoformat(payload.good_from) if payload.good_from else None,
        good_to=time.fromisoformat(payload.good_to) if payload.good_to else None,
        time_zone=payload.time_zone,
        call_me=payload.call_me,
        confidential=payload.confidential,
        campaign=payload.campaign,
    )
