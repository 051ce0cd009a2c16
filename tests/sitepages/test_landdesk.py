"""The land's desk in the admin: a file reviewed, applied, undone; facts with receipts; who may."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.contrib.auth.models import Group, User
from django.contrib.messages import get_messages
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from sitepages.land.facts import FactState
from sitepages.land.tolerances import FIRST_SURVEY
from sitepages.models import ChangeSet, ParkSettings, Plot, PlotEvidence, PlotReceipt, PlotStatusChange
from sitepages.models.land import RECEIPTED
from sitepages.registry import PLOT_REFERENCES
from sitepages.services.changes import UNDO_DAYS, NotApplied, NotWaiting, UndoTooLate, apply_change_set, undo_change_set
from sitepages.services.editing import grant_land_work
from sitepages.services.facts import facts_on
from sitepages.services.land_facts import ReceiptGiven, ReceiptTooOld, change_status, record_fact, seen_of, verify_facts
from sitepages.services.land_receipts import max_ages
from sitepages.services.readiness import levels_on, readiness_on
from tests.cases.land import forms
from tests.sitepages import park_files

RINGS = park_files.demo().rings


@pytest.fixture
def land_manager(park: datetime) -> User:
    group = Group.objects.create(name="land_manager")
    grant_land_work(group=group)
    user = User.objects.create_user("lan", first_name="Phạm", last_name="Lan")
    user.groups.add(group)
    return User.objects.get(pk=user.pk)


@pytest.fixture
def desk(land_manager: User, client: Client) -> Client:
    client.force_login(land_manager)
    return client


def moved(code: str, east: float) -> dict[str, Any]:
    return {code: [(x + east, y) for x, y in RINGS[code]]}


def upload(desk: Client, data: bytes, name: str = "survey.csv", **more: Any) -> Any:
    fields = {"surveyed_on": "2026-11-24", "source": "Trích đo 07/2026", "crs": "", "plot": "", **more}
    return desk.post("/admin/land/imports/new/", {"file": SimpleUploadedFile(name, data), **fields})


def snapshot() -> tuple[Any, ...]:
    plots = list(Plot.objects.order_by("code").values("code", "ring", "boundary", "status", "area_m2", "power_kva"))
    receipts = sorted(PlotReceipt.objects.values_list("plot__code", "field", "source", "verified_on", "valid_until"))
    evidence = sorted(PlotEvidence.objects.values_list("plot__code", "key", "source"))
    return plots, receipts, evidence


def narrowed(code: str = "SX-14") -> dict[str, Any]:
    """Two corners moved by 4 cm, as the demo's story of SX-14 has it."""
    ring = [list(point) for point in RINGS[code]]
    ring[0][0] += 0.04
    ring[1][0] += 0.04
    return {code: [tuple(point) for point in ring]}


def test_a_file_is_looked_at_applied_and_undone_to_the_bit(desk: Client) -> None:
    before = snapshot()
    answer = upload(desk, forms.csv_bytes(forms.survey(narrowed())))
    change_set = ChangeSet.objects.get(state="previewed")
    assert answer.headers["Location"] == f"/admin/land/imports/{change_set.pk}/"
    assert snapshot() == before
    page = desk.get(answer.headers["Location"]).content.decode()
    assert "SX-14" in page
    assert "lệch tối đa 0,04 m" in page
    assert page.count('class="here"') == 2, "the two corners that move"
    desk.post(f"/admin/land/imports/{change_set.pk}/apply/", {"accept": [row["code"] for row in change_set.findings]})
    assert Plot.objects.get(code="SX-14").ring[0][0] == pytest.approx(RINGS["SX-14"][0][0] + 0.04)
    assert snapshot() != before
    desk.post(f"/admin/land/imports/{change_set.pk}/undo/")
    assert snapshot() == before
    assert ChangeSet.objects.get(pk=change_set.pk).state == "undone"


def test_errors_block_and_are_drawn(desk: Client) -> None:
    before = snapshot()
    rows = forms.survey({"SX-14": RINGS["SX-14"]})
    rows[2][2:4], rows[3][2:4] = rows[3][2:4], rows[2][2:4]
    answer = upload(desk, forms.csv_bytes([[*row[:4], ""] for row in rows]))
    page = desk.get(answer.headers["Location"]).content.decode()
    assert 'class="yb-picture"' in page
    assert 'class="here"' in page
    assert "/apply/" not in page
    refused = desk.post(f"{answer.headers['Location']}apply/")
    assert refused.status_code == 422
    assert snapshot() == before


