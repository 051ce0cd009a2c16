"""Shared set-up: the whole site as the demo has it, and roots that survive tests which empty the database."""

from __future__ import annotations

import gc
import os
from collections.abc import Iterator
from datetime import datetime

import hypothesis
import pytest
from django.conf import settings
from django.core.cache import cache
from django.utils import translation
from pytest_django import DjangoDbBlocker
from pytest_django.plugin import blocking_manager_key

from tests.clock import use_own_clock
from tests.loaded_db import filled
from tests.quick_db import use_kept_database

use_kept_database()
use_own_clock()
# A slow machine is no fault of the code: how long an example takes is not what a property says.
hypothesis.settings.register_profile("untimed", deadline=None, suppress_health_check=[hypothesis.HealthCheck.too_slow])
hypothesis.settings.load_profile("untimed")

LONG = (  # minutes each: begun first, so that no worker idles beside the last of them
    "test_routing_race",
    "test_demo",
    "test_holds_race",
    "test_bad_input",
    "test_addresses",
    "test_matching_oracle",
)


DATABASE = frozenset({"db", "transactional_db", "django_db_setup", "live_server"})


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    if settings.DATABASES["default"]["ENGINE"].endswith("postgresql"):
        once = [item for item in items if proven_once(item)]
        items[:] = [item for item in items if not proven_once(item)]
        config.hook.pytest_deselected(items=once)
    places = {name: place for place, name in enumerate(LONG)}
    items.sort(key=lambda item: places.get(item.path.stem, len(LONG)))


def proven_once(item: pytest.Item) -> bool:
    """Whether the run on SQLite said all there is to say: a test that opens no database, or is marked so.

    docs/decisions/0026: the suite on PostgreSQL is every test that a database can make come out otherwise.
    """
    if item.get_closest_marker("once"):
        return True
    opens = item.get_closest_marker("django_db") or DATABASE.intersection(getattr(item, "fixturenames", ()))
    return not opens and not item.get_closest_marker("postgres")


def pytest_collection_finish() -> None:
    """What was imported stays until the end: looking it through at each full collection took a tenth of the run."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 10, 10)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_teardown(item: pytest.Item, nextitem: pytest.Item | None) -> Iterator[None]:
    """A transactional test empties every table; the rows Wagtail's migrations made are put back after it."""
    yield
    if nextitem is None:
        return  # the test database is gone by now
    marker = item.get_closest_marker("django_db")
    names = getattr(item, "fixturenames", ())
    if "transactional_db" in names or "live_server" in names or (marker and marker.kwargs.get("transaction")):
        with item.config.stash[blocking_manager_key].unblock():
            restore_roots()


@pytest.fixture(autouse=True)
def _site_language() -> None:
    """A request leaves its language with the thread; every test begins with the site's first one."""
    translation.activate(settings.LANGUAGE_CODE)


def pytest_sessionfinish(session: pytest.Session) -> None:
    """A skipped test proves nothing: under CI it fails the run, and pytest's summary says which."""
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    skipped = reporter.stats.get("skipped", []) if reporter else []
    if os.environ.get("CI") and skipped:
        session.exitstatus = pytest.ExitCode.TESTS_FAILED
        reporter.write_line(f"{len(skipped)} skipped: all must run here", red=True)
        for report in skipped:
            reporter.write_line(f"  {report.nodeid}: {report.longrepr[-1] if report.longrepr else ''}")


def restore_roots() -> None:
    from wagtail.models import Collection, Locale, Page

    if Page.objects.exists():
        return
    locale, _ = Locale.objects.get_or_create(language_code="vi")
    Page.add_root(title="Root", slug="root", locale=locale)
    if not Collection.objects.exists():
        Collection.add_root(name="Root")


@pytest.fixture(autouse=True)
def _empty_cache() -> None:
    cache.clear()


@pytest.fixture(scope="module")
def whole_site_once(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[datetime]:
    """The filled database for a module; what the module writes is rolled back at its end."""
    with django_db_blocker.unblock(), filled("whole") as now:
        yield now


@pytest.fixture
def whole_site(whole_site_once: datetime, db: None) -> datetime:
    """Law, park, desk and pages, as a first start of the demo loads them; the time of loading."""
    return whole_site_once
