"""`make demo`: fill the database once, then run site and worker until Ctrl-C."""

from __future__ import annotations

import ctypes
import hashlib
import os
import signal
import socket
import subprocess
import sys
import time
from datetime import datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.utils import timezone

from leads.services.demo_history import load_demo_history
from leads.services.demo_people import demo_logins, load_demo_people
from leads.services.seed_desk import load_desk
from sitepages.services.demo_park import load_demo_park
from sitepages.services.pages import seed_pages
from sitepages.services.park_facts import load_park_facts
from sitepages.services.questions import load_questions
from sitepages.services.seed_law import load_law
from sitepages.services.seed_prices import load_location_prices
from sitepages.services.seed_procedures import load_procedures

GRACE_SECONDS = 8


class Command(BaseCommand):
    help = "Loads the demo data (once) and runs the site and the worker under one supervisor."

    requires_system_checks: list[str] = []  # the site checks itself when it starts

    def add_arguments(self, parser: Any) -> None:
        parser.add_argument("--load-only", action="store_true", help="Fill the database and stop.")

    def handle(self, *args: Any, **options: Any) -> None:
        if settings.PRODUCTION:
            raise CommandError("demo is for the demo: it sets known accounts. Unset YENBINH_ENV=production.")
        port = int(os.environ.get("PORT") or 8000)
        if not options["load_only"]:
            refuse_busy_port(port)
        settings.DATA_DIR.mkdir(parents=True, exist_ok=True)
        # WhiteNoise warns of a folder that is not there, and the README sends people to the mails'.
        for folder in (settings.STATIC_ROOT, settings.EMAIL_FILE_PATH):
            folder.mkdir(parents=True, exist_ok=True)
        logins = demo_logins() if filled_before() else self.fill(timezone.now())
        if options["load_only"]:
            return
        self.welcome(port, logins)
        sys.exit(supervise(port))

    def fill(self, now: datetime) -> list[tuple[str, str, str]]:
        if pending_migrations():
            self.say("Preparing the database (about half a minute the first time) ...")
            call_command("migrate", verbosity=0, interactive=False)
        self.say("Law, sectors and the vocabulary of facts ...")
        load_law(now=now)
        load_procedures()
        load_park_facts(now=now)
        load_location_prices()
        load_questions()
        self.say("The park: 110 illustrative plots ...")
        load_demo_park(by=None, now=now)
        self.say("Departments, routing rules, calendar ...")
        load_desk(now=now)
        self.say("Pages in Vietnamese and English ...")
        seed_pages(now=now)
        self.say("Demo accounts and leads ...")
        logins = load_demo_people(now=now)
        load_demo_history(now=now)
        stamp().write_text(loaded_from(), encoding="utf-8")
        return logins

    def welcome(self, port: int, logins: list[tuple[str, str, str]]) -> None:
        self.say("")
        self.say(f"Site   http://127.0.0.1:{port}/vi/   http://127.0.0.1:{port}/en/")
        self.say(f"Desk   http://127.0.0.1:{port}/admin/     API  http://127.0.0.1:{port}/api/docs")
        self.say(f"Mail   {settings.EMAIL_FILE_PATH}  (one file per mail)")
        self.say("")
        self.say("Demo logins (invented people):")
        for username, password, role in logins:
            self.say(f"  {username:<16} {password:<20} {role}")
        self.say("")
        self.say("Ctrl-C stops everything.")

    def say(self, line: str) -> None:
        self.stdout.write(line)
        self.stdout.flush()


def stamp() -> Path:
    """Beside the database: what it was filled from."""
    path: Path = settings.DATA_DIR / "filled_from.txt"
    return path


def loaded_from() -> str:
    """Changes with the database named, the migrations and every file the demo is filled from."""
    root: Path = settings.BASE_DIR
    parts = ("seed", "demo", "migrations", "services")
    folders = [root / app / part for app in ("sitepages", "leads") for part in parts]
    files = sorted(path for folder in folders for path in folder.rglob("*") if path.is_file() and path.suffix != ".pyc")
    read = [str(connection.settings_dict["NAME"]).encode(), *(path.read_bytes() for path in files)]
    return hashlib.sha256(b"".join(read)).hexdigest()


def filled_before() -> bool:
    """A second start fills nothing again: the stamp is this release's, and the database is there."""
    if not stamp().exists() or stamp().read_text(encoding="utf-8") != loaded_from():
        return False
    return "django_migrations" in connection.introspection.table_names()


def pending_migrations() -> bool:
    executor = MigrationExecutor(connection)
    return bool(executor.migration_plan(executor.loader.graph.leaf_nodes()))


def refuse_busy_port(port: int) -> None:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError as error:
            raise CommandError(f"Port {port} is in use. Stop what uses it, or run: make demo PORT=8010") from error


def supervise(port: int) -> int:
    """Run gunicorn and the worker; when one ends or a signal comes, end both. No child outlives us."""
    stopping: list[int] = []
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, lambda received, frame: stopping.append(received))
    site = ["-m", "gunicorn", "yenbinh.wsgi", "--bind", f"127.0.0.1:{port}", "--workers", "2", "--threads", "4"]
    quick = ["--preload", "--graceful-timeout", "2"]  # the code is read once for both; Ctrl-C waits for nobody long
    # Sessions of their own: Ctrl-C reaches the supervisor alone, which then ends them in order.
    children = [
        subprocess.Popen([sys.executable, *command], start_new_session=True, preexec_fn=die_with_parent)
        for command in (
            [*site, *quick, "--worker-class", "gthread", "--log-level", "warning", "--no-control-socket"],
            ["manage.py", "work"],
        )
    ]
    while not stopping and all(child.poll() is None for child in children):
        time.sleep(0.2)
    end(children)
    return 0 if stopping else 1


def die_with_parent() -> None:
    """On Linux the kernel ends a child whose supervisor was killed without a chance to say so."""
    if sys.platform == "linux":
        pr_set_pdeathsig = 1
        ctypes.CDLL(None).prctl(pr_set_pdeathsig, signal.SIGTERM)


def end(children: list[subprocess.Popen[bytes]]) -> None:
    for child in children:
        if child.poll() is None:
            child.terminate()
    deadline = time.monotonic() + GRACE_SECONDS
    for child in children:
        try:
            child.wait(timeout=max(0.1, deadline - time.monotonic()))
        except subprocess.TimeoutExpired:
            os.killpg(child.pid, signal.SIGKILL)
            child.wait()
