"""Questions found in a message, in Vietnamese with and without diacritics and in English, and what they are about."""

from __future__ import annotations

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from leads.reading.folded import folded, marked
from leads.reading.questions import MOST, questions_in, subjects_of
from leads.services.question_words import subject_book
from sitepages.services.park_facts import SEED, all_questions

BOOK = subject_book()


def keys(text: str) -> tuple[str, ...]:
    return tuple(one.key for one in subjects_of(text, BOOK))


def test_questions_are_found_among_other_words() -> None:
    text = "We build chips in Korea.\n1. Is there a dual power feed?\n- lease price\nThank you. How long is the permit"
    assert [one.text for one in questions_in(text, BOOK)] == [
        "Is there a dual power feed?",
        "lease price",
        "How long is the permit",
    ]


def test_vietnamese_questions_need_no_marks() -> None:
    text = "Chung toi can thue dat. Gia thue bao nhieu. Có được miễn thuế không?\nXin cảm ơn."
    assert [one.text for one in questions_in(text, BOOK)] == ["Gia thue bao nhieu.", "Có được miễn thuế không?"]


def test_a_decimal_does_not_end_a_question() -> None:
    assert [one.text for one in questions_in("Can we get 2.5 MW? And 1,5 ha?", BOOK)] == [
        "Can we get 2.5 MW?",
        "And 1,5 ha?",
    ]


def test_the_same_question_twice_is_one() -> None:
    assert len(questions_in("What is the price?\nwhat is the PRICE?", BOOK)) == 1


