"""What holds for the whole park: entered once with its receipt, read on each plot, undone like any other change."""

from __future__ import annotations

import io
from datetime import date, datetime, timedelta

import openpyxl
import pytest
from django.contrib.auth.models import Group, User
from django.test import Client
from django.utils import timezone, translation

from sitepages.land.facts import FactState
from sitepages.models import ChangeSet, ParkFact, ParkSettings, PlotEvidence
from sitepages.services.change_rows import ChangedSince
from sitepages.services.changes import undo_change_set
from sitepages.services.editing import grant_land_work
from sitepages.services.facts import facts_on
from sitepages.services.land_facts import NoSuchFact, ReceiptEndsEarly, ReceiptGiven, ReceiptIncomplete, ReceiptTooOld
from sitepages.services.park_facts import (
    BothLanguages,
    Words,
    all_questions,
    park_facts_on,
    park_questions,
    record_park_fact,
    seen_of,
)
from sitepages.services.readiness import park_readiness, readiness_on

LATENCY = Words("2,1 ms đến điểm trung chuyển Hà Nội", "2.1 ms to the exchange in Hà Nội")


@pytest.fixture
def park(whole_site: datetime) -> datetime:
    """One filled database for the whole module: two at once would share one connection."""
    return whole_site


@pytest.fixture
def land_manager(park: datetime) -> User:
    group = Group.objects.get_or_create(name="land_manager")[0]
    grant_land_work(group=group)
    user = User.objects.create_user("lan.park", first_name="Phạm", last_name="Lan")
    user.groups.add(group)
    return User.objects.get(pk=user.pk)


def record(by: User, now: datetime, key: str = "tel_latency", words: Words = LATENCY, **more: object) -> ChangeSet:
    given = ReceiptGiven(
        str(more.get("source", "Kết quả đo 11/2026")),
        more.get("verified_on", now.date()),  # type: ignore[arg-type]
        more.get("valid_until"),  # type: ignore[arg-type]
    )
    seen = str(more.get("seen", seen_of(key)))
    return record_park_fact(key=key, words=words, certainty="verified", given=given, seen=seen, by=by, now=now)


def test_published_facts_are_loaded_with_source_day_and_certainty(park: datetime) -> None:
    with translation.override("en"):
        facts = park_facts_on(park.date())
    assert facts.keys() == {question.key for question in park_questions()}
    airport = facts["tra_airport"]
    assert airport.value == "About 35 to 50 km by road"
    assert airport.source == "VnExpress, 09/2021; vietnam.vn, 2025 (read second-hand)"
    assert airport.verified_on == date(2026, 11, 24)
    assert airport.valid_until == airport.verified_on + timedelta(days=1095)
    assert facts["pow_voltage"].illustrative
    assert facts["tel_latency"].state is FactState.MISSING


def test_a_fact_entered_once_is_read_on_every_plot(park: datetime, land_manager: User, client: Client) -> None:
    record(land_manager, park)
    for code in ("SX-16", "DC-01"):
        page = client.get(f"/vi/plots/{code}/").content.decode()
        assert LATENCY.vi in page
        assert "Kết quả đo 11/2026" in page
        sheet = openpyxl.load_workbook(io.BytesIO(client.get(f"/en/plots/{code}/answers.xlsx").content)).worksheets[0]
        rows = {
            question.key: row
            for question, row in zip(all_questions(), sheet.iter_rows(min_row=2, values_only=True), strict=True)
        }
        assert rows["tel_latency"][4] == LATENCY.en
        assert "Kết quả đo 11/2026" in str(rows["tel_latency"][5])
        fact = client.get(f"/api/plots/{code}?lang=en").json()["park_facts"]["tel_latency"]
        assert (fact["value"], fact["state"]) == (LATENCY.en, "known")


def test_past_its_day_it_is_not_known_anywhere(park: datetime, land_manager: User, client: Client) -> None:
    record(land_manager, park, verified_on=park.date() - timedelta(days=200))
    fact = park_facts_on(park.date())["tel_latency"]  # 180 days at most
    assert (fact.state, fact.value, fact.last_value) == (FactState.EXPIRED, None, LATENCY.vi)
    assert LATENCY.en not in client.get("/en/plots/SX-16/").content.decode()
    assert client.get("/api/plots/SX-16?lang=en").json()["park_facts"]["tel_latency"]["value"] is None


