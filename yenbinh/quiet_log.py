"""What our own log must not keep: the part of an address that opens something."""

from __future__ import annotations

import logging
import re

# What follows one of these opens something, whatever stands in it: a link cut wrong out of a mail has a bracket or a
# semicolon behind the token, and the token is still good. Language and slashes may be doubled or missing.
HOLDERS = "lead|match/+ask|match|my-cases|watch|newsletter|confirm|shortlist|report"
OWN_PART = re.compile(
    rf"(?P<before>(?:/(?:vi|en)|(?<![\w.~-]))/+(?:{HOLDERS})/+|(?<=/)report/+)(?P<part>[^/?#\n]+?)"
    r"(?=[/?#\n]|\sHTTP/|[\"'](?:[\s),]|$)|$)",
    re.IGNORECASE,
)
PLAIN = frozenset(["ask", "more", "weights", "questionnaire", "questionnaire.xlsx"])
# Anywhere else in an address: a part, or a value of its query, with one long run with figures or capitals in it.
LONG_PART = re.compile(
    r"(?<=[/=&?#])(?=[^/\s\"'<>?&#=]*?(?=[a-z_.:~%-]*[0-9A-Z])[A-Za-z0-9_.:~%-]{16})[^/\s\"'<>?&#]+",
)
ADDRESS = re.compile(r"/[^\s\"'<>]*")


def without_tokens(text: str) -> str:
    """The text with "…" for whatever opens something in the addresses it names."""
    text = OWN_PART.sub(lambda found: found["before"] + _hidden(found["part"]), text)
    return ADDRESS.sub(lambda found: LONG_PART.sub("…", found.group()), text)


def _hidden(part: str) -> str:
    return part if part in PLAIN else "…"


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
