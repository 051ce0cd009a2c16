"""Test settings: the demo's, with plain static files and quick passwords."""

import os
import tempfile
from pathlib import Path

from yenbinh.settings import *  # noqa: F403 (test settings are the demo's, with what follows changed)

MIDDLEWARE = [name for name in MIDDLEWARE if "whitenoise" not in name]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
SECRET_KEY = "tests-only"
FORM_GUARD = False  # tests fill forms in at once, and often; tests/yenbinh/test_guard.py turns it on
GUARD_TRIES = 1
PRIVATE_ROOT = Path(tempfile.gettempdir()) / f"yenbinh-tests-{os.getuid()}"

if REDIS_URL:
    # Each worker of the test run has a Redis database of its own: clearing one leaves the other's counters alone.
    worker = os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw")
    CACHES["default"]["LOCATION"] = f"{REDIS_URL.rpartition('/')[0]}/{int(worker) + 1}"
