"""Must show of issue 16: a replay of 1,000 changes of land and law against a brute-force reckoning.

The reckoning knows nothing of the round: it keeps its own record of what each reader last saw, asks every watched
result again after every few changes, and reads both as the API tells them.
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.core import mail as outbox

from leads.choices import DueKind
from leads.models import CalendarDay, Due, Mail, MatchRun
from leads.services.matching import answer_in, matched, matched_again
from leads.services.watch_round import plan_watching
from sitepages.choices import Permission, PlotStatus, ZoneStatus
from sitepages.models import (
    ExchangeRate,
    IncentiveVersion,
    ParkSettings,
    Person,
    Plot,
    PlotNeighbour,
    PlotReceipt,
    PlotStatusChange,
    SectorPermission,
)
from tests.leads.conftest import NOW
from tests.leads.watched import CODES, FACTS, LAW, a_watch, lay_the_park, seen_last, watches_in, work

pytestmark = pytest.mark.once

CHANGES = 1_000
# Between two mornings: a quiet day shows what a shortcut leaves out.
BATCHES = (0, 0, 1, 1, 1, 1, 2, 3, 20, 50)
MONEY = {"annual_profit_usd": 1_000_000, "first_revenue": "2028-01-01", "first_profit": "2029-01-01"}
ASKED: Mapping[str, dict[str, Any]] = {
    "small": {"sector": "software", "land": {"area_min_m2": 5000, "area_max_m2": 9000}, "project": MONEY},
    "joined": {"sector": "software", "land": {"area_min_m2": 16000, "max_plots": 3}, "utilities": {"power_kva": 900}},
    "cheap": {"sector": "data_centre", "land": {"area_min_m2": 7000}, "budget": {"lease_usd_m2_max": 55}},
    "huge": {"sector": "software", "land": {"area_min_m2": 400_000}, "project": MONEY},
    "soon": {"sector": "training", "land": {"area_min_m2": 6000}, "needed_by": "2027-03-01"},
}
READERS = {"small": "one@watch.example", "joined": "one@watch.example", "cheap": "two@watch.example"}


@pytest.fixture
def park(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    lay_the_park(monkeypatch)


# --- What may happen ---


def changes(dice: random.Random, today: date) -> Callable[[], str]:
    """One change of land, law, or of what is neither; its name."""

    def plot() -> Plot:
        return Plot.objects.get(code=dice.choice(CODES))

    def status() -> None:
        one = plot()
        one.status = dice.choice([*PlotStatus.values, PlotStatus.AVAILABLE, PlotStatus.AVAILABLE])
        one.save()
        PlotStatusChange.objects.create(plot=one, status=one.status, since=today, reason="Mẫu", recorded_by="Mẫu")

    def price() -> None:
        Plot.objects.filter(pk=plot().pk).update(lease_usd_m2=Decimal(dice.randint(400, 700)) / 10)

    def area() -> None:
        Plot.objects.filter(pk=plot().pk).update(area_m2=dice.randint(4000, 12000))

    def power() -> None:
        Plot.objects.filter(pk=plot().pk).update(power_kva=dice.choice([100, 300, 500, 800, None]))

    def ready() -> None:
        Plot.objects.filter(pk=plot().pk).update(available_from=date(2026, 12, 1) + timedelta(dice.randint(0, 400)))

    def parked() -> None:
        """A fact gets a last day, soon to come, or is good again."""
        until = dice.choice([None, today + timedelta(dice.randint(0, 12))])
        row = PlotReceipt.objects.filter(plot=plot(), field=dice.choice(FACTS))
        row.update(valid_until=until, verified_on=min(NOW.date(), today))

    def neighbours() -> None:
        place = dice.randrange(len(CODES) - 1)
        pair = Plot.objects.get(code=CODES[place]), Plot.objects.get(code=CODES[place + 1])
        row, made = PlotNeighbour.objects.get_or_create(first=pair[0], second=pair[1], defaults={"shared_m": 50})
        if not made:
            row.delete()

    def zoning() -> None:
        sector = dice.choice([asked["sector"] for asked in ASKED.values()])
        level = dice.choice([Permission.PERMITTED, Permission.ENCOURAGED, Permission.NOT_PERMITTED])
        SectorPermission.objects.filter(sector_id=sector).update(level=level)

    def zone_status() -> None:
        row = ParkSettings.load()
        row.zone_status = dice.choice(ZoneStatus.values)
        row.save()

    def law() -> None:
        """A new version of a rule from a day on, mostly to come: other sectors, another rate, or only other words."""
        rule = dice.choice(LAW)
        last = IncentiveVersion.objects.filter(incentive__key=rule).order_by("number").last()
        assert last is not None
        first = max(last.valid_from, today + timedelta(dice.randint(-3, 9)))
        record = dict(last.record)
        match dice.randint(0, 2):
            case 0:
                sectors = dice.sample(["software", "data_centre", "training", "logistics_support"], 2)
                record["conditions"] = {"one_of": {"fact": "sector", "values": sectors}}
            case 1:
                record["benefits"] = [
                    {**row, "value": dice.choice([5, 10, 15])} if row["kind"] == "rate" else row
                    for row in record["benefits"]
                ]
        IncentiveVersion.objects.create(
            incentive=last.incentive,
            number=last.number + 1,
            valid_from=first,
            valid_to=dice.choice([None, None, first + timedelta(dice.randint(1, 15))]),
            record=record,
            published_at=NOW,
            **{name: getattr(last, name) for name in COPIED},
        )

    def neither() -> None:
        """What a result does not rest on: a rate of exchange, a day off, a person, the words of a land use."""
        match dice.randint(0, 3):
            case 0:
                value = Decimal(dice.randint(25_000, 27_000))
                ExchangeRate.objects.update_or_create(
                    pair="USD_VND", date=today, defaults={"value": value, "source": "Mẫu", "illustrative": True}
                )
            case 1:
                CalendarDay.objects.get_or_create(day=today, defaults={"works": False, "reason": "mẫu"})
            case 2:
                Person.objects.create(name=f"Người {dice.random()}")
            case _:
                Plot.objects.filter(pk=plot().pk).update(land_use_vi=f"Đất {dice.random()}")

    def there_and_back() -> None:
        one = plot()
        Plot.objects.filter(pk=one.pk).update(status=PlotStatus.LEASED, lease_usd_m2=Decimal("99.9"))
        Plot.objects.filter(pk=one.pk).update(status=one.status, lease_usd_m2=one.lease_usd_m2)

    kinds = [status, price, area, power, ready, parked, neighbours, law, neither, neither, there_and_back]
    rare = [zoning, zone_status, zone_status]

    def change() -> str:
        act = dice.choice(rare if dice.random() < 0.1 else kinds)
        act()
        return act.__name__

    return change


COPIED = (
    "decided_by",
    "certainty",
    "verified_on",
    "name_vi",
    "name_en",
    "summary_vi",
    "summary_en",
    "authority_vi",
    "authority_en",
    "schema_version",
)


# --- The brute-force reckoning ---


def seen(run: MatchRun) -> dict[str, Any]:
    """What a reader sees of a result: the options in order, the nearest change where there is none, law and money."""
    told = answer_in(run, "en")
    options = {
        tuple(one["plots"]): (place, one["score"], one["lease_usd"]) for place, one in enumerate(told["options"])
    }
    near = [] if options else [{**one, "size": None} for one in told["near_misses"][:1]]
    return {
        "options": options,
        "near": near,
        "law": {
            one["id"]: label(one)
            for one in told["incentives"]
            if one["verdict"] not in ("ineligible", "does_not_apply")
        },
        "money": [cell(row) for row in told["schedule"]],
        "if": sorted(
            (one["incentives"], one["hangs_on"], [cell(row) for row in one["schedule"]]) for one in told["schedule_if"]
        ),
    }


def label(one: Mapping[str, Any]) -> str:
    waits = one["verdict"] == "unknown" and one["missing"] == ["zone_status"]
    return "waits for the zone" if waits else str(one["verdict"])


def cell(row: Mapping[str, Any]) -> list[tuple[str, Any]]:
    return sorted(
        (key, value) for key, value in row.items() if key.endswith("_usd") or key in {"year", "tax", "of", "cell"}
    )


def differ(one: dict[str, Any], other: dict[str, Any]) -> set[str]:
    """The kinds of what a reader sees that are others."""
    rest = {key for key in ("near", "law", "money", "if") if one[key] != other[key]}
    return rest | ({"options"} if options_differ(one, other) else set())


def options_differ(one: dict[str, Any], other: dict[str, Any]) -> bool:
    if one["options"].keys() != other["options"].keys():
        return True
    pairs = ((one["options"][plots], other["options"][plots]) for plots in one["options"])
    return any(
        place != new_place or lease != new_lease or abs(score - new_score) >= 0.0005
        for (place, score, lease), (new_place, new_score, new_lease) in pairs
    )


# --- The replay ---


def days(dice: random.Random) -> Iterator[tuple[datetime, int, bool]]:
    """(morning, changes since the last one, whether the worker runs): a day or two apart; two in a row are skipped."""
    now, left, number = NOW, CHANGES, 0
    while left:
        now += timedelta(days=dice.choice([1, 1, 1, 2]))
        count = min(left, dice.choice(BATCHES))
        left, number = left - count, number + 1
        yield now, count, number % 10 not in (4, 5)
    yield now + timedelta(days=1), 0, True


def test_watch_a_replay_of_1000_changes_alerts_exactly_what_brute_force_says(park: None) -> None:
    """None empty, none twice, also when two runs are skipped."""
    dice = random.Random(16)
    watches: dict[int, MatchRun] = {}  # watch -> what its reader last saw, by the reckoning's own record
    for name, request in ASKED.items():
        watch = a_watch(request, READERS.get(name, f"{name}@watch.example"))
        watches[watch.pk] = seen_last(watch)
    plan_watching(now=NOW)
    work(NOW)
    outbox.outbox.clear()
    happened: Counter[str] = Counter()
    alerts = quiet = 0
    for now, count, runs in days(dice):
        change = changes(dice, now.date())
        happened.update(change() for _one in range(count))
        if not runs:
            continue
        again = {pk: matched_again(run=run, now=now) for pk, run in watches.items()}
        today = {pk: matched(request=run.request, source="site", now=now) for pk, run in watches.items()}
        wanted = {
            pk for pk, run in watches.items() if differ(seen(run), seen(again[pk])) & differ(seen(run), seen(today[pk]))
        }
        before = set(Mail.objects.filter(kind="watch_news").values_list("pk", flat=True))
        work(now)
        mails = Mail.objects.filter(kind="watch_news").exclude(pk__in=before)
        told = [pk for one in mails for pk in watches_in(one)]
        assert sorted(told) == sorted(wanted), (now, happened)
        assert all("\n- " in one.body.partition("WHAT DIFFERS")[2] for one in mails)
        assert max(Counter(one.to for one in mails).values(), default=1) == 1  # one digest an address
        watches |= {pk: today[pk] for pk in wanted}
        alerts, quiet = alerts + len(wanted), quiet + len(watches) - len(wanted)
    assert sum(happened.values()) == CHANGES
    assert min(alerts, quiet) > 50, (alerts, quiet)  # the replay tries both
    assert not Due.objects.filter(kind=DueKind.WATCH).exclude(parked_at=None).exists()
    assert len(outbox.outbox) == Mail.objects.filter(kind="watch_news").count()
