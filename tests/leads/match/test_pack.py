"""The answer pack: issued with the lead, kept as it was said, and every number in the PDF is the engine's."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator, Mapping
from datetime import datetime
from decimal import Decimal
from html import unescape
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client
from pypdf import PdfReader

from leads.choices import Role, Stage
from leads.models import AnswerPack, Lead, Mail, Officer
from leads.portal.incentive_rows import rule_names
from leads.services.gates import missing_for
from leads.services.intake import submit_lead
from leads.services.links import live_link, revoke_link, token_for
from leads.services.location_cost import location_cost
from leads.services.matching import run_match
from leads.services.pack_procedure import procedure_of
from leads.services.packs import cost_of, digest_of, issue_pack, pack_of
from leads.time_zones import local_times
from sitepages import figures
from sitepages.incentives.stored import opened
from sitepages.models import IncentiveVersion, Plot, ProcedureStep
from tests.kept_rows import written_once
from tests.leads.conftest import a_submission, did
from tests.leads.conftest import person as officer_of

pytestmark = pytest.mark.once

SENT = "Which power feeds are there?\nBao lâu có giấy chứng nhận?\nAre there schools nearby?"
REQUEST: dict[str, Any] = {
    "sector": "semiconductor_packaging_testing",
    "needed_by": "2028-06-30",
    "land": {"area_min_m2": 20000, "area_max_m2": 30000, "combine": True, "max_plots": 3},
    "utilities": {"power_kva": 1300, "water_m3_day": 70},
    "project": {
        "origin": "KR",
        "capital_usd": 45_000_000,
        "first_revenue": "2028-01-01",
        "first_profit": "2030-01-01",
        "annual_profit_usd": 6_000_000,
    },
}


@pytest.fixture
def now(whole_site: datetime) -> datetime:
    cache.clear()
    return whole_site


def a_lead(now: datetime, request: dict[str, Any] | None = None, **more: Any) -> Lead:
    if not Officer.objects.exists():
        officer_of(
            "off_chi",
            "Lê Mai Chi (mẫu)",
            "so_tai_chinh",
            Role.OFFICER,
            sectors=["semiconductor_packaging_testing"],
            languages=["vi", "en", "ja"],
        )
    run = run_match(request=request or REQUEST, source="site", now=now)
    given = {"country": "KR", "language": "en", "message": SENT} | more
    lead, _created = did(lambda: submit_lead(submission=a_submission(run, **given), by=None, now=now))
    return lead


def the_lead(now: datetime) -> Lead:
    """`a_lead` as it is, its rows written once; files a test keeps elsewhere do not show in them."""
    return written_once(f"lead with a pack {now}", lambda: a_lead(now), whatever_settings=True)


def address(lead: Lead, now: datetime, lang: str = "en") -> str:
    return f"/{lang}/lead/{token_for(live_link(lead=lead, now=now))}/pack/"


@pytest.fixture(autouse=True)
def at_loading(monkeypatch: pytest.MonkeyPatch, whole_site: datetime) -> None:
    monkeypatch.setattr("django.utils.timezone.now", lambda: whole_site)


def words(body: bytes) -> str:
    text = " ".join(page.extract_text() for page in PdfReader(io.BytesIO(body)).pages)
    return " ".join(text.replace("\xa0", " ").replace("\u202f", " ").split())


def tight(text: str) -> str:
    """Without spaces: a line broken inside a figure is still that figure."""
    return re.sub(r"\s", "", text.replace("\xa0", " "))


def pdf(client: Client, lead: Lead, now: datetime, lang: str) -> str:
    response = client.get(f"{address(lead, now, lang)}1/pack.pdf")
    assert response.status_code == 200
    assert response["Content-Type"] == "application/pdf"
    return words(response.content)


# --- issued ---


def test_sending_issues_the_pack_in_the_same_breath(now: datetime) -> None:
    lead = a_lead(now)
    pack = AnswerPack.objects.get()
    assert (pack.lead, pack.number, pack.run, pack.issued_at) == (lead, 1, lead.match_run, now)
    assert pack.digest == digest_of(pack.run, pack.data)
    assert [event.kind for event in lead.events.order_by("seq")][:3] == ["received", "assigned", "pack_issued"]
    assert "g_answer_pack" not in missing_for(lead, Stage.PROPOSED, now)


def test_the_first_pack_tells_no_difference_to_what_was_never_handed_out(now: datetime, client: Client) -> None:
    """A match adjusted before it was sent has a previous one; the pack is the first the investor gets."""
    before = run_match(request=REQUEST, source="site", now=now)
    after = run_match(request=REQUEST | {"needed_by": "2029-06-30"}, source="site", now=now, previous=before)
    officer_of("off_chi", "Lê Mai Chi (mẫu)", "so_tai_chinh", Role.OFFICER, languages=["vi", "en"])
    lead, _ = did(lambda: submit_lead(submission=a_submission(after, country="KR"), by=None, now=now))
    said = client.get(address(lead, now, "en")).content.decode()
    assert "What changed" not in said
    issue_pack(lead=lead, by=None, now=now)
    assert "What changed" in client.get(address(lead, now, "en")).content.decode()


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_what_changed_from_the_last_result_reads_the_same_on_the_page_and_in_the_pdf(
    now: datetime, client: Client, lang: str
) -> None:
    lead = a_lead(now)
    less = {**REQUEST, "utilities": {"power_kva": 1100, "water_m3_day": 70}}
    lead.match_run = run_match(request=less, source="site", now=now, previous=lead.match_run)
    lead.save()
    did(lambda: issue_pack(lead=lead, by=None, now=now))
    html = client.get(address(lead, now, lang)).content.decode()
    section = html.partition('aria-labelledby="since-title"')[2].partition("</section>")[0]
    said = [unescape(re.sub("<[^>]+>", "", line)) for line in re.findall(r"<(?:h2|li|p)[ >].*?</(?:h2|li|p)>", section)]
    assert any("1.300" in line or "1,300" in line for line in said)
    printed = tight(words(client.get(f"{address(lead, now, lang)}2/pack.pdf").content))
    link = "See the last result" if lang == "en" else "Xem kết quả trước"
    for line in said:
        if line != link:
            assert tight(line) in printed, line
    first = tight(words(client.get(f"{address(lead, now, lang)}1/pack.pdf").content))
    assert tight(said[0]) not in first


def test_the_country_the_procedures_rest_on_stands_among_what_was_asked(now: datetime, client: Client) -> None:
    """The project's own goes before the country of who wrote; nothing is shown where neither is given."""
    japanese = a_lead(now, {**REQUEST, "project": {**REQUEST["project"], "origin": "JP"}})
    written = a_lead(now, {"sector": "software"}, submission_key="form-2", contact_email="two@example.com")
    nowhere = a_lead(now, {"sector": "software"}, submission_key="form-3", contact_email="x@example.com", country="")
    for lead, lang, line in (
        (japanese, "en", ("Country", "Japan")),
        (japanese, "vi", ("Quốc gia", "Nhật Bản")),
        (written, "en", ("Country", "South Korea")),
    ):
        html = client.get(address(lead, now, lang)).content.decode()
        assert f"<dt>{line[0]}</dt><dd>{line[1]}</dd>" in html
        assert tight("".join(line)) in tight(pdf(client, lead, now, lang))
    assert "<dt>Country</dt>" not in client.get(address(nowhere, now)).content.decode()