def test_warnings_ask_kind_by_kind(desk: Client) -> None:
    facts = {"SX-14": {"zone": "SX"}}
    answer = upload(desk, forms.geojson_bytes(forms.features(moved("SX-14", 0.0), facts)), "x.geojson", whole="on")
    change_set = ChangeSet.objects.latest("pk")
    assert {row["code"] for row in change_set.findings} == {"plot_vanishes"}
    refused = desk.post(f"{answer.headers['Location']}apply/")
    assert refused.status_code == 422
    assert Plot.objects.count() == 110


def test_plots_that_go_come_back_with_all_they_had(desk: Client) -> None:
    before, history = snapshot(), PlotStatusChange.objects.filter(plot__code="SX-01").count()
    rings = {code: ring for code, ring in RINGS.items() if code != "SX-01"}
    answer = upload(desk, forms.geojson_bytes(forms.features(rings)), "park.geojson", whole="on")
    desk.post(f"{answer.headers['Location']}apply/", {"accept": ["plot_vanishes"]})
    assert not Plot.objects.filter(code="SX-01").exists()
    desk.post(f"{answer.headers['Location']}undo/")
    kept = [{k: v for k, v in one.items() if k != "ring"} for one in snapshot()[0]]
    assert kept == [{k: v for k, v in one.items() if k != "ring"} for one in before[0]]
    assert snapshot()[1:] == before[1:]
    assert PlotStatusChange.objects.filter(plot__code="SX-01").count() == history + 1  # an undo adds one


@pytest.fixture
def a_lead_on_sx_01() -> Any:
    def answer(codes: Any) -> dict[str, list[str]]:
        return {"SX-01": ["TN-2026-0007"]} if "SX-01" in codes else {}

    PLOT_REFERENCES.answered_by(answer)
    yield
    PLOT_REFERENCES.answers.remove(answer)


@pytest.fixture
def a_lead_on_sx_01_later() -> Any:
    def answer(codes: Any) -> dict[str, list[str]]:
        return {"SX-01": ["TN-2026-0007"]} if "SX-01" in codes else {}

    yield lambda: PLOT_REFERENCES.answered_by(answer)
    if answer in PLOT_REFERENCES.answers:
        PLOT_REFERENCES.answers.remove(answer)


def test_a_plot_that_a_lead_points_at_does_not_vanish(desk: Client, a_lead_on_sx_01: None) -> None:
    rings = {code: ring for code, ring in RINGS.items() if code != "SX-01"}
    answer = upload(desk, forms.geojson_bytes(forms.features(rings)), "park.geojson", whole="on")
    page = desk.get(answer.headers["Location"]).content.decode()
    assert "TN-2026-0007" in page
    assert "/apply/" not in page


def test_undo_is_refused_with_the_rows_changed_since(desk: Client) -> None:
    answer = upload(desk, forms.csv_bytes(forms.survey(narrowed())))
    kinds = [row["code"] for row in ChangeSet.objects.latest("pk").findings]
    desk.post(f"{answer.headers['Location']}apply/", {"accept": kinds})
    undo = f"{answer.headers['Location']}undo/"
    assert undo in desk.get(answer.headers["Location"]).content.decode()
    Plot.objects.filter(code="SX-14").update(ring=[list(p) for p in RINGS["SX-14"]])
    page = desk.get(answer.headers["Location"]).content.decode()
    assert undo not in page
    assert "SX-14: Ranh giới" in page
    refused = desk.post(f"{answer.headers['Location']}undo/")
    assert refused.status_code == 409
    assert "SX-14: Ranh giới" in refused.content.decode()
    assert ChangeSet.objects.latest("pk").state == "applied"


