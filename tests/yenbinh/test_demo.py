"""`make demo` as a newcomer runs it: fills, serves, says who may log in, and Ctrl-C leaves nothing behind."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import pytest

from tests.quick_db import KEPT, key

pytestmark = pytest.mark.once  # the demo brings its own SQLite file

ROOT = Path(__file__).parents[2]
FIRST_START_SECONDS = 300


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def environment(data: Path, port: int) -> dict[str, str]:
    kept = {key: value for key, value in os.environ.items() if key not in {"DATABASE_URL", "REDIS_URL"}}
    return kept | {
        "YENBINH_DATA_DIR": str(data),
        "PORT": str(port),
        "DJANGO_SETTINGS_MODULE": "yenbinh.settings",
        "PYTHONUNBUFFERED": "1",
    }


def answers(port: int) -> bool:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz", timeout=5) as response:
            return bool(response.status == 200)
    except OSError:
        return False


def descendants(pid: int) -> set[int]:
    """Every process below this one, from /proc."""
    parents = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdecimal():
            try:
                parents[int(entry.name)] = int((entry / "stat").read_text().rpartition(")")[2].split()[1])
            except (OSError, ValueError):
                continue
    found, wave = set(), {pid}
    while wave:
        wave = {child for child, parent in parents.items() if parent in wave}
        found |= wave
    return found


def test_it_fills_serves_and_leaves_no_child(tmp_path: Path) -> None:
    """From an empty folder; where the same test already ran on SQLite, from a migrated database of that run."""
    port, kept = free_port(), KEPT / f"{key()}.sqlite3"
    if "DATABASE_URL" in os.environ and kept.exists():
        shutil.copy(kept, tmp_path / "db.sqlite3")
    demo = subprocess.Popen(
        [sys.executable, "manage.py", "demo"],
        cwd=ROOT,
        env=environment(tmp_path, port),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    deadline = time.monotonic() + FIRST_START_SECONDS
    while not answers(port):
        assert demo.poll() is None, demo.stdout and demo.stdout.read()
        assert time.monotonic() < deadline, "the demo did not start in time"
        time.sleep(0.5)
    below = descendants(demo.pid)
    assert len(below) >= 3, "site, its workers and the due worker run below the supervisor"
    demo.send_signal(signal.SIGINT)
    output, _ = demo.communicate(timeout=30)
    assert demo.returncode == 0, output
    for wanted in (f"http://127.0.0.1:{port}", "off_chi", "demo_editor", str(tmp_path / "mail"), "Ctrl-C"):
        assert wanted in output
    time.sleep(0.5)
    assert not {pid for pid in below if Path(f"/proc/{pid}").exists()}


def test_a_busy_port_is_one_clear_sentence(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        done = subprocess.run(
            [sys.executable, "manage.py", "demo"],
            cwd=ROOT,
            env=environment(tmp_path, port),
            capture_output=True,
            text=True,
            timeout=60,
        )
    assert done.returncode == 1
    assert done.stderr.strip() == f"CommandError: Port {port} is in use. Stop what uses it, or run: make demo PORT=8010"


def test_the_demo_never_runs_in_production(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "manage.py", "demo"],
        cwd=ROOT,
        env=environment(tmp_path, 8000)
        | {
            "YENBINH_ENV": "production",
            "SECRET_KEY": "k3y0fSixTyS1gnsAtRandom" * 3,
            "ALLOWED_HOSTS": "yenbinh.example",
            "SITE_URL": "https://yenbinh.example",
            "DATABASE_URL": "postgresql://yb:secret@db.example/yenbinh",
            "EMAIL_HOST": "mail.example",
        },
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert done.returncode == 1
    assert "Unset YENBINH_ENV" in done.stderr