def test_without_a_match_there_is_no_pack_and_the_gate_stays_shut(now: datetime, client: Client) -> None:
    lead, _ = did(lambda: submit_lead(submission=a_submission(), by=None, now=now))
    assert pack_of(lead) is None
    assert issue_pack(lead=lead, by=None, now=now) is None
    assert "g_answer_pack" in missing_for(lead, Stage.PROPOSED, now)
    assert client.get(address(lead, now)).status_code == 404


def test_a_second_issue_has_the_next_number_and_leaves_the_first_alone(now: datetime, client: Client) -> None:
    lead = a_lead(now)
    first = AnswerPack.objects.get()
    kept = (first.data, first.digest)
    second = did(lambda: issue_pack(lead=lead, by=None, now=now))
    assert second is not None
    assert second.number == 2
    first.refresh_from_db()
    assert (first.data, first.digest) == kept
    assert "An earlier pack" in client.get(f"{address(lead, now)}1/").content.decode()
    assert "An earlier pack" not in client.get(address(lead, now)).content.decode()


def test_the_mail_names_the_pack(now: datetime) -> None:
    lead = a_lead(now)
    assert address(lead, now, "en") in Mail.objects.get(kind="confirmation").body


# --- every number is the engine's ---


def parts_of(option: Mapping[str, Any]) -> list[Decimal]:
    """Points of the criteria that add up to the score as it is shown, none above its most as that is shown."""
    scored = [part for part in option["criteria"] if part["weight"]]
    most = shared_out([part["weight"] for part in scored], 1000, [1000] * len(scored))
    parts = shared_out([part["contribution"] for part in scored], round(option["score"] * 1000), most)
    return [Decimal(part) / 10 for part in parts]