@pytest.mark.parametrize(
    ("text", "subjects"),
    [
        ("Is there a dual power feed?", ("dual_feed",)),
        ("How many MVA can we get, and what is the electricity price?", ("power", "power_price")),
        ("Thuế suất bao nhiêu?", ("cit",)),
        ("Giá thuê đất bao nhiêu?", ("price",)),
        ("gia thue dat bao nhieu", ("price",)),
        ("giá điện bao nhiêu một kWh", ("power_price",)),
        ("How long does the environmental permit take?", ("env_permit",)),
        ("How long is it to the airport?", ("airport",)),
        ("Does the site flood?", ("flood",)),
        ("Lô đất có bị ngập không?", ("flood",)),
        ("lo dat co bi ngap khong", ("flood",)),
        ("What wages do engineers get, and which tax?", ("wages", "cit")),
        ("Khi nào chúng tôi có thể đến thăm khu?", ("visit",)),
        ("Whats the prcie of the land and the elctricity prcie?", ("price", "power_price")),
        ("Where do 2,000 workers come from?", ("labour",)),
        ("Is there worker housing?", ("worker_housing",)),
        ("Could we get a dormitory for 150 workers", ("worker_housing",)),
        ("co cho o cho cong nhan ko", ("worker_housing",)),
        ("Where would our expatriates live?", ("expert_housing",)),
        ("Is there housing nearby?", ("housing",)),
        ("Bao lâu thì có giấy chứng nhận đăng ký đầu tư?", ("irc",)),
        ("How long until we get the investment registration certificate?", ("irc",)),
        ("How long to get the IRC?", ("irc",)),
        ("How long does registration take?", ("irc", "erc")),
        ("lam DTM mat bao lau?", ("eia",)),
        ("How long do the permits take?", ("procedure",)),
        ("What does a kWh cost?", ("power_price",)),
        ("một kWh bao nhiêu tiền?", ("power_price",)),
        ("What is the wastewater capacity, and tariff per m3?", ("waste_water", "waste_water_price")),
        ("Có được chuyển nhượng hợp đồng thuê đất không?", ("transfer",)),
        ("May we sublease the land?", ("transfer",)),
        ("We wonder whether land may be mortgaged.", ("encumbrance", "transfer")),
        ("Chiều cao tối đa?", ("height",)),
        ("dien 110kv co chua", ("voltage",)),
        ("Who pays the substation?", ("bearer", "substation")),
        ("Minimum wage?", ("minimum_wage",)),
        ("Lương tối thiểu bao nhiêu?", ("minimum_wage",)),
        ("Work permit: how long?", ("work_permit",)),
        ("trả 1 lần hay hàng năm", ("payment",)),
        ("Tiền thuê đất trả mấy lần?", ("payment", "state_rent")),
        ("bao giờ bàn giao", ("ready",)),
        ("PUE cap?", ("pue",)),
        ("Giá?", ("price",)),
        ("Price?", ("price",)),
        ("Điện?", ("power",)),
        ("Nhờ anh chị báo giá điện và nước.", ("power_price", "water", "water_price")),
        ("Power price, map and water?", ("power_price", "carrier_place", "water", "water_price")),
        ("Nhà máy điện tử có được phép không?", ("permitted",)),
        ("Can foreigners own 100%?", ("ownership",)),
        ("Quote the infrastructure fee per year.", ("service_fee",)),
        ("Toi can bao gia tien thue dat va phi ha tang.", ("price", "service_fee")),
        ("Cho tôi biết thêm chi phí xây dựng nhà xưởng.", ("construction_cost",)),
        ("Xin chào, còn lô 5 ha không?", ("fit",)),
        ("What does the waste water plant take in, and at what price?", ("waste_water", "waste_water_price")),
        ("Are there schools nearby?", ("town",)),
        ("Thuế thu nhập cá nhân cho chuyên gia nước ngoài tính thế nào?", ("personal_tax",)),
        ("Chuyên gia nước ngoài được ở lại bao lâu?", ("procedure",)),
        ("chuyen gia nuoc ngoai o lai duoc khong", ()),
        ("Có nhà cung cấp nước ngoài nào trong khu không?", ()),
        ("Đi xe từ Hà Nội đến khu mất bao lâu?", ("hanoi",)),
        ("What is the voltage at the site boundary, 22 or 110 kV?", ("voltage",)),
        ("Điện áp cấp đến hàng rào là 22 kV hay 110 kV?", ("voltage",)),
        ("Can I get a power of attorney template?", ()),
        ("Rent for a ready-built factory?", ("ready_built",)),
        ("Giá thuê nhà xưởng xây sẵn?", ("ready_built",)),
        ("Can we lease for 70 years?", ("term",)),
        ("Is there a gas station or a clinic nearby?", ("town",)),
        ("How far is the Samsung plant?", ("neighbours",)),
        ("How long is the drive from Hanoi?", ("hanoi",)),
        ("Cost of living?", ("town",)),
        ("Withholding tax on dividends?", ("other_tax",)),
        ("Thuế VAT được hoàn không?", ("other_tax",)),
        ("Công ty có được vay vốn ưu đãi không?", ("loans",)),
        ("What water pressure is available?", ("pressure",)),
        ("co xe buyt dua don cong nhan khong", ("town",)),
        ("khi nao thi thue duoc dat", ("ready",)),
        ("Trả tiền thuê đất một lần hay hàng năm?", ("payment", "state_rent")),
        ("Is there price escalation during the lease?", ("escalation",)),
        ("Is construction steel available at a good price?", ()),
        ("Can we hold the plot for six months and at what fee?", ("hold",)),
        ("Who else is looking at the same plot?", ("interest",)),
        ("Which bank can open our DICA?", ("capital_account",)),
        ("how quickly a 22kV feeder can be energised.", ("voltage", "energise")),
        ("Can profits be repatriated tax free.", ("cit", "other_tax")),
        ("is the 10% CIT rate for 15 years guaranteed if the law changes?", ("cit", "guarantee")),
        ("Xin phép bay thử drone trong khu thì hỏi ai?", ("flights",)),
        ("Có được vay ưu đãi của tỉnh không.", ("loans",)),
        ("Giá thuê có mặc cả được không", ("rent", "negotiation")),
        ("Is the land price negotiable?", ("price", "negotiation")),
        ("co 2 nguon 110kV doc lap khong?", ("voltage", "dual_feed")),
        ("Do you offer English-speaking recruitment help?", ("recruitment",)),
        ("Can I get 99-year lease?", ("term",)),
        ("Thời hạn thuê đất 50 năm hay 70 năm?", ("term",)),
        ("cot nen bao nhieu met?", ("ground_level",)),
        ("Cốt nền và địa chất thế nào?", ("ground", "ground_level")),
        ("Bao gio thi khu duoc thanh lap chinh thuc?", ("zone_status",)),
        ("Bao giờ thì khu được thành lập chính thức?", ("zone_status",)),
        ("Khu công nghệ thông tin được thành lập khi nào?", ("zone_status",)),
        ("khi nao cong ty duoc thanh lap", ("erc",)),
        ("Nuoc lam mat lay o dau", ("water",)),
        ("Nước làm mát lấy ở đâu?", ("water",)),
        ("nuoc o day the nao", ("water",)),
        ("Chuyen gia tu cac nuoc co duoc o lai khong", ()),
        ("whether the park offers ready-made offices", ("ready_built",)),
        ("whether the park offers ready-made offices and what the rent per sqm is", ("ready_built",)),
        ("Có văn phòng cho thuê không, giá thuê bao nhiêu?", ("ready_built",)),
        ("Do you have ready-built factories, and what is the land price?", ("ready_built", "price")),
        ("What is the rent?", ("rent",)),
        ("Is there a representative office?", ()),
        ("Do you have a fire brigade near by", ("fire_brigade",)),
        ("gan khu co doi chua chay khong", ("fire_brigade",)),
        ("How long does the fire approval take?", ("fire",)),
        ("Is there a fire station or a school nearby?", ("fire_brigade", "town")),
        ("Kindly advise on customs clearance time", ("clearing_time",)),
        ("thong quan mat bao lau", ("clearing_time",)),
        ("Where do we clear customs?", ("clearing",)),
        ("When does the bonded warehouse open?", ("customs",)),
        ("How many enginers graduate each year within 30 km?", ("graduates",)),
        ("Mỗi năm có bao nhiêu kỹ sư ra trường?", ("graduates",)),
        ("Who operates the park?", ("operator",)),
        ("When could we take over the land?", ("ready",)),
        ("Ai vận hành khu?", ("operator",)),
        ("ai la chu dau tu ha tang", ("operator",)),
        ("Who runs the waste water plant?", ("waste_water",)),
    ],
)
def test_a_question_is_about_something(text: str, subjects: tuple[str, ...]) -> None:
    assert set(keys(text)) == set(subjects)


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("We would like to know the lease price, the power supply and wages. Please also tell us about taxes.", 2),
        ("Chúng tôi muốn biết giá thuê đất. Đề nghị cung cấp thông tin về nguồn điện. Cho hỏi lương công nhân.", 3),
        ("\n".join(f"{number}. What about point {number}?" for number in range(1, 26)), 25),
        ("Dear Mr. Nguyen, re. plot no. 5 at approx. 3.5 ha: what is the price p.a.? Also e.g. U.S. staff visas?", 2),
        ("co duoc mien tien thue dat khong, may nam", 1),
        ("co ngap khong nhi", 1),
        ("Xin gửi bảng giá thuê đất.", 1),
        ("Need:\nprice list\nmap of the park", 2),
        ("We are a maker of chips from Korea. Our plant has 200 people.", 0),
        ("공업용수 가격은 얼마입니까? 电价是多少？", 2),
    ],
)
def test_questions_and_requests_of_every_form_are_found(text: str, count: int) -> None:
    assert len(questions_in(text, BOOK)) == count, [one.text for one in questions_in(text, BOOK)]


