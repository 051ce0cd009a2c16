"""The desk says why: at the field where a figure is impossible, and every reason at once where it will not sign."""

from __future__ import annotations

import copy
import html
import json
from datetime import datetime
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.template.loader import render_to_string
from django.utils import translation

from sitepages.models import Incentive, IncentiveVersion
from sitepages.policy.choices import offered
from sitepages.policy.forms import RuleForm
from sitepages.policy.record import to_values
from sitepages.services import policy
from sitepages.services.policy_checks import findings
from tests.sitepages.desk_people import Desk, desk_people, drafted, seen, signed
from tests.sitepages.test_policy_blocks import form_data

pytestmark = pytest.mark.once

KEY = "CIT_CDTZ_10_15"
ORDINARY_RATE = "CIT_ORDINARY_RATE"


@pytest.fixture
def desk(park: datetime) -> Desk:
    return desk_people(park)


@pytest.fixture
def record(desk: Desk) -> dict[str, Any]:
    found: dict[str, Any] = copy.deepcopy(IncentiveVersion.objects.get(incentive__key=KEY, number=1).record)
    return found


def form_with(record: dict[str, Any], **changes: Any) -> RuleForm:
    """The draft's form as sent with these values in its first segment."""
    values = {**to_values(record), "seen": 1, "reason": "Bài thử"}
    values["benefits"][0] |= changes
    offer = offered()
    return RuleForm(form_data(RuleForm(offer=offer, base=record), values), offer=offer, base=record)


def drawn(form: RuleForm, part: str) -> str:
    """The part as the page draws it, with the messages at their fields."""
    page = html.unescape(render_to_string("sitepages/policy/blocks.html", {"field": form[part]}))
    errors = page[page.rindex("],{") + 2 : page.rindex(']"></div>')]  # the last argument of the block
    return str(json.loads(errors))


# --- the form ---


@pytest.mark.parametrize(
    ("changes", "vi", "en"),
    [
        ({"value": -5}, "không hợp lệ: phải lớn hơn 0 và không quá 100", "more than 0 and at most 100 is meant"),
        ({"value": 1e40}, "không hợp lệ: phải lớn hơn 0 và không quá 100", "more than 0 and at most 100 is meant"),
        ({"from_year": 20, "to_year": 3}, "đứng trước năm thứ 20", "lies before year 20"),
        ({"start_event": "lease_decision"}, "không thể tính", "cannot be counted"),
        ({"fallback_after": 3}, "Điền cả hai ô", "Fill in both"),
    ],
)
def test_an_impossible_figure_is_told_at_its_field_in_both_languages(
    record: dict[str, Any], changes: dict[str, Any], vi: str, en: str
) -> None:
    for lang, words in (("vi", vi), ("en", en)):
        with translation.override(lang):
            form = form_with(record, **changes)
            assert not form.is_valid()
            assert words in drawn(form, "benefits")


def test_overlapping_segments_are_told_with_both_numbers(record: dict[str, Any]) -> None:
    record["benefits"].append({**record["benefits"][0], "from_year": 10, "to_year": 20, "value": 17})
    with translation.override("en"):
        form = form_with(record)
        assert not form.is_valid()
        assert "Segments 1 and 2 say two things of the same year" in drawn(form, "benefits")


def test_a_threshold_beyond_the_fact_is_told_at_its_field(record: dict[str, Any]) -> None:
    compare = {"fact": "rd_share_pct", "op": ">=", "value": 120, "unit": "pct"}
    record["conditions"] = {"all": [record["conditions"], {"compare": compare}]}
    with translation.override("en"):
        form = form_with(record)
        assert not form.is_valid()
        assert "120 is not possible: the fact is never more than 100." in drawn(form, "conditions")


@pytest.mark.parametrize("value", ["120", "-1"])
def test_a_figure_of_the_law_beyond_its_unit_is_refused_where_it_is_typed(desk: Desk, value: str) -> None:
    draft = drafted(desk, ORDINARY_RATE)
    response = signed(desk.editor).post(f"/admin/law/version/{draft.pk}/edit/", {"value": value, "unit": "pct"})
    assert response.status_code == 422
    assert "value" in response.context["form"].errors


# --- signing ---


def test_a_draft_stored_with_an_impossible_figure_cannot_be_signed_and_says_why(
    desk: Desk, record: dict[str, Any]
) -> None:
    benefits = [{**record["benefits"][0], "value": 250}]
    draft = drafted(desk, KEY, benefits=benefits)
    assert [fault.code for fault in findings(draft).faults] == ["figure_between"]
    with pytest.raises(policy.NotReady):
        policy.check_rule(**seen(draft), by=desk.jurist, now=desk.now)