def shared_out(shares: list[float], whole: int, most: list[int]) -> list[int]:
    """Tenths of a point: the largest remainders are rounded up until the whole is reached."""
    exact = [Decimal(str(share)) * 1000 for share in shares]
    open_ = [at for at, one in enumerate(exact) if int(one) < most[at]]
    left = whole - sum(int(one) for one in exact)
    up = sorted(open_, key=lambda at: int(exact[at]) - exact[at])[:left]
    return [int(one) + (at in up) for at, one in enumerate(exact)]


def figures_of(lead: Lead, lang: str) -> dict[str, list[str]]:
    """What the stored answer says, in the reader's form: by this test's own reading, not the page's."""
    assert lead.match_run is not None
    answer = lead.match_run.answer
    options = answer["match"]["options"]
    rows = list(opened(answer["money"]["sure"]))
    of_tax = [row for row in rows if row.tax == "cit"]
    cost = location_cost(lead.match_run, {}, lead.received_at.date())
    plain = [number for row in of_tax for number in (row.payable, row.saving) if number is not None]
    return {
        "areas": [figures.area_both(one["area_m2"], lang) for one in options],
        "leases": [figures.usd(one["lease_usd"], lang) for one in options],
        "prices": [figures.price_m2(one["lease_usd"] / one["area_m2"], lang) for one in options],
        "points": [figures.number(100 * one["score"], 1, lang) for one in options],
        "parts": [figures.number(part, 1, lang) for one in options[:3] for part in parts_of(one)],
        "tax": [figures.number(number, None, lang) for number in plain],
        "tax in all": [
            figures.number(sum(row.payable for row in of_tax), None, lang),
            figures.number(sum(row.saving for row in of_tax), None, lang),
        ],
        "cost": [figures.usd(end, lang) for end in cost.total]
        + [figures.usd(over[0], lang) for line in cost.lines if (over := line.over(cost.years))],
        "days": [str(step.days) for step in ProcedureStep.objects.exclude(days=None) if step.days_unit == "working"],
    }


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_every_number_of_the_engine_stands_in_the_pdf(now: datetime, client: Client, lang: str) -> None:
    lead = a_lead(now)
    text = tight(pdf(client, lead, now, lang))
    expected = figures_of(lead, lang)
    assert len(expected["areas"]) == 10
    assert len(expected["tax"]) == 36
    assert len(expected["parts"]) == 24
    for what, numbers in expected.items():
        missing = [number for number in numbers if tight(number) not in text] if what != "days" else []
        assert not missing, f"{what}: {missing}"
    steps = pack_of(lead).data["procedure"]["steps"]
    unit = "ngàylàmviệc" if lang == "vi" else "workingdays"
    for step in steps:
        if step["days"] is not None and step["unit"] == "working":
            assert f"{step['days']}{unit}" in text, step["key"]


GROUPED = {
    "vi": r"(?<![\d/.])\d{1,3}(?:\.\d{3})+(?:,\d+)?(?![\d/])",
    "en": r"(?<![\d/,])\d{1,3}(?:,\d{3})+(?:\.\d+)?(?![\d/])",
}


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_no_large_number_in_the_pdf_comes_from_anywhere_else(now: datetime, client: Client, lang: str) -> None:
    lead = a_lead(now)
    known = set(every_number(lead, lang))
    shown = set(re.findall(GROUPED[lang], pdf(client, lead, now, lang)))
    assert len(shown) > 30
    assert shown - known == set()


