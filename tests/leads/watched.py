"""A little park and little law under watched results: eight plots in a row, four rules with what they share."""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta
from decimal import Decimal
from itertools import pairwise
from typing import Any

import pytest
from django.conf import settings

from leads.choices import ConsentPurpose
from leads.models import ConsentText, Mail, MatchRun, Watch
from leads.services.due import do_one
from leads.services.mail_wishes import wish_for_token
from leads.services.matching import run_match
from leads.services.watches import ask_watch, confirm_watch
from sitepages.models import Plot, PlotNeighbour, PlotReceipt
from sitepages.models.land import STATUS
from sitepages.services import seed_law
from tests.leads.conftest import NOW
from tests.leads.land import lay_out

LAW = ("CIT_CDTZ_10_15", "CIT_SECTOR_10_15", "CIT_DIGITAL_STD", "IMPORT_DUTY_DIGITAL")
FACTS = ("area_m2", "lease_usd_m2", "power_kva", "available_from", STATUS)
CODES = tuple(f"SX-{number:02d}" for number in range(1, 9))
STOP = re.compile(rf"{re.escape(settings.SITE_URL)}/(?:vi|en)/watch/([^/\s]+)/stop/$", re.MULTILINE)


def lay_the_park(patched: pytest.MonkeyPatch) -> None:
    whole = seed_law.read_law

    def few(name: str) -> Any:
        data = whole(name)
        kept = [row for row in data.get("records", ()) if row["id"] in LAW]
        return {**data, "records": kept} if name == "incentives" else data

    patched.setattr(seed_law, "read_law", few)
    patched.setattr(seed_law, "refuse_bad_files", lambda **_files: None)  # four records are fewer than it wants
    seed_law.load_law(now=NOW)
    for purpose in ConsentPurpose:
        ConsentText.objects.create(
            purpose=purpose, version=1, text_vi="Đồng ý", text_en="I agree", valid_from=date(2026, 1, 1)
        )
    lay_out(**{code: 5000 + 600 * place for place, code in enumerate(CODES)})
    plots = {plot.code: plot for plot in Plot.objects.all()}
    for place, plot in enumerate(plots.values()):
        plot.lease_usd_m2, plot.power_kva = Decimal(50 + place), 300 + 50 * place
        plot.available_from = date(2027, 1, 1) + timedelta(days=40 * place)
        plot.save()
        for field in FACTS[:-1]:
            PlotReceipt.objects.create(plot=plot, field=field, source="Mẫu", verified_on=NOW.date(), verified_by="Mẫu")
    for first, second in pairwise(CODES):
        PlotNeighbour.objects.create(first=plots[first], second=plots[second], shared_m=50)


def a_watch(
    request: dict[str, Any], email: str = "one@watch.example", lang: str = "en", now: datetime = NOW, **more: Any
) -> Watch:
    """Asked for, and its first mail answered."""
    run = run_match(request=dict(request), source="site", now=now)
    ask_watch(run=run, email=email, agreed=True, lang=lang, shown_in=lang, now=now, **more)
    return confirm_watch(watch=Watch.objects.latest("pk"), now=now)


def work(now: datetime) -> None:
    """All that is due, as the worker does it; addresses of a round stand some seconds apart."""
    for later in (1, 2):
        while do_one(now + timedelta(minutes=later)):
            pass


def news() -> list[Mail]:
    return list(Mail.objects.filter(kind="watch_news").order_by("pk"))


def watches_in(mail: Mail) -> list[int]:
    """The watches that a mail tells of, by the links that stop them."""
    return [wish_for_token(Watch, token).pk for token in STOP.findall(mail.body)]


def seen_last(watch: Watch) -> MatchRun:
    watch.refresh_from_db()
    assert watch.told is not None
    return watch.told
