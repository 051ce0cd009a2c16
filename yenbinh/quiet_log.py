"""What our own log must not keep: the part of an address that opens something."""

from __future__ import annotations

import logging
import re

# Below a language every page of a person stands behind one long part with figures or capitals in it; plots, steps
# and slugs are short or plain.
TOKEN = re.compile(r"(?<=/)(?=[^/\s\"'?#]*[0-9A-Z])[A-Za-z0-9_.:~%=-]{16,}(?=[/\s\"'?#),]|$)")
ADDRESS = re.compile(r"/(?:vi|en)/[^\s\"'<>]*")


class WithoutTokens(logging.Formatter):
    """A line with each token of an address replaced by "…", in the traceback too."""

    def format(self, record: logging.LogRecord) -> str:
        return ADDRESS.sub(lambda found: TOKEN.sub("…", found.group()), super().format(record))
