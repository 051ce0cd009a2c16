"""What a page may cost: queries, and bytes over the wire. Budgets, not timings: those are in tests/load."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from uuid import uuid4

import brotli
import pytest
from django.apps import apps
from django.contrib.contenttypes.models import ContentType
from django.contrib.staticfiles import finders
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from wagtail.models import Site

from leads.choices import AccessKind, Role
from leads.matching.values import VERSION_1
from leads.models import Lead, Officer
from leads.services.access_log import note_access
from leads.services.events import Assigned, NoteWritten, record
from leads.services.intake import submit_lead
from leads.services.links import live_link, token_for
from leads.services.matching import run_match
from leads.services.weights import publish_weights
from sitepages.models import LandVersion
from sitepages.services.law import _built
from tests.leads.conftest import a_submission, account, person
from tests.leads.test_desk_views import signed_in
from tests.sitepages.desk_people import desk_people, drafted

pytestmark = pytest.mark.once  # how many queries a page asks is said by the ORM

KB = 1024
MATCH = {"sector": "software", "land": {"area_min_m2": 5000, "area_max_m2": 8000}}


def cold() -> None:
    """As after a start: no cache, no law read."""
    cache.clear()
    LandVersion.objects.update(token=uuid4().hex)  # no state of the land is known
    _built.cache_clear()
    Site.clear_site_root_paths_cache()
    ContentType.objects.get_for_models(*apps.get_models())  # read once in a process, whichever test came first


def queries(ask: Callable[[], object]) -> int:
    with CaptureQueriesContext(connection) as asked:
        ask()
    return len(asked)


# --- Queries ---
# Every page: the park's settings (1), pages in the menu (1). Land and plan: the token of its state (2), and on a new
# state plots, fields in use, zones with permissions, sectors, layers, what readiness asks (up to 9). A page of Wagtail:
# site, locale twice, page, its privacy (2), translations (1), and where its site's addresses are not in the cache two
# more.
PUBLIC = [
    (
        "/vi/",
        12,
        42,
    ),  # warm: the plan, the figures and the example are kept; cold: one visitor in ten minutes has them made
    ("/en/plots/", 5, 16),
    ("/en/plots/?zone=SX&price=80-100&ready=now&sort=price", 6, 17),  # the zones the filter may name
    ("/vi/plots/SX-12/", 11, 19),  # and the plot's own facts with receipts (3), its history, whom to write to
    ("/en/plots/compare/?pick=SX-12&pick=SX-16~SX-17", 8, 15),
    ("/vi/incentives/", 7, 16),
    ("/en/incentives/?on=2025-06-30", 7, 16),
    ("/en/incentives/cit-cdtz-10-15/", 10, 15),
    ("/en/procedures/?case=foreign_green_sublease", 8, 10),  # cases, questions, steps with what they wait for, notes
    ("/vi/tin-tuc/", 14, 16),
    ("/en/about/", 13, 23),  # the first of an hour reckons the figures of service: 8
    ("/en/match/", 3, 8),  # warm: one question to the state of the house for the whole vocabulary
    ("/en/match/weights/", 4, 6),
    ("/api/plots.geojson", 5, 13),
    ("/api/plots?zone=SX&limit=5", 6, 14),
    ("/api/plots/SX-12", 5, 9),
    ("/api/incentives", 8, 15),
    ("/api/incentives/schema", 0, 0),
    ("/sitemap.xml", 5, 7),
    ("/robots.txt", 0, 0),
    ("/api/openapi.json", 3, 3),
    ("/healthz", 1, 1),
]


@pytest.mark.parametrize(("address", "warm", "first"), PUBLIC)
def test_a_public_page_asks_the_database_little(
    whole_site: datetime, client: Client, address: str, warm: int, first: int
) -> None:
    cold()
    assert queries(lambda: client.get(address)) <= first
    response = client.get(address)
    assert response.status_code == 200
    assert queries(lambda: client.get(address)) <= warm <= 15


def test_a_match_asks_the_database_little(whole_site: datetime, client: Client) -> None:
    """The first match of a process reads the whole law (7) and the streets; they are kept until changed. Asked each
    time, so that no process answers by an old one: state of the land, weights, the count of the limit, the snapshot.
    """
    cold()
    form = {"sector": "software", "land.area_min_m2": "5000", "unit": "m2"}
    sent: list[str] = []
    steps = {
        "api": lambda: client.post("/api/match", MATCH, content_type="application/json"),
        "form": lambda: sent.append(client.post("/en/match/", form).headers["Location"]),
        "result": lambda: client.get(sent[0]),
        "money": lambda: client.get(f"{sent[0]}money/"),
    }
    assert queries(steps["api"]) <= 27
    steps["form"]()
    steps["result"]()
    for name, step in steps.items():
        assert queries(step) <= 15, name


@pytest.fixture
def lead(whole_site: datetime) -> Lead:
    made, _ = submit_lead(submission=a_submission(), by=None, now=whole_site)
    return made


def test_the_investors_page_asks_the_database_little(lead: Lead, client: Client, whole_site: datetime) -> None:
    token = token_for(live_link(lead=lead, now=whole_site))
    cold()
    assert queries(lambda: client.get(f"/en/lead/{token}/")) <= 21  # the site's addresses are read once
    assert queries(lambda: client.get(f"/en/lead/{token}/")) <= 19  # messages, mails and links of the room: three


def test_an_answer_pack_asks_the_database_little(whole_site: datetime, client: Client) -> None:
    run = run_match(request=MATCH, source="site", now=whole_site)
    made, _ = submit_lead(submission=a_submission(run), by=None, now=whole_site)
    token = token_for(live_link(lead=made, now=whole_site))
    for page in ("", "1/pack.pdf"):
        cold()
        assert queries(lambda page=page: client.get(f"/en/lead/{token}/pack/{page}")) <= 25
        assert queries(lambda page=page: client.get(f"/en/lead/{token}/pack/{page}")) <= 21


def test_the_desk_asks_the_same_however_many_leads_there_are(lead: Lead, whole_site: datetime) -> None:
    client = signed_in(account("head", Role.DUTY_HEAD))
    client.get("/admin/desk/")
    few = queries(lambda: client.get("/admin/desk/"))
    for number in range(30):
        submit_lead(submission=a_submission(submission_key=f"k{number}"), by=None, now=whole_site)
    assert queries(lambda: client.get("/admin/desk/")) == few <= 25  # the filter's choices (3), saved ones, steps
    assert queries(lambda: client.get("/admin/desk/board/")) <= 22


def test_the_record_of_access_asks_the_same_however_long_it_is(lead: Lead, whole_site: datetime) -> None:
    client = signed_in(account("head", Role.DUTY_HEAD))
    ask = {tab: lambda tab=tab: client.get(f"/admin/desk/log/?tab={tab}") for tab in ("seen", "changed")}
    client.get(f"/admin/desk/{lead.pk}/")
    client.post(f"/admin/desk/{lead.pk}/note/", {"text": "x", "seen_seq": 99})
    for one in ask.values():
        one()
    few = {tab: queries(one) for tab, one in ask.items()}
    people = [person(f"off_{number}", f"Cán bộ {number} (mẫu)", "so_khcn", Role.OFFICER) for number in range(3)]
    for number in range(60):
        by, more = people[number % 3].user, {"lead": lead, "now": whole_site - timedelta(hours=number)}
        note_access(kind=AccessKind.LEAD, subject=f"desk-lead:{number}", by=by, **more)
        record(lead=lead, event=NoteWritten(text="x"), by=by, at=whole_site)
    assert {tab: queries(one) for tab, one in ask.items()} == few
    assert max(few.values()) <= 15


def test_the_weights_page_asks_the_same_however_many_versions(whole_site: datetime) -> None:
    admin = account("keeper", Role.ADMIN)
    client, page = signed_in(admin), "/admin/desk/weights/"
    rows = {key: (row.weight, row.zero, row.one) for key, row in VERSION_1.rows.items()}

    def publish(price: int) -> None:
        day = whole_site.date() + timedelta(days=price)
        publish_weights(rows=rows | {"price": (price, 150, 60)}, valid_from=day, note="x", by=admin, now=whole_site)

    publish(30)
    client.get(page)
    few = queries(lambda: client.get(page))
    for price in range(31, 36):
        publish(price)
    assert queries(lambda: client.get(page)) == few <= 20


LAW = [
    ("/admin/law/", 20),
    ("/admin/law/shared/", 21),  # with the names of the sectors
    ("/admin/law/rates/", 20),
    ("/admin/law/sources/", 20),
    ("/admin/law/sources/TNDN/", 20),
    ("/admin/law/stale/", 20),
    ("/admin/law/questions/", 20),
    ("/admin/law/rule/CIT_SECTOR_10_15/", 20),
    # its cases, and those of its readers by the law of each case's day; names of the sectors, titles of the sources
    ("/admin/law/version/{draft}/", 38),
]


def test_the_policy_desk_asks_the_database_little(whole_site: datetime) -> None:
    desk = desk_people(whole_site)
    client, draft = signed_in(desk.jurist), drafted(desk, "CIT_SECTOR_10_15", valid_to="2040-01-01")
    asked = {}
    for address, budget in LAW:
        page = address.format(draft=draft.pk)
        client.get(page)
        found = queries(lambda page=page: client.get(page))
        asked |= {address: found} if found > budget else {}
    assert asked == {}


def test_a_leads_page_asks_the_same_however_long_its_history(lead: Lead, client: Client, whole_site: datetime) -> None:
    """One book of names a page: forty assignments with their reasons cost what one costs, here and for the investor.

    With its match, whose open incentives each name the facts they wait for.
    """
    lead.match_run = run_match(request=MATCH, source="site", now=whole_site)
    lead.save()
    desk, mine = f"/admin/desk/{lead.pk}/", f"/vi/lead/{token_for(live_link(lead=lead, now=whole_site))}/"
    head = signed_in(account("head", Role.DUTY_HEAD))
    read = {desk: lambda: head.get(desk), mine: lambda: client.get(mine)}
    people = [person(f"off_{key}", f"Cán bộ {key} (mẫu)", key, Role.OFFICER) for key in ("so_khcn", "so_tai_chinh")]
    assigned(lead, people, 1, whole_site)
    for ask in read.values():
        ask()
    few = {page: queries(ask) for page, ask in read.items()}
    assigned(lead, people, 40, whole_site)
    assert {page: queries(ask) for page, ask in read.items()} == few
    # tasks, who may be given one (2), templates; targets by date; land held; questions to departments (2); mails,
    # files, messages, the path (2), who looks, the record of access (2), addresses that bounced: every room once,
    # however much stands in it
    assert few[desk] <= 42
    assert few[mine] <= 16  # consents included


def assigned(lead: Lead, officers: list[Officer], times: int, now: datetime) -> None:
    """Given round the desk by rule, by hand and by hand-over, with everything a reason may name."""
    grounds = [{"fact": "sector", "value": "software"}, {"fact": "zone", "value": "SX"}]
    for number in range(times):
        one, before = officers[number % 2], officers[(number + 1) % 2]
        skill = {"sector": "software", "language": "en", "language_wished": "ko", "open_leads": 2, "capacity": 8}
        rule = {
            "wanted": "so_khcn",
            "department": one.department_id,
            "pool": "korea",
            "because": grounds,
            "stands_in": True,
        }
        for reason in (
            rule | skill,
            {"by_hand": "đi vắng", "by": one.name},
            {"hand_over": 1, "how": "leave", "why": "2026-12-01", "from": before.key},
        ):
            given = Assigned(department=one.department_id, officer=one.key, reason=reason)
            record(lead=lead, event=given, by=one.user, at=now)


# --- Bytes ---


def test_a_first_view_stays_light(whole_site: datetime, client: Client) -> None:
    for lang in ("vi", "en"):
        for page in ("", "plots/", "plots/SX-12/", "match/"):
            size = first_view(client, f"/{lang}/{page}")
            assert size < 200 * KB, page


def first_view(client: Client, address: str) -> int:
    """Bytes over the wire: the page, and whatever it or its styles name, each counted once and compressed as sent."""
    response = client.get(address, headers={"accept-encoding": "gzip, br"})
    total = len(response.content)
    for path in referenced(client.get(address).content.decode()):
        total += sent_size(path)
    return total


def referenced(page: str) -> set[str]:
    """Static files the browser fetches for this page; one family of letters serves both languages."""
    named = set(re.findall(r'(?:href|src)="/static/([^"#?]+)"', page))
    for path in [path for path in named if path.endswith(".css")]:
        text = file(path).read_text(encoding="utf-8")
        folder = Path(path).parent
        urls = re.findall(r"url\(['\"]?([^)'\"#:]+)['\"]?\)", text)  # not data:, not a pattern of the page
        named |= {(folder / url).as_posix() for url in urls}
    return {re.sub(r"[^/]+/\.\./", "", path) for path in named}


def file(path: str) -> Path:
    found = finders.find(path)
    assert found, path
    return Path(str(found))


def sent_size(path: str) -> int:
    data = file(path).read_bytes()
    return len(data) if path.endswith((".woff2", ".png", ".jpg", ".webp")) else len(brotli.compress(data))


def test_all_styles_of_a_page_stay_small(whole_site: datetime, client: Client) -> None:
    for address in ("/vi/", "/vi/plots/", "/vi/plots/SX-12/", "/vi/match/", "/vi/tin-tuc/", "/en/incentives/"):
        styles = [path for path in referenced(client.get(address).content.decode()) if path.endswith(".css")]
        assert styles
        assert sum(map(sent_size, styles)) < 15 * KB, address


def test_our_scripts_stay_small() -> None:
    ours = [path for app in ("sitepages", "leads") for path in Path(app, "static").rglob("*.js")]
    assert sum(len(brotli.compress(path.read_bytes())) for path in ours if "vendor" not in path.parts) < 10 * KB


# --- Compression, validators ---


@pytest.mark.parametrize("address", ["/vi/", "/en/plots/", "/vi/plots/SX-12/", "/en/incentives/", "/api/plots.geojson"])
def test_what_anybody_may_keep_goes_out_compressed_and_is_checked_by_its_mark(
    whole_site: datetime, client: Client, address: str
) -> None:
    response = client.get(address, headers={"accept-encoding": "gzip"})
    assert response.headers["Content-Encoding"] == "gzip"
    assert "Accept-Encoding" in response.headers["Vary"]
    assert not response.cookies
    mark = {"if-none-match": response.headers["ETag"], "accept-encoding": "gzip"}
    assert client.get(address, headers=mark).status_code == 304
    plain = client.get(address)
    assert "Content-Encoding" not in plain.headers
    assert "Accept-Encoding" in plain.headers["Vary"]


@pytest.mark.parametrize("address", ["/vi/match/", "/admin/login/"])
def test_a_page_with_a_token_goes_out_plain(whole_site: datetime, client: Client, address: str) -> None:
    response = client.get(address, headers={"accept-encoding": "gzip"})
    assert "Content-Encoding" not in response.headers
    assert "private" in response.headers["Cache-Control"]
