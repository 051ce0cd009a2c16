"""The reason is rendered from the record: Vietnamese and English, both figures, unknown never as 0."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from leads.matching.catalogue import FREE
from leads.matching.record import Change, Elimination, NearMiss, Note, Searched
from leads.matching.words import change, elimination, near_miss, reason, warning
from leads.matching.words_around import nearest, searched
from sitepages.figures import NBSP
from tests.leads.matching_parks import ON
from tests.leads.test_matching_rules import ask, criterion, row

ASKED: dict[str, Any] = {
    "needed_by": "2027-06-30",
    "land": {"area_min_m2": 20000, "area_max_m2": 30000},
    "utilities": {"power_kva": 1300, "water_m3_day": 70, "wastewater_m3_day": 60, "fibre_gbps": 100},
    "budget": {"lease_usd_m2_max": 96, "lease_usd_max": 2_000_000},
}
PAIR = row({}, {})


def spoken(sentence: str) -> str:
    return sentence.replace(NBSP, " ")


@pytest.mark.parametrize(
    ("key", "vi", "en"),
    [
        ("area_fit", "Diện tích 2,00 ha, cần 2,00 ha đến 3,00 ha", "Area 2.00 ha, asked 2.00 ha to 3.00 ha"),
        ("power", "Điện 2.000 kVA, cần 1.300 kVA", "Power 2,000 kVA, needed 1,300 kVA"),
        ("water", "Nước 100 m³/ngày, cần 70 m³/ngày", "Water 100 m³/day, needed 70 m³/day"),
        ("wastewater", "Nước thải 80 m³/ngày, cần 60 m³/ngày", "Waste water 80 m³/day, needed 60 m³/day"),
        ("fibre", "Cáp quang 100 Gbps, cần 100 Gbps", "Fibre 100 Gbps, needed 100 Gbps"),
        (
            "price",
            "Giá 90,0 USD/m², trả một lần cho cả thời hạn; yêu cầu không quá 96,0 USD/m²",
            "USD 90.0/m², once for the whole term; asked at most USD 96.0/m²",
        ),
        (
            "lease",
            "Tổng tiền thuê 1.800.000 USD, yêu cầu không quá 2.000.000 USD",
            "Lease USD 1,800,000 in all, asked at most USD 2,000,000",
        ),
        ("ready", "Sẵn sàng từ 24/11/2026, cần chậm nhất 30/06/2027", "Ready from 24 Nov 2026, needed by 30 Jun 2027"),
        ("frontage", "Mặt tiền 60,0 m", "Street frontage 60.0 m"),
        ("zone_fit", "Ngành được khuyến khích ở phân khu SX", "Sector encouraged in zone SX"),
        ("fewer_plots", "Ghép 2 lô liền kề", "2 adjoining plots joined"),
        ("redundancy", "Nguồn điện: một nguồn, không dự phòng (N)", "Power: one source, none spare (N)"),
    ],
)
def test_a_reason_names_what_there_is_and_what_was_asked(key: str, vi: str, en: str) -> None:
    (option,) = ask(PAIR, **ASKED).options
    one = criterion(option, key)
    assert (spoken(reason(one, "vi")), spoken(reason(one, "en"))) == (vi, en)


def test_an_unknown_fact_is_said_to_be_unknown_with_its_last_day() -> None:
    (option,) = ask(row({"water_m3_day": None}), utilities={"water_m3_day": 70}).options
    one = criterion(option, "water")
    last = ON + timedelta(99)
    assert reason(one, "vi") == f"Chưa biết lượng nước (A: hết hạn {last:%d/%m/%Y}; không tính điểm)"
    assert reason(one, "en") == "Water not known (A: expired 3 Mar 2027; no points counted)"


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_every_criterion_has_words_known_and_unknown(lang: str) -> None:
    facts = ("area_m2", "lease_usd_m2", "available_from", "power_kva", "water_m3_day", "wastewater_m3_day")
    blank = dict.fromkeys((*facts, "fibre_gbps", "frontage_m", "power_redundancy"))
    for park in (PAIR, row(blank, blank), row(blank, {})):
        for option in ask(park, **ASKED, diverse=False).options:
            assert all(reason(one, lang) for one in option.criteria)
        single = ask(park, land={"area_max_m2": 30000}).options
        assert all(reason(one, lang) for option in single for one in option.criteria)


def test_a_sum_whose_known_part_suffices_is_at_least_that() -> None:
    park = row({"water_m3_day": None}, {})
    (option,) = ask(park, land={"area_min_m2": 20000}, utilities={"water_m3_day": 40}).options
    one = criterion(option, "water")
    assert spoken(reason(one, "vi")) == "Nước ít nhất 50 m³/ngày, cần 40 m³/ngày"


def test_warnings_say_what_to_do() -> None:
    power = Note("park_power", {"need_kva": 80_000, "park_kva": 126_000, "left_kva": 67_500})
    assert "còn 67,5 MVA" in spoken(warning(power, "vi"))
    assert "of which 67.5 MVA is left" in spoken(warning(power, "en"))
    assert warning(Note("no_frontage", {}), "vi").startswith("Không lô nào có mặt tiền riêng")


@pytest.mark.parametrize(
    ("key", "before", "after", "vi", "en"),
    [
        (
            "needed_by",
            "2027-06-30",
            "2028-06-30",
            "lùi ngày cần đất từ 30/06/2027 sang 30/06/2028",
            "land needed by 30 Jun 2028 instead of 30 Jun 2027",
        ),
        ("land.max_plots", 4, 5, "ghép đến 5 lô thay vì 4", "up to 5 plots instead of 4"),
        (
            "utilities.power_kva",
            10000,
            5700,
            "giảm điện từ 10.000 kVA xuống 5.700 kVA",
            "5,700 kVA of power instead of 10,000 kVA",
        ),
        (
            "budget.lease_usd_m2_max",
            80,
            82.0,
            "nâng mức giá từ 80,0 USD/m² lên 82,0 USD/m²",
            "up to USD 82.0/m² instead of USD 80.0/m²",
        ),
    ],
)
def test_a_change_names_both_figures(key: str, before: Any, after: Any, vi: str, en: str) -> None:
    one = Change(key, before, after, 0.1)
    assert (spoken(change(one, "vi")), spoken(change(one, "en"))) == (vi, en)


def test_a_near_miss_with_a_held_plot_gives_the_reason_in_words() -> None:
    held = NearMiss(("A", "B"), {"B": "reserved"}, 0.26, (Change("land.max_plots", 1, 2, 0.25),))
    assert near_miss(held, "vi") == "A + B hợp nếu ghép đến 2 lô thay vì 1; B: đang giữ chỗ"
    assert near_miss(held, "en") == "A + B fits with up to 2 plots instead of 1; B: reserved"


@pytest.mark.parametrize(
    ("one", "vi", "en"),
    [
        (
            Elimination("zone", "RD", "SX, DC", ("A",)),
            "Phân khu RD, chỉ tìm trong SX, DC",
            "Zone RD, asked only SX, DC",
        ),
        (
            Elimination("sector", "SX", "data_centre", ("A",)),
            "Phân khu SX không cho phép ngành này",
            "Zone SX does not permit this sector",
        ),
        (Elimination("status", "leased", FREE, ("A",)), "Đã cho thuê", "Leased"),
        (
            Elimination("ready", "2028-06-30", "2027-06-30", ("A",)),
            "Sẵn sàng từ 30/06/2028, cần chậm nhất 30/06/2027",
            "Ready from 30 Jun 2028, needed by 30 Jun 2027",
        ),
        (
            Elimination("area", 45500.1, 30000, ("A",)),
            "Lô rộng 4,55 ha, cần không quá 3,00 ha",
            "The plot has 4.55 ha, asked at most 3.00 ha",
        ),
    ],
)
def test_an_elimination_says_fact_and_need(one: Elimination, vi: str, en: str) -> None:
    assert (spoken(elimination(one, "vi")), spoken(elimination(one, "en"))) == (vi, en)


def test_none_found_within_the_limits_differs_from_none_exists() -> None:
    whole = Searched(500, 60_000, True, 0, None, "USD", 3, 0, True, 30000.0, ("A", "B"))
    cut = Searched(60_000, 60_000, False, 0, 1.0, "USD", 3, None, False, None, ())
    some = Searched(60_000, 60_000, False, 3, 2_081_098.14, "USD", 3, None, False, None, ())
    assert searched(whole, 0, "vi") != searched(cut, 0, "vi")
    assert searched(cut, 0, "en") == "None found within the limits searched; that is not “none exists”."
    assert spoken(searched(some, 10, "vi")) == (
        "Đã xét 60.000 cụm lô; 3/10 phương án đầu là chính xác, không cụm nào dưới 2.081.098 USD."
    )
    assert spoken(nearest(whole, (), "vi")) == "Cụm lô trống liền kề lớn nhất cho ngành này là 3,00 ha (A + B)."
    assert nearest(cut, (), "en") == "No plot permits this sector."
    held = Elimination("status", "leased", "free", ("A",))
    assert nearest(cut, (held,), "en") == "The sector is permitted, but no plot that permits it is free now."
    zone = Elimination("zone", "RD", "SX", ("B",))
    assert nearest(cut, (held, zone), "en") == (
        "In the zones asked for (SX) no free plot permits this sector; the other zones were not looked at."
    )
