"""One walk of all addresses per module."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

import pytest
from django.db import transaction
from django.utils import timezone
from pytest_django import DjangoDbBlocker

from tests.yenbinh.addresses import VISITORS
from tests.yenbinh.walk import Walk, client_of, closed_to, seq_of_number, the_things


@pytest.fixture(scope="module")
def walk(whole_site_once: datetime, django_db_blocker: DjangoDbBlocker) -> Iterator[Walk]:
    from leads.services.demo_people import load_accounts, people

    now = timezone.now()
    with django_db_blocker.unblock(), transaction.atomic():
        load_accounts(rows=people()["accounts"], password="unused", now=now)
        names = the_things(now)
        leads = [names[key] for key in ("lead", "paused", "free")]
        yield Walk(
            {visitor: client_of(visitor) for visitor in VISITORS},
            names,
            {pk: seq_of_number(pk) for pk in leads},
            {visitor: closed_to(visitor) for visitor in VISITORS},
        )
        transaction.set_rollback(True)
