"""The month's newsletter: one due row a month for all, one for each reader; what was told is moved with the mail.

The wording that readers agreed to says once a month at most. Nothing new, no mail; a month that was skipped is told
with the next.
"""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from django.db import transaction

from leads.choices import DueKind, WishEnd
from leads.models import Due, Subscription
from leads.services.bad_addresses import is_bad
from leads.services.mail_wishes import confirmed, end
from leads.services.newsletter_items import articles, rules
from leads.services.newsletter_land import land
from leads.services.newsletter_letters import send_issue
from sitepages.figures import PARK_TIME

ROUND = "round"  # the target of the due row that comes again; every other target is the number of a reader
MORNING = time(8, 0)  # of the province, on the first of a month
APART = timedelta(seconds=2)  # between two readers: other mails of the desk go in between
SETTLED = timedelta(minutes=5)  # what is being published just now may still be on its way: it is told next time


@transaction.atomic
def plan_issue(*, now: datetime) -> None:
    """One open row for the next issue."""
    if not Due.objects.filter(kind=DueKind.NEWSLETTER, target=ROUND, done_at=None).exists():
        at = next_first(now)
        Due.objects.create(kind=DueKind.NEWSLETTER, target=ROUND, due_at=at, next_try_at=at)


def next_first(now: datetime) -> datetime:
    """The morning of the first day of the next month, or of this one if it is still to come."""
    local = now.astimezone(PARK_TIME).date()
    this = datetime.combine(local.replace(day=1), MORNING, PARK_TIME)
    later = (local.replace(day=1) + timedelta(days=32)).replace(day=1)
    return this if now < this else datetime.combine(later, MORNING, PARK_TIME)


@transaction.atomic
def go_issue(*, target: str, now: datetime) -> None:
    """What a due row asks for: the issue, or one reader of it."""
    if target == ROUND:
        plan_readers(now=now)
        plan_issue(now=now)
    else:
        write_issue(number=int(target), now=now)


def plan_readers(*, now: datetime) -> int:
    """A due row for each reader; how many. Rows of the same day are planned once."""
    at = datetime.combine(_day(now), time(0), PARK_TIME)
    numbers = confirmed(Subscription).order_by("pk").values_list("pk", flat=True)
    rows = [
        Due(kind=DueKind.NEWSLETTER, target=str(number), due_at=at, next_try_at=now + place * APART)
        for place, number in enumerate(numbers.iterator(chunk_size=500))
    ]
    Due.objects.bulk_create(rows, ignore_conflicts=True, batch_size=500)
    return len(rows)


@transaction.atomic
def write_issue(*, number: int, now: datetime) -> None:
    """Mail a reader what is new since the last issue for the sectors chosen; nothing new or this month told: none."""
    reader = confirmed(Subscription).select_for_update(of=("self",)).filter(pk=number).first()
    if reader is None:
        return
    if is_bad(reader.email):
        end(Subscription.objects.filter(pk=reader.pk), WishEnd.BOUNCED, now)
        return
    if reader.told_at and _month(reader.told_at) >= _month(now):
        return
    since, until = reader.until or now, now - SETTLED
    news = [one for one in articles(since, until, reader.language) if one.concerns(reader.sectors)]
    law = [one for one in rules(since, until, reader.language) if one.concerns(reader.sectors)]
    known = reader.land_line if since == reader.confirmed_at else None
    plots = land(since, until, reader.sectors, reader.language, known=known)
    if news or law or plots:
        send_issue(reader=reader, news=news, law=law, plots=plots, now=now)
        reader.told_at = now
    reader.until = max(since, until)
    reader.save(update_fields=["told_at", "until"])


def _day(at: datetime) -> date:
    return at.astimezone(PARK_TIME).date()


def _month(at: datetime) -> tuple[int, int]:
    day = _day(at)
    return day.year, day.month
