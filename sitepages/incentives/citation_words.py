"""Articles, clauses and names of laws as a reader of Vietnamese or English cites them. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

from sitepages.incentives.words import pick

COPY = re.compile(r"github (\S+) (\S+) @(\w+)")
POINT = re.compile(r"(\d+)(?:\.([a-zđ]\d?))?$")
LAWS: Mapping[str, str] = {
    "Luật Công nghiệp công nghệ số": "Law on Digital Technology Industry",
    "Luật Công nghệ cao": "Law on High Technology",
    "Luật Thuế thu nhập cá nhân": "Law on Personal Income Tax",
    "Luật Thuế thu nhập doanh nghiệp": "Law on Corporate Income Tax",
    "Luật Thuế xuất khẩu, thuế nhập khẩu": "Law on Export and Import Duties",
    "Luật Xây dựng": "Law on Construction",
    "Luật Đầu tư": "Law on Investment",
    "Nghị quyết": "Resolution",
    "Nghị định": "Decree",
    "Quyết định": "Decision",
    "sửa bởi": "as amended by",
    "Luật": "Law",
    "Điều": "Art.",
}
OTHERS: Mapping[str, str] = {
    "và Phụ lục": "and Annex",
    "Phụ lục": "Annex",
    "khoản": "clauses",
    "sửa Điều": "amending Art.",
}


def law_words(law: str, lang: str) -> str:
    """Luật Đầu tư 143/2025/QH15 / Law on Investment 143/2025/QH15"""
    return law if lang == "vi" else _in_english(law, LAWS)


def clause_words(row: Mapping[str, Any], lang: str) -> str:
    """The place a basis names: Điều 13 khoản 1 điểm d / Art. 13(1)(d); "" where it names none."""
    article, clause = row["article"] or "", row["clause"] or ""
    if not article:
        return ""
    if not article[0].isdigit():
        return article if lang == "vi" else _in_english(article, OTHERS)
    numbers, _, annex = article.partition(" và ")
    articles = numbers.split(", ")
    if len(articles) > 1 and ("." in numbers or "." in clause):
        text = ", ".join(_of_several(article, clause, lang) for article in articles)
    else:
        text = _article(numbers, lang) + _clauses(clause, lang)
    return text + (pick(lang, f" và {annex}", f" and {_in_english(annex, OTHERS)}") if annex else "")


def places_words(places: Iterable[Mapping[str, Any]], lang: str) -> str:
    """Places of the law in a line, each act named once."""
    by_law: dict[str, dict[str, None]] = {}
    for place in places:
        by_law.setdefault(law_words(place["law"], lang), {})[clause_words(place, lang)] = None
    return "; ".join(", ".join([law, *filter(None, clauses)]) for law, clauses in by_law.items())


def where_words(where: str, lang: str) -> str:
    """Where a text was read, as a sentence: the public copy by name, file and version, then the official one."""
    vi, en = (
        "bản chép công khai trên GitHub: {}, tệp {}, phiên bản {}",
        "public copy on GitHub: {}, file {}, version {}",
    )
    copy = pick(lang, vi, en).format(r"\1", r"\2", r"\3")
    said = COPY.sub(copy, where)
    return said if lang == "vi" else said.replace("chính thức", "official")


def _in_english(text: str, words: Mapping[str, str]) -> str:
    for vietnamese, english in words.items():
        text = text.replace(vietnamese, english)
    return text


def _article(numbers: str, lang: str) -> str:
    shown = numbers.replace("-", "–")
    return pick(lang, f"Điều {shown}", f"Art. {shown}")


def _of_several(article: str, clause: str, lang: str) -> str:
    """One of several articles: 5.3 is clause 3 of article 5; else its clauses are those that name it (18.1-18.6)."""
    number, _, own = article.partition(".")
    named = [token.replace(f"{number}.", "") for token in clause.split(", ") if token.startswith(f"{number}.")]
    return _article(number, lang) + _clauses(own or ", ".join(named), lang)


def _clauses(clause: str, lang: str) -> str:
    if not clause:
        return ""
    tokens = [_shortened(token) for token in clause.split(", ")]
    return _clauses_vi(tokens) if lang == "vi" else ", ".join(_token_en(token) for token in tokens)


def _shortened(token: str) -> tuple[str, str]:
    """(clause, point): ("1", "d"), ("2", "a–e"), ("2–9", "")."""
    ends = [POINT.match(end) for end in token.split("-")]
    if None in ends or len(ends) > 2:
        return token, ""
    numbers = list(dict.fromkeys(end[1] for end in ends if end))
    points = list(dict.fromkeys(end[2] for end in ends if end and end[2]))
    return "–".join(numbers), "–".join(points)


def _clauses_vi(tokens: list[tuple[str, str]]) -> str:
    out, before = "", ("", "")
    for clause, point in tokens:
        if point and clause == before[0]:
            out += f", {point}"
        elif not point and before[0] and not before[1]:
            out += f", {clause}"
        else:
            out += ("," if before[0] else "") + f" khoản {clause}" + (f" điểm {point}" if point else "")
        before = (clause, point)
    return out


def _token_en(token: tuple[str, str]) -> str:
    clause, point = token
    return f"({clause})" + (f"({point})" if point else "")
