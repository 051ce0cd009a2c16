"""The page "My data": what was agreed to, what may be asked, what was asked and what becomes of it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse

from leads.choices import ConsentPurpose, PrivacyRight, PrivacyState
from leads.models import Consent, Lead, LeadLink, Watch
from leads.portal.data_forms import CorrectForm, EraseForm
from leads.portal.watch_page import proof_of
from leads.services.mail_wishes import token_for
from leads.services.privacy import is_held, requests_of
from leads.services.privacy_words import law_of_right, right_name, what_next
from leads.services.wish_data import Proof, Wish, kind_of, wishes_of
from sitepages import figures


@dataclass(frozen=True, slots=True)
class ConsentLine:
    """`language`: that in which the text was agreed to; `withdrawn`: "" while it stands."""

    purpose: str
    name: str
    text: str
    language: str
    given: str
    withdrawn: str


@dataclass(frozen=True, slots=True)
class WishLine:
    """A watch or newsletter of the file or at its address; `page`: its own, "" where its mails alone open it."""

    name: str
    proof: Proof
    ended: str
    page: str


@dataclass(frozen=True, slots=True)
class RequestLine:
    number: int
    right: str
    made: str
    state: str
    words: str
    law: str
    next: str
    is_open: bool


@dataclass(frozen=True, slots=True)
class DataPage:
    """`restricted`: since when, "" where no restriction runs; `waiting`: the rights that wait for the desk."""

    token: str
    reference: str
    consents: tuple[ConsentLine, ...]
    wishes: tuple[WishLine, ...]
    requests: tuple[RequestLine, ...]
    restricted: str
    held: bool
    waiting: frozenset[str]
    laws: dict[str, str]
    correct: CorrectForm
    erase: EraseForm
    errors: tuple[tuple[str, str, str], ...]
    notice: str


def data_page(
    link: LeadLink,
    token: str,
    *,
    lang: str,
    now: datetime,
    correct: CorrectForm | None = None,
    erase: EraseForm | None = None,
    notice: str = "",
) -> DataPage:
    """Five queries: consents, watches, newsletters, requests, holds. `correct`, `erase`: forms that were refused."""
    lead = link.lead
    held = is_held(lead)
    lines = tuple(_requests(lead, lang, held))
    shown = [form for form in (correct, erase) if form is not None]
    return DataPage(
        token=token,
        reference=lead.reference,
        consents=tuple(_consents(lead, lang)),
        wishes=tuple(_wish(one, lead, lang) for one in wishes_of(lead)),
        requests=lines,
        restricted=figures.moment(lead.restricted_at, lang) if lead.restricted_at else "",
        held=held,
        waiting=frozenset(line.right for line in lines if line.is_open),
        laws={right.value: law_of_right(right) for right in PrivacyRight},
        correct=correct or CorrectForm(prefix="fix"),
        erase=erase or EraseForm(prefix="gone"),
        errors=tuple(line for form in shown for line in form.summary()),
        notice=notice,
    )


def _consents(lead: Lead, lang: str) -> Iterator[ConsentLine]:
    """The newest of each purpose."""
    rows = Consent.objects.filter(lead=lead).select_related("text").order_by("given_at", "pk")
    newest = {row.text.purpose: row for row in rows}
    for purpose in ConsentPurpose:
        row = newest.get(purpose)
        if row is not None:
            yield ConsentLine(
                purpose=purpose.value,
                name=str(purpose.label),
                text=row.text.text_vi if row.language == "vi" else row.text.text_en,
                language=row.language,
                given=figures.moment(row.given_at, lang),
                withdrawn=figures.moment(row.withdrawn_at, lang) if row.withdrawn_at else "",
            )


def _wish(wish: Wish, lead: Lead, lang: str) -> WishLine:
    """What was asked for in this file opens here; what is read at its address by the mails, which prove it."""
    page = ""
    if wish.ended_at is None and wish.lead_id == lead.pk:
        page = reverse("watch" if isinstance(wish, Watch) else "newsletter-reader", args=[token_for(wish)])
    ended = figures.moment(wish.ended_at, lang) if wish.ended_at else ""
    return WishLine(str(kind_of(wish).label), proof_of(wish, lang), ended, page)


def _requests(lead: Lead, lang: str, held: bool) -> Iterator[RequestLine]:
    """The newest first."""
    for row in requests_of(lead).reverse():
        is_open = row.state == PrivacyState.OPEN
        yield RequestLine(
            number=row.pk,
            right=row.right,
            made=figures.moment(row.made_at, lang),
            state=str(PrivacyState(row.state).label),
            words=right_name(row.right, row.purpose),
            law=law_of_right(row.right) if is_open else "",
            next=what_next(row, held=held),
            is_open=is_open,
        )
