"""Names as they are typed, told apart and told alike."""

from __future__ import annotations

import pytest

from leads.records.names import alike, core, domain_key, phone_key, tax_key


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Saebyeok Demo Semiconductor (demo)", "SAEBYEOK DEMO SEMICONDUCTOR CO LTD (demo)"),
        ("Công ty TNHH Một thành viên Điện tử Sao Mai", "CÔNG TY CỔ PHẦN ĐIỆN TỬ SAO MAI"),
        ("Công ty TNHH Điện tử Sao Mai", "Cty TNHH dien tu Sao Mai"),
        ("Samsung Electronics Co., Ltd.", "SAMSUNG ELECTRONICS"),
        ("주식회사 새벽데모반도체", "새벽데모반도체"),
        ("朝凪精密株式会社", "株式会社 朝凪精密"),
        ("Công ty TNHH hai thành viên trở lên Sao Mai", "CÔNG TY TNHH 2 THÀNH VIÊN TRỞ LÊN SAO MAI"),
        ("Công ty trách nhiệm hữu hạn hai thành viên trở lên Sao Mai", "Sao Mai"),
        ("Chi nhánh Công ty TNHH Sao Mai", "Sao Mai Limited Liability Co."),
        ("Wattle Demo Pty Ltd", "Wattle Demo Pty. Ltd."),
        ("Koivu Demo Oy", "Koivu Demo"),
        ("Ørsund Mølle A/S", "Orsund Molle"),
        ("Łąka Meble", "Laka Meble"),
        ("Straße Æther Œuvre", "Strasse Aether Oeuvre"),
        ("Linden Optik GmbH", "Linden Optik G.m.b.H."),
    ],
)
def test_the_legal_form_and_the_accents_do_not_tell_names_apart(one: str, other: str) -> None:
    assert core(one) == core(other) != ""


def test_a_name_that_is_a_legal_form_alone_stays() -> None:
    assert core("Công ty Cổ phần") == "cong ty co phan"
    assert core("") == ""


def test_a_letter_or_two_typed_otherwise_is_alike_another_word_is_not() -> None:
    assert alike(core("Samsnug Electronics"), core("Samsung Electronics"))
    assert alike("sao mai dien tu", "dien tu sao mai")
    assert not alike("sao mai", "sao bac")
    assert not alike("", "")


def test_numbers_are_compared_by_what_counts() -> None:
    assert tax_key("0100-000.000 ") == tax_key("0100000000")
    assert tax_key("MST: 0100-000.000") == tax_key("Mã số thuế 0100000000") == "0100000000"
    assert tax_key("TIN-TIN") == "TINTIN"
    assert phone_key("+84 912 345 678") == phone_key("0912 345 678") == "912345678"
    assert phone_key("113") == ""
    free = "protonmail.com msn.com aol.com mail.ru gmx.net gmx.de web.de kakao.com nate.com foxmail.com sina.com vnn.vn"
    more = "fpt.vn me.com hotmail.co.uk hotmail.fr yahoo.com.sg yahoo.fr outlook.com.vn outlook.jp"
    assert {domain_key(one) for one in f"{free} {more}".split()} == {""}
    assert domain_key("gmx-steel.example") == "gmx-steel.example"
    assert (domain_key("WWW.Sao.example"), domain_key("gmail.com")) == ("sao.example", "")
