"""A draft reads in its reader's language: no raw key, no English verdict, no ISO day in the Vietnamese desk."""

from __future__ import annotations

import re
from datetime import datetime

import pytest
from django.utils import translation
from django.utils.translation import gettext

from sitepages.incentives.golden import Miss
from sitepages.models import FactKey, Incentive, IncentiveVersion, Sector
from sitepages.policy.content import Section, wording
from sitepages.policy.pages import whole
from sitepages.policy.reasons import fact_names, miss_words

pytestmark = pytest.mark.once

ISO = re.compile(r"\b\d{4}-\d{2}-\d{2}\b")
ENGLISH = re.compile(r"→|\b(?:eligible|ineligible|unknown|true|false)\b")


def sections_of(version: IncentiveVersion, lang: str) -> tuple[Section, ...]:
    with translation.override(lang):
        return whole(
            {**version.record, "id": version.incentive.key, "kind": version.incentive.kind}, wording(version.valid_from)
        )


def written_by_editors(version: IncentiveVersion) -> str:
    """What stands in the record as prose, in whatever language it was written."""
    record = version.record
    cases = [text for case in record.get("golden", ()) for text in (case["name"], case["why"], case["why_vi"])]
    prose = [
        text
        for name in ("name", "summary", "authority", "note", "verified_how")
        for text in record.get(name, {}).values()
    ]
    standing = IncentiveVersion.objects.filter(incentive__key__in=record.get("provided_that", ()))
    return "\n".join([*cases, *prose, *(name for row in standing for name in (row.name_vi, row.name_en))])


def own_words(version: IncentiveVersion, lang: str) -> str:
    lines = [line for section in sections_of(version, lang) for line in section.lines]
    text = "\n".join(lines)
    for line in sorted(written_by_editors(version).split("\n"), key=len, reverse=True):
        text = text.replace(line, "")
    return text


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_every_record_reads_without_keys_or_iso_days(park: datetime, lang: str) -> None:
    keys = set(FactKey.objects.values_list("key", flat=True)) | set(Incentive.objects.values_list("key", flat=True))
    keys |= set(Sector.objects.values_list("key", flat=True))
    keys |= {
        "CIT_PACKAGE",
        "CIT_STANDARD_RATE",
        "PIT_SALARY",
        "IMPORT_DUTY_SAME_GOODS",
        "decision_of",
    }
    raw = {key for key in keys if "_" in key}
    for version in IncentiveVersion.objects.filter(published_at__isnull=False).select_related("incentive"):
        text = own_words(version, lang)
        assert not ISO.search(text), (version, ISO.findall(text)[:3])
        assert not raw & set(re.findall(r"\w+", text)), (version, raw & set(re.findall(r"\w+", text)))
        if lang == "vi":
            assert not ENGLISH.search(text), (version, ENGLISH.findall(text)[:3])


def test_a_golden_case_tells_all_it_proves(park: datetime) -> None:
    version = IncentiveVersion.objects.get(incentive__key="CIT_SECTOR_10_15", number=1)
    with translation.override("vi"):
        titles = gettext("Golden cases")
    text = "\n".join(next(part for part in sections_of(version, "vi") if part.title == titles).lines)
    for case in version.record["golden"]:
        assert case["name_vi"] in text
        assert case["why_vi"] in text
        assert case["why"] not in text
    assert re.search(r"Thuế thu nhập doanh nghiệp: .*USD", text)


@pytest.mark.parametrize(
    ("miss", "words"),
    [
        (Miss("x", "verdict", "eligible", "unknown"), "Kết luận: mong đợi đủ điều kiện, kết quả chưa rõ."),
        (Miss("x", "missing", "capital_usd, sector", ""), "Tổng vốn đầu tư; Lĩnh vực"),
        (Miss("x", "facts", "", "tax_year"), "Năm tính thuế"),
        (Miss("x", "cit 2030", "1200000", "600000"), "1.200.000"),
        (Miss("x", "2028-2031", "5", "unknown"), "2028–2031"),
    ],
)
def test_a_case_that_came_out_otherwise_is_told_in_words(park: datetime, miss: Miss, words: str) -> None:
    with translation.override("vi"):
        told = miss_words(miss, fact_names())
    assert words in told
    assert not re.search(r"capital_usd|tax_year|eligible|unknown", told)
