"""The reason told: the department's ground and the officer's to everybody, the load only at the desk."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.utils import timezone, translation

from leads.desk.log import log_of
from leads.models import Lead
from leads.routing.rules import grounds
from leads.services.intake import submit_lead
from leads.services.links import live_link, token_for
from leads.services.routing_words import TELLERS, public_reason, reason_in_words
from leads.services.stages import read_seed
from tests.leads.conftest import NOW, Cast, a_match, a_submission


def the_reason(lead: Lead) -> dict[str, Any]:
    return dict(lead.events.filter(kind="assigned").latest("seq").data["reason"])


def test_the_investor_reads_why_this_department_and_never_how_busy_anybody_is(lead: Lead, client: Client) -> None:
    with translation.override("vi"):
        told = public_reason(the_reason(lead))
    assert told == (
        "Lĩnh vực Ngành software: do Sở Khoa học và Công nghệ phụ trách. "
        "Cán bộ theo dõi lĩnh vực Ngành software, nói tiếng Việt."
    )
    mail = lead.mails.get(kind="confirmation")
    page = client.get(f"/vi/lead/{token_for(live_link(lead=lead, now=timezone.now()))}/").content.decode()
    for text in (mail.body, page):
        assert told in text
        assert "ít hồ sơ" not in text
        assert "0/8" not in text


def test_the_desk_reads_both_and_the_load(lead: Lead) -> None:
    with translation.override("vi"):
        line = log_of(lead)[-2].detail
    assert "do Sở Khoa học và Công nghệ phụ trách" in line
    assert "đang phụ trách ít hồ sơ nhất (0/8)" in line
    assert "đang phụ trách ít hồ sơ nhất (0/8)" in lead.mails.get(kind="assigned").body


@pytest.mark.parametrize(
    ("when", "facts", "told"),
    [
        ({"power_kva": ">= 10000"}, {"power_kva": 12000}, "Power from 10\xa0MVA"),
        ({"any": [{"capital_vnd_bn": ">= 6000"}, {"jobs": "> 5"}]}, {"capital_vnd_bn": 7000}, "Capital from VND"),
        ({"question": ["eia"]}, {"question": "eia"}, "Question: Environmental impact assessment"),
        (
            {"origin": ["KR"], "area_m2": "<= 9000"},
            {"origin": "KR", "area_m2": 1},
            "Investor from South Korea, land up",
        ),
        ({"all": [{"language": ["ko"]}]}, {"language": "ko"}, "Reads Korean: a matter for"),
        ({"always": True}, {}, "An enquiry of no special field: a matter for Department of Finance."),
    ],
)
def test_every_ground_has_its_words(cast: Cast, when: dict[str, Any], facts: dict[str, Any], told: str) -> None:
    reason = {"wanted": "so_tai_chinh", "because": list(grounds(when, facts))}
    with translation.override("en"):
        assert told in public_reason(reason)


def test_who_stands_in_and_when_nobody_is_there_are_said(cast: Cast) -> None:
    stands_in = {"wanted": "so_tai_chinh", "department": "so_khcn", "stands_in": True, "because": []}
    with translation.override("en"):
        assert "Nobody of Department of Finance is present, so Department of Science" in public_reason(stands_in)
        alone = {"wanted": "so_khcn", "department": "desk", "duty_head": True}
        assert "No officer there is present, so the duty head takes it." in reason_in_words(alone)
        assert reason_in_words({"wanted": "desk", "department": "desk", "duty_head": True}).endswith(
            "The duty head takes it."
        )


def test_every_seeded_rule_rests_on_facts_that_have_words() -> None:
    def leaves(when: dict[str, Any]) -> set[str]:
        found = set()
        for key, wanted in when.items():
            found |= set().union(*(leaves(part) for part in wanted)) if key in {"any", "all"} else {key}
        return found

    used = set().union(*(leaves(rule["when"]) for rule in read_seed("departments.yaml")["routing_defaults"]))
    assert used - {"always"} <= set(TELLERS)


def test_a_lead_without_any_ground_still_says_who_takes_it(cast: Cast) -> None:
    lead, _ = submit_lead(submission=a_submission(a_match("r_and_d")), by=None, now=NOW)
    with translation.override("vi"):
        assert "Trưởng phòng trực nhận hồ sơ." in public_reason(the_reason(lead))
