"""Formulas of a spreadsheet that run something or fetch from a network when the file is opened or reckoned. Pure.

Functions of Excel, LibreOffice and Google's tables; DDE, which starts a program (`cmd|'/c calc'!A0`); a reference to a
book on another machine. A link that a person clicks (HYPERLINK) is none.
"""

from __future__ import annotations

import re

FUNCTIONS = (
    *("WEBSERVICE", "FILTERXML", "IMAGE", "RTD", "DDE", "STOCKHISTORY", "PY", "SQL.REQUEST"),
    *("CALL", "REGISTER", "REGISTER.ID", "EXEC", "RUN", "FOPEN", "FWRITE", "INITIATE", "POKE", "EXECUTE"),
    *("IMPORTXML", "IMPORTDATA", "IMPORTHTML", "IMPORTFEED", "IMPORTRANGE"),
)
# Whatever stands before the dot: each program has a prefix of its own for what is not its own.
ACTS = re.compile(r"(?<!\w)(?:" + "|".join(map(re.escape, FUNCTIONS)) + r")\s*\(", re.IGNORECASE)
LITERAL = re.compile(r'"(?:[^"]|"")*"')
DDE = re.compile(r"\|\s*(?:'(?:[^']|'')*'|[\w.\\/:$-]+)\s*!")  # service|topic!item
FAR_BOOK = re.compile(r"'(?:(?!file:///?[a-z]:)[a-z][a-z0-9+.-]+://|\\\\|//)[^']*'\s*[#!]", re.IGNORECASE)
# What a formula that acts must hold in plain letters, or hide in a reference, a comment or a section.
LONG = b"|".join(re.escape(one).encode() for one in FUNCTIONS if len(one) > 3)
SIGNS = re.compile(rb"\||&#|<!|://|\\\\|'//|" + LONG, re.IGNORECASE)
SHORT_SIGNS = re.compile(rb"(?<![A-Za-z0-9_])(?:RTD|DDE|PY|RUN)\s*\(", re.IGNORECASE)


def acts(formula: str) -> bool:
    """Whether the formula, as the file holds it, runs something or fetches something from a network.

    Words in quotes are left out only where nothing but words can be in quotes: else they could hide what is not.
    """
    plain = "'" not in formula and "[" not in formula
    bare = LITERAL.sub('""', formula) if plain else formula
    return bool(ACTS.search(bare) or DDE.search(bare) or FAR_BOOK.search(bare))


def may_act(xml: bytes) -> bool:
    """Whether some formula in these bytes of XML in UTF-8 could act; False is sure, and quickly found."""
    return bool(SIGNS.search(xml) or SHORT_SIGNS.search(xml))
