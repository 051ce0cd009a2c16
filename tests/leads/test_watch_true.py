"""What a watch's mail says is so: the file's own land is free for it, the linked page shows the figures told."""

from __future__ import annotations

import re
from datetime import date, timedelta
from decimal import Decimal
from html import unescape
from typing import Any

import pytest
from django.test import Client

from leads.choices import HoldEnd, HoldState
from leads.models import ConsentText, HeldPlot, Hold, Lead, Mail, Watch
from leads.services.watch_round import plan_watching
from sitepages.choices import PlotStatus
from sitepages.models import IncentiveVersion, ParkSettings, Plot, Sector
from sitepages.services.holding import show_held
from tests.leads.conftest import NOW, Cast
from tests.leads.land import a_lead
from tests.leads.test_newsletter import a_version
from tests.leads.watched import a_watch, lay_the_park, news, seen_last, work

ASK: dict[str, Any] = {"sector": "software", "land": {"area_min_m2": 5000, "area_max_m2": 9000}}
DAY = timedelta(days=1)


@pytest.fixture
def park(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    for model in (ConsentText, Sector):
        model.objects.all().delete()
    lay_the_park(monkeypatch)


def a_round(day: int) -> list[Mail]:
    before = len(news())
    plan_watching(now=NOW)
    work(NOW + day * DAY)
    return news()[before:]


def held(lead: Lead, code: str) -> Hold:
    hold = Hold.objects.create(
        lead=lead, state=HoldState.LIVE, days=9, asked_at=NOW, started_at=NOW, until=NOW + 90 * DAY, area_m2=5000
    )
    HeldPlot.objects.create(hold=hold, plot=Plot.objects.get(code=code), code=code, live=True)
    show_held(codes=[code], held=True, now=NOW)
    return hold


def ended(hold: Hold, how: HoldEnd) -> None:
    Hold.objects.filter(pk=hold.pk).update(state=HoldState.ENDED, ended_at=NOW, ended_how=how)
    HeldPlot.objects.filter(hold=hold).update(live=False, open=False)


def test_land_held_for_the_file_is_free_for_it_and_taken_for_everybody_else(park: None) -> None:
    lead, other = a_lead("mine"), a_lead("other")
    a_watch(ASK, "own@watch.example", lead=lead)
    a_watch(ASK, "other@watch.example", lead=other)
    a_watch(ASK, "none@watch.example")
    a_round(1)
    hold = held(lead, "SX-01")
    assert {mail.to for mail in a_round(2)} == {"other@watch.example", "none@watch.example"}
    Plot.objects.filter(code="SX-02").update(lease_usd_m2=Decimal("50.5"))
    own = next(mail for mail in a_round(3) if mail.to == "own@watch.example")
    assert "SX-01" not in own.body
    assert "counts as free for it" in own.body
    Hold.objects.filter(pk=hold.pk).update(state=HoldState.SIGNED)
    Plot.objects.filter(code="SX-01").update(status=PlotStatus.LEASED)
    assert a_round(4) == []
    ended(hold, HoldEnd.LEASED)
    assert a_round(5) == []


def test_land_let_go_and_held_for_another_is_told(park: None) -> None:
    lead, other = a_lead("mine"), a_lead("other")
    a_watch(ASK, "own@watch.example", lead=lead)
    a_round(1)
    hold = held(lead, "SX-01")
    assert a_round(2) == []
    ended(hold, HoldEnd.RELEASED)
    show_held(codes=["SX-01"], held=False, now=NOW)
    assert a_round(3) == []  # free for everybody
    held(other, "SX-01")
    (mail,) = a_round(4)
    assert "No longer there: SX-01" in mail.body


def test_a_hold_that_passes_to_another_file_between_two_rounds_is_told(park: None) -> None:
    lead, other = a_lead("mine"), a_lead("other")
    a_watch(ASK, "own@watch.example", lead=lead)
    hold = held(lead, "SX-01")
    assert a_round(1) == []
    ended(hold, HoldEnd.EXPIRED)
    show_held(codes=["SX-01"], held=False, now=NOW)
    held(other, "SX-01")
    assert len(a_round(2)) == 1


def test_what_todays_law_says_of_a_project_that_kept_an_older_one_is_news(park: None) -> None:
    ParkSettings.load()
    kept = ASK | {"project": {"law_locked_on": "2025-12-01", "capital_usd": 30_000_000}}
    watch = a_watch(kept)
    assert seen_last(watch).answer["kept_law"]["now"]
    a_round(1)
    record = dict(IncentiveVersion.objects.get(incentive__key="CIT_SECTOR_10_15").record)
    record["conditions"] = {"one_of": {"fact": "sector", "values": ["training"]}}
    a_version("CIT_SECTOR_10_15", NOW, valid_from=(NOW + 2 * DAY).date(), record=record)
    (mail,) = a_round(2)
    assert "By today's law: “" in mail.body


def a_rule_that_ended(day: date) -> None:
    """The jurist's way: a version of the same first day that has an end."""
    last = IncentiveVersion.objects.filter(incentive__key="CIT_SECTOR_10_15").latest("number")
    a_version("CIT_SECTOR_10_15", NOW + DAY, valid_from=last.valid_from, valid_to=day)


def test_a_rule_that_ended_is_told_so_in_the_mail_and_on_the_result(park: None, client: Client) -> None:
    en, vi = a_watch(ASK), a_watch(ASK, "two@watch.example", lang="vi")
    a_rule_that_ended((NOW + DAY).date())
    mails = {mail.language: mail.body for mail in a_round(2)}
    assert "is no longer in force since 26 Nov 2026; it was: eligible." in mails["en"]
    assert "hết hiệu lực từ 26/11/2026; trước đó: " in mails["vi"]
    assert "not eligible" not in mails["en"]
    stored = {one["id"]: one for one in seen_last(en).answer["incentives"]}
    assert stored["CIT_SECTOR_10_15"]["over_since"] == "2026-11-26"
    assert all(one["over_since"] is None for key, one in stored.items() if key != "CIT_SECTOR_10_15")
    page = client.get(f"/en/match/{seen_last(en).token}/").content.decode()
    assert "No longer in force since 26 Nov 2026." in page
    assert "Until then: " in page
    assert "Hết hiệu lực từ 26/11/2026." in client.get(f"/vi/match/{seen_last(vi).token}/").content.decode()


def test_a_rule_that_ended_of_a_project_that_kept_an_older_law_is_told_by_todays(park: None) -> None:
    kept = ASK | {"project": {"law_locked_on": "2025-12-01", "capital_usd": 30_000_000}}
    a_watch(kept)
    a_rule_that_ended((NOW + DAY).date())
    (mail,) = a_round(2)
    assert re.search(r"By today's law: “[^”]+” is no longer in force since 26 Nov 2026", mail.body)


def test_when_the_last_option_goes_the_nearest_change_is_told_or_that_there_is_none(park: None) -> None:
    a_watch(ASK)
    Plot.objects.exclude(code="SX-08").update(status=PlotStatus.LEASED)
    (mail,) = a_round(1)
    assert "No option is left." in mail.body
    assert "Nothing fits as asked; nearest is now: SX-08 fits with" in mail.body
    Plot.objects.exclude(code="SX-08").update(status=PlotStatus.AVAILABLE)
    a_round(2)
    Plot.objects.update(status=PlotStatus.LEASED)
    (mail,) = a_round(3)
    assert "No option is left." in mail.body
    assert "No small change of what you asked is enough.\n" in mail.body


def since_of(client: Client, watch: Watch, lang: str) -> str:
    """What the linked page says of the last result."""
    page = client.get(f"/{lang}/match/{seen_last(watch).token}/").content.decode()
    section = page.partition('id="since-title"')[2].partition("</section>")[0]
    return " ".join(unescape(re.sub(r"<[^>]*>", " ", section)).replace("\xa0", " ").split())


NOTHING_FITS: dict[str, Any] = {"sector": "software", "land": {"area_min_m2": 12_000, "max_plots": 1}}


def test_where_nothing_fits_mail_and_page_tell_the_nearest_before_and_now(park: None, client: Client) -> None:
    en, vi = a_watch(NOTHING_FITS), a_watch(NOTHING_FITS, "two@watch.example", lang="vi")
    Plot.objects.filter(code="SX-08").update(status=PlotStatus.LEASED)
    mails = {mail.language: mail.body.replace("\xa0", " ") for mail in a_round(1)}
    told = {
        "en": "Nothing fits as asked. The nearest was: SX-08 fits with a smallest area of 9,200.0 m² instead of 1.20 "
        "ha. It is now: SX-03 + SX-04 fits with up to 2 plots instead of 1.",
        "vi": "Phương án gần nhất trước đây là: SX-08 hợp nếu giảm diện tích tối thiểu từ 1,20 ha xuống 9.200,0 m². "
        "Nay là: SX-03 + SX-04 hợp nếu ghép đến 2 lô thay vì 1.",
    }
    for lang, watch in (("en", en), ("vi", vi)):
        assert told[lang] in mails[lang]
        said = since_of(client, watch, lang)
        assert told[lang] in said
        assert "The options are the same." not in said


def test_where_no_small_change_is_enough_any_more_or_again_what_was_is_told_too(park: None, client: Client) -> None:
    watch = a_watch(NOTHING_FITS)
    Plot.objects.update(area_m2=100)
    (mail,) = a_round(1)
    gone = "No small change of what you asked is enough any more. The nearest was: SX-08 fits with a smallest area"
    assert gone in mail.body
    assert gone in since_of(client, watch, "en")
    Plot.objects.filter(code="SX-08").update(area_m2=9200)
    (mail,) = a_round(2)
    again = "Before, no small change of what you asked was enough. The nearest is now: SX-08 fits with"
    assert again in mail.body
    assert again in since_of(client, watch, "en")


def figures_of(mail: Mail) -> set[str]:
    told = mail.body.partition("WHAT DIFFERS")[2].partition("\n\n")[0].partition("\n")[2]
    return set(re.findall(r"(?<![\w-])\d[\d,.]*\d|(?<![\w.,-])\d(?![\w.,])", told))


@pytest.mark.parametrize("days", [1, 40, 120])
def test_every_figure_of_the_mail_stands_on_the_linked_page(park: None, client: Client, days: int) -> None:
    watch = a_watch(ASK | {"needed_by": "2027-03-01"})
    Plot.objects.filter(code="SX-01").update(lease_usd_m2=Decimal("58.5"))
    Plot.objects.filter(code="SX-03").update(status=PlotStatus.LEASED)
    (mail,) = a_round(days)
    assert f"/en/match/{seen_last(watch).token}/" in mail.body
    page = unescape(re.sub(r"<[^>]*>", " ", client.get(f"/en/match/{seen_last(watch).token}/").content.decode()))
    figures = figures_of(mail)
    assert figures
    assert {one for one in figures if one not in page} == set()


def test_each_watch_in_its_own_language(park: None) -> None:
    a_watch(ASK, lang="vi")
    a_watch(ASK | {"land": {"area_min_m2": 5500}}, lang="en")
    Plot.objects.update(status=PlotStatus.LEASED)
    mails = {mail.language: mail for mail in a_round(1)}
    assert set(mails) == {"vi", "en"}
    assert "Kính gửi quý vị" in mails["vi"].body
    assert "WHAT DIFFERS" in mails["en"].body
    assert all(mail.body.count("/stop/\n") == 1 for mail in mails.values())
    assert a_round(2) == []