@pytest.mark.parametrize(
    "text",
    [
        "cho em hỏi giá thuê đất",
        "Cho chúng tôi biết giá điện.",
        "Anh chị gửi giúp tôi bảng giá thuê đất.",
        "Báo giá giúp tôi lô 3 ha.",
        "Mong anh chị cung cấp thông tin về nước thải.",
        "Hướng dẫn tôi hồ sơ đăng ký đầu tư.",
        "Chúng tôi chưa rõ thời hạn thuê đất.",
        "có được miễn thuế k ạ",
        "co bi ngap ko",
        "gia dat bn 1m2",
        "dien 110kv co chua",
        "trả 1 lần hay hàng năm",
        "Khi nao co duong vao",
        "Cho tôi biết thêm chi phí xây dựng nhà xưởng.",
        "Quote the land price for 3 ha.",
        "Provide the power tariff.",
        "Explain the CIT holiday.",
        "Elaborate upon the CIT holiday.",
        "Give us the flood record.",
        "Confirm land is cleared.",
        "Curious about labour costs.",
        "Quote the infrastructure fee per year.",
        "We wonder whether land may be mortgaged.",
        "My co-founder asks if personal income tax is reduced for software enginers.",
        "My partner asks if helicopters may land.",
        "My boss wants to know the lease term.",
        "Our CFO would like to know about arbitration.",
        "Our lawyer is asking about arbitration.",
        "Our board requires an answer on arbitration.",
        "Our head office enquired about helipads.",
        "Sếp tôi hỏi trọng tài thương mại.",
        "Đối tác của chúng tôi muốn biết về trọng tài thương mại.",
        "Sep toi hoi trong tai thuong mai.",
        "Doi tac cua chung toi muon biet ve trong tai.",
    ],
)
def test_a_request_needs_no_question_mark(text: str) -> None:
    assert [one.text for one in questions_in(text, BOOK)] == [text]
    told = f"Chúng tôi làm chip.\n{text}" if marked(text) else f"We build chips.\n{text}"
    assert [one.text for one in questions_in(told, BOOK)] == [text]


