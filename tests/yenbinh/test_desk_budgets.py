"""No page of the desk asks the database more than 25 times, whoever looks: BEGIN and COMMIT count too."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

import pytest
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from pytest_django import DjangoDbBlocker

from leads.models import Lead
from leads.services.demo_people import load_accounts, people
from leads.services.events import state_of
from leads.services.links import live_link
from leads.services.messages import write_message
from leads.services.path import choose_path, likely_facts
from leads.services.saved_filters import save_filter
from tests.leads.conftest import seq_of
from tests.yenbinh.walk import client_of, duty_head, the_things

pytestmark = pytest.mark.once  # how many queries a page asks is said by the ORM

MOST = 25
WHO = ("officer", "head", "duty_head", "leader")
PAGES = (
    "/admin/",
    "/admin/desk/",
    "/admin/desk/?whose=visible&state=closed",
    "/admin/desk/?whose=visible&state=all&q=walk",
    "/admin/desk/board/?whose=visible",
    "/admin/desk/due/",
    "/admin/desk/search/?q=walk",
    "/admin/desk/search/?q=SX-10",
    "/admin/desk/search/?q=to+chuc+wolk",
    "/admin/desk/search/?q=nguoi+gui+wolk",
    "/admin/desk/{lead}/",
    "/admin/desk/organisations/",
    "/admin/desk/organisations/?q=walk",
    "/admin/desk/contacts/",
    "/admin/desk/holds/",
    "/admin/desk/referrals/",
    "/admin/desk/tasks/",
    "/admin/desk/appointments/",
    "/admin/desk/{lead}/meet/{meet}/",
)


@pytest.fixture(scope="module")
def desk(
    whole_site_once: datetime, django_db_blocker: DjangoDbBlocker
) -> Iterator[tuple[dict[str, str], dict[str, Client]]]:
    """The demo's people with five leads, one of which has a room of everything; somebody else looks at it."""
    now = timezone.now()
    with django_db_blocker.unblock(), transaction.atomic():
        load_accounts(rows=people()["accounts"], password="unused", now=now)
        names = the_things(now)
        lead = Lead.objects.get(pk=names["lead"])
        choose_path(
            lead=lead, facts=likely_facts(lead, state_of(lead)), seen_seq=seq_of(lead), by=lead.owner.user, now=now
        )
        write_message(lead=lead, link=live_link(lead=lead, now=now), text="Xin hỏi thêm", by=None, now=now)
        save_filter(name="Cả bàn", query="state=all", share="all", by=duty_head(), now=now)
        clients = {who: client_of(who) for who in WHO}
        for client in (*clients.values(), client_of("colleague")):
            client.get(f"/admin/desk/{names['lead']}/")
        yield names, clients
        transaction.set_rollback(True)


@pytest.mark.parametrize("where", PAGES)
def test_a_page_of_the_desk_asks_the_database_little(
    desk: tuple[dict[str, str], dict[str, Client]], db: None, where: str
) -> None:
    names, clients = desk
    asked = {}
    for who, client in clients.items():
        address = where.format(**names)
        client.get(address)
        with CaptureQueriesContext(connection) as queries:
            assert client.get(address).status_code == 200, who
        asked[who] = len(queries)
    assert {who: number for who, number in asked.items() if number > MOST} == {}
