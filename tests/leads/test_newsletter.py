"""The newsletter by sector: asked for, confirmed, once a month, only what is new, stopped."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from wagtail.models import Locale

from leads.choices import DueKind, WishEnd
from leads.matching.catalogue import ALLOWED
from leads.models import Due, Mail, Subscription
from leads.services.bad_addresses import mark_bad
from leads.services.due import do_one
from leads.services.mail_wishes import WishNotAgreed, WishUnknown
from leads.services.mail_wishes import token_for as wish_token
from leads.services.newsletter import ask_newsletter, choose_sectors, confirm_newsletter, stop_newsletter
from leads.services.newsletter_issue import next_first, plan_issue
from leads.services.words import ChoiceUnknown
from sitepages import figures
from sitepages.choices import PlotStatus
from sitepages.models import IncentiveVersion, NewsIndexPage, NewsPage, Plot, PlotStatusChange, Sector, SectorPermission
from tests.leads.conftest import at

DAY = timedelta(days=1)


def ask(email: str = "news@watch.example", *sectors: str, now: datetime, lang: str = "en", **more: Any) -> Subscription:
    ask_newsletter(email=email, sectors=sectors, agreed=True, lang=lang, shown_in=lang, now=now, **more)
    return Subscription.objects.latest("pk")


def a_reader(email: str, *sectors: str, now: datetime, lang: str = "en") -> Subscription:
    return confirm_newsletter(reader=ask(email, *sectors, now=now, lang=lang), now=now)


def article(title: str, *sectors: str, published: datetime, lang: str = "en") -> NewsPage:
    index = NewsIndexPage.objects.get(locale=Locale.objects.get(language_code=lang))
    page = NewsPage(
        title=title, author="Bàn", date=published.date(), intro=f"About {title}", locale=index.locale, live=True
    )
    page.first_published_at = published
    index.add_child(instance=page)
    page.sectors.set(Sector.objects.filter(key__in=sectors))
    page.save()
    return page


def a_version(key: str, published: datetime, **more: Any) -> IncentiveVersion:
    last = IncentiveVersion.objects.filter(incentive__key=key).latest("number")
    names = [one.name for one in IncentiveVersion._meta.concrete_fields]
    kept = {name: getattr(last, name) for name in names if name not in {"id", "number", "published_at", "valid_from"}}
    return IncentiveVersion.objects.create(
        **kept | {"valid_from": published.date(), "valid_to": None} | more,
        number=last.number + 1,
        published_at=published,
    )


def issues(now: datetime) -> list[Mail]:
    """The newsletters of the next first of a month, as the worker writes them."""
    before = set(Mail.objects.values_list("pk", flat=True))
    plan_issue(now=now)
    morning = next_first(now)
    for later in (1, 2):
        while do_one(morning + timedelta(minutes=later)):
            pass
    return list(Mail.objects.filter(kind="newsletter").exclude(pk__in=before).order_by("to"))


@pytest.fixture
def now(whole_site: datetime) -> datetime:
    """Nothing else is due."""
    Due.objects.exclude(kind=DueKind.NEWSLETTER).delete()
    Subscription.objects.all().delete()
    return whole_site


def test_only_what_is_new_for_the_sectors_chosen_and_none_empty(now: datetime) -> None:
    a_reader("all@watch.example", now=now)
    a_reader("soft@watch.example", "software", now=now)
    a_reader("log@watch.example", "logistics_support", now=now)
    a_reader("vi@watch.example", now=now, lang="vi")
    article("Fibre for software", "software", published=now + DAY)
    article("Old", published=now - DAY)
    got = {mail.to: mail for mail in issues(now + DAY)}
    assert set(got) == {"all@watch.example", "soft@watch.example"}
    assert "Fibre for software" in got["soft@watch.example"].body
    assert not any("Old" in mail.body for mail in got.values())
    assert all("List" not in mail.body and mail.stop for mail in got.values())
    article("For everybody", published=next_first(now) + DAY)
    later = {mail.to: mail.body for mail in issues(next_first(now) + 2 * DAY)}
    assert set(later) == {"all@watch.example", "soft@watch.example", "log@watch.example"}
    assert not any("Fibre" in body for body in later.values())  # none twice


def test_a_rule_that_came_and_one_that_ended(now: datetime) -> None:
    a_reader("soft@watch.example", "software", now=now)
    a_reader("log@watch.example", "logistics_support", now=now)
    a_version("CIT_SECTOR_10_15", now + DAY, **more_law())
    got = issues(now + 2 * DAY)
    assert [mail.to for mail in got] == ["soft@watch.example"]
    assert "changed, from" in got[0].body
    assert "/en/incentives/cit-sector-10-15/" in got[0].body
    first = next_first(now)
    end = (first + 2 * DAY).date()
    IncentiveVersion.objects.filter(incentive__key="CIT_SECTOR_10_15", valid_to=None).update(valid_to=end)
    (over,) = issues(first + 3 * DAY)
    assert "no longer in force since" in over.body
    assert issues(next_first(first + 3 * DAY) + DAY) == []


def record_with(**parts: Any) -> dict[str, Any]:
    record = dict(IncentiveVersion.objects.filter(incentive__key="CIT_SECTOR_10_15").latest("number").record)
    return {"record": record | parts}


def more_law() -> dict[str, Any]:
    return record_with(decided_by="discretionary")


def test_a_version_that_ends_a_rule_says_so_and_not_that_it_changed(now: datetime) -> None:
    a_reader("en@watch.example", "software", now=now)
    a_reader("vi@watch.example", "software", now=now, lang="vi")
    start = IncentiveVersion.objects.filter(incentive__key="CIT_SECTOR_10_15").latest("number").valid_from
    ended = (now + 2 * DAY).date()
    a_version("CIT_SECTOR_10_15", now + DAY, valid_from=start, valid_to=ended)
    en, vi = (mail.body for mail in issues(now + 2 * DAY))
    assert f"no longer in force since {figures.day(ended, 'en')}" in en
    assert "Until then: " in en
    assert f"hết hiệu lực từ {figures.day(ended, 'vi')}" in vi
    assert not any(word in body for body in (en, vi) for word in ("changed, from", "thay đổi, từ"))
    assert issues(next_first(now + 2 * DAY) + DAY) == []


def test_a_version_that_will_end_a_rule_says_from_when(now: datetime) -> None:
    a_reader("en@watch.example", "software", now=now)
    start = IncentiveVersion.objects.filter(incentive__key="CIT_SECTOR_10_15").latest("number").valid_from
    ended = (now + 90 * DAY).date()
    a_version("CIT_SECTOR_10_15", now + DAY, valid_from=start, valid_to=ended)
    (mail,) = issues(now + 2 * DAY)
    assert f"no longer in force from {figures.day(ended, 'en')}" in mail.body
    (over,) = issues(now + 95 * DAY)
    assert f"no longer in force since {figures.day(ended, 'en')}" in over.body


def test_a_change_that_comes_with_its_end_says_both(now: datetime) -> None:
    a_reader("en@watch.example", "software", now=now)
    ended = (now + 90 * DAY).date()
    a_version("CIT_SECTOR_10_15", now + DAY, valid_to=ended, **more_law())
    (mail,) = issues(now + 2 * DAY)
    first = figures.day((now + DAY).date(), "en")
    assert f"changed, from {first}; no longer in force from {figures.day(ended, 'en')}" in mail.body


def test_a_version_by_which_the_law_is_the_same_is_told_as_wording_or_not_at_all(now: datetime) -> None:
    a_reader("en@watch.example", "software", now=now)
    a_reader("vi@watch.example", "software", now=now, lang="vi")
    start = IncentiveVersion.objects.filter(incentive__key="CIT_SECTOR_10_15").latest("number").valid_from
    a_version("CIT_SECTOR_10_15", now + DAY, valid_from=start, summary_en="Said in other words.")
    (mail,) = issues(now + 2 * DAY)
    assert mail.to == "en@watch.example"
    assert "worded otherwise; the law is the same" in mail.body
    assert "Said in other words." in mail.body
    later = next_first(now + 2 * DAY) + DAY
    a_version("CIT_SECTOR_10_15", later, **record_with(golden=[]))
    assert issues(later + DAY) == []


def only_for(sector: str) -> dict[str, Any]:
    record = dict(IncentiveVersion.objects.filter(incentive__key="CIT_SECTOR_10_15").latest("number").record)
    return {"record": record | {"conditions": {"one_of": {"fact": "sector", "values": [sector]}}}}


def test_a_version_to_come_is_told_once_to_the_sectors_it_gains_and_to_those_it_loses(now: datetime) -> None:
    for sector in ("software", "training", "logistics_support"):
        a_reader(f"{sector}@watch.example", sector, now=now)
    first = next_first(now)
    a_version("CIT_SECTOR_10_15", now + DAY, valid_from=now.date(), **only_for("software"))
    assert "software@watch.example" in [mail.to for mail in issues(now + DAY)]
    start = (first + timedelta(days=40)).date()
    a_version("CIT_SECTOR_10_15", first + DAY, valid_from=start, **only_for("training"))
    assert [mail.to for mail in issues(first + 2 * DAY)] == ["software@watch.example", "training@watch.example"]
    for month in (35, 65):
        assert issues(first + timedelta(days=month)) == []


def moved(plot: Plot, status: str, since: datetime) -> None:
    Plot.objects.filter(pk=plot.pk).update(status=status)
    PlotStatusChange.objects.create(plot=plot, status=status, since=since.date(), reason="Mẫu", recorded_by="Mẫu")


def test_land_that_became_free_or_is_free_no_more_is_counted_for_the_sectors_that_may_work_there(now: datetime) -> None:
    plot = Plot.objects.get(code="SX-09")
    may = SectorPermission.objects.filter(zone=plot.zone, level__in=ALLOWED).values_list("sector_id", flat=True)
    sector = may[0]
    other = Sector.objects.filter(retired_on=None).exclude(pk__in=may).first()
    a_reader("all@watch.example", now=now)
    a_reader("one@watch.example", sector, now=now, lang="vi")
    if other:
        a_reader("other@watch.example", other.pk, now=now)
    PlotStatusChange.objects.filter(plot=plot).delete()
    moved(plot, PlotStatus.AVAILABLE, now - DAY)
    moved(plot, PlotStatus.LEASED, now + DAY)
    mails = {mail.to: mail.body for mail in issues(now + DAY)}
    assert set(mails) == {"all@watch.example", "one@watch.example"}
    assert "newly available 0, no longer available 1" in mails["all@watch.example"]
    assert f"/vi/plots/?sector={sector}" in mails["one@watch.example"]
    first = next_first(now)
    moved(plot, PlotStatus.AVAILABLE, first + DAY)
    moved(plot, PlotStatus.LEASED, first + 2 * DAY)
    assert issues(first + 3 * DAY) == []  # there and back


def test_of_the_day_of_confirmation_what_came_after_it_is_told(now: datetime) -> None:
    before, after = Plot.objects.filter(code__in=["SX-09", "SX-08"]).order_by("code")
    PlotStatusChange.objects.filter(plot__in=[before, after]).delete()
    for plot in (before, after):
        moved(plot, PlotStatus.AVAILABLE, now - DAY)
    moved(before, PlotStatus.LEASED, now)
    a_reader("all@watch.example", now=now)
    moved(after, PlotStatus.LEASED, now)
    (mail,) = issues(now + DAY)
    assert "newly available 0, no longer available 1" in mail.body
    assert issues(next_first(now) + DAY) == []


def test_a_month_that_was_skipped_is_told_with_the_next_and_once_a_month_at_most(now: datetime) -> None:
    reader = a_reader("all@watch.example", now=now)
    article("First", published=now + DAY)
    plan_issue(now=now)
    article("Second", published=now + 40 * DAY)
    late = now + 45 * DAY  # the worker was away over the first of a month
    for later in (1, 2):
        while do_one(late + timedelta(minutes=later)):
            pass
    (mail,) = Mail.objects.filter(kind="newsletter")
    assert "First" in mail.body
    assert "Second" in mail.body
    Due.objects.create(kind=DueKind.NEWSLETTER, target=str(reader.pk), due_at=late + DAY, next_try_at=late + DAY)
    article("Third", published=late + timedelta(hours=1))
    while do_one(late + DAY):
        pass
    assert Mail.objects.filter(kind="newsletter").count() == 1
    assert Due.objects.filter(kind=DueKind.NEWSLETTER, target="round", done_at=None).count() == 1


def test_the_first_of_the_month(now: datetime) -> None:
    assert next_first(at("2026-11-25 10:00")) == at("2026-12-01 08:00")
    assert next_first(at("2026-12-01 07:59")) == at("2026-12-01 08:00")
    assert next_first(at("2026-12-31 23:00")) == at("2027-01-01 08:00")


def test_asked_twice_it_is_one_and_says_the_same(now: datetime, client: Client) -> None:
    form = {"contact_email": "a@watch.example", "language": "vi", "agreed": "on", "sectors": ["software"]}
    for _twice in range(2):
        answer = client.post("/vi/newsletter/", form)
        assert (answer.status_code, answer["Location"]) == (302, "/vi/watch/asked/")
    reader = Subscription.objects.get()
    assert (reader.sectors, reader.confirmed_at) == (["software"], None)
    client.post(f"/vi/newsletter/{wish_token(reader)}/", {"do": "confirm"})
    assert client.post("/vi/newsletter/", form | {"sectors": ["training"]})["Location"] == "/vi/watch/asked/"
    reader.refresh_from_db()
    assert reader.confirmed_at
    assert reader.sectors == ["software"]  # whoever types the address changes nothing of it
    client.post(f"/vi/newsletter/{wish_token(reader)}/", {"do": "sectors", "sectors": ["training"]})
    reader.refresh_from_db()
    assert reader.sectors == ["training"]
    assert client.get(f"/vi/newsletter/{wish_token(reader)}/stop/").status_code == 200
    assert Subscription.objects.get().ended_at is None
    strict = Client(enforce_csrf_checks=True)
    assert (
        strict.post(f"/vi/newsletter/{wish_token(reader)}/stop/", {"List-Unsubscribe": "One-Click"}).status_code == 200
    )
    reader.refresh_from_db()
    assert (reader.email, reader.ended_how) == ("", WishEnd.STOPPED)


def test_what_is_refused(now: datetime, client: Client) -> None:
    with pytest.raises(ChoiceUnknown):
        ask("a@watch.example", "no_such_sector", now=now)
    with pytest.raises(WishNotAgreed):
        ask_newsletter(email="a@watch.example", sectors=(), agreed=False, lang="vi", shown_in="vi", now=now)
    reader = ask("a@watch.example", now=now)
    with pytest.raises(WishUnknown):
        choose_sectors(reader=reader, sectors=(), now=now)
    with pytest.raises(WishUnknown):
        confirm_newsletter(reader=reader, now=now + 8 * DAY)
    page = client.post("/en/newsletter/", {"contact_email": "x", "language": "zz", "sectors": ["none"]})
    assert page.status_code == 422
    assert "Tick your consent" in page.content.decode()
    every = [row.key for row in Sector.objects.filter(retired_on=None)]
    assert ask("b@watch.example", *every, now=now).sectors == []


def test_an_address_that_bounces_reads_no_more(now: datetime) -> None:
    reader = a_reader("all@watch.example", now=now)
    article("New", published=now + DAY)
    mark_bad(address="all@watch.example", reason="550", mail=None, now=now)
    assert issues(now + DAY) == []
    reader.refresh_from_db()
    assert (reader.email, reader.ended_how) == ("", WishEnd.BOUNCED)
    assert stop_newsletter(reader=reader, now=timezone.now()) == 0