@pytest.mark.parametrize(
    ("text", "asked"),
    [
        ("Hello, what is the land price?", "what is the land price?"),
        ("Dear Sir, do you have natural gas?", "do you have natural gas?"),
        ("Xin chào, còn lô 5 ha không?", "còn lô 5 ha không?"),
        ("Xin chào anh chị cho em hỏi giá nước", "cho em hỏi giá nước"),
        ("Kính gửi Ban Quản lý, khi nào có đường vào. Xin cảm ơn.", "khi nào có đường vào."),
        ("Thanks, is there gas?", "is there gas?"),
    ],
)
def test_a_greeting_takes_no_question_with_it(text: str, asked: str) -> None:
    assert [one.text for one in questions_in(text, BOOK)] == [asked]


@pytest.mark.parametrize(
    "text", ["Hello!", "Dear team,", "Xin chào anh chị.", "Trân trọng cảm ơn.", "Best regards, Kim"]
)
def test_greeting_and_closing_ask_nothing(text: str) -> None:
    assert questions_in(text, BOOK) == ()


@pytest.mark.parametrize(
    ("text", "asked"),
    [
        (
            "Hi, is there a railway?\nAlso flood level of the site, and noise limit for gensets.",
            ["is there a railway?", "flood level of the site", "noise limit for gensets."],
        ),
        (
            "Có lô trống không? Mức ngập lụt của khu. Cáp quang mấy nhà mạng.",
            ["Có lô trống không?", "Mức ngập lụt của khu.", "Cáp quang mấy nhà mạng."],
        ),
        ("Land price per m2, lease term, deposit.", ["Land price per m2", "lease term", "deposit."]),
        ("Power price\nWater price\nDeposit", ["Power price", "Water price", "Deposit"]),
        ("Giá điện\nGiá nước\nKý quỹ", ["Giá điện", "Giá nước", "Ký quỹ"]),
        (
            "Can we get 22kV dual feed, and when? Also the water price; who pays the substation",
            ["Can we get 22kV dual feed, and when?", "Also the water price", "who pays the substation"],
        ),
        (
            "(1) PUE cap (2) power price (3) is fibre from 2 carriers diverse. "
            "Also flood level…, seismic zone, noise limit for gensets",
            [
                *("PUE cap", "power price", "is fibre from 2 carriers diverse."),
                *("flood level", "seismic zone", "noise limit for gensets"),
            ],
        ),
        (
            "Toi can bao gia tien thue dat va phi ha tang. Nho anh chi giai thich uu dai thue.",
            ["Toi can bao gia tien thue dat va phi ha tang.", "Nho anh chi giai thich uu dai thue."],
        ),
        ("1. We have 200 people. What wages?", ["What wages?"]),
        (
            "gia ntn ạ, có đc miễn thuế k, điện nước thế nào",
            ["gia ntn ạ", "có đc miễn thuế k", "điện nước thế nào"],
        ),
        (
            "What is the wastewater capacity, and tariff per m3?",
            ["What is the wastewater capacity, and tariff per m3?"],
        ),
        ("We'd also like latency figures to Hanoi.", ["We'd also like latency figures to Hanoi."]),
        ("khu này của ai", ["khu này của ai"]),
        (
            "Tôi muốn hỏi thời hạn cấp giấy phép xây dựng bao lâu ạ. Cốt nền bao nhiêu mét?",
            ["Tôi muốn hỏi thời hạn cấp giấy phép xây dựng bao lâu ạ.", "Cốt nền bao nhiêu mét?"],
        ),
        (
            "cap giay phep xay dung bao lau a. Cot nen bao nhieu met?",
            ["cap giay phep xay dung bao lau a.", "Cot nen bao nhieu met?"],
        ),
        ("Is Mr. Nguyen V. Binh our contact?", ["Is Mr. Nguyen V. Binh our contact?"]),
        (
            "My colleague asks whether the park offers ready-made offices and what the rent per sqm is.",
            ["My colleague asks whether the park offers ready-made offices and what the rent per sqm is."],
        ),
        (
            "Có văn phòng xây sẵn không, giá thuê bao nhiêu? Có gần sân bay không, giá thuê bao nhiêu?",
            [
                "Có văn phòng xây sẵn không, giá thuê bao nhiêu?",
                *("Có gần sân bay không", "giá thuê bao nhiêu?"),
            ],
        ),
        ("Ready-built factory, rent per m2, deposit.", ["Ready-built factory, rent per m2", "deposit."]),
        (
            "What is the lease term and how long is the drive from Hanoi?",
            ["What is the lease term", "how long is the drive from Hanoi?"],
        ),
    ],
)
def test_lists_and_compounds_are_parted_and_nothing_is_lost(text: str, asked: list[str]) -> None:
    assert [one.text for one in questions_in(text, BOOK)] == asked


