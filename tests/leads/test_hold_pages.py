"""The doors of land held: what a person sees of others' files, what a form gives back, how few queries it takes."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from leads.choices import HoldState, Stage
from leads.models import Hold, Lead, MatchRun, WantedPlot
from leads.services.holds import hold_plots
from leads.services.intake import submit_lead
from leads.services.links import live_link, token_for
from leads.services.overlap import overlap_for
from tests.leads.conftest import Cast, a_match, a_submission, seq_of
from tests.leads.desk_acts import at_stage
from tests.leads.land import HA, lay_out
from tests.leads.test_desk_views import signed_in

pytestmark = pytest.mark.django_db
VI = {"Accept-Language": "vi"}


def a_lead(key: str, *options: list[str], sector: str = "software", name: str = "") -> Lead:
    run = a_match(sector)
    answer = {"match": {"options": [{"plots": plots, "area_m2": 1, "lease_usd": 1} for plots in options]}}
    MatchRun.objects.filter(pk=run.pk).update(answer=answer)
    run.refresh_from_db()
    given = {"submission_key": key, "contact_email": f"{key}@x.example", "organisation_name": name or f"Org {key}"}
    lead, _ = submit_lead(submission=a_submission(run, **given), by=None, now=timezone.now() - timedelta(days=2))
    return lead


@pytest.fixture
def land(cast: Cast) -> datetime:
    lay_out(A1=HA, A2=2 * HA, A3=3 * HA, BIG=6 * HA)
    return timezone.now()


def held(lead: Lead, *plots: str) -> Hold:
    now = timezone.now()
    until = (now + timedelta(days=10)).date()
    assert lead.owner
    return hold_plots(
        lead=lead, plots=plots, until=until, queue=True, seen_seq=seq_of(lead), by=lead.owner.user, now=now
    )


def test_a_hold_is_made_from_the_file_and_what_was_typed_stays_on_refusal(cast: Cast, land: datetime) -> None:
    lead = a_lead("one", ["A1"], ["A2", "A3"])
    client = signed_in(lead.owner.user)
    page = client.get(f"/admin/desk/{lead.pk}/hold/?plots=A2,A3", headers=VI).content.decode()
    assert 'value="A2,A3"' in page
    assert "A2 + A3" in page
    until = (land + timedelta(days=9)).date().isoformat()
    wrong = {"plots": "A2, NOPE", "until": until, "queue": "on", "seen_seq": seq_of(lead)}
    answer = client.post(f"/admin/desk/{lead.pk}/hold/", wrong, headers=VI)
    assert answer.status_code == 422
    assert "Không có lô NOPE." in answer.content.decode()
    assert 'value="A2, NOPE"' in answer.content.decode()
    answer = client.post(f"/admin/desk/{lead.pk}/hold/", wrong | {"plots": "a2 + A3"})
    assert answer.status_code == 302
    Lead.objects.update(match_run=None)  # a made-up answer is enough for options, not for the file's page
    page = client.get(f"/admin/desk/{lead.pk}/", headers=VI).content.decode()
    assert "giữ đến" in page
    assert Hold.objects.get().state == HoldState.LIVE


def test_who_competes_is_shown_by_officer_never_by_name(cast: Cast, land: datetime) -> None:
    mine = a_lead("mine", ["A1"], name="Công ty Một")
    other = a_lead("other", ["A1"], sector="electronics_hardware", name="Công ty Kín")
    assert other.owner == cast.chi
    held(other, "A1")
    held(mine, "A1")
    for path in ("/admin/desk/holds/", "/admin/desk/holds/?which=waiting", "/admin/desk/plots/A1/"):
        page = signed_in(cast.an.user).get(path, headers=VI).content.decode()
        assert "Công ty Kín" not in page
        assert other.reference not in page
    live = signed_in(cast.an.user).get("/admin/desk/holds/", headers=VI).content.decode()
    assert "hồ sơ khác" in live
    assert cast.chi.name in live
    whole = signed_in(cast.vu.user).get("/admin/desk/plots/A1/", headers=VI).content.decode()
    assert "Công ty Kín" in whole
    assert "Công ty Một" in whole


def test_who_has_nothing_to_do_with_a_plot_sees_only_how_many_want_it(cast: Cast, land: datetime) -> None:
    a_lead("other", ["A3"], sector="electronics_hardware", name="Công ty Kín")
    page = signed_in(cast.an.user).get("/admin/desk/plots/A3/", headers=VI).content.decode()
    assert "và 1 hồ sơ ngoài phạm vi được xem" in page
    assert "Công ty Kín" not in page


def test_the_overlap_names_plots_that_several_want_and_a_way_to_share(cast: Cast, land: datetime) -> None:
    first, second = a_lead("first", ["A1"], ["A2"]), a_lead("second", ["A1"], ["A3"])
    alone = a_lead("alone", ["BIG"])
    for lead in (first, second, alone):
        at_stage(lead, cast, Stage.QUALIFIED)
    found = overlap_for(cast.vu.user)
    assert [(one.code, one.leads) for one in found.contests] == [("A1", (first.pk, second.pk))]
    assert [(one.key, sorted(one.plots), one.choice) for one in found.shares] == [
        (first.pk, ["A1"], 1),
        (second.pk, ["A3"], 2),
    ]
    held(second, "A1")
    found = overlap_for(cast.vu.user)
    assert [(one.key, sorted(one.plots)) for one in found.shares] == [(second.pk, ["A1"]), (first.pk, ["A2"])]
    page = signed_in(cast.vu.user).get("/admin/desk/overlap/", headers=VI).content.decode()
    assert "A1 → Org second" in page
    assert overlap_for(cast.chi.user).contests == ()


def test_an_investor_reads_of_the_own_hold_and_of_no_other(cast: Cast, land: datetime) -> None:
    mine, other = a_lead("mine", ["A1"]), a_lead("other", ["A1"], name="Công ty Kín")
    held(other, "A1")
    held(mine, "A1")
    client = signed_in(cast.vu.user)
    client.logout()
    page = client.get(f"/vi/lead/{token_for(live_link(lead=mine, now=land))}/").content.decode()
    assert "Quý vị đang xếp hàng chờ lô A1." in page
    assert "Công ty Kín" not in page
    page = client.get(f"/vi/lead/{token_for(live_link(lead=other, now=land))}/").content.decode()
    assert "Đang giữ chỗ cho quý vị đến" in page


def test_the_book_asks_the_same_however_many_holds_there_are(cast: Cast, land: datetime) -> None:
    client = signed_in(cast.vu.user)
    lay_out(**{f"B{number}": HA for number in range(12)})
    held(a_lead("one", ["A1"]), "A1")
    client.get("/admin/desk/holds/")

    def cost(path: str) -> int:
        with CaptureQueriesContext(connection) as asked:
            assert client.get(path).status_code == 200
        return len(asked)

    paths = ("/admin/desk/holds/", "/admin/desk/holds/?which=waiting", "/admin/desk/plots/A1/", "/admin/desk/overlap/")
    held(a_lead("two", ["A1"]), "A1")
    few = {path: cost(path) for path in paths}
    for number in range(8):
        held(a_lead(f"more{number}", [f"B{number}"], ["A1"]), f"B{number}")
        held(a_lead(f"queue{number}", ["A1"]), "A1")
    assert {path: cost(path) for path in paths} == few
    assert max(few.values()) <= 25, few


def test_wishes_are_kept_on_arrival(cast: Cast, land: datetime) -> None:
    lead = a_lead("one", ["A1"], ["A2", "A1"], ["A3"])
    assert list(WantedPlot.objects.filter(lead=lead).values_list("code", "rank")) == [("A1", 1), ("A2", 2), ("A3", 3)]
