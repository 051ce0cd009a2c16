"""The incentive pages, in both languages: who decides, what waits for the park, clauses, days, bad addresses."""

from __future__ import annotations

import re
from copy import deepcopy
from datetime import UTC, date, datetime
from html import unescape

import pytest
from django.test import Client
from django.utils import timezone
from django.utils.html import strip_tags
from pytest_django import DjangoAssertNumQueries

from sitepages.contacts import Contact
from sitepages.incentives.schema import problems
from sitepages.models import IncentiveVersion, ParkSettings
from sitepages.services.seed_law import load_law
from sitepages.templatetags.breaks import breakable

NOW = datetime(2026, 11, 24, 3, tzinfo=UTC)
LANGUAGES = ["vi", "en"]
pytestmark = [pytest.mark.django_db, pytest.mark.once]


@pytest.fixture(autouse=True)
def _law() -> None:
    load_law(now=NOW)


def read(client: Client, address: str, status: int = 200) -> str:
    response = client.get(address)
    assert response.status_code == status, address
    return response.content.decode()


def text_of(html: str) -> str:
    main = html.partition('<main id="main">')[2].partition("</main>")[0]
    return re.sub(r"\s+", " ", unescape(strip_tags(main)))


def establish() -> None:
    park = ParkSettings.load()
    park.zone_status, park.zone_status_on, park.zone_decision = "established", date(2027, 3, 1), "12/QĐ-UBND"
    park.save()


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_list_has_every_record_with_name_clause_and_certainty(client: Client, lang: str) -> None:
    html = read(client, f"/{lang}/incentives/")
    assert html.count('<article class="inc') == 26
    assert html.count('<span class="cert') == 26
    for version in IncentiveVersion.objects.rules().select_related("incentive"):
        assert f'/{lang}/incentives/{version.incentive.key.lower().replace("_", "-")}/"' in html
    assert ("Điều 13 khoản 1 điểm d" if lang == "vi" else "Art. 13(1)(d)") in html


def test_the_list_is_grouped_by_who_decides(client: Client) -> None:
    html = read(client, "/en/incentives/")
    assert re.findall(r'<h2 id="([a-z]+)"', html) == ["law", "decision", "discretionary", "cost", "ground"]
    by_law = html.partition('id="law"')[2].partition('id="decision"')[0]
    assert by_law.count('<article class="inc') == 16
    assert "needs a decision of: Prime Minister" in html.partition('id="decision"')[2]


@pytest.mark.parametrize(
    ("lang", "whole", "part"),
    [
        ("vi", "Có điều kiện: chỉ áp dụng khi khu được thành lập hoặc công nhận.", "Một phần chỉ áp dụng khi khu"),
        ("en", "Conditional: applies only once the park is established or recognised.", "Part of it applies only once"),
    ],
)
def test_while_the_park_is_planned_zone_rules_are_marked_with_the_reason(
    client: Client, lang: str, whole: str, part: str
) -> None:
    html = read(client, f"/{lang}/incentives/")
    assert (html.count(whole), html.count(part)) == (5, 4)


def test_once_the_park_is_established_nothing_is_marked_from_that_day_on(client: Client) -> None:
    establish()
    assert "may-be" not in read(client, "/en/incentives/?on=2027-03-01")
    assert "Conditional: applies only once" in read(client, "/en/incentives/?on=2027-02-28")
    assert "not yet: the park is planned" not in read(client, "/en/incentives/cit-cdtz-10-15/?on=2027-03-01")


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_record_has_a_page(client: Client, lang: str) -> None:
    for version in IncentiveVersion.objects.rules().select_related("incentive"):
        html = read(client, f"/{lang}/incentives/{version.incentive.key.lower().replace('_', '-')}/")
        assert html.count("<h1") == 1
        text = text_of(html)
        assert (version.summary_vi if lang == "vi" else version.summary_en) in text
        assert version.record["note"][lang] in text
        assert version.record["verified_how"][lang] in text


def test_a_zone_rule_says_why_it_is_neither_yes_nor_no(client: Client) -> None:
    text = text_of(read(client, "/vi/incentives/cit-cdtz-10-15/"))
    assert "Có điều kiện khi khu còn ở mức quy hoạch" in text
    assert "Khu đã được thành lập hoặc công nhận – chưa: khu còn ở mức quy hoạch" in text
    assert "Thuế suất 10% 15 năm, tính từ năm đầu tiên có doanh thu" in text
    assert "là dự án đầu tư mới" in text


