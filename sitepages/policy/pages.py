"""Page values of the policy desk, frozen before they are rendered."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sitepages import figures
from sitepages.choices import SHARED_KINDS, RuleState
from sitepages.explorer.incentive_pages import decided_words
from sitepages.incentives.citation_words import where_words
from sitepages.language import site_language
from sitepages.models import (
    Citation,
    Incentive,
    IncentiveVersion,
    LegalAnswer,
    LegalQuestion,
    RuleAct,
    SourceCheck,
)
from sitepages.policy.access import Rights, rights_of
from sitepages.policy.content import Changed, Section, Wording, difference, sections, wording
from sitepages.policy.impact_page import ImpactPage, impact_page
from sitepages.policy.reasons import Reason, reasons
from sitepages.policy.shared import FORMS, shared_sections
from sitepages.services.law import in_force, shared_on, versions_on
from sitepages.services.law_readers import readers_of
from sitepages.services.policy import (
    last_seq,
    may_undo_until,
    version_before,
    who,
    writers,
)
from sitepages.services.policy_checks import Findings, findings_on
from sitepages.services.policy_stale import latest_looks, stale_rules
from sitepages.services.policy_together import companions_of, digest_of


@dataclass(frozen=True)
class RuleRow:
    """A rule in a line: what is in force, what is being drafted, how many reasons to look again."""

    key: str
    name: str
    kind: str
    number: int | None
    decided: str
    certainty: str
    valid_from: date | None
    valid_to: date | None
    in_force: bool
    draft: IncentiveVersion | None
    stale: int


@dataclass(frozen=True)
class RulePage:
    """History of one rule, newest first; `undo_until`: the newest version may be undone until then."""

    incentive: Incentive
    name: str
    versions: tuple[IncentiveVersion, ...]
    shown: IncentiveVersion | None
    draft: IncentiveVersion | None
    undo_until: datetime | None
    acts: tuple[RuleAct, ...]
    rights: Rights
    readers: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class BesideRow:
    """A draft that goes with the one shown; `ready`: nothing stands against it."""

    version: IncentiveVersion
    ready: bool


@dataclass(frozen=True)
class VersionPage:
    """One version with its difference to the one before, what stands against it, and who may sign.

    `leader`: what it is signed with, else None; `beside`: what goes with it.
    """

    version: IncentiveVersion
    name: str
    state: RuleState
    before: IncentiveVersion | None
    changed: tuple[Changed, ...]
    found: Findings | None
    reasons: tuple[Reason, ...]
    impact: ImpactPage | None
    acts: tuple[RuleAct, ...]
    writers: tuple[str, ...]
    wrote: bool
    checked_it: bool
    rights: Rights
    seen: int
    digest: str
    leader: IncentiveVersion | None
    beside: tuple[BesideRow, ...]

    @property
    def differing(self) -> tuple[str, ...]:
        """The parts that differ from the version before, by title."""
        return tuple(part.title for part in self.changed if part.differs)


def rule_rows(on: date) -> tuple[RuleRow, ...]:
    """Every rule, those with a draft that waits first; six queries."""
    shown = {version.incentive_id: version for version in versions_on(on)}
    drafts = open_drafts()
    reasons: dict[int, int] = {}
    for one in stale_rules(on):
        reasons[one.version.incentive_id] = reasons.get(one.version.incentive_id, 0) + 1
    rows = [
        _row(one, shown.get(one.pk), drafts.get(one.pk), reasons, on)
        for one in Incentive.objects.exclude(kind__in=SHARED_KINDS)
    ]
    return tuple(sorted(rows, key=lambda row: row.draft is None))


def open_drafts() -> dict[int, IncentiveVersion]:
    """Per rule its open draft; one query."""
    drafts = IncentiveVersion.objects.filter(published_at=None, discarded_at=None).select_related("incentive")
    return {draft.incentive_id: draft for draft in drafts}


def _row(
    incentive: Incentive,
    version: IncentiveVersion | None,
    draft: IncentiveVersion | None,
    reasons: dict[int, int],
    on: date,
) -> RuleRow:
    told = version or draft
    return RuleRow(
        key=incentive.key,
        name=told.name if told else incentive.key,
        kind=incentive.get_kind_display(),
        number=version.number if version else None,
        decided=decided_words(told.decided_by) if told else "",
        certainty=told.get_certainty_display() if told else "",
        valid_from=version.valid_from if version else None,
        valid_to=version.valid_to if version else None,
        in_force=version is not None and in_force(version, on),
        draft=draft,
        stale=reasons.get(incentive.pk, 0),
    )


def rule_page(incentive: Incentive, user: Any, on: date) -> RulePage:
    people = ("checked_by", "approved_by")
    versions = tuple(incentive.versions.select_related(*people).order_by("-number"))
    published = [version for version in versions if version.published_at]
    shown = next((version for version in _of_day(incentive, on) if version.incentive_id == incentive.pk), None)
    last = published[0] if published else None
    return RulePage(
        incentive=incentive,
        name=(shown or versions[0]).name,
        versions=versions,
        shown=shown,
        draft=next((version for version in versions if version.state in {RuleState.DRAFT, RuleState.CHECKED}), None),
        undo_until=may_undo_until(last) if last and len(published) > 1 else None,
        acts=tuple(_acts(RuleAct.objects.filter(version__incentive=incentive))),
        rights=rights_of(user),
        readers=rule_links(incentive.key, on),
    )


def rule_links(key: str, on: date) -> tuple[tuple[str, str], ...]:
    """(key, name) of the rules that read a record of law."""
    keys = readers_of(key, on)
    names = {version.incentive.key: version.name for version in versions_on(on)}
    return tuple((one, names[one]) for one in keys)


def _of_day(incentive: Incentive, on: date) -> Iterable[IncentiveVersion]:
    """The versions of the day of its kind."""
    return shared_on(on).of_day.values() if incentive.kind in SHARED_KINDS else versions_on(on)


def _acts(rows: Any) -> Iterable[RuleAct]:
    return rows.select_related("by", "version").order_by("-at", "-pk")[:100]


def version_page(version: IncentiveVersion, user: Any, on: date) -> VersionPage:
    is_open = version.state in {RuleState.DRAFT, RuleState.CHECKED}
    before, run = version_before(version), version.impacts.first()
    names = {one.incentive.key: one.name for one in versions_on(on)} | {version.incentive.key: version.name}
    words = wording(on)
    told = whole(version.record, words)
    acts = tuple(_acts(version.acts))
    wrote = writers(version)
    found, rights = findings_on(version, on) if is_open else None, rights_of(user)
    return VersionPage(
        version=version,
        name=version.name,
        state=version.state,
        before=before,
        changed=difference(whole(before.record, words) if before else told, told),
        found=found,
        reasons=reasons(version, found, words.names, drafts=rights.draft) if found else (),
        impact=impact_page(run, digest_of(version), names) if run and is_open else None,
        acts=acts,
        writers=tuple(dict.fromkeys(who(act.by) for act in reversed(acts) if act.by_id in wrote)),
        wrote=user.pk in wrote,
        checked_it=version.checked_by_id == user.pk,
        rights=rights,
        seen=last_seq(version),
        digest=digest_of(version),
        leader=version.goes_with,
        beside=tuple(
            BesideRow(one, not found or one.incentive.key not in found.beside) for one in companions_of(version)
        ),
    )


def whole(record: Mapping[str, Any], words: Wording) -> tuple[Section, ...]:
    """The record in words, whatever its kind."""
    return shared_sections(record, words) if record["kind"] in FORMS else sections(record, words)


@dataclass(frozen=True)
class StaleRow:
    """A rule, or what rules share, with every reason to look at it again."""

    key: str
    name: str
    reasons: tuple[str, ...]


def stale_rows(on: date) -> tuple[StaleRow, ...]:
    found: dict[IncentiveVersion, dict[str, list[str]]] = {}
    for one in stale_rules(on):
        more = one.source or (figures.day(one.day, site_language()) if one.day else "")
        found.setdefault(one.version, {}).setdefault(str(one.reason.label), []).append(more)
    return tuple(
        StaleRow(version.incentive.key, version.name, tuple(_reason(*pair) for pair in reasons.items()))
        for version, reasons in found.items()
    )


def _reason(words: str, more: Iterable[str]) -> str:
    told = ", ".join(filter(None, more))
    return f"{words}: {told}" if told else words


@dataclass(frozen=True)
class QuestionRow:
    """An open question with the rules that hang on it and every answer, newest first."""

    question: LegalQuestion
    rules: tuple[tuple[str, str], ...]
    answers: tuple[LegalAnswer, ...]


@dataclass(frozen=True)
class SourceRow:
    """A source, where it was read in words, and the newest look at it."""

    citation: Citation
    where: str
    look: SourceCheck | None


def question_rows() -> tuple[QuestionRow, ...]:
    """Three queries."""
    names = {version.incentive.key: version.name for version in _newest_versions()}
    rows = LegalQuestion.objects.prefetch_related("answers__by")
    return tuple(
        QuestionRow(row, tuple((key, names.get(key, key)) for key in row.records), tuple(row.answers.all()))
        for row in rows
    )


def _newest_versions() -> Iterable[IncentiveVersion]:
    published = IncentiveVersion.objects.filter(published_at__isnull=False)
    return published.select_related("incentive").order_by("number")


def source_rows() -> tuple[SourceRow, ...]:
    looks = latest_looks()
    lang = site_language()
    return tuple(
        SourceRow(row, where_words(row.where, lang), looks.get(row.key)) for row in Citation.objects.order_by("key")
    )
