"""A desk of a million leads in PostgreSQL, loaded by COPY and kept between runs: `python -m tests.load.desk_rows`.

Leads arrive evenly over three years; 3 in 100 are open. Names are drawn from few words, as names of companies are;
events of a lead are such that folding them gives its row but for its due time. One lead has 300 events.
"""

from __future__ import annotations

import os
import random
import sys
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

LEADS, ORGANISATIONS, CONTACTS, EVENTS_EACH = 1_000_000, 300_000, 500_000, 5
YEARS = 3
OPEN_SHARE = 0.03
LONGEST = 300  # events of the lead with the longest history
NAME = "yenbinh_bench_desk"
TABLES = ("leads_organisation", "leads_contact", "leads_lead", "leads_leadevent")
CLOSED = {"lost": 60, "not_a_lead": 20, "won": 10, "aftercare": 8, "parked": 2}  # shares
SAME_FOR_ALL: dict[str, Any] = {
    "submission_digest": "",
    "channel": "mail",
    "channel_handle": "",
    "time_zone": "",
    "question": "",
    "illustrative": False,
    "pause_reason": "",
    "escalation": 0,
    "acknowledged": False,
    "code_name": "",
}
KINDS = (
    (
        "received",
        '{"source": "site", "language": "vi", "priority": "normal", "country": "", "question": "", "match_run": null}',
    ),
    ("assigned", '{"department": "%(department)s", "officer": "%(officer)s", "reason": {"by_hand": "", "by": "demo"}}'),
    ("mail_sent", '{"mail": 0, "mail_kind": "reply"}'),
    ("note_written", '{"text": "Đã gọi, chờ bảng giá."}'),
)
WORDS = Path(__file__).with_name("desk_words.txt")


def prepare(url: str) -> str:
    """The address of the kept database, made and migrated if need be, and Django set up on it."""
    import psycopg

    kept = urlsplit(url)._replace(path=f"/{NAME}").geturl()
    with psycopg.connect(url, autocommit=True) as one:
        if not one.execute("SELECT 1 FROM pg_database WHERE datname = %s", [NAME]).fetchone():
            one.execute(f"CREATE DATABASE {NAME}")
    os.environ |= {"DJANGO_SETTINGS_MODULE": "yenbinh.settings_test", "DATABASE_URL": kept}
    import django

    django.setup()
    from django.conf import settings
    from django.core.management import call_command

    settings.ROOT_URLCONF = "tests.load.bench_urls"
    call_command("migrate", verbosity=0)
    return kept


def load(leads: int, now: datetime) -> None:
    """The demo's park, law and people, then the rows; does nothing where there are as many leads already."""
    from django.db import connection

    from leads.models import Lead
    from leads.services.demo_people import load_demo_people
    from tests.loaded_db import load_whole_site

    if Lead.objects.order_by()[:leads].count() >= leads:
        return
    if not Lead.objects.exists():
        load_whole_site(now)
        load_demo_people(now=now)
    share = leads / LEADS
    with connection.cursor() as cursor:
        cursor.execute(
            "SET session_replication_role = replica"
        )  # no check of each foreign key: they are drawn from rows
        kept = dropped_indexes(cursor)
        first = Rows(leads, round(ORGANISATIONS * share), round(CONTACTS * share), now)
        last: dict[str, int] = {}
        for table, rows in first.tables():
            start = time.perf_counter()
            last[table] = copy(cursor, table, rows)
            say(f"{table}: {time.perf_counter() - start:.0f} s")
        start = time.perf_counter()
        for command in kept:
            cursor.execute(command)
        for table in TABLES:
            cursor.execute("SELECT setval(pg_get_serial_sequence(%s, 'id'), %s)", [table, last[table]])
        cursor.execute("SET session_replication_role = DEFAULT")
        say(f"indexes: {time.perf_counter() - start:.0f} s")
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")


def dropped_indexes(cursor: Any) -> list[str]:
    """Indexes that no constraint needs, dropped for the load; the commands that make them again."""
    cursor.execute(
        "SELECT indexname, indexdef FROM pg_indexes WHERE tablename = ANY(%s) AND indexname NOT IN "
        "(SELECT conname FROM pg_constraint)",
        [list(TABLES)],
    )
    found = cursor.fetchall()
    for name, _command in found:
        cursor.execute(f'DROP INDEX "{name}"')
    return [command for _name, command in found]


def copy(cursor: Any, table: str, rows: Iterator[dict[str, Any]]) -> int:
    """The number of the last row."""
    row = next(rows)
    with cursor.connection.cursor() as raw, raw.copy(f"COPY {table} ({', '.join(row)}) FROM STDIN") as into:
        into.write_row(tuple(row.values()))
        for row in rows:
            into.write_row(tuple(row.values()))
    return int(row["id"])


def say(text: str) -> None:
    sys.stderr.write(f"{text}\n")


def words() -> dict[str, list[str]]:
    """The few words names are made of, from a file: one line each of `kind: word, word`."""
    lines = (line.partition(": ") for line in WORDS.read_text(encoding="utf-8").splitlines())
    return {kind: rest.split("; ") for kind, _colon, rest in lines}


