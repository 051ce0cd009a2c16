"""Who is told that land is held, free again, or waits for a head's word. Officers read Vietnamese; investors are
written to where they gave a mail address and their consent stands.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.utils import translation

from leads.choices import ConsentPurpose, HoldEnd
from leads.models import Lead, Mail
from leads.services.letters import department_heads, desk_address, status_address, who
from leads.services.links import live_link
from leads.services.mail import mail_language, queue_mail
from sitepages import figures


def tell_start(*, lead: Lead, plots: Sequence[str], until: datetime, queued: bool, now: datetime) -> None:
    """The investor hears that land is held; the officer too, when it came out of the queue."""
    if queued:
        _officer(lead, "hold_turn", plots, now, until=figures.moment(until, "vi"))
    lang = mail_language(lead.language)
    _investor(lead, "hold_started", plots, now, until=figures.moment(until, lang))


def tell_end(*, lead: Lead, plots: Sequence[str], how: HoldEnd, by_itself: bool, now: datetime) -> None:
    """The officer hears of a hold that ended by itself; the investor of every end but the contract's."""
    if by_itself:
        with translation.override("vi"):
            _officer(lead, "hold_over", plots, now, why=str(how.label))
    if how in (HoldEnd.EXPIRED, HoldEnd.RELEASED, HoldEnd.REFUSED):
        _investor(lead, "hold_ended", plots, now, expired=how == HoldEnd.EXPIRED)


def ask_approval(*, lead: Lead, plots: Sequence[str], area_m2: float, now: datetime) -> list[Mail]:
    """The department's heads, else the duty heads, are asked to agree to a large hold."""
    words = _words(lead, plots, "vi") | {"area": figures.area_both(area_m2, "vi"), "address": desk_address(lead)}
    heads = department_heads(lead.department_id)
    return [
        queue_mail(
            lead=lead,
            kind="hold_approval",
            to=head.user.email,
            language="vi",
            words=words | {"head": head.name},
            now=now,
        )
        for head in heads
    ]


def _officer(lead: Lead, kind: str, plots: Sequence[str], now: datetime, **more: Any) -> None:
    """To the owner, else to the heads where the lead waits."""
    people = [lead.owner] if lead.owner else department_heads(lead.department_id)
    words = _words(lead, plots, "vi") | {"address": desk_address(lead), **more}
    for person in people:
        if person.user.email:
            named = words | {"name": person.name}
            queue_mail(lead=lead, kind=kind, to=person.user.email, language="vi", words=named, now=now)


def _investor(lead: Lead, kind: str, plots: Sequence[str], now: datetime, **more: Any) -> None:
    if not lead.contact_email or not consented(lead):
        return
    lang = mail_language(lead.language)
    words = _words(lead, plots, lang) | {"address": status_address(live_link(lead=lead, now=now), lang), **more}
    queue_mail(lead=lead, kind=kind, to=lead.contact_email, language=lang, words=words, now=now)


def consented(lead: Lead) -> bool:
    """Whether the consent to be answered stands."""
    return lead.consents.filter(text__purpose=ConsentPurpose.ANSWER_REQUEST, withdrawn_at=None).exists()


def _words(lead: Lead, plots: Sequence[str], lang: str) -> dict[str, Any]:
    return {**who(lead, lang), "plots": ", ".join(plots), "count": len(plots)}
