"""Whether a record's golden cases prove anything: enough of them, unlike one another, with facts and money. Pure."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from sitepages.incentives.golden import years_of
from sitepages.incentives.schedule import TAXES

Case = Mapping[str, Any]
PROVED_BY_MONEY = ("benefit", "cost")


@dataclass(frozen=True, slots=True)
class Hollow:
    """Why the cases prove too little. `code`: same | none_holds | no_money | span; `case`: whose, `about`: of what.

    `names`: of cases in Vietnamese, by their name.
    """

    code: str
    case: str = ""
    about: str = ""
    names: Mapping[str, str] = field(default_factory=dict, compare=False)

    def named(self, name: str, lang: str) -> str:
        """The name of a case in the reader's language."""
        return (self.names.get(name, "") if lang == "vi" else "") or name


def counted(record: Mapping[str, Any]) -> int:
    """How many cases count: unlike ones with facts.

    What is asked of one fact alone (a condition, a requirement, a status) is unknown only without it, so that there
    one case without facts counts too.
    """
    some = {_given(case) for case in record.get("golden", ()) if case["facts"]}
    bare = any(not case["facts"] for case in record.get("golden", ()))
    return len(some) + (bare and bool(some) and record["kind"] not in PROVED_BY_MONEY)


def hollow(record: Mapping[str, Any]) -> tuple[Hollow, ...]:
    """Everything for which the cases would pass without proving the record."""
    cases = record.get("golden", ())
    names = {case["name"]: case["name_vi"] for case in cases if case.get("name_vi")}
    found = (*_alike(cases), *(one for case in cases for one in _spans(case)), *_proof(record, cases))
    return tuple(replace(one, names=names) for one in found)


def _given(case: Case) -> str:
    """What the case gives: facts, the rules beside, and its day where it names one."""
    return json.dumps([case["facts"], sorted(case.get("with", ())), case.get("as_of")], sort_keys=True)


def _alike(cases: Sequence[Case]) -> Iterator[Hollow]:
    before: dict[str, str] = {}
    for case in cases:
        given = _given(case)
        if given in before:
            yield Hollow("same", case["name"], before[given])
        before.setdefault(given, case["name"])


def _spans(case: Case) -> Iterator[Hollow]:
    for tax, spans in case.get("schedule", {}).items():
        if not spans:
            yield Hollow("span", case["name"], tax)
        yield from (Hollow("span", case["name"], span) for span in spans if not years_of(span))
    if "saving_total" in case:
        first, last = case.get("saving_from_to", (1, 0))
        if last < first:
            yield Hollow("span", case["name"], f"{first}-{last}" if "saving_from_to" in case else "")


def _proof(record: Mapping[str, Any], cases: Sequence[Case]) -> Iterator[Hollow]:
    holding = [case for case in cases if case["verdict"] == "eligible" and case["facts"]]
    if not holding:
        yield Hollow("none_holds")
    elif {row["tax"] for row in record.get("benefits", ())} & set(TAXES) and not any(map(_says_money, holding)):
        yield Hollow("no_money")


def _says_money(case: Case) -> bool:
    amounts = (amount for spans in case.get("schedule", {}).values() for amount in spans.values())
    return any(amount != "unknown" for amount in amounts)