def test_a_refusal_names_numbers_as_numbers_and_no_golden_case(desk: Desk, record: dict[str, Any]) -> None:
    name = {**record["name"], "en": record["name"]["en"].replace("15 years", "14 years")}
    draft = drafted(desk, KEY, name=name)
    page = refused(desk, draft)
    assert "one reason stands against it" in page
    assert "Only in Vietnamese: 15 năm; only in English: 14 years." in page
    assert "Golden case “" not in page


def test_all_reasons_are_told_at_once_with_where_each_is_mended(desk: Desk, record: dict[str, Any]) -> None:
    golden = copy.deepcopy(record["golden"])[:2]
    golden[0]["verdict"] = "ineligible" if golden[0]["verdict"] != "ineligible" else "eligible"
    draft = drafted(
        desk,
        KEY,
        benefits=[{**record["benefits"][0], "to_year": 500}],
        golden=golden,
        note={**record["note"], "en": record["note"]["en"] + " 7"},
    )
    desk.jurist.groups.add(*desk.editor.groups.all())  # who may also mend it sees the links
    page = refused(desk, draft)
    alert = page[page.index('role="alert"') :]
    alert = alert[: alert.index("</ol>")]
    for words in ("Segment 1", "What is open", "At least 3 are needed", f"Golden case “{golden[0]['name']}”"):
        assert words in alert
    edit = f"/admin/law/version/{draft.pk}/edit/"
    for anchor in ("benefits-h", "id_note_vi", "golden-h"):
        assert f'href="{edit}#{anchor}"' in alert
    form = signed(desk.editor).get(edit).content.decode()
    for anchor in ("benefits-h", "id_note_vi", "golden-h", "conditions-h"):
        assert f'id="{anchor}"' in form


def refused(desk: Desk, draft: IncentiveVersion) -> str:
    """The page a jurist gets who signs it, in English."""
    sent = {key: value for key, value in seen(draft).items() if key != "version"}
    client = signed(desk.jurist)
    client.cookies["django_language"] = "en"
    response = client.post(f"/admin/law/version/{draft.pk}/check/", sent, headers={"accept-language": "en"})
    assert response.status_code == 409
    return response.content.decode()


def test_the_page_of_a_draft_names_each_reason_in_its_own_line(desk: Desk, record: dict[str, Any]) -> None:
    draft = drafted(desk, KEY, note={**record["note"], "en": record["note"]["en"] + " 7"})
    page = signed(desk.editor).get(f"/admin/law/version/{draft.pk}/").content.decode()
    panel = page[page.index('id="findings"') :]
    panel = panel[: panel.index("</section>")]
    assert panel.count('class="miss"') == 1
    assert "Chỉ có ở bản tiếng Anh: 7." in panel
    assert f"/admin/law/version/{draft.pk}/edit/#id_note_vi" in panel


def test_a_reader_without_the_right_to_draft_gets_no_links_to_mend(desk: Desk, record: dict[str, Any]) -> None:
    draft = drafted(desk, KEY, golden=record["golden"][:2])
    assert f"/admin/law/version/{draft.pk}/edit/" not in refused(desk, draft)


# --- who may not draft ---


@pytest.mark.parametrize("person", ["jurist", "approver"])
def test_no_form_is_drawn_for_who_may_not_draft(desk: Desk, person: str) -> None:
    user: User = getattr(desk, person)
    client, draft = signed(user), drafted(desk, KEY)
    for address in ("/admin/law/new/", f"/admin/law/version/{draft.pk}/edit/"):
        response = client.get(address)
        assert response.status_code == 403
        page = response.content.decode()
        assert 'name="key"' not in page
        assert 'href="/admin/law/"' in page  # the desk's own page, with its ways on
    sent = {"key": "CIT_NEW_RULE", "kind": "benefit", "like": KEY}
    assert client.post("/admin/law/new/", sent).status_code == 403
    assert not Incentive.objects.filter(key="CIT_NEW_RULE").exists()
    for address in ("/admin/law/", "/admin/law/shared/", f"/admin/law/rule/{KEY}/"):
        assert "/admin/law/new/" not in client.get(address).content.decode()
    assert "/admin/law/new/" in signed(desk.editor).get("/admin/law/").content.decode()
