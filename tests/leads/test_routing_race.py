"""Many hands at once: twenty route two thousand leads, and four workers with their victims send each mail once.

On PostgreSQL as promised (issue 14); on SQLite, where one write at a time is the rule, with fewer.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
from collections import Counter
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection, connections
from django.db.models import Count

from leads.choices import EventKind, Role
from leads.models import Due, Lead, LeadEvent, Leave, Mail, Officer
from leads.services import due as worker
from leads.services import intake
from leads.services.due import LEASE, claim, do_one
from leads.services.events import columns_of, state_of
from leads.services.intake import submit_lead
from leads.services.mail import queue_mail
from tests.leads.conftest import NOW, Cast, a_submission, furnish, hire, person, row_of

ON_POSTGRES = connection.vendor == "postgresql"
HANDS = 20 if ON_POSTGRES else 4
LEADS = 2000 if ON_POSTGRES else 80
SECTORS = ("software", "data_centre", "electronics_hardware", "")


def at_once(job: Callable[[int], Any], hands: int) -> list[Any]:
    """The job by many hands, all begun at one moment; what each gave, or the exception it died of."""
    results: list[Any] = [None] * hands
    ready = threading.Barrier(hands)

    def run(number: int) -> None:
        ready.wait()
        try:
            results[number] = job(number)
        except Exception as error:
            results[number] = error
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=(number,)) for number in range(hands)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(300)
    return results


def many_officers(cast: Cast, room: int) -> None:
    """Ten more in each department, with room for all; two of them away, one off duty."""
    Officer.objects.filter(takes_leads=True).update(capacity=room)
    for department in ("so_khcn", "so_tai_chinh"):
        for number in range(10):
            key = f"off_{department}_{number}"
            person(key, f"Cán bộ {key} (mẫu)", department, Role.OFFICER, capacity=room, on_duty=number != 9)
    for key in ("off_so_khcn_0", "off_so_tai_chinh_0"):
        away = Officer.objects.get(key=key)
        Leave.objects.create(officer=away, first_day=NOW.date(), last_day=NOW.date() + timedelta(days=9))


def test_many_hands_route_every_lead_once_to_somebody_present_within_capacity(
    shared_database: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Their mails are another test's: half the time would go into writing four thousand of them."""
    for letter in ("confirm", "tell_owner", "notify_informed"):
        monkeypatch.setattr(intake, letter, lambda **_words: None)
    furnish()
    cast = hire()
    room = LEADS // 10
    many_officers(cast, room)
    share = LEADS // HANDS

    def send(hand: int) -> int:
        for number in range(share):
            which = hand * share + number
            given = a_submission(
                sector=SECTORS[which % 3],
                submission_key=f"race-{which}",
                contact_email=f"race{which}@many.example",
                organisation_name=f"Công ty Đua {which % 50} (demo)",
            )
            submit_lead(submission=given, by=None, now=NOW)
        return share

    results = at_once(send, HANDS)
    assert results == [share] * HANDS
    assert Lead.objects.count() == LEADS
    assert not Lead.objects.filter(owner=None).exists()
    given = Counter(LeadEvent.objects.filter(kind=EventKind.ASSIGNED).values_list("lead", flat=True))
    assert set(given.values()) == {1}
    assert len(given) == LEADS
    absent = {"off_so_khcn_0", "off_so_tai_chinh_0", "off_so_khcn_9", "off_so_tai_chinh_9"}
    loads = dict(Lead.objects.values_list("owner__key").annotate(n=Count("pk")))
    assert not absent & loads.keys()
    assert max(loads.values()) <= room
    by_department = {
        key: [loads.get(one, 0) for one in Officer.objects.filter(department=key).values_list("key", flat=True)]
        for key in ("so_khcn", "so_tai_chinh")
    }
    assert sum(map(sum, by_department.values())) == LEADS
    references = set(Lead.objects.values_list("reference", flat=True))
    assert references == {f"YB-2026-{number:04d}" for number in range(1, LEADS + 1)}
    for lead in Lead.objects.select_related("owner").order_by("pk")[:: LEADS // 40]:
        assert row_of(lead) == columns_of(state_of(lead))


def due_mails(count: int) -> None:
    for number in range(count):
        words = {"name": "A", "role": "B", "username": "c", "address": "https://d.example", "days": 3}
        queue_mail(lead=None, kind="invitation", to=f"m{number}@many.example", language="vi", words=words, now=NOW)


def test_four_workers_do_two_hundred_due_rows_each_once(shared_database: None, monkeypatch: pytest.MonkeyPatch) -> None:
    due_mails(200)
    sent: list[str] = []
    monkeypatch.setattr(worker, "hand_over", lambda mail: sent.append(mail.to))

    def work(_hand: int) -> int:
        done = 0
        while do_one(NOW):
            done += 1
        return done

    results = at_once(work, 4)
    assert sum(results) == 200
    assert len(sent) == len(set(sent)) == 200
    assert not Due.objects.filter(done_at=None).exists()
    assert set(Mail.objects.values_list("state", flat=True)) == {"sent"}


CLAIM_AND_HANG = """
import django, time
django.setup()
from datetime import datetime
from leads.services.due import claim
row = claim(now=datetime.fromisoformat({now!r}))
print(row.pk, flush=True)
time.sleep(60)
"""


def test_a_worker_killed_between_claim_and_send_gives_its_row_back(
    shared_database: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A process of its own takes the row and is killed with SIGKILL; the row comes back when its lease has run out."""
    due_mails(1)
    settings = connection.settings_dict
    if ON_POSTGRES:
        where = f"postgres://{settings['USER']}:{settings['PASSWORD']}@{settings['HOST']}:{settings['PORT'] or 5432}"
        env = {"DATABASE_URL": f"{where}/{settings['NAME']}"}
    else:
        env = {"DATABASE_URL": f"sqlite:///{settings['NAME']}"}
    env = {**os.environ, "DJANGO_SETTINGS_MODULE": "yenbinh.settings", **env}
    code = CLAIM_AND_HANG.format(now=NOW.isoformat())
    victim = subprocess.Popen([sys.executable, "-c", code], env=env, stdout=subprocess.PIPE, text=True)
    try:
        assert victim.stdout
        taken = int(victim.stdout.readline())
    finally:
        victim.send_signal(signal.SIGKILL)
        victim.wait(30)
    assert Due.objects.get(pk=taken).leased_until == NOW + LEASE
    assert claim(now=NOW + LEASE / 2) is None
    sent: list[str] = []
    monkeypatch.setattr(worker, "hand_over", lambda mail: sent.append(mail.to))
    assert do_one(NOW + LEASE)
    assert sent == ["m0@many.example"]
    assert not do_one(NOW + LEASE)
