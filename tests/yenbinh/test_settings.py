"""Settings refuse what is wrong or unsafe, by name."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured

from yenbinh import env

SAFE = {
    "YENBINH_ENV": "production",
    "SECRET_KEY": "k3y0fSixTyS1gnsAtRandom" * 3,
    "ALLOWED_HOSTS": "yenbinh.example",
    "SITE_URL": "https://yenbinh.example",
    "DATABASE_URL": "postgresql://yb:secret@db.example:5433/yenbinh",
    "EMAIL_HOST": "mail.example",
}
SHOW = (
    "import yenbinh.settings as s; print(s.DATABASES['default']['ENGINE'], s.SESSION_COOKIE_SECURE, "
    "s.SECURE_HSTS_SECONDS, s.STORAGES['staticfiles']['BACKEND'], s.DEBUG)"
)


def start(**variables: str) -> subprocess.CompletedProcess[str]:
    keep = {key: os.environ[key] for key in ("PATH", "HOME") if key in os.environ}
    return subprocess.run(
        [sys.executable, "-c", SHOW],
        env=keep | variables,
        capture_output=True,
        text=True,
        cwd=Path(__file__).parents[2],
    )


def test_production_starts_on_safe_values() -> None:
    done = start(**SAFE)
    assert done.returncode == 0, done.stderr
    assert done.stdout.split() == [
        "django.db.backends.postgresql",
        "True",
        "31536000",
        "yenbinh.storage.ModuleStaticFilesStorage",
        "False",
    ]


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("SECRET_KEY", ""),
        ("SECRET_KEY", "short"),
        ("SECRET_KEY", "a" * 60),
        ("ALLOWED_HOSTS", ""),
        ("ALLOWED_HOSTS", "yenbinh.example,*"),
        ("SITE_URL", "http://yenbinh.example"),
        ("DATABASE_URL", ""),
        ("DATABASE_URL", "sqlite:////tmp/yenbinh.sqlite3"),
        ("EMAIL_HOST", ""),
        ("DEBUG", "1"),
    ],
)
def test_production_refuses_each_unsafe_value_by_name(name: str, value: str) -> None:
    done = start(**{**SAFE, name: value})
    assert done.returncode != 0
    assert "Production refuses to start" in done.stderr
    assert name in done.stderr


def test_the_demo_key_is_refused_in_production() -> None:
    from yenbinh.settings import DEMO_SECRET_KEY

    assert "SECRET_KEY" in start(**{**SAFE, "SECRET_KEY": DEMO_SECRET_KEY}).stderr


def test_the_demo_starts_on_nothing() -> None:
    done = start()
    assert done.returncode == 0, done.stderr
    assert "sqlite3" in done.stdout


def test_a_wrong_kind_of_machine_is_refused() -> None:
    assert "YENBINH_ENV must be demo or production" in start(YENBINH_ENV="staging").stderr


@pytest.mark.parametrize(("raw", "expected"), [("1", True), ("TRUE", True), ("off", False), ("", False)])
def test_flag(monkeypatch: pytest.MonkeyPatch, raw: str, expected: bool) -> None:
    monkeypatch.setenv("X", raw)
    assert env.flag("X") is expected


def test_unreadable_values_are_refused_by_name(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("X", "perhaps")
    for read in (lambda: env.flag("X"), lambda: env.whole("X", 1), lambda: env.database("X", Path("/nowhere"))):
        with pytest.raises(ImproperlyConfigured, match="X must"):
            read()


def test_database_urls(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.delenv("X", raising=False)
    assert env.database("X", tmp_path)["NAME"] == str(tmp_path / "db.sqlite3")
    assert env.database("X", tmp_path)["OPTIONS"]["transaction_mode"] == "IMMEDIATE"
    monkeypatch.setenv("X", "sqlite:////var/lib/yb.sqlite3")
    assert env.database("X", tmp_path)["NAME"] == "/var/lib/yb.sqlite3"
    monkeypatch.setenv("X", "postgresql://yb:p%40ss@h:5433/name")
    assert {"USER": "yb", "PASSWORD": "p@ss", "HOST": "h", "PORT": "5433", "NAME": "name"}.items() <= env.database(
        "X", tmp_path
    ).items()