def test_undo_is_drawn_as_long_as_it_is_taken(desk: Client, a_lead_on_sx_01_later: Any) -> None:
    """A plot that a change brought may be wished for since; after thirty days there is a reason, not a button."""
    rings = {code: ring for code, ring in RINGS.items() if code != "SX-01"}
    gone = upload(desk, forms.geojson_bytes(forms.features(rings)), "park.geojson", whole="on").headers["Location"]
    desk.post(f"{gone}apply/", {"accept": ["plot_vanishes"]})
    desk.post(f"{gone}undo/")
    before = ChangeSet.objects.latest("pk")
    brought = ChangeSet.objects.create(
        kind="plot_import",
        title=before.title,
        source=before.source,
        created_at=before.created_at,
        applied_at=timezone.now(),
        state="applied",
        changes=[{**change, "before": change["after"], "after": change["before"]} for change in before.changes],
        findings=[],
        details={},
    )
    one = f"/admin/land/imports/{brought.pk}/"
    assert f"{one}undo/" in desk.get(one).content.decode()
    a_lead_on_sx_01_later()
    page = desk.get(one).content.decode()
    assert f"{one}undo/" not in page
    assert "SX-01" in page
    assert desk.post(f"{one}undo/").status_code == 409
    ChangeSet.objects.update(applied_at=timezone.now() - timedelta(days=UNDO_DAYS + 1))
    late = desk.get(one).content.decode()
    assert f"{one}undo/" not in late
    assert f"{UNDO_DAYS} ngày" in late


def test_undo_ends_after_thirty_days_and_happens_once(desk: Client, land_manager: User, park: datetime) -> None:
    upload(desk, forms.csv_bytes(forms.survey(narrowed())))
    change_set = ChangeSet.objects.latest("pk")
    kinds = [row["code"] for row in change_set.findings]
    applied = apply_change_set(change_set=change_set, by=land_manager, now=park, accepted=kinds)
    with pytest.raises(NotWaiting):
        apply_change_set(change_set=change_set, by=land_manager, now=park, accepted=kinds)
    late = park + timedelta(days=UNDO_DAYS, seconds=1)
    with pytest.raises(UndoTooLate):
        undo_change_set(change_set=applied, by=land_manager, now=late)
    undo_change_set(change_set=applied, by=land_manager, now=park)
    with pytest.raises(NotApplied):
        undo_change_set(change_set=applied, by=land_manager, now=park)


def test_two_previews_of_the_same_plot_the_second_is_stale(desk: Client) -> None:
    first = upload(desk, forms.csv_bytes(forms.survey(narrowed())))
    second = upload(desk, forms.csv_bytes(forms.survey(narrowed())))
    kinds = [row["code"] for row in ChangeSet.objects.latest("pk").findings]
    desk.post(f"{first.headers['Location']}apply/", {"accept": kinds})
    assert "/apply/" not in desk.get(second.headers["Location"]).content.decode()
    refused = desk.post(f"{second.headers['Location']}apply/", {"accept": kinds})
    assert refused.status_code == 409


def test_what_is_put_aside_changes_nothing(desk: Client) -> None:
    before = snapshot()
    answer = upload(desk, forms.csv_bytes(forms.survey(narrowed())))
    desk.post(f"{answer.headers['Location']}discard/")
    assert ChangeSet.objects.latest("pk").state == "discarded"
    assert snapshot() == before


def test_a_hostile_file_leaves_nothing_behind(desk: Client) -> None:
    before = ChangeSet.objects.count()
    answer = upload(desk, b"<OGRVRTDataSource/>", "x.geojson")
    assert answer.status_code == 422
    assert "XML" in answer.content.decode()
    assert ChangeSet.objects.count() == before


def test_a_body_of_two_hundred_megabytes_is_not_read(desk: Client) -> None:
    answer = desk.generic(
        "POST", "/admin/land/imports/new/", b"x", "multipart/form-data; boundary=x", CONTENT_LENGTH="200000000"
    )
    assert answer.status_code == 413


def test_the_upload_wants_its_token(land_manager: User) -> None:
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(land_manager)
    assert upload(strict, b"x").status_code == 403


@pytest.mark.parametrize(("day", "says"), [("0001-01-01", "trước năm 1990"), ("2999-01-01", "ở tương lai")])
def test_no_survey_is_of_such_a_day(land_manager: User, client: Client, day: str, says: str) -> None:
    client.force_login(land_manager)
    before = ChangeSet.objects.count()
    answer = upload(client, b"x", surveyed_on=day)
    assert answer.status_code == 422
    assert says in answer.content.decode()
    assert ChangeSet.objects.count() == before


