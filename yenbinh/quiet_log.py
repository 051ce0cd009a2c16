"""What our own log must not keep: the part of an address that opens something."""

from __future__ import annotations

import logging
import re

# Below a language every page of a person stands behind one long part with figures or capitals in it; plots, steps
# and slugs are short or plain.
TOKEN = re.compile(r"(?<=/)(?=[^/\s\"'?#]*[0-9A-Z])[A-Za-z0-9_.:~%=-]{16,}(?=[/\s\"'?#),]|$)")
ADDRESS = re.compile(r"/(?:vi|en)/[^\s\"'<>]*")


def without_tokens(text: str) -> str:
    return ADDRESS.sub(lambda found: TOKEN.sub("…", found.group()), text)


class WithoutTokens(logging.Formatter):
    """A line with each token of an address replaced by "…", in the traceback too."""

    def format(self, record: logging.LogRecord) -> str:
        return without_tokens(super().format(record))


class TokensOut(logging.Filter):
    """The same for a log that somebody else formats (gunicorn's two, see yenbinh.wsgi)."""

    def filter(self, record: logging.LogRecord) -> bool:
        record.msg, record.args = without_tokens(record.getMessage()), ()
        if record.exc_info:
            record.exc_text = without_tokens(logging.Formatter().formatException(record.exc_info))
        return True
