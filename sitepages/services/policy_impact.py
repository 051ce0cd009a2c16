"""What publishing a draft would change: pages of the site, stored results with their money, open leads.

The work is done in slices by the worker; the row carries how far it came, so that a page can show it.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from datetime import date, datetime
from typing import Any, Protocol

from django.conf import settings
from django.contrib.auth.models import User
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override
from wagtail.models import Page

from sitepages.choices import SHARED_KINDS, IncentiveKind
from sitepages.incentives.evaluate import JUDGED
from sitepages.incentives.golden import LAND_UNTIL, law_day
from sitepages.incentives.impact import Change
from sitepages.models import HomePage, ImpactRun, IncentiveVersion
from sitepages.registry import DEMAND, IMPACT_STARTERS
from sitepages.services.law import book_with, law_book, versions_on
from sitepages.services.law_readers import readers_of
from sitepages.services.policy import RIGHTS, NoRight, may
from sitepages.services.policy_together import digest_of, together

SLICE = 500


class Demand(Protocol):
    """What `leads` answers: how many results are stored, and what changes in a slice of them."""

    def count(self) -> int: ...

    def compare(self, change: Change, start: int, size: int) -> dict[str, Any]:
        """{"verdicts": {rule: {"unknown > eligible": how many}}, "leads": {reference: [before, after, currency]},
        "money": {"more" | "less": how many, "sure" | "alone": {currency: [before, after]}}}"""


@transaction.atomic
def ask_impact(*, version: IncentiveVersion, by: User, now: datetime) -> ImpactRun:
    """Begin a preview; the worker does it. Raises NoRight for who neither drafts nor signs."""
    if not any(may(by, right) for right in RIGHTS):
        raise NoRight(right="draft")
    run = ImpactRun.objects.create(
        version=version,
        digest=digest_of(version),
        asked_by=by,
        asked_at=now,
        total=sum(demand.count() for demand in DEMAND),
        pages=_kept_pages(version),
        changes={},
    )
    for start in IMPACT_STARTERS:
        start(run.pk, now)
    return run


def _kept_pages(version: IncentiveVersion) -> list[dict[str, str]]:
    """Kept in the site's first language, whoever asked and whichever process counted."""
    with override(settings.LANGUAGE_CODE):
        return pages_of(version)


def pages_of(version: IncentiveVersion) -> list[dict[str, str]]:
    """Pages of the site that say something of this one, as title and address: the pages of rules that read it or
    stand in its group, the lists it shows in, and written pages that link to any of them."""
    keys = rules_of(version)
    if version.incentive.kind not in SHARED_KINDS:
        keys = list(dict.fromkeys([version.incentive.key, *keys]))
    names = {one.incentive.key: one.name for one in (*versions_on(version.valid_from), version)}
    addresses = {key: reverse("incentive", args=[key.lower().replace("_", "-")]) for key in keys}
    found = [{"title": names.get(key, key), "address": address} for key, address in addresses.items()]
    found.append({"title": str(_("Incentives")), "address": reverse("incentives")})
    return [*found, *_written(addresses.values(), home=version.incentive.kind == IncentiveKind.BENEFIT)]


def rules_of(version: IncentiveVersion) -> list[str]:
    """Keys of other rules that read it or are the same money."""
    key, group = version.incentive.key, version.record.get("exclusion_group")
    found = readers_of(key, version.valid_from)
    if group is not None:
        others = versions_on(version.valid_from)
        found += [other.incentive.key for other in others if other.record["exclusion_group"] == group]
    return [one for one in dict.fromkeys(found) if one != key]


def _written(addresses: Iterable[str], *, home: bool) -> Iterator[dict[str, str]]:
    """Pages of the CMS: the front page, where benefits are named, and every page whose text links to an address."""
    ends = [address.partition("/incentives/")[2] for address in addresses]
    for page in Page.objects.live().specific():
        if isinstance(page, HomePage):
            linked = home
        else:
            body = getattr(page, "body", None)
            text = json.dumps(body.get_prep_value()) if body else ""
            linked = any(f"incentives/{end}" in text for end in ends)
        if linked:
            yield {"title": page.title, "address": page.get_url() or ""}


def change_of(version: IncentiveVersion) -> Change:
    """The law as it is and with the draft and what goes with it, on the day it is judged; raises BadCondition."""
    on = law_day(version.record)
    others = [one for one in together(version) if one.pk != version.pk]
    keys = tuple(key for one in (version, *others) for key in _reached(one, on))
    before, after = law_book(on), book_with(version.record, on, others)
    judged = {record.key for book in (before, after) for record in book.records if record.kind in JUDGED}
    reached = tuple(one for one in dict.fromkeys(keys) if one in judged)
    return Change(before, after, reached, on, LAND_UNTIL, version.valid_from.isoformat())


def _reached(version: IncentiveVersion, on: date) -> Iterator[str]:
    """The rule itself, and those that read it; who reads a figure shows in the taxes it touches."""
    kind, key = version.incentive.kind, version.incentive.key
    if kind not in SHARED_KINDS:
        yield key
    if kind != IncentiveKind.FIGURE:
        yield from readers_of(key, on)


def work_impact(run_pk: int, now: datetime) -> None:
    """Do the whole run, slice by slice; each slice is kept, and begun again where a worker died."""
    run = ImpactRun.objects.select_related("version__incentive").get(pk=run_pk)
    change = change_of(run.version)
    for demand in DEMAND:
        while run.done < run.total:
            part = demand.compare(change, run.done, SLICE)
            run.done = min(run.done + SLICE, run.total)
            run.changes = added(run.changes, part)
            run.save(update_fields=["done", "changes"])
    run.finished_at = now
    run.save(update_fields=["finished_at"])


def added(one: Any, other: Any) -> Any:
    """Two reports as one: numbers are added, places kept."""
    if isinstance(other, dict):
        base = one or {}
        return {**base, **{key: added(base.get(key), value) for key, value in other.items()}}
    if isinstance(other, list) and one:
        return [added(first, second) for first, second in zip(one, other, strict=True)]
    return other if one is None else one + other