def test_who_may_not_work_on_the_land_only_reads(park: datetime, client: Client) -> None:
    from django.contrib.auth.models import Permission

    reader = User.objects.create_user("doc")
    wanted = ("access_admin", "view_plot")
    reader.user_permissions.add(*Permission.objects.filter(codename__in=wanted))
    client.force_login(reader)
    assert client.get("/admin/land/imports/").status_code == 200
    assert client.get("/admin/land/plots/SX-01/").status_code == 200
    for address in ("/admin/land/imports/new/", "/admin/land/plots/SX-01/facts/power_kva/"):
        assert client.get(address).status_code == 302
    before = snapshot()
    assert client.post("/admin/land/verify/", {"facts": ["SX-01/power_kva"], "source": "x"}).status_code == 302
    assert snapshot() == before


# --- Facts ---


def fact(code: str, field: str) -> Any:
    return facts_on(timezone.localdate(), [code]).plots[0].facts[field]


def test_one_fact_is_written_with_its_receipt(desk: Client) -> None:
    plot = Plot.objects.get(code="SX-01")
    today = timezone.localdate()
    form = {"seen": seen_of(plot, "power_kva"), "value_0": "1.250", "source": "Thư 12/PC", "verified_on": str(today)}
    answer = desk.post("/admin/land/plots/SX-01/facts/power_kva/", {**form, "valid_until": ""})
    assert answer.status_code == 302, answer.content.decode()[-3000:]
    known = fact("SX-01", "power_kva")
    assert (known.value, known.source, known.verified_by) == (1250, "Thư 12/PC", "Phạm Lan")
    assert known.valid_until == today + timedelta(days=365)
    stale = desk.post("/admin/land/plots/SX-01/facts/power_kva/", {**form, "valid_until": ""})
    assert stale.status_code == 409


@pytest.mark.parametrize(
    ("given", "status"),
    [
        ({"value_0": "much"}, 422),
        ({"value_0": "-4"}, 422),
        ({"verified_on": "2999-01-01"}, 422),
        ({"source": ""}, 422),
        ({"valid_until": "2001-01-01"}, 422),
        ({"valid_until": "2900-01-01"}, 422),
    ],
)
def test_a_fact_without_a_sound_receipt_is_refused_in_words(desk: Client, given: dict[str, str], status: int) -> None:
    before = snapshot()
    plot = Plot.objects.get(code="SX-01")
    form = {"seen": seen_of(plot, "power_kva"), "value_0": "900", "source": "Thư", "verified_on": "2026-11-01"}
    answer = desk.post("/admin/land/plots/SX-01/facts/power_kva/", {**form, "valid_until": "", **given})
    assert answer.status_code == status
    assert snapshot() == before


def test_a_fact_nobody_knows_any_more_is_unknown(desk: Client, land_manager: User) -> None:
    plot, now = Plot.objects.get(code="SX-01"), timezone.now()
    given = ReceiptGiven("Chưa có số liệu", timezone.localdate(now))
    seen = seen_of(plot, "power_kva")
    record_fact(plot=plot, field="power_kva", values=[""], given=given, seen=seen, by=land_manager, now=now)
    assert fact("SX-01", "power_kva").state is FactState.MISSING


def test_verified_today_renews_receipts_and_ends_a_dispute(desk: Client) -> None:
    today = timezone.localdate()
    assert fact("SX-16", "water_m3_day").state is FactState.EXPIRED
    assert fact("SX-04", "power_kva").disputed_on
    ticked = ["SX-16/water_m3_day", "SX-04/power_kva", "CG-03/fibre_gbps"]
    answer = desk.post("/admin/land/verify/", {"facts": [*ticked, "ZZ/x"], "source": "Đi thực địa"})
    assert answer.status_code == 302
    told = [str(message) for message in get_messages(answer.wsgi_request)]
    assert any("CG-03/fibre_gbps, ZZ/x" in words for words in told), told
    renewed = fact("SX-16", "water_m3_day")
    assert (renewed.state, renewed.verified_on, renewed.source) == (FactState.KNOWN, today, "Đi thực địa")
    assert renewed.illustrative  # looking at an illustrative value does not make it real
    assert fact("SX-04", "power_kva").disputed_on is None
    assert fact("CG-03", "fibre_gbps").state is FactState.MISSING