def every_number(lead: Lead, lang: str) -> Iterator[str]:
    """Grouped numbers the pack may show: the engine's figures, its sums, and what texts of law and steps say."""
    assert lead.match_run is not None
    answer, request = lead.match_run.answer, lead.match_run.request
    rows = list(opened(answer["money"]["sure"]))
    rows += [row for one in answer["money"]["if"] for row in opened(one["rows"])]
    cost = location_cost(lead.match_run, {}, lead.received_at.date())
    values: list[Any] = [
        *every_value(answer["match"]),
        *every_value(request),
        *every_value(lead.match_run.versions),
        Decimal(answer["money"]["usd_vnd"]),
    ]
    streams = {(row.tax, row.of) for row in rows}
    for tax, of in streams:
        some = [row for row in rows if (row.tax, row.of) == (tax, of)]
        values += [number for row in some for number in (row.payable, row.saving, row.most, row.baseline) if number]
    values += spared_in_all(answer["money"])
    values += list(cost.total)
    values += [end for line in cost.lines for end in (line.once, line.low, line.high, line.quantity) if end is not None]
    values += [end for line in cost.lines for end in (line.over(cost.years) or ())]
    values += [end for line in cost.lines if line.price for end in (line.price.low, line.price.high)]
    for value in values:
        for places in (None, 0, 1):
            yield figures.number(value, places, lang)
    texts = [f"{row.name_vi} {row.summary_vi} {row.name_en} {row.summary_en}" for row in IncentiveVersion.objects.all()]
    texts += [text for one in ("vi", "en") for text in rule_names(lead.match_run.on, one).standing.values()]
    for text in texts:
        yield from re.findall(GROUPED[lang], text)


def spared_in_all(money: dict[str, Any]) -> Iterator[Decimal]:
    """Sums a table or a sentence may show: of each stream of each package, and of the package."""
    for stored in (money["sure"], *(one["rows"] for one in money["if"])):
        rows = list(opened(stored))
        for some in (rows, *([row for row in rows if row.tax == tax] for tax in {row.tax for row in rows})):
            for name in ("payable", "saving", "most"):
                yield sum((getattr(row, name) or Decimal(0) for row in some), Decimal(0))
        spared = sum((row.saving for row in rows if row.saving is not None), Decimal(0))
        taken = sum((row.most or Decimal(0) for row in rows if row.cell == "bound"), Decimal(0))
        yield from (spared - taken, spared + taken)


def every_value(stored: Any) -> Iterator[float]:
    if isinstance(stored, dict):
        for one in stored.values():
            yield from every_value(one)
    elif isinstance(stored, list):
        for one in stored:
            yield from every_value(one)
    elif isinstance(stored, (int, float)) and not isinstance(stored, bool):
        yield stored


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_page_and_pdf_say_who_by_when_and_what_is_not_known(now: datetime, client: Client, lang: str) -> None:
    lead = a_lead(now)
    pack = pack_of(lead)
    assert pack is not None
    page = client.get(address(lead, now, lang))
    html = " ".join(re.sub("<[^>]+>", " ", page.content.decode()).replace("\xa0", " ").split())
    printed = pdf(client, lead, now, lang)
    assert lead.due_at is not None
    there = "(Hàn Quốc, UTC+9)" if lang == "vi" else "(South Korea, UTC+9)"
    for said in (
        lead.reference,
        pack.digest,
        figures.moment(lead.due_at, lang),
        there,
        "Lê Mai Chi",
        "Which power feeds are there?",
        "schools nearby",
        "tỉnh chưa cung cấp" if lang == "vi" else "not given by the province yet",
        "67/2025/QH15",
    ):
        assert tight(said) in tight(html), said
        assert tight(said) in tight(printed), said
    assert page["Cache-Control"] == "private, no-store"
    assert page["Referrer-Policy"] == "no-referrer"


def test_a_pack_without_years_says_that_no_schedule_can_be_given(now: datetime, client: Client) -> None:
    lead = a_lead(now, {"sector": "software"}, message="")
    text = client.get(address(lead, now)).content.decode()
    assert "No schedule yet" in text
    assert "No schedule yet" in pdf(client, lead, now, "en")


def test_where_nothing_fits_the_pack_says_what_would(now: datetime, client: Client) -> None:
    lead = a_lead(now, {"sector": "data_centre", "land": {"area_min_m2": 900_000}})
    assert lead.match_run is not None
    assert not lead.match_run.answer["match"]["options"]
    text = pdf(client, lead, now, "en")
    assert "With a smallest area of 4.55 ha instead of 90.00 ha, 1 option fits, best is DC-02." in text