class Rows:
    """The rows, in the order of the tables; drawn from one seed, so that every run has the same."""

    def __init__(self, leads: int, organisations: int, contacts: int, now: datetime) -> None:
        from leads.models import Contact, Lead, LeadEvent, Officer, Organisation
        from sitepages.models import Sector

        self.random, self.words = random.Random(20261126), words()
        self.leads, self.organisations, self.contacts, self.now = leads, organisations, contacts, now
        self.begin, self.step = now - timedelta(days=365 * YEARS), timedelta(days=365 * YEARS) / leads
        self.start = {
            model: (model._default_manager.order_by("-pk").values_list("pk", flat=True).first() or 0) + 1
            for model in (Organisation, Contact, Lead, LeadEvent)
        }
        self.officers = list(Officer.objects.filter(takes_leads=True).values_list("pk", "key", "department_id"))
        self.sectors = list(Sector.objects.order_by("pk").values_list("pk", flat=True))
        self.names: list[tuple[str, str]] = []
        self.counts: list[tuple[int, int]] = []  # of each lead, how many events

    def tables(self) -> Iterator[tuple[str, Iterator[dict[str, Any]]]]:
        yield "leads_organisation", self.organisation_rows()
        yield "leads_contact", self.contact_rows()
        yield "leads_lead", self.lead_rows()
        yield "leads_leadevent", self.event_rows()

    def drawn(self, kind: str) -> str:
        return self.random.choice(self.words[kind])

    def organisation_rows(self) -> Iterator[dict[str, Any]]:
        from leads.models import Organisation
        from leads.services.organisations import keys_of

        for number in range(self.organisations):
            name = self.drawn("forms").format(f"{self.drawn('brands')} {self.drawn('things')} {number % 997}")
            country = self.drawn("countries")
            self.names.append((name, country))
            yield {
                "id": self.start[Organisation] + number,
                "name": name,
                **keys_of(name),
                "name_local": "",
                "country": country,
                "domain": f"c{number}.example",
                "tax_code": "",
                "illustrative": False,
            }

    def contact_rows(self) -> Iterator[dict[str, Any]]:
        from leads.models import Contact, Organisation
        from leads.records.names import folded

        for number in range(self.contacts):
            name, phone = f"{self.drawn('family')} {self.drawn('given')} {number % 9973}", f"+8490{number:07}"
            yield {
                "id": self.start[Contact] + number,
                "name": name,
                "folded": folded(name),
                "email": self.mail_of(number),
                "phone": phone,
                "phone_key": phone[-9:],
                "language": "vi",
                "organisation_id": self.start[Organisation] + number % self.organisations,
                "illustrative": False,
            }

    def mail_of(self, contact: int) -> str:
        return f"p{contact}@c{contact % self.organisations}.example"

    def lead_rows(self) -> Iterator[dict[str, Any]]:
        from leads.choices import QUIET, Stage
        from leads.models import Contact, Lead, Organisation
        from leads.records.search import line_of

        draw, busy = self.random, [stage.value for stage in Stage if stage not in QUIET]
        for number in range(self.leads):
            pk, at, contact = self.start[Lead] + number, self.begin + self.step * number, number % self.contacts
            name, country = self.names[contact % self.organisations]
            open_one = draw.random() < OPEN_SHARE * (2 if number > self.leads * 0.9 else 0.9)
            stage = draw.choice(busy) if open_one else draw.choices(list(CLOSED), list(CLOSED.values()))[0]
            due = self.now + timedelta(hours=draw.randint(-40, 900)) if open_one or stage == "parked" else None
            officer, _key, department = draw.choice(self.officers)
            rare = number % 50_021 == 7
            person = f"{self.words['family'][number % 20]} {self.words['given'][number // 20 % 20]}"
            phone, mail, reference = f"+8490{contact:07}", self.mail_of(contact), f"YB-{at.year}-{number:07}"
            yield {
                "id": pk,
                "reference": reference,
                "submission_key": f"load-{number}",
                "organisation_id": self.start[Organisation] + contact % self.organisations,
                "contact_id": self.start[Contact] + contact,
                "contact_name": person,
                "contact_email": mail,
                "contact_phone": phone,
                "language": "ja" if rare else "vi" if number % 3 else "en",
                "message": "Xin báo giá",
                "sector_id": self.sectors[0] if rare else draw.choice(self.sectors[1:]),
                "country": country,
                "source": "fair" if rare else "site",
                "campaign": "hội chợ hiếm" if rare else "spring" if number % 10 == 0 else "",
                "received_at": at,
                "stage": stage,
                "priority": "urgent" if rare else "normal",
                "department_id": department,
                "owner_id": None if number % 997 == 0 else officer,
                "due_at": due,
                "due_clock": "next_step" if due else "",
                "search_line": line_of((reference, name, person, mail), (phone,)),
                "quiet_since": at,
                **SAME_FOR_ALL,
            }
            last = number == self.leads - 1
            self.counts.append((pk, LONGEST if last else draw.randint(3, 2 * EVENTS_EACH - 3)))

    def event_rows(self) -> Iterator[dict[str, Any]]:
        from leads.models import LeadEvent

        pk = self.start[LeadEvent]
        for number, (lead, count) in enumerate(self.counts):
            _pk, key, department = self.officers[number % len(self.officers)]
            at = self.begin + self.step * number
            for seq in range(1, count + 1):
                kind, data = KINDS[0] if seq == 1 else KINDS[2 + seq % 2]
                if seq == 2:
                    kind, data = KINDS[1]
                    data = data % {"department": department, "officer": key}
                yield {
                    "id": pk,
                    "lead_id": lead,
                    "seq": seq,
                    "kind": kind,
                    "version": 1,
                    "data": data,
                    "at": at + timedelta(hours=seq),
                }
                pk += 1


if __name__ == "__main__":
    prepare(os.environ["DATABASE_URL"])
    load(int(sys.argv[1]) if sys.argv[1:] else LEADS, datetime.now(UTC))