def test_the_freshness_list_shows_what_expires_and_what_is_missing(desk: Client) -> None:
    soon = desk.get("/admin/land/freshness/").content.decode()
    assert "DV-09" in soon
    assert "SX-16" in desk.get("/admin/land/freshness/?show=expired").content.decode()
    assert "CG-03" in desk.get("/admin/land/freshness/?show=missing").content.decode()
    assert "SX-04" in desk.get("/admin/land/freshness/?show=disputed").content.decode()
    assert "%" in desk.get("/admin/land/freshness/?show=plots").content.decode()
    assert desk.post("/admin/land/verify/", {"source": "x"}).status_code == 422


def test_a_status_changes_with_who_when_and_why(desk: Client, land_manager: User) -> None:
    plot = Plot.objects.get(code="SX-01")
    other = "reserved" if plot.status != "reserved" else "available"
    form = {"seen": seen_of(plot, "status"), "status": other, "verified_on": "2026-11-26", "source": "Quyết định 15"}
    assert desk.post("/admin/land/plots/SX-01/status/", form).status_code == 302
    line = PlotStatusChange.objects.filter(plot=plot).latest("pk")
    assert (line.status, line.since, line.reason, line.recorded_by) == (
        other,
        date(2026, 11, 26),
        "Quyết định 15",
        "Phạm Lan",
    )
    assert desk.post("/admin/land/plots/SX-01/status/", form).status_code == 409
    done = ChangeSet.objects.filter(kind="status").latest("pk")
    undo_change_set(change_set=done, by=land_manager, now=timezone.now())
    assert Plot.objects.get(code="SX-01").status == plot.status
    assert PlotStatusChange.objects.filter(plot=plot).latest("pk").reason.startswith("undo #")


# --- Readiness ---


def test_levels_hold_only_while_all_their_evidence_does(park: datetime, land_manager: User) -> None:
    today = timezone.localdate()
    levels = levels_on(today, ParkSettings.load())
    assert levels["SX-01"] == 2
    assert levels["SX-03"] == 1
    assert "SX-06" not in levels
    assert 3 not in levels.values()  # the zone is planned: out of reach
    assert "SX-01" not in levels_on(today + timedelta(days=400), ParkSettings.load())
    PlotEvidence.objects.filter(plot__code="SX-01", key="flood").delete()
    assert levels_on(today, ParkSettings.load())["SX-01"] == 1


def test_the_plots_page_shows_each_level_with_its_evidence(park: datetime, client: Client) -> None:
    page = client.get("/en/plots/SX-01/").content.decode()
    assert "level 2 of 3 held" in page
    assert "Zone established or recognised" in page
    assert "area recomputed within 0.1% of the declared; at most 5 years old" in page  # the rule itself is published
    assert "no level held yet" in client.get("/en/plots/SX-06/").content.decode()


def test_a_document_lifts_a_plot_and_old_evidence_is_told(desk: Client) -> None:
    today = timezone.localdate()
    form = {"source": "Bộ ảnh 11/2026", "verified_on": str(today), "valid_until": ""}
    assert desk.post("/admin/land/plots/SX-06/evidence/photos/", form).status_code == 302
    assert levels_on(today, ParkSettings.load())["SX-06"] == 1
    assert desk.get("/admin/land/plots/SX-06/evidence/none/").status_code == 404
    late = {**form, "valid_until": str(today + timedelta(days=4000))}
    assert desk.post("/admin/land/plots/SX-06/evidence/photos/", late).status_code == 422
    land = facts_on(today, ["DC-01"])
    assert {
        one.state.value
        for one in readiness_on(land, ParkSettings.load())["DC-01"].evidence
        if one.rule.key == "environment"
    } == {"old"}
    assert "20" in desk.get("/admin/land/plots/DC-01/").content.decode()


