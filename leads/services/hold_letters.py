"""Who is told that land is held, free again, or waits for a head's word. Investors are written to where they gave
a mail address and their consent stands.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any

from leads.choices import ConsentPurpose, HoldEnd
from leads.models import Lead
from leads.services.letters import status_address, who
from leads.services.links import live_link
from leads.services.mail import mail_language, queue_mail
from leads.services.staff_letters import desk_address, heads_of, takers, write_to
from sitepages import figures


def tell_start(*, lead: Lead, plots: Sequence[str], until: datetime, queued: bool, now: datetime) -> None:
    """The investor hears that land is held; the officer too, when it came out of the queue."""
    if queued:
        _officer(lead, "hold_turn", plots, now, lambda lang: {"until": figures.local_moment(until, lang)})
    lang = mail_language(lead.language)
    _investor(lead, "hold_started", plots, now, until=figures.moment(until, lang))


def tell_end(*, lead: Lead, plots: Sequence[str], how: HoldEnd, by_itself: bool, now: datetime) -> None:
    """The officer hears of a hold that ended by itself; the investor of every end but the contract's."""
    if by_itself:
        _officer(lead, "hold_over", plots, now, lambda _lang: {"why": str(how.label)})
    if how in (HoldEnd.EXPIRED, HoldEnd.RELEASED, HoldEnd.REFUSED):
        _investor(lead, "hold_ended", plots, now, expired=how == HoldEnd.EXPIRED)


def ask_approval(*, lead: Lead, plots: Sequence[str], area_m2: float, now: datetime) -> None:
    """The department's heads, else the duty heads, are asked to agree to a large hold."""
    for head in heads_of(lead, now):
        write_to(
            head,
            "hold_approval",
            lead,
            now,
            lambda lang: _at_the_desk(lead, plots, lang) | {"area": figures.area_both(area_m2, lang)},
        )


def _officer(
    lead: Lead, kind: str, plots: Sequence[str], now: datetime, more: Callable[[str], Mapping[str, Any]]
) -> None:
    """To the owner, else to the heads where the lead waits."""
    for person in takers(lead, now):
        write_to(person, kind, lead, now, lambda lang: _at_the_desk(lead, plots, lang) | dict(more(lang)))


def _at_the_desk(lead: Lead, plots: Sequence[str], lang: str) -> dict[str, Any]:
    return _words(lead, plots, lang) | {"address": desk_address(lead)}


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
