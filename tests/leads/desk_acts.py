"""What the tests of the desk's verbs share: one verb done, a lead brought to a stage."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from leads.choices import Stage
from leads.models import Lead
from leads.services.desk import Step, record_reply
from leads.services.events import StageChanged, record
from leads.services.holds import hold_plots
from tests.leads.conftest import Cast, at, did, seq_of
from tests.leads.land import lay_out

SOON = at("2026-11-25 10:20")
TOMORROW = Step("Gửi phương án", at("2026-11-26 15:00"))
PARK_ON = date(2027, 1, 15)


def act(verb: Callable[..., Any], lead: Lead, cast: Cast, now: Any = SOON, **more: Any) -> Any:
    """One verb by An, from a form drawn just now."""
    given: dict[str, Any] = {"lead": lead, "seen_seq": seq_of(lead), "by": cast.an.user, "now": now}
    result = did(lambda: verb(**(given | more)))
    lead.refresh_from_db()
    return result


def answered(lead: Lead, cast: Cast, **more: Any) -> Lead:
    act(record_reply, lead, cast, text="Chào quý vị, chúng tôi đã xem.", **more)
    return lead


def land_held(lead: Lead, cast: Cast) -> None:
    lay_out(A1=8000)
    act(hold_plots, lead, cast, plots=["A1"], until=date(2026, 12, 9), queue=False)


def at_stage(lead: Lead, cast: Cast, stage: Stage) -> Lead:
    """Put the lead there by its events, as an older release might have left it."""
    did(lambda: record(lead=lead, event=StageChanged(old=lead.stage, new=stage.value), by=None, at=SOON))
    return lead
