"""Breaches of personal data: when noticed, what, whom they touch; the law's clock to the ministry; what was done.

No name of a person is written here: whoever is touched is described ("investors of three files"), and the files
themselves are found in the record of access.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from django.contrib.auth.models import AnonymousUser, User
from django.db import transaction
from django.db.models import QuerySet

from leads.choices import BreachStep, DueKind, Role
from leads.models import Breach, BreachNote, Due
from leads.records.privacy import BREACH, breach_steps_up, terms
from leads.services.access import seat_of
from leads.services.breach_letters import tell_of_breach
from leads.services.calendar import working_calendar
from leads.services.words import ChoiceUnknown, bounded
from sitepages.refusal import Refused

WORDS = 2000
OLDEST = timedelta(days=366)


class NotTheRegistrar(Refused):
    """The register and breaches are the duty head's."""

    code = "not_the_registrar"
    status = 403


class NoticedWhen(Refused):
    """Noticed in the future, or more than a year ago. Facts: `field`."""

    code = "noticed_when"
    status = 422


class BreachClosed(Refused):
    """Nothing more is written about it."""

    code = "breach_closed"


class MinistryTold(Refused):
    """It was told already. Facts: `at`."""

    code = "ministry_told"


class PersonsNotSettled(Refused):
    """It is not written down yet that the persons concerned were told, or why they need not be."""

    code = "persons_not_settled"


PERSONS_SETTLED = (BreachStep.PERSONS, BreachStep.UNNEEDED)


def may_register(user: User | AnonymousUser) -> bool:
    """Who reads the register and works on breaches."""
    return seat_of(user).is_duty_head


def check_may_register(user: User | AnonymousUser) -> None:
    """Raises NotTheRegistrar."""
    if not may_register(user):
        raise NotTheRegistrar


@transaction.atomic
def report_breach(*, noticed_at: datetime, what: str, whom: str, by: User, now: datetime) -> Breach:
    """Write it down; the law's hours run from when it was noticed. The same words sent twice are one breach.

    Raises NotTheRegistrar, NoticedWhen, FieldMissing or TextTooLong.
    """
    check_may_register(by)
    if noticed_at > now or noticed_at < now - OLDEST:
        raise NoticedWhen(field="noticed_at")
    given = {"what": bounded("what", what, WORDS, lines=True), "whom": bounded("whom", whom, WORDS, lines=True)}
    twin = Breach.objects.filter(noticed_at=noticed_at, closed_at=None, **given).first()
    if twin:
        return twin
    due = terms()[BREACH].ends(noticed_at, working_calendar())
    row = Breach.objects.create(noticed_at=noticed_at, due_at=due, reported_at=now, reported_by=by, **given)
    for level, percent, _to in breach_steps_up():
        at = max(now, noticed_at + (due - noticed_at) * percent / 100)
        Due.objects.create(kind=DueKind.BREACH, target=f"{row.pk}:{level}", due_at=at, next_try_at=at)
    return row


@transaction.atomic
def note_step(*, breach: Breach, step: str, text: str, by: User, now: datetime) -> BreachNote:
    """What was done: a note, the ministry or the persons told, closed. Appended, never changed; sent twice it is one.

    Raises NotTheRegistrar, ChoiceUnknown, BreachClosed, MinistryTold, PersonsNotSettled, FieldMissing or TextTooLong.
    """
    check_may_register(by)
    row = Breach.objects.select_for_update().get(pk=breach.pk)
    if step not in BreachStep.values:
        raise ChoiceUnknown(field="step", value=step[:20])
    words = bounded("text", text, WORDS, lines=True)
    last = row.notes.last()
    if last and (last.what, last.text, last.by_id) == (step, words, by.pk):
        return last
    if row.closed_at is not None:
        raise BreachClosed
    if step == BreachStep.TOLD:
        if row.notified_at is not None:
            raise MinistryTold(at=row.notified_at)
        row.notified_at = now
    if step == BreachStep.CLOSED:
        if not row.notes.filter(what__in=PERSONS_SETTLED).exists():
            raise PersonsNotSettled
        row.closed_at = now
    row.save(update_fields=["notified_at", "closed_at"])
    return BreachNote.objects.create(breach=row, at=now, by=by, what=step, text=words)


def waiting_breaches() -> QuerySet[Breach]:
    """Breaches of which the ministry was not told yet, and that are not closed, by the law's last moment."""
    return Breach.objects.filter(notified_at=None, closed_at=None).order_by("due_at", "pk")


@transaction.atomic
def remind_of_breach(*, target: str, now: datetime) -> None:
    """What a due row asks for: duty heads, at the last moment leaders too, unless the ministry was told."""
    number, _colon, step = target.partition(":")
    row = waiting_breaches().filter(pk=int(number)).first()
    if row is None:
        return
    to = next(who for level, _percent, who in breach_steps_up() if level == int(step))
    leaders = User.objects.filter(is_active=True, groups__name=Role.LEADER).exclude(email="").order_by("pk")
    tell_of_breach(breach=row, leaders=list(leaders) if to == "leader" else [], now=now)