def test_it_is_undone_as_every_change_is(park: datetime, land_manager: User) -> None:
    before = list(ParkFact.objects.order_by("key").values())
    first = record(land_manager, park, "tra_airport", Words("36 km", "36 km"))
    assert ParkFact.objects.get(key="tra_airport").verified_by == "Phạm Lan"
    undo_change_set(change_set=first, by=land_manager, now=park + timedelta(days=3))
    rows = list(ParkFact.objects.order_by("key").values())
    assert [{**row, "id": 0} for row in rows] == [{**row, "id": 0} for row in before]
    gone = record(land_manager, park, "tra_airport", Words("", " "))
    assert not ParkFact.objects.filter(key="tra_airport").exists()
    undo_change_set(change_set=gone, by=land_manager, now=park)
    assert ParkFact.objects.filter(key="tra_airport").exists()


@pytest.mark.parametrize(
    ("refused", "more"),
    [
        (NoSuchFact, {"key": "site_photos"}),
        (NoSuchFact, {"key": "no_such"}),
        (BothLanguages, {"words": Words("2 ms", "")}),
        (ReceiptIncomplete, {"source": "  "}),
        (ReceiptIncomplete, {"verified_on": date(2030, 1, 1)}),
        (ReceiptTooOld, {"verified_on": date(1989, 12, 31)}),
        (ReceiptEndsEarly, {"valid_until": date(2030, 1, 1)}),
        (ReceiptEndsEarly, {"valid_until": date(2020, 1, 1)}),
        (ChangedSince, {"seen": "an older page"}),
    ],
)
def test_what_makes_no_receipt_is_refused_and_nothing_written(
    park: datetime, land_manager: User, refused: type[Exception], more: dict[str, object]
) -> None:
    before = (ParkFact.objects.count(), ChangeSet.objects.count())
    with pytest.raises(refused):
        record(land_manager, park, **more)  # type: ignore[arg-type]
    assert (ParkFact.objects.count(), ChangeSet.objects.count()) == before


# --- The door ---


def test_the_land_manager_enters_a_fact_of_the_park(land_manager: User, client: Client) -> None:
    client.force_login(land_manager)
    page = client.get("/admin/land/park/").content.decode()
    assert "/admin/land/park/facts/tel_latency/" in page
    address = "/admin/land/park/facts/tel_latency/"
    form = client.get(address)
    today = timezone.localdate()
    fields = {
        "seen": form.context["form"]["seen"].value(),
        "words_vi": LATENCY.vi,
        "words_en": "",
        "certainty": "verified",
        "source": "Kết quả đo 11/2026",
        "verified_on": today.isoformat(),
        "valid_until": "",
    }
    refused = client.post(address, fields)
    assert refused.status_code == 422
    assert LATENCY.vi in refused.content.decode()  # nothing lost
    assert client.post(address, {**fields, "words_en": LATENCY.en}).status_code == 302
    assert LATENCY.vi in client.get("/admin/land/park/").content.decode()
    assert ChangeSet.objects.filter(kind="park_fact", created_by=land_manager).count() == 1
    change = ChangeSet.objects.get(kind="park_fact")
    shown = client.get(f"/admin/land/imports/{change.pk}/").content.decode()
    assert LATENCY.vi in shown


def test_a_document_of_the_whole_park_counts_for_every_plot(park: datetime, land_manager: User, client: Client) -> None:
    on, settings = timezone.localdate(), ParkSettings.load()
    assert {one.rule.key for one in park_readiness(on, settings)} >= {"photos", "park_eia", "zone_decision"}
    client.force_login(land_manager)
    address = "/admin/land/park/evidence/park_eia/"
    assert client.get(address).status_code == 200
    sent = {"source": "Quyết định 12/QĐ-STNMT", "verified_on": on.isoformat(), "valid_until": ""}
    assert client.post(address, sent).headers["Location"] == "/admin/land/park/"
    assert PlotEvidence.objects.filter(plot=None, key="park_eia").exists()
    for code in ("SX-16", "DC-01"):
        found = readiness_on(facts_on(on, [code]), settings)[code]
        assert next(one.state.value for one in found.evidence if one.rule.key == "park_eia") == "held"
    assert "Quyết định 12/QĐ-STNMT" in client.get("/vi/plots/SX-16/").content.decode()