# --- kept as it was said ---


def test_a_pack_does_not_change_with_what_happens_later(now: datetime, client: Client) -> None:
    lead = a_lead(now)
    before = client.get(f"{address(lead, now)}1/pack.pdf").content
    chi = lead.owner
    assert chi is not None
    chi.person.name, chi.person.phone = "Someone Else", "+84 208 000 000"
    chi.person.save()
    Plot.objects.filter(code="SX-24").update(status="leased")
    ProcedureStep.objects.update(days=1)
    cache.clear()
    assert client.get(f"{address(lead, now)}1/pack.pdf").content == before
    pack = AnswerPack.objects.get()
    assert pack.digest == digest_of(pack.run, pack.data)
    assert cost_of(pack.data) == location_cost(pack.run, {}, now.date())


# --- behind the link ---


def test_a_link_opens_the_packs_of_its_own_lead_only(now: datetime, client: Client) -> None:
    first = a_lead(now)
    second = a_lead(now, submission_key="form-2", contact_email="other@example.com")
    did(lambda: issue_pack(lead=second, by=None, now=now))
    assert client.get(f"{address(first, now)}2/").status_code == 404
    assert client.get(f"{address(first, now)}2/pack.pdf").status_code == 404
    assert first.reference not in client.get(f"{address(second, now)}2/").content.decode()


@pytest.mark.parametrize("part", ["", "1/", "1/pack.pdf"])
def test_a_revoked_link_opens_no_pack(now: datetime, client: Client, part: str) -> None:
    lead = a_lead(now)
    where = address(lead, now)
    revoke_link(link=live_link(lead=lead, now=now), now=now)
    assert client.get(f"{where}{part}").status_code == 410
    assert client.get(f"/en/lead/nonsense/pack/{part}").status_code == 404


# --- clocks elsewhere, the way through the offices ---


def test_a_moment_as_clocks_elsewhere_show_it() -> None:
    at = datetime(2026, 11, 25, 11, 0, tzinfo=figures.PARK_TIME)
    assert local_times(at, "KR", "vi") == ("13:00, 25/11/2026 (Hàn Quốc, UTC+9)",)
    assert local_times(at, "US", "en")[0] == "23:00, 24 Nov 2026 (New York, UTC−5)"
    assert len(local_times(at, "US", "en")) == 3
    assert local_times(at, "VN", "vi") == local_times(at, "", "vi") == local_times(at, "XX", "en") == ()
    summer = datetime(2026, 7, 1, 11, 0, tzinfo=figures.PARK_TIME)
    assert local_times(summer, "DE", "en") == ("06:00, 1 Jul 2026 (Germany, UTC+2)",)


@pytest.mark.parametrize(
    ("origin", "status", "lane", "lessor"),
    [
        ("KR", "planned", "normal", "state"),
        ("VN", "planned", "normal", "state"),
        ("KR", "established", "green", "developer"),
        ("VN", "established", "normal", "developer"),
        ("", "planned", "normal", "state"),
    ],
)
def test_the_way_follows_the_origin_and_the_parks_status(
    now: datetime, origin: str, status: str, lane: str, lessor: str
) -> None:
    found = procedure_of(origin=origin, zone_status=status)
    assert (found["facts"]["lane"], found["facts"]["lessor"]) == (lane, lessor)
    assert found["facts"]["investor_kind"] == ("domestic" if origin == "VN" else "foreign")
    assert found["origin_supposed"] == (origin == "")
    assert found["steps"]
    assert found["total"] > 0


def test_the_print_of_a_project_that_keeps_its_law_has_both(now: datetime, client: Client) -> None:
    lead = a_lead(now, {**REQUEST, "project": {**REQUEST.get("project", {}), "law_locked_on": "2025-09-30"}})
    text = pdf(client, lead, now, "en")
    assert "The project keeps the law of 30 Sep 2025." in text
    today = text.partition("The same by the law of today, for comparison")[2]
    assert "Corporate income tax" in today.partition("Every cell with its clause")[0]


def test_letters_of_korea_and_japan_come_out_of_the_pack(now: datetime, client: Client) -> None:
    lead = a_lead(now, message="김민수 회장: 임대료? 山田太郎 さくら: 電力?")
    text = tight(pdf(client, lead, now, "en"))
    assert "김민수" in text
    assert "山田太郎さくら" in text
