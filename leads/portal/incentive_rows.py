"""The incentives of a match as rows to read: grouped by verdict, each with clause, certainty and what it hangs on."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from leads.vocabulary import Vocabulary
from sitepages import figures
from sitepages.choices import Certainty
from sitepages.explorer.incentive_pages import MARKS, decided_words, first_clause, slug_of_key
from sitepages.models import IncentiveVersion
from sitepages.services.law import law_on

OPEN = "unknown"
HOLDS = {"eligible", "applies"}


@dataclass(frozen=True, slots=True)
class IncentiveRow:
    """One record of the law, by its `key`: `tone` is ok, may or no; `notes` are whole sentences."""

    key: str
    name: str
    address: str
    tag: str
    tone: str
    notes: tuple[str, ...]
    basis: str
    certainty: str
    mark: str
    decided_by: str


@dataclass(frozen=True, slots=True)
class IncentiveGroup:
    """Records of one verdict; `folded` groups are closed until opened."""

    title: str
    folded: bool
    rows: tuple[IncentiveRow, ...]


@dataclass(frozen=True, slots=True)
class RuleNames:
    """The rules of a day and the words around them: versions and standing requirements, two queries."""

    versions: Mapping[str, IncentiveVersion]
    standing: Mapping[str, str]
    lang: str

    @property
    def of_rules(self) -> dict[str, str]:
        return {key: row.name_vi if self.lang == "vi" else row.name_en for key, row in self.versions.items()}


def rule_names(on: date, lang: str) -> RuleNames:
    """`on`: the day whose law the project is under."""
    versions, shared = law_on(on)
    return RuleNames({version.incentive.key: version for version in versions}, shared.texts(lang), lang)


def incentive_groups(
    answers: Iterable[Mapping[str, Any]], names: RuleNames, *, vocabulary: Vocabulary, lang: str
) -> tuple[IncentiveGroup, ...]:
    """Rows of a stored answer's incentives."""
    reader = _Reader(names.versions, names.standing, vocabulary, lang)
    answers = list(answers)
    groups = (
        (_("What the project gets"), False, [a for a in answers if a["verdict"] in HOLDS]),
        (_("Only once the park is established or recognised"), False, [a for a in answers if _waits_for_zone(a)]),
        (_("Not settled yet"), True, [a for a in answers if a["verdict"] == OPEN and not _waits_for_zone(a)]),
        (_("Does not apply"), True, [a for a in answers if a["verdict"] in {"ineligible", "does_not_apply"}]),
    )
    rows = ((title, folded, tuple(reader.row(a) for a in some)) for title, folded, some in groups)
    return tuple(IncentiveGroup(title, folded, some) for title, folded, some in rows if some)


def _waits_for_zone(answer: Mapping[str, Any]) -> bool:
    """The zone's decision alone is missing."""
    return answer["verdict"] == OPEN and answer["missing"] == ["zone_status"]


@dataclass(frozen=True, slots=True)
class _Reader:
    """Turns one answer into a row, with the names at hand."""

    versions: Mapping[str, IncentiveVersion]
    standing: Mapping[str, str]
    vocabulary: Vocabulary
    lang: str

    def row(self, answer: Mapping[str, Any]) -> IncentiveRow:
        version = self.versions.get(answer["id"])
        tag, tone = self._tag(answer)
        name = self._name(answer["id"])
        return IncentiveRow(
            key=answer["id"],
            name=_("%(name)s (a cost)") % {"name": name} if answer["kind"] == "cost" else name,
            address=reverse("incentive", args=[slug_of_key(answer["id"])]),
            tag=tag,
            tone=tone,
            notes=tuple(self._notes(answer, version)),
            basis=first_clause(answer["basis"]),
            certainty=self._certainty(version),
            mark=MARKS[Certainty(version.certainty)] if version else MARKS[Certainty.UNCONFIRMED],
            decided_by=decided_words(answer["decided_by"]),
        )

    def _tag(self, answer: Mapping[str, Any]) -> tuple[str, str]:
        if answer.get("over_since"):
            return _("No longer in force"), "no"
        match answer["verdict"]:
            case "eligible":
                return _("Eligible"), "ok"
            case "applies":
                return _("Applies"), "ok"
            case "ineligible":
                return _("Not eligible"), "no"
            case "does_not_apply":
                return _("Does not apply"), "no"
            case _:
                return (_("Conditional"), "may") if _waits_for_zone(answer) else (_("Unknown"), "may")

    def _notes(self, answer: Mapping[str, Any], version: IncentiveVersion | None) -> Iterator[str]:
        over = answer.get("over_since")
        if over:
            yield _("No longer in force since %(day)s.") % {"day": figures.day(date.fromisoformat(over), self.lang)}
        if version and (answer["verdict"] != OPEN or _waits_for_zone(answer)):
            summary = version.summary_vi if self.lang == "vi" else version.summary_en
            yield _("Until then: %(text)s") % {"text": summary} if over else summary
        if _waits_for_zone(answer):
            yield _("Applies only once the park is established or recognised.")
        elif "zone_status" in answer["conditional_on"]:
            yield _("Depends, among other things, on the park being established or recognised.")
        missing = [self._label(key) for key in answer["missing"] if key != "zone_status"]
        if missing and answer["verdict"] == OPEN:
            yield _("Not known yet: %(facts)s.") % {"facts": "; ".join(missing)}
        if answer["provided_that"]:
            yield _("Provided that: %(requirements)s.") % {"requirements": self._texts(answer["provided_that"])}
        if answer["failed_requirements"]:
            yield _("Not met: %(requirements)s.") % {"requirements": self._texts(answer["failed_requirements"])}
        if answer["near_threshold"]:
            yield _("Near the threshold: the rate of exchange decides. Enter the figure in dong.")
        if answer["overridden_by"]:
            yield _("Replaced by: %(name)s.") % {"name": self._name(answer["overridden_by"])}

    def _texts(self, keys: Iterable[str]) -> str:
        return "; ".join(self.standing.get(key, key) for key in keys)

    def _name(self, key: str) -> str:
        version = self.versions.get(key)
        if version is None:
            return key
        return version.name_vi if self.lang == "vi" else version.name_en

    def _label(self, key: str) -> str:
        spec = self.vocabulary.facts.get(key)
        return spec.label.of(self.lang) if spec else key

    def _certainty(self, version: IncentiveVersion | None) -> str:
        if version is None:
            return str(Certainty.UNCONFIRMED.label)
        return f"{Certainty(version.certainty).label}, {figures.day(version.verified_on, self.lang)}"
