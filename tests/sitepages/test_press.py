"""Papers are set one at a time; a rush for them is told to come again and keeps nobody from the other pages."""

from __future__ import annotations

import threading
import time
from collections.abc import Mapping
from concurrent.futures import Future, ThreadPoolExecutor, wait
from pathlib import Path

import pytest
from django.core.cache import cache
from django.test import Client

from sitepages import printing

pytestmark = pytest.mark.django_db
SOURCE = Path(printing.__file__).parent / "typst" / "brochure.typ"


def gone(other: Future[bytes | None]) -> bool:
    return bool(wait([other], timeout=1).done)


class Press:
    """A press that sets what it is let to, and counts how many papers lie in it at once."""

    def __init__(self) -> None:
        self.let, self.begun = threading.Event(), threading.Event()
        self.now = self.most = self.all = 0
        self.lock = threading.Lock()

    def __call__(self, source: Path, content: Mapping[str, object], drawings: Mapping[str, str]) -> bytes:
        with self.lock:
            self.now, self.all = self.now + 1, self.all + 1
            self.most = max(self.most, self.now)
        self.begun.set()
        self.let.wait(20)
        with self.lock:
            self.now -= 1
        return b"%PDF-" + str(content["number"]).encode()


@pytest.fixture
def press(monkeypatch: pytest.MonkeyPatch) -> Press:
    cache.clear()
    made = Press()
    monkeypatch.setattr(printing, "printed", made)
    return made


def ask(number: int) -> bytes | None:
    try:
        return printing.printed_once(SOURCE, {"number": number}, {})
    except printing.PressBusy:
        return None


def test_fifty_at_once_are_set_one_by_one_and_the_rest_sent_away_at_once(press: Press) -> None:
    with ThreadPoolExecutor(52) as pool:
        first = pool.submit(ask, 0)
        assert press.begun.wait(20)
        others = [pool.submit(ask, number) for number in range(1, 51)]
        late = [other for other in others if not gone(other)]
        assert len(late) == printing.WAITING  # the others were answered without one paper being ready
        press.let.set()
        assert first.result(20) == b"%PDF-0"
        got = [other.result(20) for other in others]
    assert sum(one is not None for one in got) == printing.WAITING
    assert press.most == 1
    assert ask(51) == b"%PDF-51"  # and the press is free again


class SlowCache:
    """Keeps as the real one does, only later: the next one's turn must not come before."""

    def get(self, key: str) -> bytes | None:
        kept: bytes | None = cache.get(key)
        return kept

    def set(self, key: str, kept: bytes, seconds: int) -> None:
        time.sleep(0.3)
        cache.set(key, kept, seconds)


def test_who_waited_for_the_same_paper_gets_the_one_that_was_set(press: Press, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(printing, "cache", SlowCache())
    with ThreadPoolExecutor(2) as pool:
        first = pool.submit(ask, 7)
        assert press.begun.wait(20)
        second = pool.submit(ask, 7)
        press.let.set()
        assert first.result(20) == second.result(20) == b"%PDF-7"
    assert press.all == 1


def test_a_paper_that_fails_leaves_the_press_free(monkeypatch: pytest.MonkeyPatch) -> None:
    cache.clear()

    def broken(*_given: object) -> bytes:
        raise RuntimeError

    monkeypatch.setattr(printing, "printed", broken)
    for _ in range(4):
        with pytest.raises(RuntimeError):
            printing.printed_once(SOURCE, {"number": 1}, {})
    assert printing._room.acquire(blocking=False)
    printing._room.release()


@pytest.mark.parametrize(
    ("lang", "words"), [("vi", "Hiện có nhiều tệp đang được tạo."), ("en", "Many papers are being made just now.")]
)
def test_a_visitor_is_told_when_to_come_again(
    whole_site: object, client: Client, monkeypatch: pytest.MonkeyPatch, lang: str, words: str
) -> None:
    def busy(*_given: object) -> bytes:
        raise printing.PressBusy

    monkeypatch.setattr("sitepages.explorer.brochure.printed_once", busy)
    response = client.get(f"/{lang}/plots/SX-12/brochure.pdf")
    assert response.status_code == 503
    assert int(response["Retry-After"]) == printing.AGAIN_SECONDS
    assert "no-store" in response["Cache-Control"]
    page = response.content.decode()
    assert words in page
    assert f'href="/{lang}/plots/SX-12/brochure.pdf"' in page
    assert client.get(f"/{lang}/plots/SX-12/boundary.kml").status_code == 200
