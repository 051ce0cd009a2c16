"""What the list of an address's own files says: frozen values, the files still open before those that are over."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.forms import BoundField
from django.utils.translation import gettext as _

from leads.choices import Stage
from leads.models import CasesLink, Lead, LeadLink
from leads.portal.lead_page import expected, promise_of
from leads.services.asked import facts_of_lead, lines_of
from leads.services.calendar import working_calendar
from leads.services.cases import MOST_SHOWN, own_cases, passed_on_cases
from leads.services.names import NameBook
from leads.services.stages import pipeline
from sitepages import figures
from sitepages.guarding.guard import GuardFields
from sitepages.invented import bare

SAID = ("sector", "area_min_m2", "area_max_m2", "power_kva", "needed_by")  # of the project, in one line


@dataclass(frozen=True, slots=True)
class AskPage:
    """The form for the address; without a guard it is the answer, the same for every address."""

    field: BoundField
    errors: tuple[tuple[str, str, str], ...] = ()
    notices: tuple[str, ...] = ()
    guard: GuardFields | None = None


@dataclass(frozen=True, slots=True)
class CaseShown:
    """One file: `project` in words, `due` and `late` of the running promise, `next` what it is; `from_whom` passed
    it on, "" for one's own.
    """

    reference: str
    title: str
    project: str
    received: str
    stage: str
    meaning: str
    officer: str
    department: str
    due_label: str
    due: str
    late: bool
    next: str
    from_whom: str
    confidential: str
    restricted: bool
    illustrative: bool


@dataclass(frozen=True, slots=True)
class CasesPage:
    token: str
    address: str
    until: str
    open: tuple[CaseShown, ...]
    ended: tuple[CaseShown, ...]
    passed_on: tuple[CaseShown, ...]
    cut: bool


def cases_page(link: CasesLink, token: str, *, lang: str, now: datetime) -> CasesPage:
    """Two queries for the files, whatever their number; beyond the first 200 the newest are shown."""
    own = list(own_cases(link.address)[: MOST_SHOWN + 1])
    guests = list(passed_on_cases(link.address, now)[: MOST_SHOWN + 1])
    shown = _Showing(lang, now)
    stages = pipeline()
    live = [lead for lead in own[:MOST_SHOWN] if stages.is_open(Stage(lead.stage)) or lead.stage == Stage.PARKED]
    over = [lead for lead in own[:MOST_SHOWN] if lead not in live]
    return CasesPage(
        token=token,
        address=link.address,
        until=figures.moment(link.expires_at, lang),
        open=shown.own(live),
        ended=shown.own(over),
        passed_on=shown.guests(guests[:MOST_SHOWN]),
        cut=len(own) > MOST_SHOWN or len(guests) > MOST_SHOWN,
    )


class _Showing:
    """Files as their reader sees them: calendar and names are read once for all."""

    def __init__(self, lang: str, now: datetime) -> None:
        self.lang, self.now, self.names = lang, now, NameBook()
        self.calendar = working_calendar()

    def own(self, leads: Iterable[Lead]) -> tuple[CaseShown, ...]:
        return tuple(self._case(lead, "") for lead in leads)

    def guests(self, links: Iterable[LeadLink]) -> tuple[CaseShown, ...]:
        return tuple(self._case(link.lead, link.lead.contact_shown) for link in links)

    def _case(self, lead: Lead, from_whom: str) -> CaseShown:
        promise = promise_of(lead, self.calendar, self.lang, self.now)
        stage = pipeline().stages[Stage(lead.stage)]
        person = lead.owner.person if lead.owner else None
        return CaseShown(
            reference=lead.reference,
            title=lead.organisation.shown if lead.organisation else "",
            project=self._project(lead),
            received=figures.day(lead.received_at.astimezone(figures.PARK_TIME).date(), self.lang),
            stage=stage.name,
            meaning=stage.meaning,
            officer=(bare(person.name) if person.illustrative else person.name) if person else "",
            department=lead.department.name,
            due_label=promise.label if promise else "",
            due=promise.moment if promise else "",
            late=promise.late if promise else False,
            next=expected(lead) if promise else "",
            from_whom=from_whom,
            confidential="" if from_whom else lead.code_name,
            restricted=lead.restricted_at is not None,
            illustrative=lead.illustrative,
        )

    def _project(self, lead: Lead) -> str:
        facts = facts_of_lead(lead)
        lines = lines_of({key: facts[key] for key in SAID if key in facts}, self.names)
        return " · ".join(value for _label, value in lines) or _("What the project needs is not noted yet.")
