"""One match as a record: stored without words, the same again later, honest about what it rests on."""

from __future__ import annotations

import json
from datetime import date, timedelta
from typing import Any

import pytest
from django.utils import translation

from leads.api.answers import DATA_CENTRE
from leads.matching.record import from_json, to_json
from leads.models import MatchRun
from leads.services.matching import answer_in, matched, run_match
from sitepages.choices import ZoneStatus
from sitepages.models import ParkSettings, Plot, PlotReceipt
from tests.leads.match.conftest import LOADED

pytestmark = pytest.mark.usefixtures("park")
PLAIN = {"sector": "software", "utilities": {"fibre_gbps": 40}}


def run_of(request: dict[str, Any], **more: Any) -> MatchRun:
    return run_match(**{"request": request, "source": "site", "now": LOADED} | more)


def verdict(run: MatchRun, key: str) -> str:
    return next(one["verdict"] for one in run.answer["incentives"] if one["id"] == key)


def test_a_run_is_stored_with_what_it_rests_on() -> None:
    run = MatchRun.objects.get(pk=run_of(PLAIN).pk)
    assert (run.request, run.source, run.on) == (PLAIN, "site", LOADED.date())
    assert set(run.versions) == {"engine", "weights", "facts", "rules", "rates"}


def test_without_storing_nothing_is_stored() -> None:
    matched(request=PLAIN, source="triage", now=LOADED)
    assert MatchRun.objects.count() == 0


def test_the_day_asked_is_the_requests_else_today_in_the_province() -> None:
    night = LOADED.replace(hour=2)  # still the evening before in UTC
    assert run_of(PLAIN, now=night).on == LOADED.date()
    assert run_of(DATA_CENTRE).on == date(2026, 11, 23)


def test_the_same_question_on_the_same_land_and_law_has_the_same_answer() -> None:
    first, again = run_of(DATA_CENTRE), run_of(DATA_CENTRE)
    stored = MatchRun.objects.get(pk=first.pk)
    assert first.token != again.token
    assert (stored.answer, stored.versions) == (again.answer, again.versions)
    assert to_json(from_json(stored.answer["match"])) == stored.answer["match"]


def test_nothing_worded_is_stored() -> None:
    with translation.override("en"):
        english = run_of(PLAIN).answer
    with translation.override("vi"):
        assert run_of(PLAIN).answer == english


def test_a_stored_answer_reads_in_both_languages_with_the_same_figures() -> None:
    run = run_of(DATA_CENTRE)
    vi, en = answer_in(run, "vi"), answer_in(run, "en")
    assert vi["options"][0]["criteria"][0]["reason"] != en["options"][0]["criteria"][0]["reason"]
    for one in (vi, en):
        for option in one["options"]:
            for criterion in option["criteria"]:
                criterion.pop("reason")
            option.pop("warnings")
        one["assumed"].pop("lang", None)
        for rows in (one["schedule"], *(rule["schedule"] for rule in (*one["incentives"], *one["schedule_if"]))):
            for row in rows:
                row.pop("basis")  # the clause, in words
    assert json.dumps(vi) == json.dumps(en)


def test_changed_land_has_another_version_and_leaves_old_answers_alone() -> None:
    before = run_of(DATA_CENTRE)
    Plot.objects.filter(code="DC-02").update(status="reserved")
    after = run_of(DATA_CENTRE)
    assert after.versions["facts"] != before.versions["facts"]
    assert answer_in(after, "en")["options"] == []
    assert answer_in(MatchRun.objects.get(pk=before.pk), "en")["options"][0]["plots"] == ["DC-02"]


def test_a_fact_past_its_date_is_unknown() -> None:
    later = (LOADED + timedelta(days=3650)).date().isoformat()
    assert answer_in(run_of(PLAIN | {"on": later}), "en")["options"] == []  # nobody knows which plots are free then
    PlotReceipt.objects.filter(field="status").update(valid_until=None)
    options = answer_in(run_of(PLAIN | {"on": later}), "en")["options"]
    verdicts = {one["key"]: one["verdict"] for option in options for one in option["criteria"]}
    assert verdicts["fibre"] == "unknown"
    assert all(option["lease_usd"] is None for option in options)


class TestZone:
    key = "CIT_CDTZ_10_15"

    def test_planned_is_unknown(self) -> None:
        run = run_of(PLAIN)
        assert verdict(run, self.key) == "unknown"
        assert run.answer["assumed"]["zone_status"] == "planned"

    def test_the_sites_own_status_counts(self) -> None:
        settings = ParkSettings.load()
        settings.zone_status = ZoneStatus.ESTABLISHED
        settings.save()
        assert verdict(run_of(PLAIN), self.key) == "eligible"

    def test_supposing_it_counts_for_this_answer_only(self) -> None:
        run = run_of(PLAIN | {"assume": {"zone_status": "recognised"}})
        assert verdict(run, self.key) == "eligible"
        assert "zone_status" not in run.answer["assumed"]
        assert verdict(run_of(PLAIN), self.key) == "unknown"
