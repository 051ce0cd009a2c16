"""Sectors found from words: Vietnamese with and without diacritics, English, slips of the pen, VSIC 2025."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from leads.reading.sectors import LEAST, SectorWords, find_sectors, former_codes
from leads.services.sector_words import sector_book, vsic_names
from sitepages.models import Sector

pytestmark = pytest.mark.once

SAID = [
    ("semiconductor_packaging_testing", "Nhà máy đóng gói và kiểm thử chip, 400 kỹ sư"),
    ("semiconductor_packaging_testing", "dong goi kiem thu chip ban dan"),
    ("semiconductor_packaging_testing", "We are an OSAT planning an assembly and test plant"),
    ("semiconductor_packaging_testing", "semicondutor packging plant"),
    ("semiconductor_design", "Trung tâm thiết kế vi mạch 200 kỹ sư"),
    ("semiconductor_design", "IC design centre, fabless, 120 engineers"),
    ("semiconductor_manufacturing", "wafer fab for power chips"),
    ("data_centre", "Trung tâm dữ liệu 20 MW phục vụ AI"),
    ("data_centre", "hyperscale data center 60 MW"),
    ("data_centre", "trung tam du lieu"),
    ("software", "Công ty gia công phần mềm cho Nhật Bản"),
    ("software", "gia cong phan mem 300 nguoi"),
    ("software", "sofware outsourcing for Japanese banks"),
    ("electronics_hardware", "Lắp ráp bo mạch điện tử và mô-đun camera"),
    ("electronics_hardware", "we make printed circuit boards"),
    ("electronics_hardware", "VSIC 2620"),
    ("electronics_hardware", "mã ngành 2640"),
    ("electronics_hardware", "solar cells and batteries"),
    ("iot_telecom_equipment", "smart meters and IoT sensors"),
    ("iot_telecom_equipment", "thiết bị viễn thông 5G"),
    ("uav_robotics", "máy bay không người lái cho nông nghiệp"),
    ("uav_robotics", "drones and robots"),
    ("r_and_d", "trung tâm nghiên cứu và phát triển"),
    ("r_and_d", "R&D centre of a Korean group"),
    ("training", "đào tạo kỹ sư bán dẫn"),
    ("training", "coding bootcamp academy"),
    ("incubation", "vườn ươm khởi nghiệp"),
    ("ai", "phòng thí nghiệm trí tuệ nhân tạo"),
    ("ai", "machine learning and LLM lab"),
    ("cybersecurity", "dịch vụ an ninh mạng, kiểm thử xâm nhập"),
    ("digital_content", "phim hoạt hình và nội dung số"),
    ("digital_service_cloud", "điện toán đám mây cho doanh nghiệp"),
    ("digital_service_cloud", "call centre and BPO 500 seats"),
    ("logistics_support", "kho ngoại quan và vận tải"),
    ("logistics_support", "bonded warehouse"),
    ("expert_housing_services", "khách sạn và căn hộ cho chuyên gia"),
    ("park_infrastructure", "xây nhà xưởng cho thuê"),
    ("", "xin chào"),
    ("", "We need 2619 m2 near the gate"),
    ("semiconductor_equipment", "probe cards and test sockets for chip makers"),
    ("semiconductor_equipment", "máy làm chip và vật liệu bán dẫn"),
    ("software", "5829"),
    ("", "chăm sóc"),
    ("", "chưa biết ai phụ trách"),
    ("", "chua biet ai phu trach"),
    ("ai", "trung tâm AI, chưa biết ai phụ trách"),
    ("iot_telecom_equipment", "thiết bị 5G"),
    ("", "thiết bị"),
    ("", "đóng gói bao bì giấy"),
    ("", "packaging of food"),
    ("", "dịch vụ"),
    ("software", "sàn thương mại điện tử"),
    ("digital_service_cloud", "dịch vụ đám mây"),
    ("software", "Chúng tôi không phải trung tâm dữ liệu mà là phần mềm"),
    ("software", "khong phai trung tam du lieu ma la phan mem"),
    ("software", "not a data centre but software"),
    ("software", "We are not building a data centre but software"),
    ("software", "software rather than a data centre"),
    ("data_centre", "not only software but also a hyperscale data centre"),
    ("data_centre", "trung tâm dử liệu"),
    ("software", "phan men"),
    ("software", "công ty phần mền"),
    ("software", "game studio"),
    ("software", "trò chơi trực tuyến"),
    ("electronics_hardware", "smartphone"),
    ("semiconductor_design", "chip"),
    ("data_centre", "server"),
    ("software", "fintech"),
    ("software", "6201"),
    ("semiconductor_manufacturing", "2610"),
    ("semiconductor_packaging_testing", "We test and package power chips (SiC) for electric cars"),
    ("semiconductor_packaging_testing", "chúng tôi đóng gói, kiểm thử chip công suất"),
    ("logistics_support", "không làm phần mềm, chỉ kho lạnh nông sản"),
    ("logistics_support", "khong lam phan mem, chi kho lanh"),
    ("logistics_support", "We do not do software, only cold storage"),
    ("electronics_hardware", "not a data centre; we assemble servers"),
    ("electronics_hardware", "không xây trung tâm dữ liệu, chúng tôi lắp ráp máy chủ"),
    ("semiconductor_design", "chúng tôi không sản xuất chip mà chỉ thiết kế"),
    ("semiconductor_design", "We don't make chips, we design them"),
    ("software", "no data centre, only software"),
    ("logistics_support", "no software, a bonded warehouse for spare parts"),
    ("software", "We write firmware but manufacture nothing"),
    ("software", "We do not only make software"),
    ("", "chúng tôi không làm trung tâm dữ liệu"),
]
NOT_OFFERED = [
    ("thiết bị y tế", {"semiconductor_equipment", "expert_housing_services"}),
    ("thiết bị 5G", {"semiconductor_equipment"}),
    ("sàn thương mại điện tử", {"electronics_hardware", "expert_housing_services"}),
    ("đóng gói bao bì giấy", {"semiconductor_packaging_testing"}),
    ("dịch vụ đám mây", {"expert_housing_services"}),
    ("không phải trung tâm dữ liệu mà là phần mềm", {"data_centre"}),
    ("not a data centre but software", {"data_centre"}),
    ("không làm phần mềm, chỉ kho lạnh nông sản", {"software"}),
    ("no software, a bonded warehouse for spare parts", {"software"}),
    ("not a data centre; we assemble servers", {"data_centre"}),
    ("chăm sóc khách hàng qua phần mềm", {"cybersecurity", "semiconductor_design"}),
]
BOOK = (
    SectorWords(
        "bake", ("bánh mì", "lò nướng"), ("~banh mi", "~lo nuong", "bakery", "bread oven"), (("1071", ("Làm bánh",)),)
    ),
    SectorWords("tools", ("lò nướng",), ("~lo nuong", "oven", "machinery"), (("2829", ()), ("1071", ()))),
)


@pytest.mark.usefixtures("park")
@pytest.mark.parametrize(("wanted", "text"), SAID)
def test_the_sector_of_a_sentence_is_found(wanted: str, text: str) -> None:
    found = find_sectors(text, sector_book())
    assert (found[0].key if found else "") == wanted
    assert all(one.because for one in found)


@pytest.mark.usefixtures("park")
@pytest.mark.parametrize(("text", "others"), NOT_OFFERED)
def test_a_word_that_says_nothing_of_a_sector_does_not_offer_it(text: str, others: set[str]) -> None:
    assert not others & {one.key for one in find_sectors(text, sector_book())}


@pytest.mark.usefixtures("park")
@pytest.mark.parametrize(
    ("text", "because"),
    [
        ("Nhà máy đóng gói và kiểm thử vi mạch", "đóng gói và kiểm thử"),
        ("semicondutor packging plant", "semicondutor packging"),
        ("Trung tâm dử liệu", "Trung tâm dử liệu"),
        ("mã ngành 2640", "2640"),
        ("a DATA Centre here", "DATA Centre"),
    ],
)
def test_the_reason_is_in_the_readers_own_words(text: str, because: str) -> None:
    for one in find_sectors(text, sector_book()):
        assert all(part in text for words in one.because for part in words.split(" … "))
    assert because in find_sectors(text, sector_book())[0].because


@pytest.mark.usefixtures("park")
def test_a_code_of_the_list_before_is_told_as_one() -> None:
    book = sector_book()
    assert former_codes("mã 6201, 62010 và 2610", book) == ("6201", "62010", "2610")
    assert former_codes("6211 and 9999, 6201 m2", book) == ()


@pytest.mark.usefixtures("park")
def test_every_sector_is_found_by_its_own_names_and_codes_have_names() -> None:
    book = sector_book()
    for sector in Sector.objects.all():
        for name in (sector.name_vi, sector.name_en):
            assert find_sectors(name, book)[0].key == sector.key, name
    assert vsic_names()["6310"][0].startswith("Cơ sở hạ tầng công nghệ thông tin")


def test_words_of_several_sectors_count_less_and_say_where_they_stand() -> None:
    shared, own = find_sectors("lò nướng", BOOK), find_sectors("lò nướng bánh mì", BOOK)
    assert [one.key for one in shared] == ["bake", "tools"]
    assert shared[0].score == shared[1].score
    assert [one.key for one in own] == ["bake", "tools"]
    assert own[0].score > own[1].score
    assert own[0].because == ("bánh mì", "lò nướng")


def test_a_number_of_square_metres_is_no_code() -> None:
    assert [one.key for one in find_sectors("VSIC 2829", BOOK)] == ["tools"]
    assert [one.key for one in find_sectors("1071", BOOK)] == ["bake", "tools"]
    for text in ("2829 m2", "2829 ha", "2829 people", "12.829", "2829,5", "28290000"):
        assert find_sectors(text, BOOK) == ()


def test_a_slip_in_a_long_word_is_forgiven_and_in_a_short_one_not() -> None:
    assert find_sectors("machinrey", BOOK)[0].key == "tools"
    assert find_sectors("bakeri", BOOK)[0].key == "bake"
    assert find_sectors("ovem", BOOK) == ()


@settings(max_examples=200)
@given(st.text(max_size=3000))
def test_any_text_is_read_the_same_twice(text: str) -> None:
    found = find_sectors(text, BOOK)
    assert found == find_sectors(text, BOOK)
    assert all(one.score >= LEAST for one in found)
    assert list(found) == sorted(found, key=lambda one: -one.score)