def test_a_day_before_any_survey_is_refused_in_the_form_of_a_fact_too(desk: Client) -> None:
    plot = Plot.objects.get(code="SX-01")
    given = {"value_0": "900", "source": "Thư", "verified_on": "1985-05-01", "seen": seen_of(plot, "power_kva")}
    answer = desk.post("/admin/land/plots/SX-01/facts/power_kva/", given)
    assert answer.status_code == 422
    assert "01/01/1990" in answer.content.decode()
    status = {"status": "leased", "source": "Thư", "verified_on": "1985-05-01", "seen": seen_of(plot, "status")}
    assert "01/01/1990" in desk.post("/admin/land/plots/SX-01/status/", status).content.decode()
    assert Plot.objects.get(code="SX-01").power_kva == plot.power_kva
    by, given_then = User.objects.get(username="lan"), ReceiptGiven("Thư", FIRST_SURVEY - timedelta(days=1))
    with pytest.raises(ReceiptTooOld):
        verify_facts(facts=[("SX-01", "power_kva")], given=given_then, by=by, now=timezone.now())


@pytest.mark.parametrize("verb", [verify_facts, change_status])
def test_a_day_in_the_future_is_no_verification(park: datetime, land_manager: User, verb: Callable[..., Any]) -> None:
    from sitepages.services.land_facts import ReceiptIncomplete

    given = ReceiptGiven("Thư", timezone.localdate() + timedelta(days=1))
    plot = Plot.objects.get(code="SX-01")
    more: dict[str, Any] = {"facts": [("SX-01", "power_kva")]}
    if verb is change_status:
        more = {"plot": plot, "status": "leased", "seen": seen_of(plot, "status")}
    with pytest.raises(ReceiptIncomplete):
        verb(given=given, by=land_manager, now=timezone.now(), **more)


def test_what_makes_no_fact_is_refused(park: datetime, land_manager: User) -> None:
    from sitepages.services.land_facts import (
        NoSuchFact,
        NothingToVerify,
        ReceiptEndsEarly,
        ValueOutOfRange,
        record_evidence,
    )

    plot, now = Plot.objects.get(code="CG-03"), timezone.now()
    today = timezone.localdate(now)
    who: dict[str, Any] = {"by": land_manager, "now": now}
    given = ReceiptGiven("Thư", today)
    early = ReceiptGiven("Thư", today, today - timedelta(days=1))
    with pytest.raises(NoSuchFact):
        record_fact(plot=plot, field="ring", values=["1"], given=given, seen="", **who)
    with pytest.raises(NoSuchFact):
        record_evidence(plot=plot, key="none", given=given, **who)
    with pytest.raises(ValueOutOfRange):
        record_fact(plot=plot, field="phase", values=["77"], given=given, seen=seen_of(plot, "phase"), **who)
    with pytest.raises(ReceiptEndsEarly):
        record_fact(plot=plot, field="phase", values=["1"], given=early, seen=seen_of(plot, "phase"), **who)
    with pytest.raises(NothingToVerify):
        verify_facts(facts=[("CG-03", "fibre_gbps"), ("none", "phase")], given=given, **who)


def test_a_file_without_plots_and_a_value_lost_are_told_in_the_readers_words(desk: Client) -> None:
    nameless = forms.features(moved("SX-01", 0))
    del nameless[0]["id"], nameless[0]["properties"]["code"]
    page = upload(desk, forms.geojson_bytes(nameless), "plots.geojson")
    shown = desk.get(page.url).content.decode()
    assert "<h1" in shown
    assert "0 lô" in shown
    assert "0 plots" not in shown
    empty = forms.csv_bytes([["code", "zone", "status", "power_kva", "lease_until"], ["SX-01", "SX", "leased", "", ""]])
    shown = desk.get(upload(desk, empty, "plots.csv").url).content.decode()
    assert "Điện (power_kva)" in shown
    assert "đang lưu 1.700\u00a0kVA" in shown
    assert "Đất sử dụng đến (lease_until)" in shown


def test_every_fact_of_a_plot_has_a_last_day_of_use(park: datetime) -> None:
    assert max_ages().keys() >= RECEIPTED.keys()
    assert not PlotReceipt.objects.filter(valid_until=None).exists()
    told = PlotReceipt.objects.filter(field="lease_until").first()
    assert told is not None
    assert told.valid_until == told.verified_on + timedelta(days=365)