def test_a_page_gives_conditions_benefits_basis_and_related_records(client: Client) -> None:
    text = text_of(read(client, "/en/incentives/special-5-37/"))
    for words in (
        "Needs a decision of: Prime Minister",
        "Total investment: at least VND 6,000 bn",
        "Rate of 5% at the lowest",
        "These are ceilings; the decision on a project may give less.",
        "Law on Investment 143/2025/QH15 Art. 17(2)(b)",
        "The same money: does not add up",
        "A jurist must still confirm",
        "Decision 29/2021/QĐ-TTg, Art. 5(3), Art. 6(3), Art. 7(3) – partly verified",
        "Read on 24 Nov 2026.",
        "from 31 Mar 2026; no end date",
    ):
        assert words in text, words
    html = read(client, "/en/incentives/special-5-37/")
    assert "/en/incentives/cit-sector-10-15/" in html
    assert "/en/match/" in html


@pytest.mark.parametrize(("lang", "words"), [("vi", "Cán bộ giải đáp"), ("en", "The officer who answers")])
def test_a_page_names_the_officer_who_answers_today_whatever_day_is_asked(
    client: Client, monkeypatch: pytest.MonkeyPatch, lang: str, words: str
) -> None:
    asked: list[date] = []
    officer = Contact(
        name="Nguyễn Thị Thử",
        role_vi="Chuyên viên",
        role_en="Officer",
        department_vi="Phòng",
        department_en="Room",
        languages=("vi", "en"),
        phone="0208 123",
        email="",
        illustrative=True,
    )
    monkeypatch.setattr("sitepages.contacts.CONTACT", [lambda on: asked.append(on) or officer])
    for query in ("", "?on=2025-06-30"):
        html = read(client, f"/{lang}/incentives/cit-cdtz-10-15/{query}")
        told = text_of(html).partition(words)[2][:200]
        assert officer.name in told
        assert officer.phone in told
    assert set(asked) == {timezone.localdate()}


def test_a_long_source_may_break_and_is_escaped() -> None:
    assert breakable("a/b_c <i>") == "a/<wbr>b_<wbr>c &lt;i&gt;"


def test_one_package_is_not_set_against_itself(client: Client) -> None:
    html = read(client, "/en/incentives/cit-cdtz-10-15/").partition('id="benefits"')[2].partition("</section>")[0]
    assert "cit-sector-10-15" in html
    assert "cit-cdtz-holiday" not in html


def test_a_cost_is_no_gift(client: Client) -> None:
    text = text_of(read(client, "/en/incentives/qdmtt/"))
    assert "What it costs" in text
    assert "Top-up to 15% on excess profit" in text
    assert "What it gives" not in text


def test_a_record_others_read_links_them(client: Client) -> None:
    html = read(client, "/en/incentives/zone-as-especially-difficult/")
    assert "Nothing by itself: other records read it." in html
    assert "/en/incentives/land-rent-ladder/" in html
    assert "/en/match/" not in html.partition("<main")[2].partition("</main>")[0]


def test_no_schedule_is_computed(client: Client) -> None:
    assert "USD" not in text_of(read(client, "/en/incentives/cit-sector-10-15/"))


def test_the_day_asked_decides_what_is_in_force(client: Client) -> None:
    html = read(client, "/en/incentives/?on=2025-06-01")
    assert "The law as of 1 Jun 2025" in html
    assert "in force only from 1 Oct 2025" in html
    assert "/en/incentives/cit-cdtz-10-15/?on=2025-06-01" in html
    page = text_of(read(client, "/vi/incentives/cit-cdtz-10-15/?on=2025-06-01"))
    assert "chỉ có hiệu lực từ 01/10/2025" in page
    assert "Pháp luật tính đến ngày 01/06/2025" in page


def test_versions_follow_each_other(client: Client) -> None:
    old = IncentiveVersion.objects.get(incentive__key="CIT_CDTZ_10_15")
    IncentiveVersion.objects.filter(pk=old.pk).update(valid_to=date(2028, 1, 1))
    old.pk, old.number, old.valid_from = None, 2, date(2028, 1, 1)
    old.name_en, old.record = "A later rule", old.record | {"valid_from": "2028-01-01"}
    old.save()
    today = text_of(read(client, "/en/incentives/cit-cdtz-10-15/"))
    assert "no longer in force from 1 Jan 2028" in today
    assert "Version 2, from 1 Jan 2028" in today
    assert "A later rule" in text_of(read(client, "/en/incentives/cit-cdtz-10-15/?on=2028-01-01"))


