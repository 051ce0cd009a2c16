"""The people of the policy desk, and what they do in tests."""

from __future__ import annotations

import copy
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib.auth.models import Group, User
from django.test import Client

from sitepages.incentives.golden import Miss, years_of
from sitepages.models import Incentive, IncentiveVersion
from sitepages.services import policy
from sitepages.services.editing import grant_editing, grant_law_approval, grant_law_checking
from sitepages.services.law import _built
from sitepages.services.policy_checks import findings
from sitepages.services.policy_together import digest_of


@dataclass(frozen=True)
class Desk:
    """Người soạn, pháp chế, người phê duyệt, và một người giữ mọi quyền."""

    editor: User
    jurist: User
    approver: User
    everything: User
    now: datetime


def desk_people(now: datetime) -> Desk:
    _built.cache_clear()  # a test before this one was rolled back, and may have had other rows under the same numbers
    grants = {"e": [grant_editing], "j": [grant_law_checking], "a": [grant_law_approval]}
    grants["all"] = [grant_editing, grant_law_checking, grant_law_approval]
    people = {}
    for name, given in grants.items():
        group = Group.objects.create(name=f"g-{name}")
        for grant in given:
            grant(group=group)
        people[name] = User.objects.create_user(f"p-{name}", first_name=name.upper(), is_superuser=name == "all")
        people[name].groups.add(group)
    return Desk(people["e"], people["j"], people["a"], people["all"], now)


def drafted(desk: Desk, key: str, **changes: Any) -> IncentiveVersion:
    draft = policy.begin_draft(incentive=Incentive.objects.get(key=key), by=desk.editor, now=desk.now)
    record = {**draft.record, **changes}
    last = policy.last_seq(draft)
    return policy.save_draft(version=draft, record=record, reason="Bài thử", seen=last, by=desk.editor, now=desk.now)


def seen(draft: IncentiveVersion) -> dict[str, Any]:
    draft.refresh_from_db()
    return {"version": draft, "seen": policy.last_seq(draft), "digest": digest_of(draft), "note": ""}


def reworked(desk: Desk, draft: IncentiveVersion) -> list[IncentiveVersion]:
    """Work anew, with the draft, the golden cases of other rules that it turns: as they come out now."""
    turned: dict[str, list[Miss]] = {}
    for key, miss in findings(draft).others:
        turned.setdefault(key, []).append(miss)
    return [_worked_anew(desk, draft, key, found) for key, found in turned.items()]


def _worked_anew(desk: Desk, draft: IncentiveVersion, key: str, turned: list[Miss]) -> IncentiveVersion:
    rule = Incentive.objects.get(key=key)
    beside = policy.begin_companion(version=draft, incentive=rule, by=desk.editor, now=desk.now)
    record = copy.deepcopy(beside.record)
    for case in record["golden"]:
        for miss in turned:
            if miss.case == case["name"] and miss.what == "verdict":
                case["verdict"] = miss.found
            elif miss.case == case["name"]:
                _money_anew(case, miss)
    seen = policy.last_seq(beside)
    return policy.save_draft(
        version=beside, record=record, reason="Ca tính lại", seen=seen, by=desk.editor, now=desk.now
    )


def _money_anew(case: dict[str, Any], miss: Miss) -> None:
    """The year that came out otherwise as it comes out now; the total is left to the law's own tests."""
    tax, _space, year = miss.what.partition(" ")
    if not year:
        del case["saving_total"], case["saving_from_to"]
        return
    spans = {span: amount for span, amount in case["schedule"][tax].items() if int(year) not in years_of(span)}
    found = miss.found if miss.found == "unknown" else float(miss.found)
    case["schedule"][tax] = spans | {year: found}


def published(desk: Desk, key: str, **changes: Any) -> IncentiveVersion:
    draft = drafted(desk, key, **changes)
    reworked(desk, draft)
    policy.check_rule(**seen(draft), by=desk.jurist, now=desk.now)
    policy.publish_rule(**seen(draft), by=desk.approver, now=desk.now)
    draft.refresh_from_db()
    return draft


def signed(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client
