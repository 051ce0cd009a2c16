"""Every golden case of the law data: verdict and what is missing."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from sitepages.incentives.evaluate import evaluate_one
from tests.sitepages.law_files import book, files

CASES = [(record["id"], case) for record in files()["incentives"]["records"] for case in record["golden"]]


@pytest.mark.parametrize(("key", "case"), CASES, ids=lambda value: value["name"] if isinstance(value, dict) else value)
def test_golden_verdict(key: str, case: dict[str, Any]) -> None:
    on = date.fromisoformat(str(case.get("as_of", files()["incentives"]["verified_on"])))
    found = evaluate_one(book(), key, case["facts"], on)
    assert found.verdict == case["verdict"], case["why"]
    assert set(case.get("missing", ())) <= set(found.missing)


def test_all_26_records_have_cases() -> None:
    assert len({key for key, _ in CASES}) == 26
    assert len(CASES) == 141