@pytest.mark.parametrize("day", ["tomorrow", "2026-13-01", "20261124x", "<b>", "1000-01-01", "9999-12-31"])
@pytest.mark.parametrize("page", ["", "cit-cdtz-10-15/"])
def test_a_day_that_is_none_is_said_and_today_is_shown(client: Client, page: str, day: str) -> None:
    html = read(client, f"/vi/incentives/{page}?on={day}")
    assert "Không đọc được ngày trong địa chỉ" in html
    assert "<b>”" not in html
    assert "?on=" not in html.partition("<main")[2].partition("</main>")[0]


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("slug", ["nothing", "CIT-CDTZ-10-15", "cit_cdtz_10_15"])
def test_an_unknown_record_is_404(client: Client, lang: str, slug: str) -> None:
    read(client, f"/{lang}/incentives/{slug}/", status=404)


@pytest.mark.parametrize("page", ["", "land-rent-ladder/", "isf-annual/"])
def test_pages_are_public_cacheable_and_cheap(
    client: Client, page: str, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    address = f"/vi/incentives/{page}"
    client.get(address)
    with django_assert_max_num_queries(15):
        response = client.get(address)
    assert "public" in response["Cache-Control"]
    assert "Cookie" not in response.get("Vary", "")
    assert not response.cookies
    assert client.post(address).status_code == 405


def test_the_api_gives_records_versions_and_what_they_point_to(client: Client) -> None:
    answer = client.get("/api/incentives").json()
    assert len(answer["rules"]) == 12
    record = answer["incentives"][0]
    assert (record["id"], record["version"], record["in_force"]) == ("CIT_CDTZ_10_15", 1, True)
    assert record["versions"] == [{"version": 1, "valid_from": "2025-10-01", "valid_to": None}]
    assert {"kind", "decided_by", "certainty", "basis", "conditions", "benefits", "provided_that"} <= record.keys()
    assert "golden" not in record
    assert set(record["provided_that"]) <= answer["requirements"].keys()
    assert {line["citation"] for row in answer["incentives"] for line in row["basis"]} <= answer["citations"].keys()


def test_the_api_keeps_to_the_schema_it_hands_out(client: Client) -> None:
    answer = client.get("/api/incentives").json()
    schema = client.get(answer["schema"]).json()
    assert list(problems(answer, schema, schema)) == []
    answer["incentives"][0]["conditions"] = {"maybe": []}
    assert list(problems(answer, schema, schema)) != []


BREAKS: list[tuple[tuple[str | int, ...], object]] = [
    (("on",), "2026-02-30"),
    (("incentives", 0, "benefits", 0, "tax"), "wealth"),
    (("incentives", 0, "version"), 0),
    (("incentives", 0, "golden"), []),
    (("incentives", 0, "versions", 0, "valid_from"), "1 Oct 2025"),
    (("definitions", "SPECIAL_SECTOR", "condition"), {"maybe": []}),
    (("definitions", "SPECIAL_SECTOR", "colour"), "red"),
    (("requirements", "NO_EXCISE_GOODS", "text"), "in one language"),
    (("figures", "CIT_ORDINARY_RATE", 0, "value"), "20"),
    (("categories", "semiconductor", "ask"), {"fact": "x"}),
    (("citations", "TNDN", "link"), "no address"),
    (("more",), 1),
]


def test_the_schema_says_what_every_part_of_the_answer_is(client: Client) -> None:
    answer = client.get("/api/incentives").json()
    schema = client.get(answer["schema"]).json()
    assert set(schema["required"]) == set(schema["properties"]) == set(answer)
    assert schema["$defs"]["date"]["format"] == "date"
    assert {"cit", "pit", "import_duty", "land_rent", "grant"} <= set(schema["$defs"]["tax"]["enum"])
    for path, wrong in BREAKS:
        broken = deepcopy(answer)
        inside = broken
        for step in path[:-1]:
            inside = inside[step]
        inside[path[-1]] = wrong
        assert list(problems(broken, schema, schema)), path


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_api_refuses_a_day_that_is_none(client: Client, lang: str) -> None:
    response = client.get("/api/incentives?on=soon", headers={"accept-language": lang})
    assert response.status_code == 422
    assert list(response.json()["errors"]) == ["on"]


def test_the_api_is_cheap(client: Client, django_assert_max_num_queries: DjangoAssertNumQueries) -> None:
    client.get("/api/incentives")
    with django_assert_max_num_queries(15):
        client.get("/api/incentives")
