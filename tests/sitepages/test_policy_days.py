"""Days and years of law within reach: told at the field, refused again at signing; none verified on a day to come."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.test import Client

from sitepages.incentives.limits import record_faults
from sitepages.models import IncentiveVersion
from sitepages.policy.forms import AnswerForm
from sitepages.policy.rates import RateForm
from sitepages.policy.reasons import fact_names, reasons
from sitepages.policy.typed_days import within_law
from sitepages.services import policy
from sitepages.services.policy_checks import findings, findings_on
from tests.sitepages.desk_people import Desk, desk_people, drafted, seen, signed
from tests.sitepages.law_files import files

KEY = "CIT_SECTOR_10_15"
SPECS = {row["key"]: row for row in files()["facts"]["facts"]}


@pytest.fixture
def desk(park: datetime) -> Desk:
    return desk_people(park)


def record(**changes: Any) -> dict[str, Any]:
    return {**next(row for row in files()["incentives"]["records"] if row["id"] == KEY), **changes}


@pytest.mark.parametrize(
    ("changes", "codes"),
    [
        ({"valid_from": "0001-01-01"}, ["day_range"]),
        ({"valid_from": "9999-01-01", "valid_to": None}, ["day_range"]),
        ({"valid_from": "1945-09-01"}, ["day_range"]),
        ({"valid_from": "1945-09-02"}, []),
        ({"valid_to": "2150-12-31"}, []),
        ({"valid_to": "2151-01-01"}, ["day_range"]),
        ({"applies_from_tax_year": 20277}, ["tax_year_range"]),
        ({"applies_from_tax_year": 1999}, ["tax_year_range"]),
        ({"applies_from_tax_year": 2100}, []),
        ({"conditions": {"within_dates": {"fact": "licence_date", "from": "0001-01-01", "to": None}}}, ["day_range"]),
    ],
)
def test_a_record_beyond_reach_is_a_fault(changes: dict[str, Any], codes: list[str]) -> None:
    assert [fault.code for fault in record_faults(record(**changes), SPECS)] == codes


@pytest.mark.parametrize("day", ["0001-01-01", "9999-12-31"])
@pytest.mark.parametrize("name", ["valid_from", "valid_to", "verified_on"])
def test_the_draft_form_tells_a_day_beyond_reach_at_its_field(desk: Desk, name: str, day: str) -> None:
    draft = drafted(desk, KEY)
    page = signed(desk.editor).post(f"/admin/law/version/{draft.pk}/edit/", {name: day})
    assert page.status_code == 422
    assert "1945" in " ".join(page.context["form"].errors[name]) or "hôm nay" in " ".join(
        page.context["form"].errors[name]
    )


@pytest.mark.parametrize("form", [AnswerForm({"source_date": "0001-01-01"}), RateForm({"day": "9999-01-01"})])
def test_other_forms_of_the_desk_have_the_same_limits(form: Any) -> None:
    name = next(iter(form.data))
    assert form.errors[name]
    assert within_law in form.fields[name].validators


@pytest.mark.parametrize(
    "facts",
    [
        {"tax_year": 20277},
        {"first_revenue": "0001-01-01"},
        {"first_revenue": "9999-01-01"},
        {"capital_vnd": -1},
    ],
)
def test_a_golden_case_with_an_impossible_fact_is_named(desk: Desk, facts: dict[str, Any]) -> None:
    golden = record()["golden"]
    draft = drafted(desk, KEY, golden=[{**golden[0], "facts": {**golden[0]["facts"], **facts}}, *golden[1:]])
    missed = findings(draft).missed
    assert [(miss.case, miss.what) for miss in missed] == [(golden[0]["name"], "facts")]


def test_what_is_verified_on_a_day_to_come_is_signed_by_nobody(desk: Desk) -> None:
    tomorrow = (desk.now + timedelta(days=2)).date()
    draft = drafted(desk, KEY, verified_on=tomorrow.isoformat())
    with pytest.raises(policy.NotReady) as refused:
        policy.check_rule(**seen(draft), by=desk.jurist, now=desk.now)
    assert [fault.code for fault in refused.value.found.faults] == ["verified_ahead"]
    IncentiveVersion.objects.filter(pk=draft.pk).update(checked_by=desk.jurist)
    with pytest.raises(policy.NotReady):
        policy.check_rule(**seen(draft), by=desk.jurist, now=desk.now)
    told = reasons(draft, findings_on(draft, desk.now.date()), fact_names(), drafts=True)
    assert [one.href.partition("#")[2] for one in told] == ["id_verified_on"]
    policy.check_rule(**seen(draft), by=desk.jurist, now=desk.now + timedelta(days=2))


def test_a_companion_verified_on_a_day_to_come_holds_the_leader_up(desk: Desk) -> None:
    draft = drafted(desk, KEY)
    policy.begin_companion(
        version=draft,
        incentive=IncentiveVersion.objects.filter(incentive__key="CIT_CDTZ_10_15").get().incentive,
        by=desk.editor,
        now=desk.now,
    )
    beside = draft.companions.get()
    changed = {**beside.record, "verified_on": "2099-01-01"}
    last = policy.last_seq(beside)
    policy.save_draft(version=beside, record=changed, reason="Bài thử", seen=last, by=desk.editor, now=desk.now)
    assert findings_on(draft, desk.now.date()).beside == ("CIT_CDTZ_10_15",)
    assert findings_on(draft, date(2099, 1, 1)).beside == ()


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_the_eligibility_check_asks_for_a_day_within_reach(park: datetime, client: Client, lang: str) -> None:
    page = client.post(f"/{lang}/incentives/special-5-37/check/", {"licence_date": "0001-01-01"})
    assert page.status_code in {200, 422}
    assert "2150" in page.content.decode()
