"""The WSGI entry point."""

import gc
import os

from django.core.wsgi import get_wsgi_application
from django.urls import get_resolver

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "yenbinh.settings")
application = get_wsgi_application()


def settle_in() -> None:
    """Load every page's code before the first visitor, and keep the collector from looking it through again.

    What lives as long as the process is some 300,000 objects: a full collection of them cost an unlucky request,
    a match most often, up to 100 ms.
    """
    get_resolver().url_patterns  # noqa: B018 (a property that imports)
    gc.collect()
    gc.freeze()


settle_in()
