"""What of a name, a tax code, a mail domain or a telephone number says that two records are the same. Pure."""

from __future__ import annotations

import re
import unicodedata
from difflib import SequenceMatcher

# Words that say what kind of body it is, not which; folded, longest first, in the languages of the park's investors.
LEGAL_FORMS = (
    "cong ty trach nhiem huu han hai thanh vien tro len",
    "cong ty trach nhiem huu han 2 thanh vien tro len",
    "cong ty tnhh hai thanh vien tro len",
    "cong ty tnhh 2 thanh vien tro len",
    "cong ty tnhh hai thanh vien",
    "cong ty tnhh 1 thanh vien",
    "cong ty tnhh 2 thanh vien",
    "hai thanh vien tro len",
    "2 thanh vien tro len",
    "mot thanh vien",
    "van phong dai dien",
    "chi nhanh",
    "limited liability co",
    "pty limited",
    "pty ltd",
    "oyj",
    "oy",
    "aps",
    "a s",
    "cong ty trach nhiem huu han mot thanh vien",
    "cong ty trach nhiem huu han hai thanh vien",
    "cong ty trach nhiem huu han",
    "cong ty tnhh mot thanh vien",
    "cong ty tnhh mtv",
    "cong ty co phan",
    "cong ty tnhh",
    "cong ty cp",
    "cong ty mau",
    "cty co phan",
    "cty tnhh",
    "cty cp",
    "cty",
    "cong ty",
    "tong cong ty",
    "tap doan",
    "doanh nghiep tu nhan",
    "tnhh mtv",
    "tnhh",
    "mtv",
    "ctcp",
    "kabushiki kaisha",
    "sendirian berhad",
    "joint stock company",
    "limited liability company",
    "private limited",
    "corporation",
    "incorporated",
    "company",
    "limited",
    "holdings",
    "group",
    "sdn bhd",
    "co ltd",
    "pte ltd",
    "pvt ltd",
    "corp",
    "gmbh",
    "jsc",
    "inc",
    "llc",
    "llp",
    "ltd",
    "plc",
    "pte",
    "srl",
    "spa",
    "co",
    "ag",
    "bv",
    "nv",
    "sa",
    "kk",
    "kg",
    "주식회사",
    "유한회사",
    "株式会社",
    "合同会社",
    "有限公司",
    "股份有限公司",
    "有限责任公司",
)
FORMS = re.compile(
    r"(?<!\S)(?:" + "|".join(re.escape(form) for form in sorted(LEGAL_FORMS, key=len, reverse=True)) + r")(?!\S)"
)
GLUED = tuple(form for form in LEGAL_FORMS if not form.isascii())  # written without a space
# Anybody's mailbox: the domain says nothing of the organisation.
FREE_MAIL = frozenset(
    {
        "gmail.com",
        "googlemail.com",
        "yahoo.com",
        "yahoo.com.vn",
        "hotmail.com",
        "outlook.com",
        "live.com",
        "icloud.com",
        "proton.me",
        "naver.com",
        "daum.net",
        "hanmail.net",
        "qq.com",
        "163.com",
        "126.com",
        "protonmail.com",
        "pm.me",
        "aol.com",
        "mail.ru",
        "yandex.ru",
        "yandex.com",
        "web.de",
        "kakao.com",
        "hanmail.com",
        "nate.com",
        "foxmail.com",
        "sina.com",
        "sina.cn",
        "sohu.com",
        "yeah.net",
        "139.com",
        "vnn.vn",
        "fpt.vn",
        "me.com",
        "mac.com",
        "mail.com",
        "zoho.com",
    }
)
FREE_EVERYWHERE = re.compile(r"(?:gmx|hotmail|live|msn|outlook|rocketmail|yahoo|ymail)\.[a-z]{2,3}(?:\.[a-z]{2})?")
# Letters that no decomposition takes apart, as people type them without their keyboard.
PLAIN = str.maketrans({"đ": "d", "ø": "o", "ł": "l", "æ": "ae", "œ": "oe", "ß": "ss"})
TAX_WORDS = re.compile(r"^\W*(?:mst|ma so thue|ma so doanh nghiep|mst/msdn|msdn|tax code|tax id|tin)\b(?=.*\d)\W*")
ALIKE = 0.88  # a letter or two typed otherwise, not another word


def folded(name: str) -> str:
    """A name for comparing: no case, no diacritics, no doubled spaces."""
    plain = unicodedata.normalize("NFKD", name.casefold())
    bare = "".join(sign for sign in plain if not unicodedata.combining(sign)).translate(PLAIN)
    return " ".join(bare.split())[:200]


def core(name: str) -> str:
    """What is left of a name without its legal form, brackets and points; the folded name where nothing would be."""
    plain = unicodedata.normalize("NFC", re.sub(r"\([^)]*\)", " ", folded(name)))
    words = " ".join(re.sub(r"[^\w\s]", " ", plain.replace(".", "")).split())
    bare = words
    for form in GLUED:
        bare = bare.replace(form, " ")
    bare = " ".join(FORMS.sub(" ", " ".join(bare.split())).split())
    return (bare or words or folded(name))[:200]


def tax_key(code: str) -> str:
    """Letters and digits of a tax code, so that "MST: 0100-000.000" and 0100000000 are one; "" for none."""
    return "".join(sign for sign in TAX_WORDS.sub("", folded(code)).upper() if sign.isalnum())


def domain_key(domain: str) -> str:
    """A mail domain that names an organisation; "" for none and for anybody's mailbox."""
    plain = domain.strip().lower().removeprefix("www.")
    return "" if plain in FREE_MAIL or FREE_EVERYWHERE.fullmatch(plain) else plain


def phone_key(phone: str) -> str:
    """The last nine digits of a telephone number: with or without the country's code it is one; "" for fewer."""
    digits = "".join(sign for sign in phone if sign.isdecimal())
    return digits[-9:] if len(digits) >= 9 else ""


def alike(one: str, other: str) -> bool:
    """Whether two cores are one name typed in two ways; words may stand in another order."""
    first, second = (" ".join(sorted(name.split())) for name in (one, other))
    return bool(first and second) and SequenceMatcher(None, first, second, autojunk=False).ratio() >= ALIKE
