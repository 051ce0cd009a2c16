"""A rule survives edit -> JSON -> blocks -> JSON; no tree loops, blows the stack or runs code."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sitepages.incentives.blocks_json import from_stream, pair, to_stream
from sitepages.incentives.limits import LAW_DAYS
from sitepages.incentives.tree import MAX_DEPTH, BadCondition, parse
from sitepages.policy.blocks import condition_block
from sitepages.policy.choices import Offered, offered
from sitepages.policy.forms import BLOCKS, RuleForm, as_stream
from sitepages.policy.record import from_values, read, to_values, written
from tests.sitepages.law_files import files

pytestmark = pytest.mark.once

RECORDS = files()["incentives"]["records"]
TYPES = {spec["key"]: spec["type"] for spec in files()["facts"]["facts"]}
DAYS = st.dates(*LAW_DAYS).map(str)


def leaves() -> st.SearchStrategy[dict[str, Any]]:
    """Every operator, with facts, values and names that the vocabulary has."""
    chosen = {
        spec["key"]: [True, False] if spec["type"] == "bool" else [choice["value"] for choice in spec["choices"]]
        for spec in files()["facts"]["facts"]
        if spec["scope"] != "zone" and (spec["type"] == "bool" or spec.get("choices"))
    }
    money = [key for key, type_ in TYPES.items() if type_ == "number" and key.endswith(("_usd", "_vnd"))]
    some = {"min_size": 1, "max_size": 3, "unique": True}
    return st.one_of(
        st.sampled_from(sorted(chosen)).flatmap(
            lambda fact: st.builds(
                lambda values, unsure: {
                    "one_of": {"fact": fact, "values": values} | ({"unsure": unsure} if unsure else {})
                },
                st.lists(st.sampled_from(chosen[fact]), **some),
                st.lists(st.sampled_from(chosen[fact]), max_size=2, unique=True),
            )
        ),
        st.builds(
            lambda fact, op, value, unit: {"compare": {"fact": fact, "op": op, "value": value, "unit": unit}},
            st.sampled_from(money),
            st.sampled_from([">=", ">", "<=", "<", "="]),
            st.one_of(st.integers(0, 10**6), st.floats(0, 1e6, allow_nan=False).filter(lambda x: x % 1)),
            st.sampled_from(["usd", "vnd", "vnd_bn", "eur_m"]),
        ),
        st.builds(
            lambda days: {"within_dates": {"fact": "licence_date", "from": days[0], "to": days[1]}},
            st.lists(DAYS, min_size=2, max_size=2, unique=True).map(sorted),
        ),
        st.lists(st.sampled_from(["established", "recognised"]), min_size=1, unique=True).map(
            lambda values: {"zone_status": values}
        ),
        st.lists(st.sampled_from(sorted(files()["sectors"]["categories"])), **some).map(
            lambda keys: {"sector_category": keys}
        ),
        st.just({"approval_given": {"fact": "approval_pm_special"}}),
        st.sampled_from(sorted(files()["incentives"]["definitions"])).map(lambda key: {"definition": {"ref": key}}),
    )


def trees(depth: int = MAX_DEPTH, *, negatable: bool = True) -> st.SearchStrategy[dict[str, Any]]:
    """Conditions with groups up to `depth` deep, and negations that do not negate a negation."""
    options = [leaves()]
    if depth:
        below = st.lists(st.deferred(lambda: trees(depth - 1)), min_size=1, max_size=3)
        options += [below.map(lambda parts: {"all": parts}), below.map(lambda parts: {"any": parts})]
    if negatable:
        options.append(st.deferred(lambda: trees(depth, negatable=False)).map(lambda part: {"not": part}))
    return st.one_of(options)


@given(trees())
@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_a_random_tree_survives_blocks_and_back(tree: dict[str, Any]) -> None:
    assert from_stream(to_stream(tree)) == tree


@pytest.mark.parametrize("record", RECORDS, ids=lambda record: record["id"])
def test_every_record_of_the_data_survives_its_values_and_back(record: dict[str, Any]) -> None:
    assert from_values(to_values(record), record, TYPES) == record


@pytest.mark.parametrize(
    ("value", "type_"),
    [
        (True, "bool"),
        (6000, "number"),
        (22.5, "number"),
        ("2028-01-01", "date"),
        (["a", "b"], "set"),
        ("new", "choice"),
    ],
)
def test_a_fact_keeps_its_type(value: Any, type_: str) -> None:
    assert read(written(value), type_) == value


# --- through the browser's own form ---


@pytest.fixture
def offer(park: datetime) -> Offered:
    return offered()


def posted(name: str, block: Any, value: Any, out: dict[str, str]) -> dict[str, str]:
    """What a browser sends for a block with this raw value."""
    kind = type(block).__mro__
    names = {cls.__name__ for cls in kind}
    if "BaseStreamBlock" in names:
        out[f"{name}-count"] = str(len(value))
        for index, child in enumerate(value):
            here = f"{name}-{index}"
            out |= {f"{here}-deleted": "", f"{here}-order": str(index), f"{here}-type": child["type"], f"{here}-id": ""}
            posted(f"{here}-value", block.child_blocks[child["type"]], child["value"], out)
    elif "ListBlock" in names:
        out[f"{name}-count"] = str(len(value))
        for index, child in enumerate(value):
            here = f"{name}-{index}"
            out |= {f"{here}-deleted": "", f"{here}-order": str(index), f"{here}-id": ""}
            posted(f"{here}-value", block.child_block, child, out)
    elif "BaseStructBlock" in names:
        for key, child in block.child_blocks.items():
            posted(f"{name}-{key}", child, value[key], out)
    elif isinstance(value, bool):
        out |= {name: "on"} if value else {}
    else:
        out[name] = "" if value is None else value
    return out


def test_a_random_tree_survives_the_form_of_the_browser(offer: Offered) -> None:
    block = condition_block(offer)

    @given(trees())
    @settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.too_slow])
    def survives(tree: dict[str, Any]) -> None:
        from django.utils.datastructures import MultiValueDict

        sent = posted("c", block, to_stream(tree), {})
        data = MultiValueDict({key: value if isinstance(value, list) else [value] for key, value in sent.items()})
        cleaned = block.clean(block.value_from_datadict(data, {}, "c"))
        assert from_stream(block.get_prep_value(cleaned)) == tree

    survives()


def form_data(form: RuleForm, values: dict[str, Any]) -> dict[str, Any]:
    data = {name: value for name, value in values.items() if name not in BLOCKS and value is not None}
    for name in BLOCKS:
        posted(name, form.fields[name].block, as_stream(name, values[name]), data)
    return data


@pytest.mark.parametrize("record", RECORDS[:9] + RECORDS[20:24], ids=lambda record: record["id"])
def test_a_record_opened_and_saved_unchanged_stays_the_same(offer: Offered, record: dict[str, Any]) -> None:
    values = {**to_values(record), "seen": 1, "reason": "Mở và lưu"}
    blank = RuleForm(offer=offer, base=record)
    form = RuleForm(form_data(blank, values), offer=offer, base=record)
    assert form.is_valid(), form.errors.as_json()
    assert form.record == record


# --- what is refused ---


def nested(operator: str, times: int) -> dict[str, Any]:
    tree: dict[str, Any] = {"zone_status": ["established"]}
    for _ in range(times):
        tree = {operator: tree if operator == "not" else [tree]}
    return tree


@pytest.mark.parametrize("operator", ["all", "any", "not"])
@pytest.mark.parametrize("times", [MAX_DEPTH + 1, 5_000])
def test_a_tree_that_is_too_deep_is_refused_and_not_died_of(operator: str, times: int) -> None:
    with pytest.raises(BadCondition):
        parse(nested(operator, times))


@pytest.mark.parametrize("operator", ["all", "not"])
def test_a_stream_that_is_too_deep_is_refused_and_not_died_of(operator: str) -> None:
    stream: list[dict[str, Any]] = [{"type": "zone_status", "value": ["established"]}]
    for _ in range(5_000):
        stream = [{"type": operator, "value": stream}]
    with pytest.raises(BadCondition):
        from_stream(stream)


@pytest.mark.parametrize(
    "tree",
    [
        {"__import__('os').system('true')": {}},
        {"eval": "1"},
        {"compare": {"fact": "jobs", "op": "__ge__", "value": 1, "unit": "people"}},
        {"compare": {"fact": "jobs", "op": ">=", "value": "__import__('os')", "unit": "people"}},
        {"one_of": {"fact": "sector", "values": []}},
        {"all": [], "any": []},
        [],
    ],
)
def test_nothing_outside_the_closed_set_is_read(tree: Any) -> None:
    with pytest.raises(BadCondition):
        parse(tree)


def test_an_unknown_block_is_refused() -> None:
    with pytest.raises(BadCondition):
        from_stream([{"type": "python", "value": "1"}])


def test_values_of_another_fact_are_refused() -> None:
    value = {"fact": "project_kind", "values": [pair("lessor", "state")], "unsure": []}
    with pytest.raises(BadCondition):
        from_stream([{"type": "one_of", "value": value}])
