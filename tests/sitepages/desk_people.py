"""The people of the policy desk, and what they do in tests."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib.auth.models import Group, User
from django.test import Client

from sitepages.models import Incentive, IncentiveVersion
from sitepages.services import policy
from sitepages.services.editing import grant_editing, grant_law_approval, grant_law_checking
from sitepages.services.law import _built


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
    return {"version": draft, "seen": policy.last_seq(draft), "digest": policy.digest_of(draft), "note": ""}


def published(desk: Desk, key: str, **changes: Any) -> IncentiveVersion:
    draft = drafted(desk, key, **changes)
    policy.check_rule(**seen(draft), by=desk.jurist, now=desk.now)
    policy.publish_rule(**seen(draft), by=desk.approver, now=desk.now)
    draft.refresh_from_db()
    return draft


def signed(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client
