"""The WSGI entry point."""

import gc
import logging
import os
from importlib import import_module

from django.conf import settings
from django.core.wsgi import get_wsgi_application

from yenbinh.quiet_log import TokensOut

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "yenbinh.settings")
application = get_wsgi_application()


def settle_in() -> None:
    """Load every page's code before the first visitor, and keep the collector from looking it through again.

    What lives as long as the process is some 300,000 objects: a full collection of them cost an unlucky request,
    a match most often, up to 100 ms.
    """
    import_module(settings.ROOT_URLCONF)
    for name in ("gunicorn.error", "gunicorn.access"):
        logging.getLogger(name).addFilter(TokensOut())
    gc.collect()
    gc.freeze()


settle_in()
