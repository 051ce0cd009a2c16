"""Each question of an investor's message in the answer pack: answered from the plot's facts, or said to be unknown."""

from __future__ import annotations

import re
from datetime import datetime
from typing import Any

import pytest
from django.test import Client

from leads.models import LeadMessage
from leads.services.erasure_rules import pack_without_words
from leads.services.packs import issue_pack, pack_of
from sitepages import figures
from sitepages.models import Plot
from tests.leads.match.test_pack import GROUPED, REQUEST, a_lead, address, at_loading, every_number, now, pdf, tight
from tests.leads.match.test_room_pages import by_mail

pytestmark = pytest.mark.once

__all__ = ["at_loading", "now"]  # fixtures

ASKED = """Dear team, we look for a site in the north.
1. How much power can the plot have?
2. Is there a second, independent feed?
3. What is the lease price and the service fee?
4. How long do the permits take?
5. Which incentives apply?
6. Are there schools nearby?
Could we visit in January?"""


def text_of(client: Client, where: str) -> str:
    html = client.get(where).content.decode()
    return " ".join(re.sub("<[^>]+>", " ", html).replace("\xa0", " ").split())


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_what_is_known_is_answered_with_its_source_and_the_rest_is_said_not_to_be(
    now: datetime, client: Client, lang: str
) -> None:
    lead = a_lead(now, message=ASKED)
    assert lead.match_run is not None
    best = lead.match_run.answer["match"]["options"][0]["plots"]
    plots = list(Plot.objects.filter(code__in=best))
    assert plots
    for said in (text_of(client, address(lead, now, lang)), pdf(client, lead, now, lang)):
        for plot in plots:
            assert plot.lease_usd_m2
            assert tight(figures.kva(plot.power_kva, lang)) in tight(said)
            assert tight(figures.price_m2(plot.lease_usd_m2, lang)) in tight(said)
        second = said[said.index("independent feed?") :][:400]
        assert ("chưa biết" if lang == "vi" else "not known") in second
        last = said[said.index("schools nearby?") :][:300]
        assert ("Không có trong hồ sơ" if lang == "vi" else "Not in this pack") in last
        assert ("minh họa" if lang == "vi" else "illustrative") in said


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_numbers_of_the_answers_are_the_plots(now: datetime, client: Client, lang: str) -> None:
    lead = a_lead(now, message=ASKED)
    pack = pack_of(lead)
    assert pack is not None
    assert lead.match_run is not None
    code = lead.match_run.answer["match"]["options"][0]["plots"][0]
    plot = Plot.objects.get(code=code)
    own: list[Any] = [plot.power_kva, plot.lease_usd_m2, plot.lease_usd_m2 * plot.area_m2, plot.service_fee_usd_m2_year]
    known = set(every_number(lead, lang)) | {figures.number(one, places, lang) for one in own for places in (None, 0)}
    park = {"vi": {"2x63"}, "en": {"2x63"}}[lang]
    shown = set(re.findall(GROUPED[lang], pdf(client, lead, now, lang)))
    assert shown - known - park == set()


def test_a_later_pack_answers_what_was_asked_in_the_room_too(now: datetime, client: Client) -> None:
    lead = a_lead(now, message="How much power can the plot have?")
    for text in ("How far is the airport?", "", "How much power can the plot have?"):
        LeadMessage.objects.create(lead=lead, text=text, written_at=now)
    issue_pack(lead=lead, by=None, now=now)
    first, second = (pack_of(lead, number) for number in (1, 2))
    assert first
    assert second
    assert [one["text"] for one in first.data["questions"]] == ["How much power can the plot have?"]
    asked = [one["text"] for one in second.data["questions"]]
    assert asked == ["How much power can the plot have?", "How far is the airport?"]
    by_mail(lead, now, lead.contact_email, "How high is the flood level?")
    by_mail(lead, now, "other@x.example", "What is the water price?")
    issue_pack(lead=lead, by=None, now=now)
    third = pack_of(lead, 3)
    assert third
    assert [one["text"] for one in third.data["questions"]] == [*asked, "How high is the flood level?"]
    assert "35 to 50 km" in text_of(client, f"{address(lead, now, 'en')}2/")


