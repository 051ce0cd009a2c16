"""Countries by ISO 3166-1 alpha-2 code, with their names in the site's languages.

Names: Unicode CLDR (as shipped with ICU), a few adapted to the usage of Vietnamese investment statistics.
"""

from __future__ import annotations

import csv
import unicodedata
from collections.abc import Mapping
from functools import cache
from pathlib import Path

SEED = Path(__file__).parent / "seed" / "countries.csv"


@cache
def countries(lang: str) -> Mapping[str, str]:
    """Code -> name in `lang` (vi, else en), in the reader's alphabetical order."""
    column = "vi" if lang == "vi" else "en"
    with SEED.open(encoding="utf-8", newline="") as lines:
        names = {row["code"]: row[column] for row in csv.DictReader(lines)}
    return dict(sorted(names.items(), key=lambda pair: _plain(pair[1])))


def country_name(code: str, lang: str) -> str:
    """The country's name, or the code itself when it is not one of ISO 3166-1."""
    return countries(lang).get(code, code)


def _plain(text: str) -> str:
    folded = unicodedata.normalize("NFD", text.casefold().replace("đ", "d"))
    return "".join(sign for sign in folded if not unicodedata.combining(sign))