@pytest.mark.parametrize(
    ("text", "unread"),
    [
        ("What is the land price, the lease term and the helipad policy?", ("the helipad policy",)),
        ("Cho hỏi giá thuê đất và bãi đáp trực thăng.", ("bãi đáp trực thăng",)),
        ("What is the land price for a plant in Thai Nguyen, Viet Nam?", ()),
        ("Could you, please, tell us the land price, thank you?", ()),
        ("How many MVA can we get, and what is the electricity price?", ()),
        ("Is the voltage 22 or 110 kV, and is it free from 2027?", ()),
    ],
)
def test_a_part_that_nobody_knows_is_named_beside_what_is_known(text: str, unread: tuple[str, ...]) -> None:
    assert [part for one in questions_in(text, BOOK) for part in one.unread] == list(unread)


def test_how_long_a_step_takes_is_answered_by_the_step_alone() -> None:
    (timed,) = questions_in("How long does the EIA take?", BOOK)
    assert timed.rows == ()
    assert timed.steps
    (other,) = questions_in("Does the park have an EIA?", BOOK)
    assert "env_park_eia" in other.rows


def test_how_long_behind_a_comma_asks_it_of_what_stands_before() -> None:
    text = "Lao dong nuoc ngoai co can giay phep lao dong khong, mat bao lau"
    assert [one.text for one in questions_in(text, BOOK)] == [text]
    assert keys(text) == ("work_permit",)


def test_words_with_hoi_that_ask_nothing_are_no_questions() -> None:
    text = "Chung toi lam ve xa hoi so. Doi tac hoc hoi nhanh. Chung toi co hoi dong quan tri."
    assert questions_in(text, BOOK) == ()


def test_rows_stand_only_beside_what_they_answer() -> None:
    rows = {
        "cot nen bao nhieu met?": ("geo_elevation",),
        "How many engineers graduate each year?": ("lab_students", "lab_it_graduates"),
        "Kindly advise on customs clearance time": (),
        "Where do we clear customs?": ("tra_customs",),
        "Do you have a fire brigade near by": (),
        "Are there ready-made offices, and what is the rent?": (),
    }
    for text, answered in rows.items():
        (one,) = questions_in(text, BOOK)
        assert (one.rows, one.steps) == (answered, ()), text


def test_a_turn_of_speech_is_no_question() -> None:
    text = "We like the park. By the way, could we speak to an existing tenant?"
    assert [one.text for one in questions_in(text, BOOK)] == ["could we speak to an existing tenant?"]


def test_who_signs_asks_nothing() -> None:
    text = "What is the land price?\nBest regards,\nKim Min-soo\nSamsung, port division"
    assert [one.text for one in questions_in(text, BOOK)] == ["What is the land price?"]


def test_figures_of_the_project_are_no_questions_where_none_is_asked() -> None:
    assert questions_in("Land: 3 ha\nPower 5 MW\nPower electronics maker, Germany", BOOK) == ()


def test_marks_tell_lease_from_tax() -> None:
    assert "cit" not in keys("Thuê nhà xưởng được không?")
    assert marked("đất")
    assert not marked("dat")


def test_every_row_named_is_a_row_of_the_answer_sheet() -> None:
    rows = {question.key for question in all_questions()}
    assert {row for one in BOOK.subjects for row in one.rows} <= rows
    steps = {step["key"] for step in yaml.safe_load((SEED / "procedures.yaml").read_text("utf-8"))["steps"]}
    assert {step for one in BOOK.subjects for step in one.steps} <= steps
    others = {other for one in BOOK.subjects for other in (one.wider, one.timed, one.beside) if other}
    assert others <= {one.key for one in BOOK.subjects}
    assert len({one.key for one in BOOK.subjects}) == len(BOOK.subjects)
    phrases = {folded(phrase) for one in BOOK.subjects for phrase in (*one.vi, *one.en)}
    assert phrases >= BOOK.weak, "a weak phrase that nobody uses"


@given(st.text(max_size=4000))
def test_any_text_is_read(text: str) -> None:
    found = questions_in(text, BOOK)
    assert len(found) <= MOST
    assert all(folded(one.text) for one in found)