def test_where_nothing_fits_only_the_park_answers(now: datetime, client: Client) -> None:
    request = {"sector": "data_centre", "land": {"area_min_m2": 900_000}}
    lead = a_lead(now, request, message="How far is the airport?\nHow much power is there?")
    said = text_of(client, address(lead, now, "en"))
    assert "35 to 50 km" in said
    assert "depends on the plot, and none fits yet" in said


def test_an_answer_stays_as_it_was_issued(now: datetime, client: Client) -> None:
    lead = a_lead(now, message=ASKED)
    before = text_of(client, address(lead, now, "en"))
    Plot.objects.update(power_kva=1)
    assert text_of(client, address(lead, now, "en")) == before


def test_a_pack_of_the_first_form_still_opens(now: datetime, client: Client) -> None:
    lead = a_lead(now, message=ASKED)
    pack = pack_of(lead)
    assert pack is not None
    pack.data["questions"] = [{"text": "How much power?", "topics": ["land"]}]
    pack.save()
    assert "How much power?" in text_of(client, address(lead, now, "en"))


def test_erasure_takes_questions_with_their_answers(now: datetime) -> None:
    pack = pack_of(a_lead(now, message=ASKED))
    assert pack is not None
    assert "schools" in str(pack.data)
    assert "schools" not in str(pack_without_words(pack.data))


def test_a_message_without_a_question_asks_nothing(now: datetime) -> None:
    pack = pack_of(a_lead(now, REQUEST, message="We build chips."))
    assert pack is not None
    assert pack.data["questions"] == []


FITTING = """How long to get the IRC?
Bao lâu thì có giấy chứng nhận đăng ký đầu tư?
lam DTM mat bao lau?
What does a kWh cost?
Có được chuyển nhượng hợp đồng thuê đất không?
Chiều cao tối đa?
co cho o cho cong nhan ko
dien 110kv co chua
What is the wastewater capacity, and tariff per m3?
Minimum wage
work permit how long
trả 1 lần hay hàng năm
bao giờ bàn giao
PUE cap
Can our engineers get work permits?
How many workers live in reach?
What is the land price, and the helipad policy?
Ký quỹ bao nhiêu?
My colleague asks whether the park offers ready-made offices and what the rent per sqm is
Do you have a fire brigade near by
Kindly advise on customs clearance time
How many enginers graduate each year within 30 km?
Who operates the park?"""


@pytest.fixture
def answers(now: datetime, client: Client) -> dict[str, dict[str, str]]:
    """Question -> label -> what is said, as the English page shows it."""
    client.get(address(lead := a_lead(now, message=FITTING), now, "en"))
    page = client.get(address(lead, now, "en")).context["page"]
    return {one.text: {line.label: line.said for line in one.lines} for one in page.questions}


def test_a_step_answers_with_its_own_days(answers: dict[str, dict[str, str]]) -> None:
    for asked in ("How long to get the IRC?", "Bao lâu thì có giấy chứng nhận đăng ký đầu tư?"):
        ((label, said),) = answers[asked].items()
        assert label.startswith("Investment registration certificate")
        assert re.match(r"5 working days; calendar days 30–38 from the start", said.replace("\xa0", " "))
    ((label, said),) = answers["lam DTM mat bao lau?"].items()
    assert label.startswith("Appraisal of the environmental impact assessment report")
    assert said.startswith("30 days; calendar days ")
    ((label, said),) = answers["work permit how long"].items()
    assert label == "Work permit or exemption for foreign workers"
    assert said.startswith("days not known · ")
    ((label, said),) = answers["Ký quỹ bao nhiêu?"].items()
    assert label.startswith("Deposit or bank guarantee")
    assert said.startswith("Deposit of 3% of capital")


