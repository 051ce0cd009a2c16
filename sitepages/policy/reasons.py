"""Why a draft may not be signed: each finding in its own words, with where in the draft it is mended."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from django.urls import reverse
from django.utils.translation import gettext as _

from sitepages import figures
from sitepages.explorer.incentive_detail import fact_specs
from sitepages.incentives.benefit_words import TAXES
from sitepages.incentives.golden import FEWEST, Miss
from sitepages.incentives.golden_worth import Hollow
from sitepages.incentives.same_numbers import Unequal
from sitepages.incentives.words import Names, pick
from sitepages.language import site_language
from sitepages.models import IncentiveVersion
from sitepages.policy.case_words import labels, verdict_words
from sitepages.policy.fault_words import fault_place, fault_words
from sitepages.services.policy_checks import Findings

PANEL = {"benefits": "benefits-h", "conditions": "conditions-h", "condition": "conditions-h"}
DATES = ("valid_from", "valid_to", "verified_on", "not_before", "applies_from_tax_year")
FIELDS = {name: f"id_{name}" for name in ("value", *DATES)}
TEXT_FIELDS = {"value": "id_value"}


@dataclass(frozen=True)
class Reason:
    """`kind`: malformed | faults | cases | numbers | others; `href`: where it is mended, "" for who only reads."""

    kind: str
    place: str
    text: str
    href: str = ""


def reasons(version: IncentiveVersion, found: Findings, names: Names, *, drafts: bool) -> tuple[Reason, ...]:
    """Everything that stands against it, in the order of the form; `drafts`: the reader may mend it."""
    edit = reverse("law-edit", args=[version.pk]) if drafts else ""
    return tuple(_reasons(version, found, names, edit))


def _reasons(version: IncentiveVersion, found: Findings, names: Names, edit: str) -> Iterator[Reason]:
    def at(anchor: str) -> str:
        return f"{edit}#{anchor}" if edit else ""

    for text in found.malformed:
        yield Reason("malformed", _("Form of the record"), text, at("conditions-h"))
    for fault in found.faults:
        anchor = PANEL.get(fault.part) or FIELDS[fault.part]
        yield Reason("faults", fault_place(fault), fault_words(fault), at(anchor))
    for one in found.unequal:
        yield Reason(
            "numbers", text_label(one.text), unequal_words(one), at(TEXT_FIELDS.get(one.text, f"id_{one.text}_vi"))
        )
    if found.too_few is not None:
        text = _("At least %(count)s are needed; there are %(there)s.") % {"count": FEWEST, "there": found.too_few}
        if found.too_few < found.cases:
            text += " " + _("Cases alike, or without facts, do not count.")
        yield Reason("cases", _("Golden cases"), text, at("golden-h"))
    for weak in found.hollow:
        place = (
            _("Golden case “%(name)s”") % {"name": weak.named(weak.case, site_language())}
            if weak.case
            else _("Golden cases")
        )
        yield Reason("cases", place, hollow_words(weak), at("golden-h"))
    for miss in found.missed:
        yield Reason(
            "cases",
            _("Golden case “%(name)s”") % {"name": miss.named(site_language())},
            miss_words(miss, names),
            at("golden-h"),
        )
    yield from (case_of_rule(key, miss, names) for key, miss in found.others)
    for key in found.beside:
        text = _("This draft, which goes with it, is not ready itself.")
        other = version.companions.filter(incentive__key=key, discarded_at=None).first()
        yield Reason("others", key, text, reverse("law-version", args=[other.pk]) if other else "")


def case_of_rule(key: str, miss: Miss, names: Names) -> Reason:
    """A golden case of another rule that comes out otherwise."""
    place = _("Golden case “%(name)s” of %(key)s") % {"name": miss.named(site_language()), "key": key}
    return Reason("others", place, miss_words(miss, names), reverse("law-rule", args=[key]))


def text_label(text: str) -> str:
    """A text of the record, whatever its language."""
    labels = {
        "name": _("Name"),
        "summary": _("In plain words"),
        "authority": _("Authority"),
        "note": _("What is open"),
        "verified_how": _("How it was verified"),
        "value": _("Value"),
    }
    return labels[text]


def unequal_words(one: Unequal) -> str:
    vi, en = (", ".join(some) for some in (one.only_vi, one.only_en))
    if one.order:
        return _("The same numbers in another order: %(vi)s in Vietnamese, %(en)s in English.") % {"vi": vi, "en": en}
    if not (vi and en):
        return _("Only in Vietnamese: %(vi)s.") % {"vi": vi} if vi else _("Only in English: %(en)s.") % {"en": en}
    return _("Only in Vietnamese: %(vi)s; only in English: %(en)s.") % {"vi": vi, "en": en}


def hollow_words(one: Hollow) -> str:
    about = {"about": _tax_words(one.about)}
    match one.code:
        case "same":
            return _("It asks the same as “%(about)s”: give it other facts.") % {
                "about": one.named(one.about, site_language())
            }
        case "span":
            return _("The years “%(about)s” hold none: write 2028, or 2028-2031 with the earlier year first.") % about
        case "none_holds":
            return _("None with facts expects the rule to hold: at least one must.")
    return _("None in which the rule holds states an amount by year: at least one must.")


def miss_words(miss: Miss, names: Names) -> str:
    values = {
        "what": _what(miss.what),
        "wanted": _value(miss.what, miss.wanted, names),
        "found": _value(miss.what, miss.found, names),
    }
    return _("%(what)s: expected %(wanted)s, came out %(found)s.") % values


def _what(what: str) -> str:
    plain = {"verdict": _("Verdict"), "missing": _("Missing facts"), "facts": _("Facts it cannot read")}
    if what in plain:
        return plain[what]
    tax, _space, year = what.partition(" ")
    if not year:
        return _("Saving %(years)s") % {"years": what.replace("-", "–")}
    return f"{_tax_words(tax) if tax in TAXES else _('Global minimum tax')} {year}"


def _tax_words(text: str) -> str:
    """A tax by its name, any other text as it is."""
    return pick(site_language(), *TAXES[text]) if text in TAXES else text


def _value(what: str, text: str, names: Names) -> str:
    """Facts by their labels, verdicts in words, amounts as the reader writes them."""
    if what in {"missing", "facts"}:
        return labels(text.split(", "), names) if text else "–"
    if re.fullmatch(r"-?\d+(\.\d+)?", text):
        return figures.number(Decimal(text), None, site_language())
    return verdict_words(text) or "–"


def fact_names() -> Names:
    """Labels of the vocabulary; two queries."""
    return Names(facts=fact_specs(), categories={}, definitions={}, meanings={})