def test_a_step_takes_no_rule_of_the_law_from_a_question(answers: dict[str, dict[str, str]]) -> None:
    permits = answers["Can our engineers get work permits?"]
    assert "Work permit or exemption for foreign workers" in permits
    assert any("no work permit for foreign high-quality digital staff" in label for label in permits)
    assert "Population and labour in reach" in answers["How many workers live in reach?"]
    assert "Housing for workers" not in answers["How many workers live in reach?"]


def test_of_a_step_that_is_not_on_the_way_the_whole_way_is_told_beside_it(now: datetime, client: Client) -> None:
    request = REQUEST | {"project": {"origin": "VN"}}
    lead = a_lead(now, request, country="VN", message="How long until we get the investment registration certificate?")
    (asked,) = client.get(address(lead, now, "en")).context["page"].questions
    said = {line.label: line.known for line in asked.lines}
    assert said == {"Procedures": True, "Investment registration certificate": False}


def test_rows_belong_to_what_was_asked_and_the_other_half_is_not_known(answers: dict[str, dict[str, str]]) -> None:
    unknown = "not known"
    assert list(answers["What does a kWh cost?"]) == ["Electricity tariff"]
    assert answers["Có được chuyển nhượng hợp đồng thuê đất không?"] == {
        "Transfer, sub-lease or mortgage of the lease": unknown
    }
    assert answers["Chiều cao tối đa?"]["Maximum building height"] == unknown
    assert answers["co cho o cho cong nhan ko"] == {"Housing for workers": unknown}
    assert "110/22 kV substation, 2x63 MVA" in answers["dien 110kv co chua"].values()
    water = answers["What is the wastewater capacity, and tariff per m3?"]
    assert "Waste-water treatment price" in water
    assert "Electricity tariff" not in water
    assert answers["Minimum wage"] == {"Minimum wage of the region": unknown}
    assert answers["trả 1 lần hay hàng năm"] == {"Paid once or every year": unknown}
    assert any(label.startswith("Land ready from") for label in answers["bao giờ bàn giao"])
    assert answers["PUE cap"] == {"PUE limit": unknown}
    assert answers["What is the land price, and the helipad policy?"]["“the helipad policy”"] == unknown


def test_what_no_row_says_is_not_known_by_its_own_name(answers: dict[str, dict[str, str]]) -> None:
    offices = "My colleague asks whether the park offers ready-made offices and what the rent per sqm is"
    unknown = "not known"
    assert answers[offices] == {"Ready-built factories and offices for rent, and their rent": unknown}
    assert answers["Do you have a fire brigade near by"] == {"Fire brigade nearby": unknown}
    assert answers["Kindly advise on customs clearance time"] == {"Customs clearance time": unknown}
    operator = {"Infrastructure developer and operator of the park": unknown, "Lessor, SX-23": unknown}
    assert {name.replace("\xa0", " "): said for name, said in answers["Who operates the park?"].items()} == operator
    graduates = answers["How many enginers graduate each year within 30 km?"]
    assert graduates["Graduates per year"] == unknown
    assert set(graduates) == {"Graduates per year", "Students", "IT students"}


def test_a_row_that_nobody_knows_does_not_hang_on_a_plot(now: datetime, client: Client) -> None:
    request = {"sector": "data_centre", "land": {"area_min_m2": 900_000}}
    lead = a_lead(now, request, message="What do engineers earn?")
    page = client.get(address(lead, now, "en")).context["page"]
    assert {line.said for line in page.questions[0].lines} == {"not known"}


def test_the_last_day_is_told_once(now: datetime, client: Client) -> None:
    procedure = client.get(address(a_lead(now), now, "en")).context["page"].procedure
    (last,) = (step.span for step in procedure.steps if step.milestone)
    assert f"At least {last} calendar days" in procedure.total


def test_who_answers_a_question_half_known_finds_out_the_rest(now: datetime, client: Client) -> None:
    lead = a_lead(now, message="What is the maximum height?\nMay we sublease the land?")
    half, none = client.get(address(lead, now, "en")).context["page"].questions
    assert "finds out what is not known" in half.where
    assert none.where.startswith("Not in this pack")
